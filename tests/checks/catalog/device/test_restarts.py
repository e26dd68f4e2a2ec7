"""Restarts of the room's app."""

import pytest

from checks.facts.base import Fact
from checks.facts.hardware import Restarts
from checks.model import Status
from tests.checks.builders import ago, cite, heartbeats, judged, restarts, sign_ins, success, well, windows

CHECK = "device.restarts"
CASES: dict[str, tuple[tuple[Fact, ...], Status]] = {
    "none": ((restarts(),), Status.PASS),
    "every night one": ((restarts(10, 34, 58, 82),), Status.PASS),
    "two after an update": ((restarts(10, 10.2, 34),), Status.PASS),
    "three in more than an hour": ((restarts(1, 1.5, 2.01),), Status.PASS),
    "three in an hour": ((restarts(1, 1.5, 2),), Status.WARN),
    "thousands": ((restarts(*(each / 60 for each in range(5000))),), Status.WARN),
    "a loop that is over": ((restarts(30, 30.2, 30.4),), Status.PASS),
    "a loop that is over, and a restart since": ((restarts(1, 30, 30.2, 30.4),), Status.PASS),
    "two that are new after a loop that is not": ((restarts(1, 1.1, 30, 30.2, 30.4),), Status.PASS),
    "a loop at the end of an old log": (
        (Restarts(restarts(50, 50.1, 50.2).items, windows("bundle.heartbeats", until=50)), sign_ins(success(1))),
        Status.SKIPPED),
    "an old log": ((Restarts((), windows("bundle.heartbeats", until=50)), sign_ins(success(1))), Status.SKIPPED),
    "no log": ((heartbeats(well(1)),), Status.SKIPPED),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, None)


def test_the_loop_is_told_with_its_times_and_nothing_beside_it() -> None:
    found = judged(CHECK, restarts(2, 2.2, 2.4, 2.6, 9, 40, 40.1, 40.2))
    assert (found.since, found.latest) == (ago(2.6), ago(2))
    assert found.summary.startswith(
        "The room's app restarted 4 times between Thu 20 Nov 2025 09:24 UTC and Thu 20 Nov 2025 10:00 UTC.")
    assert [each.locator for each in found.citations] == [f"restart#{each}" for each in (2, 2.2, 2.4, 2.6)]


def test_a_loop_that_is_over_is_told_of() -> None:
    found = judged(CHECK, restarts(30, 30.2, 30.4))
    assert "3 restarts of the app since Thu 13 Nov 2025 12:00 UTC" in found.summary
    assert found.summary.endswith("That is over.")
    assert cite("restart#30", ago(30)) in found.citations
