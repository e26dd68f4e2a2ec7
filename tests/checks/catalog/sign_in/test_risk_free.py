"""The account's risk, as a setting and as what refused the room."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, Confidence, Status
from tests.checks.builders import Case, attempt, heartbeats, judged, risk, sign_ins, success, unwell

CHECK, OTHER = "sign_in.risk_free", Cause.SIGN_IN_BLOCKED_OTHER
CASES: dict[str, Case] = {
    "a password change demanded": ((sign_ins(attempt(50135, 1)),), Status.FAIL, OTHER),
    "registration refused as risky": ((sign_ins(attempt(53004, 1)),), Status.FAIL, Cause.MFA_REQUIRED),
    "blocked for a risk": ((sign_ins(attempt(53011, 1)),), Status.FAIL, Cause.CONDITIONAL_ACCESS_BLOCK),
    "a security policy is no risk": ((sign_ins(attempt(530032, 1)),), Status.SKIPPED, None),
    "a heartbeat": ((heartbeats(unwell(1, 50135)),), Status.FAIL, OTHER),
    "a refusal goes before what the directory says": ((sign_ins(attempt(50135, 1)), risk()), Status.FAIL, OTHER),
    "a person": ((sign_ins(attempt(50135, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "no risk": ((risk(), heartbeats(unwell(1))), Status.PASS, None),
    "remediated": ((risk("none", "remediated"),), Status.PASS, None),
    "dismissed": ((risk("high", "dismissed"),), Status.PASS, None),
    "high": ((risk("high", "atRisk"),), Status.FAIL, OTHER),
    "high, and the room gets in": ((risk("high", "atRisk"), sign_ins(success(1))), Status.WARN, None),
    "compromised": ((risk("low", "confirmedCompromised"),), Status.FAIL, OTHER),
    "medium": ((risk("medium", "atRisk"),), Status.WARN, None),
    "a hidden level": ((risk("hidden", "atRisk"),), Status.WARN, None),
    "a state that nobody knows": ((risk("high", "unknownFutureValue"),), Status.SKIPPED, None),
    "not read, and the room fails otherwise": ((heartbeats(unwell(1)),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_the_risk_is_told_in_words_beside_the_refusal() -> None:
    held = "Microsoft Entra ID Protection holds the account as at risk, at the level high."
    beside = judged(CHECK, sign_ins(attempt(50135, 1)), risk("high", "atRisk"))
    assert held in beside.summary
    assert risk().cite in beside.citations
    alone = judged(CHECK, risk("high", "atRisk"))
    assert (alone.summary, alone.confidence) == (held, Confidence.LOW)
    assert "at a level that is not shown" in judged(CHECK, risk("hidden", "atRisk")).summary
