"""Evidence, fixes, tickets, rooms and dialogs: what they must say and offer."""

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.actions import unpack
from bot.cards import (
    LEAVE,
    NAME_ROOM,
    area_of_catalogue_card,
    ask_room_card,
    card_message,
    catalogue_card,
    collect_logs_card,
    doctor_card,
    doctor_summary,
    error_card,
    evidence_card,
    explain_card,
    finding_card,
    fix_card,
    guide_card,
    line_message,
    pick_room_card,
    report_card,
    rooms_card,
    summary_of,
    ticket_card,
    unclear_card,
)
from bot.cards.areas import by_area
from bot.cards.links import Links, personal_chat
from bot.cards.parts import walk
from bot.cards.text import read_literal
from bot.commands.model import (
    AskAccess,
    CheckAgain,
    Command,
    ContinueDialog,
    Doctor,
    Explain,
    OpenReport,
    ShowEvidence,
    ShowFix,
    Unclear,
)
from bot.progress import Progress, RoomProgress
from bot.turns import Card
from checks.causes import GUIDES
from checks.doctor import Examination, Grant, Sign
from checks.model import Cause, Citation, Confidence, Finding, Gap, GapReason, Room, Severity, Status
from tests.bot.cards.samples import (
    AREAS,
    EXPLAINED,
    FORECAST,
    HEARTBEAT,
    MAILBOX,
    MFA,
    MFA_REQUIRED,
    NOW,
    PASSED,
    PERMISSIONS,
    ROOM,
    SETUP,
    catalogue,
    examination,
    failing,
    failing_twice,
    full,
    kept,
    running,
    several,
    some_missing,
    unasked,
)
from tests.bot.cards.test_report import shown


def commands(card: Card) -> list[Any]:
    """Every command on the card, rows and buttons, without the fallbacks."""
    return [unpack(each["data"]) for each in walk(card) if each.get("type") == "Action.Execute"]


def field(card: Card, name: str) -> str:
    return next(str(each["value"]) for each in walk(card) if each.get("id") == f"copy.{name}")


def test_evidence_tells_alike_records_once() -> None:
    said = shown(evidence_card(failing()))
    assert said.count("AADSTS50076: multifactor authentication demanded") == 2
    assert sum("you must use multi-factor authentication" in line for line in said) == 1
    assert "and 11 more records" in said
    assert any("14 records" in line and "Entra sign-in log" in line for line in said)


def test_evidence_names_source_window_and_where_to_see_it_again() -> None:
    said = "\n".join(shown(evidence_card(failing(), time_zone="Europe/Berlin")))
    assert "Sun 22 Nov 2026, 16:05 CET, heartbeat log of the device" in said
    assert "Skype Room System.evtx#2207" in said
    assert "correlation 0c0ffee0-1111-4222-8333-444455550000" in said
    assert "Entra sign-in log: Sun 15 Nov 2026, 16:14 to Sun 22 Nov 2026, 16:14 CET" in said


def test_evidence_of_one_finding_is_its_card() -> None:
    assert evidence_card(failing(), MFA.id) == finding_card(failing(), MFA.id)


def test_findings_that_are_not_behind_the_headline_are_a_press_away() -> None:
    assert ShowEvidence("r-1", "access.sign_in_frequency") in commands(evidence_card(failing()))


@pytest.mark.parametrize("code", ["AADSTS50076", "AADSTS99999", "0xCAA82EE7", "licenseError", "AADSTS" + "9" * 400])
def test_no_code_stands_without_words(code: str) -> None:
    finding = replace(MFA, citations=(Citation("graph.x", "y", code=code),))
    said = [line for line in shown(finding_card(kept(MFA_REQUIRED, finding), MFA.id)) if line.startswith(code)]
    assert all(re.search(r": \w+ \w+", line) for line in said)
    assert said


def test_a_finding_that_is_not_in_the_report_is_an_error() -> None:
    assert "This report has no such finding." in shown(finding_card(failing(), "no.such"))


def test_fix_has_everything_a_helpdesk_needs() -> None:
    card = fix_card(failing())
    said = shown(card)
    for text in (MFA_REQUIRED.first_step, "Who: Identity team", f"In the room: {MFA_REQUIRED.room_sees}",
                 f"In the Pro Management portal: {MFA_REQUIRED.portal_signal}",
                 "A change shows in Microsoft's logs after about 15 minutes."):
        assert text in said
    assert field(card, "hand_over") == MFA_REQUIRED.hand_over
    assert field(card, "commands").splitlines() == list(MFA_REQUIRED.commands)
    assert card["actions"][0]["title"] == "Check again in 15 minutes"
    assert card["actions"][0]["style"] == "positive"


def test_fix_says_what_mends_the_other_causes() -> None:
    guide = GUIDES[Cause.MAILBOX_MISSING]
    said = shown(fix_card(failing_twice()))
    assert said.index(MFA_REQUIRED.first_step) < said.index("Then") < said.index("How it shows")
    assert said[said.index("Then") + 1] == f"{MAILBOX.title}: {guide.first_step}"
    assert "Then" not in shown(fix_card(failing()))


def test_fix_names_each_other_cause_once_and_says_what_is_not_certain() -> None:
    low = replace(HEARTBEAT, cause=Cause.WRONG_CREDENTIALS, confidence=Confidence.LOW)
    also = replace(MAILBOX, id="a.b", title="Again", severity=Severity.LOW)
    warned = replace(MAILBOX, id="a.c", cause=Cause.ACCOUNT_DISABLED, status=Status.WARN)
    said = shown(fix_card(kept(MFA_REQUIRED, MFA, also, low, MAILBOX, warned)))
    steps = [line for line in said[said.index("Then") + 1:said.index("How it shows")] if not line.startswith("Who: ")]
    assert steps == [f"{low.title} (only suggested): {GUIDES[Cause.WRONG_CREDENTIALS].first_step}",
                     f"{MAILBOX.title}: {GUIDES[Cause.MAILBOX_MISSING].first_step}"]
    assert f"Who: {GUIDES[Cause.MAILBOX_MISSING].owner}" in said or GUIDES[Cause.MAILBOX_MISSING].owner in steps[1]


@pytest.mark.parametrize(("finding", "leads_to"), [
    (MFA, ShowFix("r-5")), (HEARTBEAT, ShowFix("r-5")), (MAILBOX, Explain(MAILBOX.id)),
])
def test_how_to_fix_leads_to_what_mends_this_finding(finding: Finding, leads_to: Command) -> None:
    actions = finding_card(failing_twice(), finding.id)["actions"]
    assert [unpack(each["data"]) for each in actions if each["title"] == "How to fix"] == [leads_to]
    assert actions[0]["style"] == "positive"


def test_what_passed_needs_no_fix() -> None:
    assert not [each for each in commands(finding_card(failing(), PASSED[0].id)) if isinstance(each, ShowFix)]


def test_a_remedy_stands_once_on_a_findings_page() -> None:
    gaps = tuple(Gap(fact, "", GapReason.NOT_OFFERED, "No.", "Send the zip.") for fact in ("the Teams app's log", "b"))
    said = shown(finding_card(kept(MFA_REQUIRED, replace(MFA, gaps=gaps)), MFA.id))
    place = said.index("What could not be read")
    assert said[place + 1:place + 4] == [
        "the Teams app's log: only in the device's logs.", "b: not asked for in this run.", "Send the zip."]


@pytest.mark.parametrize(("number", "more"), [(3, ""), (4, "and 1 more record"), (5, "and 2 more records")])
def test_what_is_left_out_is_counted_in_words(number: int, more: str) -> None:
    said = shown(finding_card(kept(MFA_REQUIRED, replace(MFA, citations=MFA.citations[:number])), MFA.id))
    assert [line for line in said if line.startswith("and ")] == [more] * bool(more)


def test_ticket_says_soon_what_is_asked_of_whom() -> None:
    lines, guide = field(ticket_card(failing_twice()), "ticket").splitlines(), GUIDES[Cause.MAILBOX_MISSING]
    assert lines[1:4] == [
        f"Cause: {MFA_REQUIRED.sentence} (certain)", f"To do: {MFA_REQUIRED.first_step}", "Who: Identity team",
    ]
    assert lines[4].startswith(f"Then: {MAILBOX.title}: {guide.first_step}")
    assert guide.owner in lines[4]


def test_ticket_stands_on_its_card_once() -> None:
    assert not any("AADSTS" in line for line in shown(ticket_card(failing())))


def test_ticket_holds_ids_codes_and_times() -> None:
    text = field(ticket_card(failing()), "ticket")
    for piece in ("room-42@contoso.com", ROOM.object_id, "Since: 2026-11-20T09:14:04Z", "Judged: 2026-11-22T15:14:04Z",
                  "report r-1", "AADSTS50076 (multifactor authentication demanded)", "2026-11-22T15:11:04Z",
                  "correlation id 0c0ffee0-1111-4222-8333-444455550000",
                  "request id deadbeef-aaaa-4bbb-8ccc-ddddeeee0000", "Skype Room System.evtx#2207",
                  "In all 3 findings with 15 records."):
        assert piece in text


def test_ticket_names_the_newest_records_of_each_kind() -> None:
    text = field(ticket_card(kept(MFA_REQUIRED, HEARTBEAT, MFA)), "ticket")
    assert text.count("request id deadbeef") == 5
    assert text.index(MFA.summary) < text.index(HEARTBEAT.summary) < text.index("evtx#2207")


def test_rooms_are_rows_that_open_their_reports() -> None:
    card = rooms_card(several())
    said = shown(card)
    assert said[:2] == ["✖ Problem found", "3 of 4 rooms need attention"]
    assert "Zugspitze Healthy" in said
    assert "Microsoft Graph did not answer. Check again in a few minutes." in said
    assert commands(card) == [OpenReport("r-1"), OpenReport("r-2"), OpenReport("r-4"), CheckAgain("run-1")]


def test_rooms_still_running_say_how_far_they_are() -> None:
    card = rooms_card(Progress("run-1", NOW, (*running(MFA).rooms, *several().rooms[1:])))
    assert shown(card)[1] == "3 of 4 rooms done"
    assert "1 of 22 checks judged, looking at the sign-ins of the last 7 days" in shown(card)
    assert CheckAgain("run-1") not in commands(card)


def test_of_too_many_rooms_those_in_trouble_are_shown() -> None:
    fine = tuple(RoomProgress(Room(f"r{index}@contoso.com"), 22, report=several().rooms[1].report)
                 for index in range(30))
    said = shown(rooms_card(Progress("run-1", NOW, (*fine, *several().rooms))))
    assert "Kilimanjaro (4th floor) Problem found" in said
    assert "and 14 more rooms: write report and the room's address" in said


def test_explain_shows_the_documentation_and_its_links() -> None:
    card = explain_card(EXPLAINED, PERMISSIONS)
    said = shown(card)
    assert "Nobody sits at a room console to approve a prompt, so a prompt is an outage." in said
    assert "• in the Entra sign-in log;" in said
    assert "2. Exclude the room, or the group of all rooms, from it." in said
    assert field(card, "how_to_fix_it_1") == "Get-MgIdentityConditionalAccessPolicy -All"
    assert [each["title"] for each in card["actions"]] == ["All checks", "Conditional Access for Teams Rooms"]


@pytest.mark.parametrize("number", [3, 23])
def test_every_check_of_a_small_catalogue_can_be_pressed(number: int) -> None:
    checks = catalogue(number)
    assert {each.check for each in commands(catalogue_card(checks)) if isinstance(each, Explain)} == set(checks)


@pytest.mark.parametrize("number", [24, 70])
def test_of_a_large_catalogue_an_area_is_pressed_and_then_a_check(number: int) -> None:
    checks = catalogue(number)
    listed = catalogue_card(checks)
    opened = [each.check for each in commands(listed) if isinstance(each, Explain)]
    assert sorted(opened) == sorted(AREAS)
    assert all(any(check.title in line for line in shown(listed)) for check in checks.values())
    within = by_area(checks.values())
    pressed = {each.check for area in opened for each in commands(area_of_catalogue_card(area, within[area]))}
    assert pressed - {""} == set(checks)


def test_an_area_of_a_report_shows_everything_found_in_it_the_worst_first() -> None:
    report = full().report
    found = by_area(report.findings)["sign_in"]
    card = evidence_card(full(), "sign_in")
    opened = [each.finding for each in commands(card) if isinstance(each, ShowEvidence)]
    assert sorted(opened) == sorted(each.id for each in found)
    assert opened[0] == MFA.id
    assert f"Sign in: {len(found)} checks" in shown(card)
    assert all(each.summary in shown(card) for each in found)


def test_what_was_not_asked_for_can_be_asked_from_its_own_page() -> None:
    card = finding_card(unasked(), FORECAST.id)
    assert shown(card)[0] == "○ Made when asked"
    assert unpack(card["actions"][0]["data"]) == AskAccess("run-1")
    assert "What was not asked for" in shown(card)
    assert "what Conditional Access would decide: only when asked. Nothing in this run asked for it." in shown(card)


def test_catalogue_names_what_to_write() -> None:
    said = shown(catalogue_card(catalogue()))
    assert "Press a check, or write explain and its id." in said
    assert "→ Signs in without MFA sign_in.mfa" in said


def test_picking_a_room_carries_its_address() -> None:
    card = pick_room_card("dialog-1", "kili", (ROOM, Room("kili-2@contoso.com")))
    assert commands(card) == [
        ContinueDialog("dialog-1", "room-42@contoso.com", {}), ContinueDialog("dialog-1", "kili-2@contoso.com", {}),
        ContinueDialog("dialog-1", LEAVE, {}),
    ]


def test_the_room_of_a_zip_is_asked_for_in_a_field() -> None:
    card = ask_room_card("run-1", "a.zip")
    assert commands(card) == [ContinueDialog("run-1", NAME_ROOM, {})]
    assert [each["id"] for each in walk(card) if each.get("type") == "Input.Text"] == ["field.room"]
    assert "associatedInputs" not in card["actions"][0]


def test_other_buttons_leave_the_fields_alone() -> None:
    assert all(each["associatedInputs"] == "none" for each in ticket_card(failing())["actions"])


def test_logs_go_to_the_personal_chat_from_elsewhere() -> None:
    assert any("drop the zip into this chat" in line for line in shown(collect_logs_card("d", ROOM)))
    assert any("in our personal chat" in line for line in shown(collect_logs_card("d", ROOM, personal=False)))


def test_guide_has_at_most_six_buttons_and_always_a_way_out() -> None:
    card = guide_card("d", "Title", ("Text",), [(f"c{index}", f"Choice {index}") for index in range(9)], step=2, of=7)
    assert len(card["actions"]) == 6
    assert commands(card)[-1] == ContinueDialog("d", LEAVE, {})
    assert "Step 2 of at most 7" in shown(card)


def test_unclear_repeats_little_of_what_was_said() -> None:
    said = shown(unclear_card(Unclear("x" * 30_000, ("help",))))
    assert max(len(line) for line in said) < 300


def test_a_card_is_announced_in_one_line_and_has_no_text_beside_it() -> None:
    made = card_message({}, "**Room**\n\u202e")
    assert (made.summary, made.text) == ("**Room**", "")


def test_a_line_is_what_it_was_without_what_cannot_be_seen() -> None:
    made = line_message("room-42@contoso.com, 18:36\n\u202eUTC.\x1b")
    assert (made.card, made.text) == (None, "room-42@contoso.com, 18:36 UTC.")
    assert made.text == made.summary


@pytest.mark.parametrize(("sentence", "line"), [
    ("The password of Kilimanjaro (4TH floor) has expired.", "The password of Kilimanjaro (4TH floor) has expired."),
    ("Nothing is failing.", "Kilimanjaro (4th floor): Nothing is failing."),
])
def test_a_summary_names_its_room_once(sentence: str, line: str) -> None:
    report = kept(replace(MFA_REQUIRED, sentence=sentence))
    assert summary_of(report.report) == line
    assert read_literal(report_card(report)["fallbackText"]) == line


def test_a_channel_is_shown_the_way_to_the_personal_chat_where_it_is_known() -> None:
    links = Links(personal_chat=personal_chat("c0470500-0000-4000-8000-000000000000", "t1"))
    pressed = collect_logs_card("dialog-1", personal=False, links=links)["actions"]
    assert pressed[0]["url"] == links.personal_chat
    assert error_card("No file came.", "Send it there.", personal_chat=links.personal_chat)["actions"][0] == pressed[0]
    assert all("url" not in each for each in collect_logs_card("dialog-1", personal=True, links=links)["actions"])
    assert all("url" not in each for each in collect_logs_card("dialog-1", personal=False)["actions"])


def words(card: Card) -> str:
    """Everything the card says, its lines parted by bars."""
    return " | ".join(shown(card))


@pytest.mark.parametrize(("examined", "sentence", "state"), [
    (examination(), "All 6 permissions are granted.", "Everything is granted"),
    (some_missing(), "Of 5 permissions, 3 are missing, 2 of them core. Of 1 it could not be told.",
     "Permissions are missing"),
    (examination(User=Sign(Grant.UNKNOWN, "No answer.")),
     "Of 6 permissions, none was found missing. Of 1 it could not be told.", "Not everything could be told"),
    (examination(TeamsUserConfiguration=Sign(Grant.MISSING, "Refused.")),
     "Of 6 permissions, 1 is missing, none of them core.", "Permissions are missing"),
    (examination(Policy=Sign(Grant.NOT_NEEDED, "No group is named.")), "All 5 permissions are granted.",
     "Not needed as Roomcheck is set up: 1 permission"),
    (examination(AuditLog=Sign(Grant.UNLICENSED, "No licence.")),
     "All 6 permissions are granted, 1 of them of no use.", "Granted, but not all of use"),
])
def test_the_doctor_counts_only_what_the_cloud_offers(examined: Examination, sentence: str, state: str) -> None:
    assert doctor_summary(examined) == sentence
    said = words(doctor_card(examined, SETUP))
    assert sentence in said
    assert state in said


def test_a_missing_permission_is_shown_with_its_cost_and_how_to_grant_it() -> None:
    said = words(doctor_card(some_missing(), SETUP))
    assert said.index("AuditLog.Read.All core | Missing.") < said.index("Policy.Read.All core | Not known.")
    assert "Without it Graph cannot answer: Signs in without MFA;" in said
    assert "No check reads what it brings: the list of rooms." in said
    assert "then grant admin consent" in said
    assert "grant admin consent" not in words(doctor_card(examination(), SETUP))


def test_the_doctor_sends_nobody_to_a_page_that_a_managed_identity_does_not_have() -> None:
    said = words(doctor_card(some_missing(), replace(SETUP, grant_command="infra/grant.sh 1b2c3d4e")))
    assert "Run infra/grant.sh 1b2c3d4e" in said
    assert "API permissions" not in said


def test_the_doctor_can_be_asked_again_through_the_same_room() -> None:
    assert Doctor(ROOM.address) in commands(doctor_card(examination(), SETUP))
    assert "MicrosoftAppId is not set." in words(doctor_card(examination(), replace(SETUP, missing=(
        "MicrosoftAppId is not set.",))))
