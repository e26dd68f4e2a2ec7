"""The heartbeat's own story."""

import pytest

from checks.facts.base import Fact
from checks.model import Status
from tests.checks.builders import ago, false_alarm, heartbeats, judged, sign_ins, success, unwell, well

CHECK = "device.heartbeat"
CASES: dict[str, tuple[tuple[Fact, ...], Status]] = {
    "healthy": ((heartbeats(well(1)),), Status.PASS),
    "recovered": ((heartbeats(unwell(2), well(1)),), Status.PASS),
    "a false alarm": ((heartbeats(false_alarm(1)),), Status.PASS),
    "unhealthy": ((heartbeats(well(3), unwell(2), unwell(1)),), Status.FAIL),
    "unhealthy, signed in since": ((heartbeats(unwell(5), until=5), sign_ins(success(1))), Status.WARN),
    "no heartbeat": ((heartbeats(),), Status.SKIPPED),
    "no log": ((), Status.SKIPPED),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, None)


def test_it_says_since_when_and_in_which_state() -> None:
    found = judged(CHECK, heartbeats(well(3), unwell(2), unwell(1, 50126, exchange="80131500 : AADSTS50126")))
    assert (found.since, found.latest) == (ago(2), ago(1))
    assert "network Healthy, Exchange 80131500 : AADSTS50126, Teams sign-in Unhealthy" in found.summary
    assert "AADSTS50126 (wrong user name or password)" in found.summary
    assert "2 heartbeats in a row" in found.summary


def test_it_says_since_when_it_is_well_again() -> None:
    found = judged(CHECK, heartbeats(unwell(4), well(3), well(2)))
    assert found.since == ago(3)
    assert "1 earlier heartbeat was not" in found.summary


def test_a_false_alarm_is_called_one() -> None:
    assert "false alarm" in judged(CHECK, heartbeats(false_alarm(1))).summary


def test_a_healthy_heartbeat_of_days_ago_shows_nothing() -> None:
    found = judged(CHECK, heartbeats(well(72), until=72), sign_ins())
    assert (found.status, found.summary) == (
        Status.SKIPPED, "The newest heartbeat is healthy, but of Mon 17 Nov 2025 12:00 UTC.")
