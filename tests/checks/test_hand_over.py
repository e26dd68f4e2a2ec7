"""A text for another team's queue."""

from dataclasses import replace

from checks.hand_over import hand_over
from checks.model import Citation, Finding, Room, Severity, Status
from tests.checks.builders import ago

ROOM = Room("room-42@contoso.com", "Room 42", "oid")
CITED = Citation("graph.sign_ins.interactive", "auditLogs/signIns/1", "", ago(1), "AADSTS50076", "c1", "r1")
FOUND = Finding("sign_in.mfa", "Signs in without MFA", Severity.CRITICAL, Status.FAIL, "2 attempts refused.",
                (CITED,), since=ago(5), latest=ago(1))
BESIDE = replace(FOUND, id="access.conditional_access", summary="By a policy.")
EVIDENCE = ("Evidence: Entra sign-in log auditLogs/signIns/1, Thu 20 Nov 2025 11:00 UTC, AADSTS50076, "
            "correlation id c1, request id r1")


def test_it_says_which_room_what_since_when_the_evidence_and_what_is_asked_for() -> None:
    text = hand_over(ROOM, "It is asked for MFA.", "Please exclude it.", (FOUND, BESIDE), ("Get-Thing",))
    assert text.splitlines()[:7] == [
        "Room: Room 42 <room-42@contoso.com>, object id oid", "Cause: It is asked for MFA.",
        "Since: Thu 20 Nov 2025 07:00 UTC", "Last seen: Thu 20 Nov 2025 11:00 UTC", "Seen: 2 attempts refused.",
        "Also: By a policy.", EVIDENCE]
    assert text.splitlines()[7:] == ["Asked for: Please exclude it.", "Command: Get-Thing"]


def test_nobody_is_asked_for_anything_when_the_room_is_well() -> None:
    assert hand_over(ROOM, "It is well.", "", (FOUND,)) == ""


def test_an_address_alone_is_enough() -> None:
    text = hand_over(Room("room-42@contoso.com"), "Nobody knows.", "Send the zip.", ())
    assert text.startswith("Room: room-42@contoso.com\nCause: Nobody knows.\nAsked for:")
