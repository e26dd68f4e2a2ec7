"""What a simulated device can have beside its heartbeats, as Roomcheck reads and judges it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from checks.collector import BundleReading
from checks.engine import judge
from checks.facts.clock import DeviceClock
from checks.facts.federation_faults import FederationFaults
from checks.facts.hardware import Hardware, Restarts
from checks.facts.versions import Versions
from checks.model import Finding, Status
from checks.registry import discover
from checks.sources.bundle.reading import read
from demo.bundles import bundle_for
from demo.device_log import APP_VERSION
from demo.scenario import Beat, HardwareFault, Phase, Scenario, each

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CATALOGUE = discover()


@pytest.fixture
def healthy(rooms: Mapping[str, Scenario]) -> Scenario:
    return rooms["zurich-aare"]


def reading_of(folder: Path, scenario: Scenario, now: datetime) -> BundleReading:
    path = folder / "bundle.zip"
    path.write_bytes(bundle_for(scenario, now))
    return read(path, clock=lambda: now)


def found(reading: BundleReading, check: str) -> Finding:
    return next(each for each in judge(CATALOGUE, reading.evidence) if each.id == check)


def test_a_healthy_device_has_nothing_of_it(healthy: Scenario, tmp_path: Path, now: datetime) -> None:
    reading = reading_of(tmp_path, healthy, now)
    facts = reading.evidence.facts
    assert all(report.healthy for report in facts[Hardware].items)
    assert len(facts[Restarts].items) == 3
    assert [seen.app for seen in facts[Versions].items] == [APP_VERSION]
    assert facts[FederationFaults].items == ()
    assert (facts[DeviceClock].drift, facts[DeviceClock].ahead_of_upload) == (timedelta(0), None)
    assert not [each.id for each in judge(CATALOGUE, reading.evidence)
                if each.status in (Status.WARN, Status.FAIL, Status.ERROR)]


def test_a_component_that_fails_and_one_that_did(healthy: Scenario, tmp_path: Path, now: datetime) -> None:
    faults = (HardwareFault("Camera", 3 * HOUR), HardwareFault("Room Console Display", 20 * HOUR, 10 * HOUR))
    reading = reading_of(tmp_path, replace(healthy, hardware_faults=faults), now)
    reports = reading.evidence.facts[Hardware].items
    assert {report.faulty for report in reports} == {(), ("Camera",), ("Room Console Display",)}
    assert reports[0].faulty == ("Camera",)
    assert found(reading, "device.hardware").summary.startswith("The device calls unhealthy: Camera. 36 reports in a")


def test_an_app_that_restarts_over_and_over(healthy: Scenario, tmp_path: Path, now: datetime) -> None:
    reading = reading_of(tmp_path, replace(healthy, restarts=each(10 * MINUTE, 6, HOUR)), now)
    assert len(reading.evidence.facts[Restarts].items) == 9
    assert "restarted 6 times" in found(reading, "device.restarts").summary


@pytest.mark.parametrize("ahead", [2 * HOUR, -40 * MINUTE])
def test_a_clock_that_is_wrong_shows_against_entras_answers(healthy: Scenario, tmp_path: Path, now: datetime,
                                                            ahead: timedelta) -> None:
    reading = reading_of(tmp_path, replace(healthy, clock_ahead=ahead), now)
    clock = reading.evidence.facts[DeviceClock]
    assert clock.drift is not None
    assert abs(clock.drift - ahead) < MINUTE
    assert (clock.ahead_of_upload is not None) is (ahead > timedelta(0))
    assert found(reading, "device.clock").status is Status.WARN


def test_an_update_after_which_the_room_fails(healthy: Scenario, tmp_path: Path, now: datetime) -> None:
    updated = replace(healthy, app_versions=((90 * HOUR, "5.3.0.0"), (20 * HOUR, "5.4.0.0")),
                      phases=(Phase(96 * HOUR, Beat()), Phase(15 * HOUR, Beat(teams="Unhealthy"))))
    reading = reading_of(tmp_path, updated, now)
    assert [seen.app for seen in reading.evidence.facts[Versions].items] == ["5.4.0.0", "5.3.0.0"]
    assert "from version 5.3.0.0 to version 5.4.0.0" in found(reading, "device.versions").summary


def test_a_federation_service_that_gives_no_token(healthy: Scenario, tmp_path: Path, now: datetime) -> None:
    unwell = replace(healthy, federation_faults=(HOUR,), phases=(Phase(96 * HOUR, Beat(teams="Unhealthy")),))
    faults = reading_of(tmp_path, unwell, now).evidence.facts[FederationFaults]
    assert [fault.code for fault in faults.items] == ["0xCAA90014", "0xCAA90014"]
    assert len({fault.cite.locator for fault in faults.items}) == 2
