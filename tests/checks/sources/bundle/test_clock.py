"""A device whose clock is ahead of ours: what it stamped with a time to come neither heals nor ages anything."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from checks.collector import BundleReading
from checks.facts.app_log import AppLog
from checks.facts.clock import DeviceClock
from checks.facts.contents import Contents
from checks.facts.heartbeats import Heartbeats
from checks.facts.sign_ins import SignIns
from checks.model import GapReason
from checks.sources.bundle.logs import TOLERATED_LEAD
from checks.sources.bundle.reading import read
from tests.checks.sources.bundle.bundles import AAD_PATH, APP_PATH, BEAT_PATH, NOW, beat, beats, log_of, refused, zipped


def read_at(folder: Path, at: datetime, files: Mapping[str, bytes | str]) -> BundleReading:
    path = folder / "bundle.zip"
    path.write_bytes(zipped(files))
    return read(path, clock=lambda: at)


def details_of(reading: BundleReading) -> set[str]:
    assert all(gap.remedy for gap in reading.evidence.gaps)
    return {gap.detail for gap in reading.evidence.gaps if gap.reason is GapReason.DAMAGED}


def test_a_clock_a_little_ahead_is_taken_for_ours_and_no_window_reaches_beyond_the_present(tmp_path: Path) -> None:
    present = NOW - TOLERATED_LEAD
    reading = read_at(tmp_path, present, {BEAT_PATH: log_of(*beats(3))})
    assert len(reading.evidence.facts[Heartbeats].items) == 3
    assert [window.end for window in reading.evidence.facts[Heartbeats].covers] == [present]
    assert details_of(reading) == set()


def test_a_clock_that_was_ahead_for_a_while_costs_what_it_stamped_then(tmp_path: Path) -> None:
    wrong = NOW + timedelta(days=2)
    log = log_of(*beats(2, end=NOW - timedelta(hours=1)), beat(wrong), *beats(2))
    reading = read_at(tmp_path, NOW, {BEAT_PATH: log})
    assert {each.at for each in reading.evidence.facts[Heartbeats].items} == {
        NOW - timedelta(minutes=back) for back in (0, 5, 60, 65)}
    assert reading.evidence.facts.now == NOW
    assert details_of(reading) == {
        "Left out: 1 record stamped later than now. The device's clock was ahead."}


@pytest.mark.parametrize("lead", [timedelta(minutes=6), timedelta(hours=2), timedelta(days=300)])
def test_a_clock_that_is_ahead_still_leaves_nothing_that_can_be_placed_in_time(tmp_path: Path, lead: timedelta) -> None:
    shifted = NOW + lead
    files = {BEAT_PATH: log_of(*beats(500, end=shifted)), AAD_PATH: log_of(refused(shifted - timedelta(days=1)))}
    reading = read_at(tmp_path, NOW, files)
    assert reading.evidence.facts.keys() == {Contents, DeviceClock}
    assert reading.evidence.facts.now == NOW
    assert {gap.fact for gap in reading.evidence.gaps if gap.reason is GapReason.DAMAGED} >= {
        SignIns.title, Heartbeats.title}
    assert DeviceClock.title not in {gap.fact for gap in reading.evidence.gaps}
    [detail] = details_of(reading)
    assert detail.startswith(f"The device's clock is ahead: it had reached {shifted:%a %d %b %Y %H:%M} UTC")
    assert (reading.alias, reading.computer) == ("room-42@contoso.com", "MTR-1")


def test_the_apps_own_log_is_read_with_the_same_clock(tmp_path: Path) -> None:
    line = "{:%a %b %d %Y %H:%M:%S} GMT+0000 (x) <1> -- info -- x\n"
    log = line.format(NOW - timedelta(hours=1)) + line.format(NOW + timedelta(hours=1))
    reading = read_at(tmp_path, NOW, {BEAT_PATH: log_of(*beats(2)), APP_PATH: log})
    assert AppLog not in reading.evidence.facts
    assert Heartbeats not in reading.evidence.facts
