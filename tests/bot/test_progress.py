"""The progress of a run as events come in, and when its card may be painted again."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.ports import KeptReport
from bot.progress import Pace, begun, faulted, next_paint, reported, seen
from checks.collector import NOTHING
from checks.engine import Collected, Collecting, Judged, Missed, Outcome, RunEvent
from checks.facts.access_forecast import AccessForecast
from checks.facts.account import Account
from checks.facts.asked import Topic
from checks.facts.sign_ins import SignIns
from checks.model import Finding, Gap, GapReason, Room, Severity, Status
from tests.bot.run_parts import ROOM, a_run, make_report

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FINDING = Finding("account.enabled", "Is enabled", Severity.HIGH, Status.PASS, "It is.")
OTHER = Room("b@contoso.com")


def test_nothing_is_judged_at_first() -> None:
    run = a_run(rooms=(ROOM, OTHER), created_at=AT)
    progress = begun(run, 7, "Waiting")
    assert (progress.run_id, progress.started_at, progress.stage) == (run.id, AT, "Waiting")
    assert [(room.room, room.total, room.findings) for room in progress.rooms] == [(ROOM, 7, ()), (OTHER, 7, ())]


def test_a_later_run_starts_when_it_is_due() -> None:
    assert begun(a_run(created_at=AT, start_at=AT + timedelta(minutes=15)), 7).started_at == AT + timedelta(minutes=15)


def test_events_change_their_own_room() -> None:
    progress = begun(a_run(rooms=(ROOM, OTHER)), 2, "Waiting")
    progress = seen(progress, 1, Collecting(Account, "graph.account"))
    progress = seen(progress, 1, Judged(FINDING))
    first, second = progress.rooms
    assert (first.looking_at, first.findings) == ("", ())
    assert (second.looking_at, second.findings) == ("the room's account", (FINDING,))
    assert progress.stage == ""


def test_what_is_looked_at_is_what_was_asked_last_and_has_not_answered() -> None:
    progress = begun(a_run(asked=frozenset({Topic.ACCESS})), 2)
    asked: list[RunEvent] = [Collecting(Account, "graph.account"), Collecting(AccessForecast, "graph.access_forecast"),
                             Collecting(SignIns, "graph.sign_ins")]
    settled: list[RunEvent] = [Collected(Account, "graph.account"),
                               Missed(Gap(SignIns.title, "graph.sign_ins", GapReason.FAILED, "No.")),
                               Collected(AccessForecast, "graph.access_forecast")]
    looked_at = []
    for event in (*asked, *settled):
        progress = seen(progress, 0, event)
        looked_at.append(progress.rooms[0].looking_at)
    assert looked_at[2:] == [SignIns.title, SignIns.title, AccessForecast.title, AccessForecast.title]
    assert (progress.asked, progress.rooms[0].asking) == (frozenset({Topic.ACCESS}), ())


@pytest.mark.parametrize("event", [
    Collected(Account, "graph.account"), Missed(Gap("sign-ins", "graph", GapReason.FAILED, "No.")),
])
def test_a_source_that_was_not_seen_to_be_asked_changes_nothing(event: Collected | Missed) -> None:
    progress = begun(a_run(), 2)
    assert seen(progress, 0, event) == progress


def test_a_room_that_is_done_shows_its_report() -> None:
    report = make_report(Room(ROOM.address, "Its real name"), Outcome((FINDING,), NOTHING, NOTHING), AT)
    kept = KeptReport("r-0", "r", report)
    room = reported(seen(begun(a_run(), 2), 0, Collecting(Account, "graph")), 0, kept).rooms[0]
    assert (room.report, room.room.display_name, room.findings, room.looking_at) == (
        kept, "Its real name", (FINDING,), "")


def test_a_room_that_failed_says_so() -> None:
    room = faulted(seen(begun(a_run(), 2), 0, Collecting(Account, "graph")), 0, "It failed.").rooms[0]
    assert (room.fault, room.looking_at, room.report) == ("It failed.", "", None)


@pytest.mark.parametrize(("age", "wait"), [(0, 2), (59, 2), (60, 10), (299, 10), (300, 30), (3600, 30)])
def test_a_card_is_painted_ever_more_seldom(age: int, wait: int) -> None:
    painted = AT + timedelta(seconds=age)
    assert next_paint(AT, painted, Pace()) - painted == timedelta(seconds=wait)
