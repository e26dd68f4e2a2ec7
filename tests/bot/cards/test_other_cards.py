"""Evidence, fixes, tickets, rooms and dialogs: what they must say and offer."""

import re
from dataclasses import replace
from typing import Any

import pytest

from bot.actions import unpack
from bot.cards import (
    LEAVE,
    NAME_ROOM,
    ask_room_card,
    card_message,
    catalogue_card,
    collect_logs_card,
    evidence_card,
    explain_card,
    finding_card,
    fix_card,
    guide_card,
    pick_room_card,
    rooms_card,
    ticket_card,
    unclear_card,
)
from bot.cards.parts import walk
from bot.commands.model import CheckAgain, ContinueDialog, Explain, OpenReport, ShowEvidence, Unclear
from bot.progress import Progress, RoomProgress
from bot.turns import Card
from checks.model import Citation, Room
from tests.bot.cards.samples import (
    EXPLAINED,
    HEARTBEAT,
    MFA,
    MFA_REQUIRED,
    NOW,
    ROOM,
    catalogue,
    failing,
    kept,
    running,
    several,
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
    assert text.count("request id") == 5
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
    card = explain_card(EXPLAINED)
    said = shown(card)
    assert "Nobody sits at a room console to approve a prompt, so a prompt is an outage." in said
    assert "• in the Entra sign-in log;" in said
    assert "2. Exclude the room, or the group of all rooms, from it." in said
    assert field(card, "how_to_fix_it_1") == "Get-MgIdentityConditionalAccessPolicy -All"
    assert [each["title"] for each in card["actions"]] == ["All checks", "Conditional Access for Teams Rooms"]


@pytest.mark.parametrize("number", [3, 24, 48])
def test_every_check_of_the_catalogue_can_be_pressed(number: int) -> None:
    checks = catalogue(number)
    assert {each.check for each in commands(catalogue_card(checks)) if isinstance(each, Explain)} == set(checks)


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


def test_message_escapes_what_notifications_show() -> None:
    made = card_message({}, "**Room**\n\u202e", "[press](https://evil.example)")
    assert made.summary == "**Room**"
    assert made.text == r"\[press\]\(https\:\/\/evil\.example\)"
