"""The device's clock against the time in Microsoft Entra's answers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from checks.facts.base import Facts
from checks.facts.clock import DeviceClock
from checks.sources.bundle.reading import read
from tests.checks.sources.bundle.bundles import AAD_PATH, BEAT_PATH, CORRELATION, NOW, Write, aad, beats, log_of, zipped

HOUR = timedelta(hours=1)
HOURS_AHEAD, DAYS_AHEAD = timedelta(hours=2), timedelta(days=3)


def answer(given: datetime | str, at: datetime, trace: int = 1, event_id: int = 1098) -> Write:
    """An answer that Microsoft Entra gave at one time, and that the device wrote down at another."""
    stamp = given if isinstance(given, str) else f"{given:%Y-%m-%d %H:%M:%S}Z"
    said = (f"Description: AADSTS50076: x.\r\nTrace ID: {trace:08}-8888-4777-8666-555555555555\r\n"
            f"Correlation ID: {CORRELATION}\r\nTimestamp: {stamp}\r\nTokenEndpoint: x")
    return aad(event_id, [("Error", "uint32", 1), ("AdditionalInformation", "string", said)], at)


def facts_at(folder: Path, read_at: datetime, files: Mapping[str, bytes]) -> Facts:
    path = folder / "bundle.zip"
    path.write_bytes(zipped(files))
    return read(path, clock=lambda: read_at).evidence.facts


def clock_of(folder: Path, *writes: Write, read_at: datetime = NOW + HOUR) -> DeviceClock:
    return facts_at(folder, read_at, {AAD_PATH: log_of(*writes)})[DeviceClock]


def shifted(*minutes: float, drift: timedelta = timedelta(0)) -> list[Write]:
    """Answers so many minutes before NOW, each written down with the device's drift."""
    return [answer(NOW - timedelta(minutes=back), NOW - timedelta(minutes=back) + drift, trace)
            for trace, back in enumerate(minutes)]


@pytest.mark.parametrize("drift", [timedelta(0), timedelta(seconds=40), timedelta(minutes=-17), timedelta(hours=1),
                                   timedelta(days=-400)])
def test_the_drift_is_the_records_time_less_entras(tmp_path: Path, drift: timedelta) -> None:
    clock = clock_of(tmp_path, *shifted(30, 20, 10, drift=drift))
    assert (clock.drift, clock.samples, clock.ahead_of_upload) == (drift, 3, None)
    assert clock.cite.locator == "Windows/EventLog/Microsoft-Windows-AAD_Operational.evtx#3"


def test_one_odd_answer_among_many_is_outvoted(tmp_path: Path) -> None:
    odd = answer(NOW - timedelta(minutes=50), NOW - timedelta(minutes=5), 9)
    assert clock_of(tmp_path, *shifted(40, 30, 20, 10), odd).drift == timedelta(0)


def test_an_answer_that_is_repeated_later_counts_when_it_was_written_first(tmp_path: Path) -> None:
    repeats = [answer(NOW - HOUR, NOW - HOUR + timedelta(minutes=10 * late), event_id=event_id)
               for late in range(5) for event_id in (1081, 1098)]
    clock = clock_of(tmp_path, *repeats)
    assert (clock.drift, clock.samples) == (timedelta(0), 1)


def test_an_answer_that_was_kept_for_days_is_no_clock_that_is_days_ahead(tmp_path: Path) -> None:
    clock = clock_of(tmp_path, answer(NOW - DAYS_AHEAD, NOW))
    assert (clock.drift, clock.samples) == (None, 0)


def test_a_clock_that_was_set_right_is_judged_by_what_it_shows_since(tmp_path: Path) -> None:
    wrong = shifted(*range(3000, 3100, 10), drift=timedelta(hours=-4))
    assert clock_of(tmp_path, *wrong, answer(NOW, NOW, 99)).drift == timedelta(0)


def test_of_very_many_answers_the_newest_count(tmp_path: Path) -> None:
    clock = clock_of(tmp_path, *shifted(*range(400, 100, -1), drift=HOUR), *shifted(*range(60, 10, -1)))
    assert (clock.drift, clock.samples) == (timedelta(0), 50)


@pytest.mark.parametrize("stamp", [
    "yyyy-mmmm-dddd 01:30:38Z", "2024-13-20 12:00:00Z", "2024-11-20 25:00:00Z", "20.11.2024 12:00:00", "",
    "2024-11-20 12:00:00", "9999-12-31 23:59:59Z", "2024-11-20 12:00:00+02:00", "٢٠٢٤-11-20 12:00:00Z",
])
def test_a_time_in_an_odd_format_is_left_out(tmp_path: Path, stamp: str) -> None:
    clock = clock_of(tmp_path, answer(stamp, NOW))
    assert (clock.drift, clock.samples, clock.as_of) == (None, 0, NOW)


@pytest.mark.parametrize("stamp", ["2024-11-20 12:00:00Z", "2024-11-20T12:00:00Z", "2024-11-20 12:00:00.1234567Z"])
def test_a_time_in_utc_counts_however_it_is_written(tmp_path: Path, stamp: str) -> None:
    assert clock_of(tmp_path, answer(stamp, NOW)).drift == timedelta(0)


def test_a_clock_that_is_behind_does_not_move_the_cases_present(tmp_path: Path) -> None:
    clock = clock_of(tmp_path, *shifted(30, drift=timedelta(hours=-2)))
    assert clock.drift == timedelta(hours=-2)
    assert clock.as_of == NOW - timedelta(hours=2, minutes=30)


def test_a_clock_that_is_ahead_is_measured_both_ways(tmp_path: Path) -> None:
    clock = clock_of(tmp_path, *shifted(30, 20, drift=HOURS_AHEAD), read_at=NOW)
    assert (clock.drift, clock.samples) == (HOURS_AHEAD, 2)
    assert clock.ahead_of_upload == HOURS_AHEAD - timedelta(minutes=20)
    assert clock.as_of == NOW - timedelta(minutes=20)


def test_heartbeats_alone_show_a_clock_that_is_ahead_and_nothing_else(tmp_path: Path) -> None:
    files = {BEAT_PATH: log_of(*beats(3, end=NOW + DAYS_AHEAD))}
    clock = facts_at(tmp_path, NOW, files)[DeviceClock]
    assert (clock.drift, clock.samples, clock.ahead_of_upload, clock.as_of) == (None, 0, DAYS_AHEAD, NOW)
    assert DeviceClock not in facts_at(tmp_path, NOW + HOUR, {BEAT_PATH: log_of(*beats(3))})
