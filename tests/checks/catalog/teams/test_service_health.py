"""Microsoft's own incidents of Microsoft Teams."""

from dataclasses import replace

import pytest

from checks.model import Status
from tests.checks.builders import Case, issue, judged, service_health

CHECK = "teams.service_health"
CASES: dict[str, Case] = {
    "no issue": ((service_health(),), Status.PASS, None),
    "an incident": ((service_health(issue("Microsoft Teams")),), Status.WARN, None),
    "an incident, written otherwise": ((service_health(issue("MICROSOFT TEAMS", "Incident")),), Status.WARN, None),
    "an advisory": ((service_health(issue("Microsoft Teams", "advisory")),), Status.PASS, None),
    "a kind that is not known": ((service_health(issue("Microsoft Teams", "unknownFutureValue")),), Status.PASS, None),
    "an incident elsewhere": ((service_health(issue("Exchange Online")),), Status.PASS, None),
    "a service without a name": ((service_health(issue("")),), Status.PASS, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_an_incident_is_told_with_its_number_its_title_and_since_when() -> None:
    found = judged(CHECK, service_health(issue()))
    assert 'TM1 "Some users cannot sign in", since Thu 20 Nov 2025 07:00 UTC.' in found.summary
    assert (found.cause, found.latest) == (None, None)
    assert "since when is not said" in judged(CHECK, service_health(replace(issue(), since=None))).summary


def test_three_incidents_are_told_and_the_others_counted() -> None:
    found = judged(CHECK, service_health(*(replace(issue(), id=f"TM{n}") for n in range(5))))
    assert found.summary.startswith("Microsoft has 5 open incidents of Microsoft Teams: TM0")
    assert "TM3" not in found.summary
    assert "And 2 more." in found.summary


def test_advisories_are_counted() -> None:
    assert "1 advisory" in judged(CHECK, service_health(issue(kind="advisory"))).summary
