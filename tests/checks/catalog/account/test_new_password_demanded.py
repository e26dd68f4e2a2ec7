"""A new password demanded at the next sign-in."""

import pytest

from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    Case,
    account,
    attempt,
    auth_methods,
    device_log,
    heartbeats,
    judged,
    logged,
    no_account,
    sign_ins,
    success,
    well,
)

CHECK, EXPIRED = "account.new_password_demanded", Cause.PASSWORD_EXPIRED
DEMANDED = account(must_change_password=True)
CASES: dict[str, Case] = {
    "none": ((account(),), Status.PASS, None),
    "demanded": ((DEMANDED,), Status.FAIL, EXPIRED),
    "demanded, and the device is refused": ((DEMANDED, sign_ins(attempt(50055, 1), success(2))), Status.FAIL, EXPIRED),
    "demanded, the device's log is old": ((DEMANDED, device_log(logged(50055, 24 * 9))), Status.FAIL, EXPIRED),
    "demanded, yet the device gets in": ((DEMANDED, sign_ins(success(1))), Status.WARN, None),
    "demanded, yet the device is well": ((DEMANDED, heartbeats(well(1))), Status.WARN, None),
    "demanded, and the device holds a key": ((DEMANDED, auth_methods("password", "resourceAccountKey")),
                                             Status.SKIPPED, None),
    "demanded, and the device may hold something": ((DEMANDED, auth_methods("password", "fido2")), Status.FAIL,
                                                    EXPIRED),
    "the directory does not say": ((account(must_change_password=None),), Status.SKIPPED, None),
    "no account": ((no_account(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_a_setting_is_only_suggested() -> None:
    assert judged(CHECK, DEMANDED).confidence is Confidence.LOW
