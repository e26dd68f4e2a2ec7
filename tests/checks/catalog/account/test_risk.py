"""The account's risk, as Microsoft Entra ID Protection sees it."""

import pytest

from checks.model import Cause, Confidence, Status
from tests.checks.builders import Case, attempt, heartbeats, judged, risk, sign_ins, success, well

CHECK, BLOCKED = "account.risk", Cause.SIGN_IN_BLOCKED_OTHER
HIGH = risk("high", "atRisk")
CASES: dict[str, Case] = {
    "none": ((risk(),), Status.PASS, None),
    "high": ((HIGH,), Status.FAIL, BLOCKED),
    "high, and the device is refused": ((HIGH, sign_ins(attempt(53003, 1), success(2))), Status.FAIL, BLOCKED),
    "high, yet the device gets in": ((HIGH, sign_ins(success(1))), Status.WARN, None),
    "high, yet the device is well": ((HIGH, heartbeats(well(1))), Status.WARN, None),
    "compromised": ((risk("high", "confirmedCompromised"),), Status.FAIL, BLOCKED),
    "medium": ((risk("medium", "atRisk"),), Status.WARN, None),
    "low": ((risk("low", "atRisk"),), Status.WARN, None),
    "high, and mended": ((risk("high", "remediated"),), Status.PASS, None),
    "high, and dismissed": ((risk("high", "dismissed"),), Status.PASS, None),
    "found to be none": ((risk("none", "confirmedSafe"),), Status.PASS, None),
    "hidden": ((risk("hidden", "atRisk"),), Status.SKIPPED, None),
    "a level that is not known": ((risk("unknownFutureValue", "atRisk"),), Status.SKIPPED, None),
    "a state that is not known": ((risk("high", "unknownFutureValue"),), Status.SKIPPED, None),
    "nothing is told": ((risk("", ""),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_a_risk_is_only_suggested() -> None:
    assert judged(CHECK, HIGH).confidence is Confidence.LOW


@pytest.mark.parametrize("state", ["none", "atRisk", "confirmedCompromised"])
def test_it_does_not_repeat_what_the_sign_ins_check_says(state: str) -> None:
    both = [judged(check, risk("none" if state == "none" else "high", state)).summary
            for check in (CHECK, "sign_in.risk_free")]
    assert both[0].startswith("The list of risky users")
    assert both[0] not in both[1]
