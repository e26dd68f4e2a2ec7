"""What is known of each cause, and the lines that are ready to paste."""

import pytest

from checks.case_guides import DELETED
from checks.causes import GUIDES, commands_for, powershell_string, sentence_for
from checks.model import Cause, Room

GOOD = {Cause.HEALTHY, Cause.RECOVERED}


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_a_guide(cause: Cause) -> None:
    guide = GUIDES[cause]
    assert guide.first_step.endswith(".")
    assert not guide.first_step.startswith("Have ")
    assert guide.sentence.endswith(".")
    assert cause in GOOD or (guide.owner and guide.request.endswith("."))


@pytest.mark.parametrize("cause", [each for each in Cause if each not in GOOD | {Cause.UNDETERMINED}])
def test_every_fault_says_what_the_room_and_the_portal_show(cause: Cause) -> None:
    assert GUIDES[cause].room_sees
    assert GUIDES[cause].portal_signal


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("detail", ["", "policy X"])
@pytest.mark.parametrize("seen", [True, False])
def test_the_sentence_is_one_and_names_the_room(cause: Cause, detail: str, seen: bool) -> None:
    sentence = sentence_for(GUIDES[cause], Room("room@contoso.com", "Room {0} 100%"), detail, seen=seen)
    assert "Room {0} 100%" in sentence
    assert sentence.count(". ") == 0


@pytest.mark.parametrize(("text", "quoted"), [
    ("room@contoso.com", "'room@contoso.com'"),
    ("o'brien@contoso.com", "'o''brien@contoso.com'"),
    ("a'; Remove-Item C:\\ #", "'a''; Remove-Item C:\\ #'"),
    ("a\u2019; calc #", "'a\u2019\u2019; calc #'"),
    ("a\u201ab\u201bc\u2018", "'a\u201a\u201ab\u201b\u201bc\u2018\u2018'"),
    ("$(calc)`n", "'$(calc)`n'"),
    ("a\r\ncalc\x00\x85\u2028", "'acalc'"),
])
def test_nothing_gets_out_of_a_powershell_string(text: str, quoted: str) -> None:
    assert powershell_string(text) == quoted


def test_an_address_is_quoted_for_powershell_and_for_the_filter_inside_it() -> None:
    room = Room("O'Brien@contoso.com")
    assert commands_for(GUIDES[Cause.MFA_REQUIRED], room) == (
        "Get-MgAuditLogSignIn -Filter 'userPrincipalName eq ''o''''brien@contoso.com''' -Top 20",
        ("Get-MgBetaAuditLogSignIn -Filter 'userPrincipalName eq ''o''''brien@contoso.com'' and "
         "signInEventTypes/any(t: t eq ''nonInteractiveUser'')' -Top 20"))
    assert commands_for(GUIDES[Cause.ACCOUNT_MISSING], room) == ("Get-MgUser -UserId 'O''Brien@contoso.com'",)


def test_a_command_with_the_object_id_needs_one() -> None:
    restore = "Restore-MgDirectoryDeletedItem -DirectoryObjectId 'a''b'"
    assert commands_for(DELETED, Room("room@contoso.com", object_id="a'b")) == (restore,)
    assert commands_for(DELETED, Room("room@contoso.com")) == ()


@pytest.mark.parametrize("cause", Cause)
def test_every_command_is_one_line_without_placeholders(cause: Cause) -> None:
    for line in commands_for(GUIDES[cause], Room("room@contoso.com")):
        assert "{" not in line
        assert "\n" not in line
