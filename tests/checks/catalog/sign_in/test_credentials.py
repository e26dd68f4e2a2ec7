"""Wrong user name or password, and why."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, ShowGuide, Status
from tests.checks.builders import (
    Case,
    account,
    ago,
    attempt,
    device_log,
    heartbeats,
    judged,
    logged,
    sign_ins,
    success,
    unwell,
    well,
)

WRONG = Cause.WRONG_CREDENTIALS
CASES: dict[str, Case] = {
    "Entra's log": ((sign_ins(attempt(50126, 1)),), Status.FAIL, WRONG),
    "the device's log": ((device_log(logged(50126, 1)),), Status.FAIL, WRONG),
    "a heartbeat": ((heartbeats(unwell(1, 50126)),), Status.FAIL, WRONG),
    "no password in the directory": ((sign_ins(attempt(50056, 1)),), Status.FAIL, WRONG),
    "a name unknown to a directory with the account": ((device_log(logged(50034, 1)), account()), Status.FAIL, WRONG),
    "a name unknown to a directory that was not asked": ((device_log(logged(50034, 1)),), Status.SKIPPED, None),
    "a code that only comes after the password": ((device_log(logged(50076, 1)),), Status.PASS, None),
    "a mistyped domain": ((device_log(logged(90002, 1)),), Status.FAIL, WRONG),
    "asked to stay signed in since": ((sign_ins(attempt(50126, 2), attempt(50140, 1)),), Status.SKIPPED, None),
    "a person mistyped it": ((sign_ins(attempt(50126, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "corrected since": ((sign_ins(attempt(50126, 2), success(1)),), Status.PASS, None),
    "only the account was read": ((account(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged("sign_in.credentials", *facts)
    assert (found.status, found.cause) == (status, cause)


def summary(*codes: tuple[int, float], changed: float | None = None) -> str:
    known = account(last_password_change=ago(changed) if changed is not None else None)
    return judged("sign_in.credentials", sign_ins(*(attempt(code, hours) for code, hours in codes)), known).summary


def test_an_expiry_before_is_named() -> None:
    assert "had expired before" in summary((50126, 1), (50055, 100))


def test_an_expiry_after_is_not_the_reason() -> None:
    assert "expired" not in summary((50126, 5), (50055, 1))


def test_a_password_changed_just_before_is_named() -> None:
    assert "holds the old password" in summary((50126, 1), (50126, 20), changed=21)


@pytest.mark.parametrize("changed", [60, 10])
def test_a_change_long_before_or_amid_the_failures_is_not_the_reason(changed: float) -> None:
    assert "old password" not in summary((50126, 1), (50126, 20), changed=changed)


def test_an_expiry_that_a_success_has_answered_is_not_the_reason() -> None:
    codes = (attempt(50126, 1), attempt(50055, 30))
    assert "expired" not in judged("sign_in.credentials", sign_ins(*codes, success(5))).summary
    assert "expired" not in judged("sign_in.credentials", sign_ins(*codes), heartbeats(well(5))).summary


def test_an_expiry_before_points_to_its_own_guide() -> None:
    found = judged("sign_in.credentials", sign_ins(attempt(50126, 1), attempt(50055, 100)))
    assert found.next_steps == (ShowGuide(Cause.PASSWORD_EXPIRED),)


def test_the_change_of_the_password_is_cited() -> None:
    found = judged("sign_in.credentials", sign_ins(attempt(50126, 1)), account(last_password_change=ago(2)))
    assert (found.citations[0].locator, found.citations[0].at) == ("users/room-42/lastPasswordChangeDateTime", ago(2))


def test_an_expiry_that_a_reset_has_answered_is_not_the_reason() -> None:
    told = summary((50126, 1), (50126, 4), (50055, 30), changed=5)
    assert "expired" not in told
    assert "holds the old password" in told


def test_a_name_that_leads_nowhere_has_nothing_to_do_with_the_password() -> None:
    told = summary((90002, 1), (50055, 30), changed=2)
    assert "expired" not in told
    assert "old password" not in told
