"""Microsoft's own incidents of Microsoft Entra."""

import pytest

from checks.model import Status
from tests.checks.builders import Case, issue, judged, service_health

CHECK = "sign_in.service_health"
CASES: dict[str, Case] = {
    "no issue": ((service_health(),), Status.PASS, None),
    "an incident": ((service_health(issue("Microsoft Entra")),), Status.WARN, None),
    "an incident, written otherwise": ((service_health(issue("MICROSOFT ENTRA", "Incident")),), Status.WARN, None),
    "an incident, by another name": ((service_health(issue("Identity Service")),), Status.WARN, None),
    "an advisory": ((service_health(issue("Microsoft Entra", "advisory")),), Status.PASS, None),
    "a kind that is not known": ((service_health(issue("Microsoft Entra", "unknownFutureValue")),), Status.PASS, None),
    "an incident elsewhere": ((service_health(issue("Exchange Online")),), Status.PASS, None),
    "a service without a name": ((service_health(issue("")),), Status.PASS, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)
