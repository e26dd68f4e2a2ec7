"""From reports to what is told: what counts as a change, what is told of it, and when nothing is said."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.alerts import Rule, bundle_of, concerns, observed, quiet_until, sight_of
from bot.fleet import (
    NOT_KNOWN,
    Alert,
    Change,
    Extent,
    Quiet,
    RoomState,
    Sight,
    Standing,
    Subscription,
)
from bot.turns import Conversation, Scope
from checks.model import (
    Cause,
    Confidence,
    Diagnosis,
    Finding,
    Gap,
    GapReason,
    Report,
    Room,
    Severity,
    Status,
)

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ROOM = Room("room@contoso.com", "Room")
WELL = Sight(Standing.WELL, Cause.HEALTHY)
MFA = Sight(Standing.BROKEN, Cause.MFA_REQUIRED, Severity.CRITICAL, ("sign_in.mfa",))
LICENCE = Sight(Standing.BROKEN, Cause.LICENCE_MISSING, Severity.HIGH, ("licence.room_licence",))
PASSWORD = Sight(Standing.BROKEN, Cause.PASSWORD_EXPIRED, Severity.CRITICAL, ("sign_in.password_expired",))
EVERY = timedelta(minutes=30)
CHAT = Conversation("a:1", Scope.PERSONAL, "tenant", {})


def told(*sights: Sight, rule: Rule | None = None, every: timedelta = EVERY) -> list[Change | None]:
    """What is told after each of these, seen one after the other."""
    state, changes = RoomState(ROOM), []
    for place, sight in enumerate(sights):
        state, change = observed(state, sight, AT + place * every, rule or Rule())
        changes.append(change)
    return changes


@pytest.mark.parametrize(("sights", "expected"), [
    ((WELL, WELL, WELL), [None, None, None]),
    ((WELL, WELL, MFA), [None, None, None]),
    ((WELL, WELL, MFA, WELL, MFA), [None] * 5),
    ((WELL, WELL, MFA, MFA), [None, None, None, Change.BROKE]),
    ((MFA, MFA), [None, Change.BROKE]),
    ((WELL, WELL, MFA, LICENCE), [None, None, None, Change.BROKE]),
    ((MFA, MFA, WELL, WELL), [None, Change.BROKE, None, Change.RECOVERED]),
    ((MFA, MFA, WELL, MFA, WELL), [None, Change.BROKE, None, None, None]),
    ((MFA, MFA, PASSWORD, PASSWORD), [None, Change.BROKE, None, Change.CAUSE_CHANGED]),
    ((MFA, MFA, PASSWORD, MFA, PASSWORD), [None, Change.BROKE, None, None, None]),
    ((LICENCE, LICENCE, MFA, MFA), [None, Change.BROKE, None, Change.WORSE]),
    ((MFA, MFA, LICENCE, LICENCE), [None, Change.BROKE, None, Change.CAUSE_CHANGED]),
])
def test_two_reports_in_a_row_make_a_change(sights: tuple[Sight, ...], expected: list[Change | None]) -> None:
    assert told(*sights) == expected


def test_how_many_reports_it_takes_can_be_set() -> None:
    assert told(WELL, MFA, rule=Rule(confirm=1)) == [None, Change.BROKE]
    assert told(MFA, MFA, MFA, rule=Rule(confirm=3)) == [None, None, Change.BROKE]


def test_what_is_not_known_neither_makes_a_change_nor_breaks_a_row() -> None:
    assert told(WELL, WELL, MFA, NOT_KNOWN, MFA) == [None, None, None, None, Change.BROKE]
    assert told(MFA, MFA, *[NOT_KNOWN] * 20) == [None, Change.BROKE, *[None] * 20]


def test_a_room_that_keeps_changing_is_told_once_and_again_when_it_stands_still() -> None:
    once, twice = (MFA, MFA, WELL, WELL), Rule(most_flips=4)
    changes = [change for change in told(WELL, WELL, *once * 4, *[WELL] * 6, rule=twice) if change]
    assert changes == [Change.BROKE, Change.RECOVERED, Change.BROKE, Change.RECOVERED, Change.FLAPPING,
                       Change.RECOVERED]
    still_broken = [change for change in told(WELL, WELL, *once * 4, *[MFA] * 8, rule=twice) if change]
    assert still_broken[-2:] == [Change.FLAPPING, Change.BROKE]


def test_causes_that_keep_changing_are_damped_too() -> None:
    changes = [change for change in told(MFA, MFA, *(PASSWORD, PASSWORD, MFA, MFA) * 5) if change]
    assert changes == [Change.BROKE, *[Change.CAUSE_CHANGED] * 4, Change.FLAPPING]


def test_two_reports_with_weeks_of_silence_between_are_not_in_a_row() -> None:
    state, _none = observed(RoomState(ROOM), MFA, AT, Rule())
    later = AT + timedelta(weeks=3)
    state, change = observed(state, MFA, later, Rule())
    assert change is None
    state, change = observed(state, MFA, later + EVERY, Rule())
    assert (change, state.since) == (Change.BROKE, later)
    assert told(MFA, MFA, every=timedelta(days=7)) == [None, Change.BROKE], "a sweep a week is a row"


def test_changes_that_lie_a_day_back_do_not_count_as_flapping() -> None:
    changes = told(WELL, WELL, *(MFA, MFA, WELL, WELL) * 4, every=timedelta(hours=7))
    assert Change.FLAPPING not in changes


def a_report(cause: Cause, *findings: Finding, confidence: Confidence = Confidence.HIGH) -> Report:
    behind = tuple(finding.id for finding in findings if finding.status is Status.FAIL)
    return Report(ROOM, AT, Diagnosis(cause, confidence, "", "", "", findings=behind), findings)


def finding(status: Status, *, id_: str = "sign_in.mfa", severity: Severity = Severity.CRITICAL,
            reason: GapReason | None = None) -> Finding:
    gaps = (Gap("sign-ins", "graph", reason, ""),) if reason else ()
    return Finding(id_, "", severity, status, "", gaps=gaps)


def test_a_room_is_as_bad_as_the_worst_check_behind_its_cause() -> None:
    report = a_report(Cause.MFA_REQUIRED, finding(Status.FAIL, severity=Severity.HIGH),
                      finding(Status.FAIL, id_="access.x", severity=Severity.LOW),
                      finding(Status.WARN, id_="other.y", severity=Severity.CRITICAL))
    assert sight_of(report) == Sight(Standing.BROKEN, Cause.MFA_REQUIRED, Severity.HIGH, ("sign_in.mfa", "access.x"))


@pytest.mark.parametrize("report", [
    a_report(Cause.UNDETERMINED, finding(Status.SKIPPED)),
    a_report(Cause.MFA_REQUIRED, finding(Status.FAIL), confidence=Confidence.LOW),
])
def test_what_is_only_suggested_is_not_known(report: Report) -> None:
    assert sight_of(report).standing is Standing.UNKNOWN


@pytest.mark.parametrize("cause", [Cause.HEALTHY, Cause.RECOVERED])
@pytest.mark.parametrize(("now", "standing"), [
    (finding(Status.PASS), Standing.WELL),
    (finding(Status.SKIPPED), Standing.WELL),
    (finding(Status.SKIPPED, reason=GapReason.NOT_REQUESTED), Standing.WELL),
    (finding(Status.SKIPPED, reason=GapReason.THROTTLED), Standing.UNKNOWN),
    (finding(Status.SKIPPED, reason=GapReason.NO_PERMISSION), Standing.UNKNOWN),
    (finding(Status.ERROR), Standing.UNKNOWN),
    (finding(Status.PASS, id_="another"), Standing.UNKNOWN),
])
def test_a_room_is_well_again_only_if_what_was_wrong_could_be_judged(now: Finding, standing: Standing,
                                                                     cause: Cause) -> None:
    assert sight_of(a_report(cause, now), MFA).standing is standing
    assert sight_of(a_report(cause, now), WELL).standing is Standing.WELL


def an_alert(change: Change = Change.BROKE, before: Sight = WELL, after: Sight = LICENCE) -> Alert:
    return Alert("alert", "sweep", ROOM, "Zurich", change, before, after, AT, AT, "episode", "report")


@pytest.mark.parametrize(("extent", "target", "least", "wanted"), [
    (Extent.ALL, "", Severity.LOW, True),
    (Extent.ALL, "", Severity.HIGH, True),
    (Extent.ALL, "", Severity.CRITICAL, False),
    (Extent.ROOM, "room@contoso.com", Severity.LOW, True),
    (Extent.ROOM, "other@contoso.com", Severity.LOW, False),
    (Extent.BUILDING, "zurich", Severity.LOW, True),
    (Extent.BUILDING, "Zurich 2", Severity.LOW, False),
])
def test_a_subscription_hears_of_its_own_rooms(extent: Extent, target: str, least: Severity, *, wanted: bool) -> None:
    mine = Subscription("s", CHAT, extent, target, "anna", AT, least)
    assert concerns(mine, an_alert()) is wanted
    assert concerns(mine, an_alert(Change.RECOVERED, LICENCE, WELL)) is (wanted or least is Severity.CRITICAL)
    assert not concerns(replace(mine, disabled="gone"), an_alert())


@pytest.mark.parametrize(("hour", "minute", "end"), [
    (17, 59, None), (18, 0, (21, 7)), (23, 30, (21, 7)), (3, 0, (20, 7)), (6, 59, (20, 7)), (7, 0, None),
])
def test_quiet_hours_over_midnight_end_in_the_morning(hour: int, minute: int, end: tuple[int, int] | None) -> None:
    quiet = Quiet(time(18), time(7), "UTC")
    until = quiet_until(quiet, AT.replace(hour=hour, minute=minute))
    assert until == (AT.replace(day=end[0], hour=end[1]) if end else None)


def test_quiet_hours_are_those_of_their_place() -> None:
    quiet = Quiet(time(8), time(9), "Europe/Zurich")
    assert quiet_until(quiet, datetime(2026, 7, 1, 6, 30, tzinfo=UTC)) == datetime(2026, 7, 1, 7, tzinfo=UTC)
    assert quiet_until(quiet, datetime(2026, 12, 1, 6, 30, tzinfo=UTC)) is None
    assert quiet_until(quiet, datetime(2026, 12, 1, 7, 30, tzinfo=UTC)) == datetime(2026, 12, 1, 8, tzinfo=UTC)


def test_the_night_in_which_the_clocks_change_is_quiet_to_its_end() -> None:
    quiet = Quiet(time(22), time(6), "Europe/Zurich")
    assert quiet_until(quiet, datetime(2026, 10, 24, 22, 0, tzinfo=UTC)) == datetime(2026, 10, 25, 5, 0, tzinfo=UTC)


def test_no_quiet_hours_are_none() -> None:
    assert quiet_until(None, AT) is None
    assert quiet_until(Quiet(time(7), time(7), "UTC"), AT) is None


def test_alerts_alike_go_out_together_from_a_number_on() -> None:
    alert, other = an_alert(), replace(an_alert(), id="other")
    assert bundle_of(alert, 5, 5) == bundle_of(other, 5, 5)
    assert bundle_of(alert, 4, 5) != bundle_of(other, 4, 5)
    assert bundle_of(alert, 9, 5) != bundle_of(replace(other, after=MFA), 9, 5)
    assert bundle_of(alert, 9, 5) != bundle_of(replace(other, sweep="later"), 9, 5)
