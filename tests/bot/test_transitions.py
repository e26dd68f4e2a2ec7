"""What one more report makes of a room: its outage, its episode, and what is kept of it."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.alerts import Rule
from bot.fleet import Change, RoomState, Seen, Standing
from bot.transitions import KEEP_FOR, after
from checks.model import Cause, Report, Severity, Status
from tests.bot.test_alerts import AT, EVERY, ROOM, a_report, finding

HEALTHY = a_report(Cause.HEALTHY, finding(Status.PASS), finding(Status.PASS, id_="licence.x"))
MFA = a_report(Cause.MFA_REQUIRED, finding(Status.FAIL), finding(Status.PASS, id_="licence.x"))
LICENCE = a_report(Cause.LICENCE_MISSING, finding(Status.FAIL, id_="licence.x", severity=Severity.HIGH),
                   finding(Status.PASS))


def seen(*reports: Report, start: datetime = AT, state: RoomState | None = None) -> list[Seen]:
    """What sweeps half an hour apart keep of these."""
    state, kept = state or RoomState(ROOM, "Zurich"), []
    for place, report in enumerate(reports):
        one = after(state, replace(report, judged_at=start + place * EVERY), f"sweep {start} {place}", Rule())
        state = one.state
        kept.append(one)
    return kept


def test_an_outage_begins_with_the_first_report_that_shows_it_and_ends_with_the_first_that_does_not() -> None:
    kept = seen(HEALTHY, HEALTHY, MFA, MFA, MFA, HEALTHY, HEALTHY)
    opened, ended = kept[3].outage, kept[6].outage
    assert [bool(each.outage) for each in kept] == [False, False, False, True, False, False, True]
    assert opened
    assert ended
    assert (opened.began, opened.ended, opened.causes) == (AT + 2 * EVERY, None, (Cause.MFA_REQUIRED,))
    assert (ended.id, ended.began, ended.ended) == (opened.id, opened.began, AT + 5 * EVERY)


def test_an_outage_began_when_the_rooms_own_records_say_so() -> None:
    told = replace(MFA, diagnosis=replace(MFA.diagnosis, since=AT + 1.2 * EVERY))
    outage = seen(HEALTHY, HEALTHY, told, told)[3].outage
    assert outage
    assert outage.began == AT + 1.2 * EVERY
    long_ago = replace(MFA, diagnosis=replace(MFA.diagnosis, since=AT - timedelta(days=3)))
    outage = seen(HEALTHY, HEALTHY, long_ago, long_ago)[3].outage
    assert outage
    assert outage.began == AT + 2 * EVERY, "it was well since then"
    first = seen(long_ago, long_ago)[1].outage
    assert first
    assert first.began == AT - timedelta(days=3)


def test_nothing_is_known_from_before_a_room_that_was_broken_at_first_sight() -> None:
    first, second, *_, last = seen(MFA, MFA, HEALTHY, HEALTHY)
    assert (first.state.now_since, first.state.at_least) == (AT, True)
    for alert in (second.alert, last.alert):
        assert alert
        assert (alert.since, alert.at_least) == (AT, True)
    assert not last.state.at_least, "it works since then, and did not before"
    long_ago = replace(MFA, diagnosis=replace(MFA.diagnosis, since=AT - timedelta(days=3)))
    alert = seen(long_ago, long_ago)[1].alert
    assert alert
    assert (alert.since, alert.at_least) == (AT - timedelta(days=3), True), "the records may begin there"


def test_a_room_that_was_well_before_is_broken_since_then() -> None:
    kept = seen(HEALTHY, HEALTHY, MFA, MFA, LICENCE, LICENCE)
    assert not any(each.state.at_least for each in kept[2:])
    assert [each.alert.at_least for each in kept if each.alert] == [False, False]


def test_another_cause_belongs_to_the_same_outage() -> None:
    kept = seen(MFA, MFA, LICENCE, LICENCE)
    first, second = kept[1].outage, kept[3].outage
    assert first
    assert second
    assert (second.id, second.causes) == (first.id, (Cause.MFA_REQUIRED, Cause.LICENCE_MISSING))


def test_alerts_from_breaking_to_recovery_are_one_episode_and_the_next_is_another() -> None:
    told = [each.alert for each in seen(MFA, MFA, LICENCE, LICENCE, HEALTHY, HEALTHY, MFA, MFA) if each.alert]
    assert [alert.change for alert in told] == [Change.BROKE, Change.CAUSE_CHANGED, Change.RECOVERED, Change.BROKE]
    broke, changed, recovered, again = (alert.episode for alert in told)
    assert broke == changed == recovered
    assert again != broke
    assert [alert.since for alert in told] == [AT, AT, AT, AT + 6 * EVERY]


def test_a_room_that_keeps_changing_goes_on_with_the_alert_that_told_of_its_breaking() -> None:
    changing = (MFA, MFA, *(HEALTHY, HEALTHY, MFA, MFA) * 2, HEALTHY, HEALTHY)
    for standing_still, last in ((HEALTHY, Change.RECOVERED), (MFA, Change.BROKE)):
        told = [each.alert for each in seen(*changing, *[standing_still] * 8) if each.alert]
        assert [alert.change for alert in told[-3:]] == [Change.BROKE, Change.FLAPPING, last]
        assert len({alert.episode for alert in told[-3:]}) == 1


def test_every_alert_comes_with_the_report_that_shows_it() -> None:
    for each in seen(HEALTHY, HEALTHY, MFA, MFA, HEALTHY, HEALTHY):
        if each.alert:
            assert each.report
            assert each.alert.report == each.report_id == each.state.report


def test_a_report_that_says_nothing_new_is_not_kept_for_a_day() -> None:
    kept = seen(HEALTHY, HEALTHY, HEALTHY, MFA)
    assert [bool(each.report) for each in kept] == [True, False, False, True]
    later = seen(HEALTHY, start=AT + KEEP_FOR, state=kept[0].state)
    assert later[0].report
    assert later[0].report_id == kept[0].report_id, "a room that is well has one report, which is replaced"


def test_a_report_that_could_not_tell_leaves_everything_as_it_was() -> None:
    unknown = a_report(Cause.UNDETERMINED, finding(Status.SKIPPED), finding(Status.SKIPPED, id_="licence.x"))
    before = seen(MFA, MFA)[-1].state
    (one,) = seen(unknown, start=AT + 4 * EVERY, state=before)
    assert one.state.seen == before.seen
    assert one.state.seen.standing is Standing.BROKEN
    assert (one.outage, one.alert) == (None, None)
