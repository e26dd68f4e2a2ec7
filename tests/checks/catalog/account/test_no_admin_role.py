"""Directory roles of the room's account."""

import pytest

from checks.model import Status
from tests.checks.builders import Case, judged, roles

CHECK = "account.no_admin_role"
CASES: dict[str, Case] = {
    "none": ((roles(),), Status.PASS, None),
    "one": ((roles("Global Administrator"),), Status.WARN, None),
    "one without a name": ((roles(""),), Status.WARN, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_each_role_is_named_once() -> None:
    found = judged(CHECK, roles("Global Reader", "Teams Administrator", "Global Reader"))
    assert "2 administrator roles: Global Reader, Teams Administrator." in found.summary
