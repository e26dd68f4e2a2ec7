"""Terms of use that nobody in the room can accept."""

from dataclasses import replace

import pytest

from checks.facts.sign_ins import AppliedPolicy, Origin
from checks.model import Cause, Confidence, Status
from tests.checks.builders import Case, applied, attempt, heartbeats, judged, sign_ins, success, unwell

CHECK, MFA = "sign_in.terms_accepted", Cause.MFA_REQUIRED
CASES: dict[str, Case] = {
    "Entra's log": ((sign_ins(attempt(50158, 1)),), Status.FAIL, MFA),
    "a heartbeat": ((heartbeats(unwell(1, 50158)),), Status.FAIL, MFA),
    "a person": ((sign_ins(attempt(50158, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "over": ((sign_ins(attempt(50158, 2), success(1)),), Status.PASS, None),
    "another code of multifactor authentication": ((sign_ins(attempt(50076, 1)),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_the_headline_is_left_to_the_check_on_multifactor_authentication() -> None:
    known = sign_ins(attempt(50158, 1))
    mine, theirs = judged(CHECK, known), judged("sign_in.mfa", known)
    assert (mine.cause, mine.since, mine.latest) == (theirs.cause, None, None)
    assert theirs.latest is not None


def by(result: str = "failure", control: str = "TermsOfUse") -> AppliedPolicy:
    return replace(applied("House rules", result), grant_controls=(control,))


def test_the_policy_that_demands_them_is_named() -> None:
    found = judged(CHECK, sign_ins(attempt(50158, 1, policies=(by(),))))
    assert found.summary == 'The policy "House rules" demands terms of use, which no console can accept.'
    assert found.citations[0].quote == "House rules"
    assert found.confidence is Confidence.MEDIUM


@pytest.mark.parametrize("policy", [by("reportOnlyFailure"), by("success"), by(control="Mfa")])
def test_no_other_policy_is(policy: AppliedPolicy) -> None:
    told = judged(CHECK, sign_ins(attempt(50158, 1, policies=(policy,)))).summary
    assert "House rules" not in told
    assert "does not say which" in told
