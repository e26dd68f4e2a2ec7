"""The app's version, and whether failures came right after it changed."""

import pytest

from checks.facts.base import Fact
from checks.facts.heartbeats import Heartbeats
from checks.facts.sign_ins import Origin
from checks.model import Status
from tests.checks.builders import (
    app_log,
    attempt,
    device_log,
    faults,
    heartbeats,
    judged,
    logged,
    sign_ins,
    success,
    unwell,
    versions,
    well,
    windows,
)

CHECK = "device.versions"
UPDATED = versions((10, "5.4"), (72, "5.3"))
CASES: dict[str, tuple[tuple[Fact, ...], Status]] = {
    "one version": ((versions((72, "5.4")), heartbeats(unwell(1))), Status.PASS),
    "an update and no failure": ((UPDATED, heartbeats(well(1))), Status.PASS),
    "unhealthy since an update": ((UPDATED, heartbeats(well(11), unwell(9), unwell(1))), Status.WARN),
    "refused since an update": ((UPDATED, device_log(logged(50126, 9))), Status.WARN),
    "no network since an update": ((UPDATED, faults(9)), Status.WARN),
    "no licence since an update": ((UPDATED, app_log(9)), Status.WARN),
    "failing before it": ((UPDATED, heartbeats(unwell(11), unwell(9))), Status.PASS),
    "healed since": ((UPDATED, heartbeats(unwell(9), well(8))), Status.PASS),
    "failing since another day": ((versions((60, "5.4"), (90, "5.3")), heartbeats(well(59), unwell(9))), Status.PASS),
    "a person refused": ((UPDATED, sign_ins(attempt(50126, 9, Origin.PERSON))), Status.PASS),
    "nobody knows who was refused": ((UPDATED, sign_ins(attempt(50126, 9, Origin.UNKNOWN))), Status.PASS),
    "a log that begins after it": (
        (UPDATED, Heartbeats(heartbeats(unwell(9)).items, windows("bundle.heartbeats", days=9.5 / 24))), Status.PASS),
    "a version that is the same again": ((versions((10, "5.4"), (11, "5.4")), heartbeats(unwell(9))), Status.PASS),
    "a version that no record named before": ((versions((10, "5.4"), (11, "")), heartbeats(unwell(9))), Status.PASS),
    "no version at all": ((versions(), heartbeats(well(1))), Status.SKIPPED),
    "no zip": ((sign_ins(success(1)),), Status.SKIPPED),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause, found.latest) == (status, None, None)


def test_the_update_and_how_soon_the_failures_came_are_told() -> None:
    found = judged(CHECK, UPDATED, heartbeats(well(11), unwell(7.5), unwell(1)))
    assert found.summary == ("The app was updated from version 5.3 to version 5.4 on Thu 20 Nov 2025 02:00 UTC, and "
                             "failures began 2 hours 30 minutes later. That may be chance.")
    assert [each.locator for each in found.citations] == ["version#10", "version#72"]


def test_the_versions_are_told() -> None:
    assert judged(CHECK, UPDATED).summary == (
        "The device runs app 5.4 on Windows 10.0.22631.4460. The app was last updated on Thu 20 Nov 2025 02:00 UTC, "
        "from version 5.3.")
