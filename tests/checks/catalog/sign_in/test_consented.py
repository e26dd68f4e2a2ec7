"""Sign-ins that wait for somebody's consent."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Status
from tests.checks.builders import Case, attempt, device_log, judged, logged, sign_ins, success

CHECK, OTHER = "sign_in.consented", Cause.SIGN_IN_BLOCKED_OTHER
CASES: dict[str, Case] = {
    **{f"AADSTS{code}": ((sign_ins(attempt(code, 1)),), Status.FAIL, OTHER) for code in (65001, 90094, 90095)},
    "the device's log": ((device_log(logged(65001, 1)),), Status.FAIL, OTHER),
    "a person": ((sign_ins(attempt(65001, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "over": ((sign_ins(attempt(65001, 2), success(1)),), Status.PASS, None),
    "another code": ((sign_ins(attempt(500014, 1)),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_the_application_and_the_service_are_named() -> None:
    told = judged(CHECK, sign_ins(attempt(65001, 1, resource="Microsoft Graph"))).summary
    assert '"Microsoft Teams" asked for "Microsoft Graph".' in told
