"""Per-user multifactor authentication."""

import pytest

from checks.model import Cause, Status
from tests.checks.builders import Case, heartbeats, judged, per_user_mfa, sign_ins, success, unwell

CHECK = "access.per_user_mfa"
CASES: dict[str, Case] = {
    "disabled": ((per_user_mfa(),), Status.PASS, None),
    "enabled": ((per_user_mfa("enabled"), heartbeats(unwell(1))), Status.FAIL, Cause.MFA_REQUIRED),
    "enforced": ((per_user_mfa("Enforced"),), Status.FAIL, Cause.MFA_REQUIRED),
    "enforced, and the room gets in": ((per_user_mfa("enforced"), sign_ins(success(1))), Status.WARN, None),
    "a word that nobody knows": ((per_user_mfa("unknownFutureValue"),), Status.SKIPPED, None),
    "no word": ((per_user_mfa(""),), Status.SKIPPED, None),
    "not read": ((sign_ins(success(1)),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_the_state_is_told() -> None:
    found = judged(CHECK, per_user_mfa("enforced"))
    assert found.summary == "Per-user multifactor authentication is enforced for the account."
    assert "unknownFutureValue" in judged(CHECK, per_user_mfa("unknownFutureValue")).summary
