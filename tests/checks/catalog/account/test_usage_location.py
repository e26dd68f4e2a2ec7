"""The country that a licence needs."""

import pytest

from checks.model import Cause, Confidence, Status
from tests.checks.builders import Case, account, judged, licence, licences, no_account

CHECK = "account.usage_location"
NOWHERE = account(usage_location="")
CASES: dict[str, Case] = {
    "set": ((account(), licences()), Status.PASS, None),
    "not set, and no licence": ((NOWHERE, licences()), Status.FAIL, Cause.LICENCE_MISSING),
    "not set, but licensed": ((NOWHERE, licences(licence())), Status.WARN, None),
    "not set, the licences were not read": ((NOWHERE,), Status.WARN, None),
    "blank": ((account(usage_location=" "), licences(licence())), Status.WARN, None),
    "no account": ((no_account(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_the_licence_itself_is_anothers_to_judge() -> None:
    assert judged(CHECK, NOWHERE, licences()).confidence is Confidence.LOW
