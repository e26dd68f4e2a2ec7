"""Agents and federation services that failed the room."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    Case,
    ago,
    attempt,
    domain,
    federation_faults,
    heartbeats,
    judged,
    sign_ins,
    success,
    unwell,
    well,
)

CHECK, OTHER = "sign_in.on_premises", Cause.SIGN_IN_BLOCKED_OTHER
FEDERATED, MANAGED = domain(federated=True), domain()
CASES: dict[str, Case] = {
    **{f"AADSTS{code}": ((sign_ins(attempt(code, 1)),), Status.FAIL, OTHER)
       for code in (80001, 80002, 80005, 80007, 80012, 80013, 80014, 20001, 20012, 40008)},
    "a heartbeat": ((heartbeats(unwell(1, 80001)),), Status.FAIL, OTHER),
    "a person": ((sign_ins(attempt(80001, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "over": ((sign_ins(attempt(80001, 2), success(1)),), Status.PASS, None),
    "no token for a federated account": ((federation_faults(1), FEDERATED), Status.FAIL, OTHER),
    "no token, and the domain is managed": ((federation_faults(1), MANAGED), Status.WARN, None),
    "no token, and nobody knows the domain": ((federation_faults(1),), Status.WARN, None),
    "no token, and the domain does not say": ((federation_faults(1), domain(federated=None)), Status.WARN, None),
    "no token, and then the device signed in": ((federation_faults(2), FEDERATED, sign_ins(success(1))), Status.PASS,
                                                None),
    "no token, and then it was well": ((federation_faults(2), FEDERATED, heartbeats(well(1))), Status.PASS, None),
    "no token, weeks ago": ((federation_faults(24 * 20), FEDERATED, heartbeats(unwell(1))), Status.SKIPPED, None),
    "no errors, and nothing else was read": ((federation_faults(), FEDERATED), Status.SKIPPED, None),
    "only the domain was read": ((FEDERATED,), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_the_devices_log_is_likely_while_fresh_and_says_what_it_holds() -> None:
    found = judged(CHECK, federation_faults(1, 2), FEDERATED)
    assert "2 errors of a federation service that gave no token (0xCAA90014)." in found.summary
    assert "The domain contoso.com is federated" in found.summary
    assert (found.confidence, found.since, found.latest) == (Confidence.MEDIUM, ago(2), ago(1))
    assert judged(CHECK, federation_faults(30), FEDERATED).confidence is Confidence.LOW
    assert FEDERATED.cite in found.citations
    assert "may be another account's" in judged(CHECK, federation_faults(1), MANAGED).summary


def test_a_refusal_goes_before_the_devices_log() -> None:
    found = judged(CHECK, sign_ins(attempt(20001, 1)), federation_faults(1), FEDERATED)
    assert found.confidence is Confidence.HIGH
    assert "AADSTS20001" in found.summary
    assert "The domain contoso.com is federated." in found.summary
