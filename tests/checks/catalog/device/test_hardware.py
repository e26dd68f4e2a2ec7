"""What is plugged into the console."""

import pytest

from checks.facts.base import Fact
from checks.model import Status
from tests.checks.builders import hardware, heartbeats, judged, sign_ins, success, well

CHECK = "device.hardware"
CAMERA, MANY = ("Camera",), tuple(f"Part {number}" for number in range(9))
CASES: dict[str, tuple[tuple[Fact, ...], Status]] = {
    "healthy": ((hardware((1, ())),), Status.PASS),
    "a fault now": ((hardware((1, CAMERA), (2, ())),), Status.WARN),
    "healed since": ((hardware((1, ()), (2, CAMERA)),), Status.PASS),
    "a fault at the end of an old log": ((hardware((50, CAMERA), until=50), sign_ins(success(1))), Status.SKIPPED),
    "healthy in an old log": ((hardware((50, ()), until=50), sign_ins(success(1))), Status.SKIPPED),
    "no report": ((hardware(),), Status.SKIPPED),
    "no log": ((heartbeats(well(1)),), Status.SKIPPED),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, None)


def test_the_components_are_named_with_the_beginning_of_the_row() -> None:
    found = judged(CHECK, hardware((1, ("Camera", "Conference Microphone")), (2, CAMERA), (3, ()), (4, CAMERA)))
    assert found.summary.startswith("The device calls unhealthy: Camera, Conference Microphone. 2 reports in a row, "
                                    "the first on Thu 20 Nov 2025 10:00 UTC.")
    assert [each.locator for each in found.citations] == ["hardware#1", "hardware#2"]


def test_it_never_gives_a_headline_its_times() -> None:
    found = judged(CHECK, hardware((1, CAMERA)))
    assert (found.since, found.latest, found.next_steps) == (None, None, ())


def test_what_was_healed_is_told_of() -> None:
    assert "The last that was not is of Thu 20 Nov 2025 10:00 UTC: Camera." in judged(
        CHECK, hardware((1, ()), (2, CAMERA))).summary


def test_very_many_components_are_cut() -> None:
    assert "Part 5 and 3 more." in judged(CHECK, hardware((1, MANY))).summary
