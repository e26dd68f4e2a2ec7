"""The rules by which everything is read."""

from typing import Any

import pytest

from checks.facts.reading import (
    age_note,
    beats_well,
    both_logs_readable,
    cited,
    counted,
    device_successes,
    is_false_alarm,
    is_fresh,
    is_well_now,
    open_faults,
    scope,
    unwell_now,
)
from checks.facts.sign_ins import Origin
from tests.checks.builders import (
    INTERACTIVE,
    NON_INTERACTIVE,
    NOW,
    ago,
    attempt,
    cite,
    device_log,
    false_alarm,
    faults,
    heartbeats,
    logged,
    sign_ins,
    success,
    unwell,
    well,
    windows,
)


def test_a_day_is_fresh_and_no_longer() -> None:
    assert is_fresh(ago(24), NOW)
    assert not is_fresh(ago(24.1), NOW)


@pytest.mark.parametrize(("hours", "note"), [
    (23, ""), (30, "The newest is 1 day old."), (73, "The newest is 3 days old."),
])
def test_age_is_told_when_it_takes_away(hours: float, note: str) -> None:
    assert age_note(ago(hours), NOW) == note


def test_counted() -> None:
    assert (counted(1, "attempt"), counted(2, "attempt")) == ("1 attempt", "2 attempts")


def test_citations_are_few_and_each_once() -> None:
    assert cited(*(cite(str(n // 2)) for n in range(20))) == tuple(cite(str(n)) for n in range(5))


@pytest.mark.parametrize("origin", [Origin.PERSON, Origin.OTHER_PROGRAM, Origin.UNKNOWN])
def test_only_the_device_heals(origin: Origin) -> None:
    assert device_successes(sign_ins(success(1, origin))) == ()
    assert device_successes(sign_ins(success(1)))


def test_absence_needs_both_logs() -> None:
    assert both_logs_readable(sign_ins())
    assert not both_logs_readable(sign_ins(covers=windows(INTERACTIVE)))


def test_skype_alone_is_a_false_alarm() -> None:
    assert is_false_alarm(false_alarm(1))
    assert beats_well(false_alarm(1))


@pytest.mark.parametrize("beat", [
    unwell(1, sign_in="Unhealthy", teams="Unhealthy"),
    unwell(1, sign_in="Unhealthy", teams="Healthy", network="Unhealthy"),
    unwell(1, sign_in="Unhealthy", teams="Healthy", exchange="GeneralError"),
    unwell(1, 50076, sign_in="Unhealthy", teams="Healthy"),
    unwell(1, sign_in="Unhealthy", teams=""),
])
def test_anything_else_beside_it_is_no_false_alarm(beat: object) -> None:
    assert not beats_well(beat)  # type: ignore[arg-type]  # a parametrised heartbeat


def test_the_row_of_unhealthy_heartbeats_ends_at_the_last_healthy_one() -> None:
    row = unwell_now(heartbeats(unwell(5), well(4), unwell(3), unwell(2)), None)
    assert [beat.at for beat in row] == [ago(2), ago(3)]
    assert unwell_now(heartbeats(unwell(5), well(4)), None) == ()


def test_a_sign_in_after_the_log_ended_makes_it_the_past() -> None:
    beats = heartbeats(unwell(5), until=5)
    assert unwell_now(beats, sign_ins(success(4.5))) == ()
    assert unwell_now(beats, sign_ins(success(4.95)))
    assert unwell_now(beats, sign_ins(success(4.5, Origin.PERSON)))


def test_well_now_needs_the_newest_heartbeat_and_a_fresh_one() -> None:
    assert is_well_now(heartbeats(unwell(2), well(1)), NOW)
    assert is_well_now(heartbeats(false_alarm(1)), NOW)
    assert not is_well_now(heartbeats(well(2), unwell(1)), NOW)
    assert not is_well_now(heartbeats(well(30)), NOW)
    assert not is_well_now(None, NOW)


@pytest.mark.parametrize("healer", [
    device_log(logged(50126, 1)), sign_ins(success(1)), sign_ins(attempt(50076, 1)),
])
def test_any_answer_shows_that_the_network_works(healer: object) -> None:
    assert open_faults(faults(2), healer, None) is None  # type: ignore[arg-type]  # a parametrised fact


def test_network_errors_stay_open_without_an_answer_of_the_device() -> None:
    assert open_faults(faults(2), sign_ins(success(3), success(1, Origin.PERSON)), None)
    assert open_faults(faults(2), sign_ins(success(1, Origin.UNKNOWN)), None)
    assert open_faults(faults(2), None, heartbeats(unwell(1)))
    assert open_faults(faults(2), None, heartbeats(well(1))) is None


@pytest.mark.parametrize(("records", "told"), [
    ((sign_ins(),), "Entra's sign-in logs since Thu 13 Nov 2025"),
    ((sign_ins(covers=windows(INTERACTIVE)),), "Entra's interactive sign-in log since Thu 13 Nov 2025"),
    ((sign_ins(covers=windows(NON_INTERACTIVE, days=1)),), "Entra's non-interactive log since Wed 19 Nov 2025"),
    ((device_log(), heartbeats()), "the device's own logs since Thu 13 Nov 2025"),
    ((sign_ins(), heartbeats()), "Entra's sign-in logs and the device's own logs since Thu 13 Nov 2025"),
    ((sign_ins(covers=(*windows(INTERACTIVE), *windows(NON_INTERACTIVE, days=2))), heartbeats()),
     "Entra's sign-in logs since Tue 18 Nov 2025, the device's own logs since Thu 13 Nov 2025"),
    ((None,), ""),
])
def test_the_scope_names_the_logs_and_since_when_all_of_them_were_read(records: tuple[Any, ...], told: str) -> None:
    assert scope(*records) == told
