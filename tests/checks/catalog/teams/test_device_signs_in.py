"""What the device says of its sign-in to Teams."""

import pytest

from checks.facts.base import Fact
from checks.model import Status
from tests.checks.builders import ago, false_alarm, heartbeats, judged, sign_ins, success, unwell, well

CHECK = "teams.device_signs_in"
CASES: dict[str, tuple[tuple[Fact, ...], Status]] = {
    "healthy": ((heartbeats(well(1)),), Status.PASS),
    "a false alarm": ((heartbeats(false_alarm(1)),), Status.PASS),
    "only Exchange fails": ((heartbeats(unwell(1, exchange="GeneralError", teams="Healthy")),), Status.PASS),
    "unhealthy": ((heartbeats(well(3), unwell(2), unwell(1)),), Status.FAIL),
    "unhealthy, in other letters": ((heartbeats(unwell(1, teams="UNHEALTHY.")),), Status.FAIL),
    "a word that nobody knows": ((heartbeats(unwell(1, teams="Confused")),), Status.WARN),
    "recovered": ((heartbeats(unwell(2), well(1)),), Status.PASS),
    "the network first": ((heartbeats(unwell(1, network="Unhealthy")),), Status.SKIPPED),
    "Skype for Business alone": ((heartbeats(unwell(1, teams="NotApplicable", sign_in="Unhealthy")),), Status.SKIPPED),
    "it does not say": ((heartbeats(unwell(1, teams="")),), Status.SKIPPED),
    "signed in since": ((heartbeats(unwell(5), until=5), sign_ins(success(1))), Status.SKIPPED),
    "unhealthy in an old log": ((heartbeats(unwell(50), until=50), sign_ins()), Status.WARN),
    "healthy in an old log": ((heartbeats(well(50), until=50), sign_ins()), Status.SKIPPED),
    "no heartbeat": ((heartbeats(),), Status.SKIPPED),
    "no zip": ((sign_ins(success(1)),), Status.SKIPPED),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, None)


def test_it_says_since_when_in_the_devices_own_word() -> None:
    in_teams = unwell(4, teams="Healthy", exchange="GeneralError")
    found = judged(CHECK, heartbeats(well(5), in_teams, unwell(2), unwell(1)))
    assert found.summary == ('The device says "Unhealthy" of its sign-in to Teams, in 2 heartbeats in a row since '
                             "Thu 20 Nov 2025 10:00 UTC.")
    assert (found.since, found.latest) == (ago(2), ago(1))
