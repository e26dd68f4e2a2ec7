"""Sign-ins stopped for an expired password."""

import pytest

from checks.facts.sign_ins import Origin
from checks.model import Cause, RecheckLater, Status
from tests.checks.builders import (
    Case,
    account,
    ago,
    applied,
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

CHECK, CAUSE = "sign_in.password_expired", Cause.PASSWORD_EXPIRED
CASES: dict[str, Case] = {
    "Entra's log": ((sign_ins(attempt(50055, 1)),), Status.FAIL, CAUSE),
    "the device's log": ((device_log(logged(50055, 1)),), Status.FAIL, CAUSE),
    "a heartbeat": ((heartbeats(unwell(1, 50055)),), Status.FAIL, CAUSE),
    "nobody knows who": ((sign_ins(attempt(50055, 1, Origin.UNKNOWN)),), Status.WARN, CAUSE),
    "a person": ((sign_ins(attempt(50055, 1, Origin.PERSON), success(2)),), Status.PASS, None),
    "another program": ((sign_ins(attempt(50055, 1, Origin.OTHER_PROGRAM), success(2)),), Status.PASS, None),
    "recovered": ((sign_ins(attempt(50055, 2), success(1)),), Status.PASS, None),
    "recovered by the heartbeat": ((device_log(logged(50055, 2)), heartbeats(well(1))), Status.PASS, None),
    "another code stops it before": ((sign_ins(attempt(50126, 1)),), Status.SKIPPED, None),
    "a code that only comes after the password": ((sign_ins(attempt(53003, 1)),), Status.PASS, None),
    "a report-only policy": ((sign_ins(success(1, policies=(applied(result="reportOnlyFailure"),))),), Status.PASS,
                             None),
    "too old to be more than a hint": ((device_log(logged(50055, 24 * 9)),), Status.WARN, CAUSE),
    "healthy": ((sign_ins(success(1)),), Status.PASS, None),
    "no attempt at all": ((sign_ins(),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
    "reset since": ((sign_ins(attempt(50055, 3)), account(last_password_change=ago(1))), Status.WARN, None),
    "reset before": ((sign_ins(attempt(50055, 3)), account(last_password_change=ago(4))), Status.FAIL, CAUSE),
    "no time of a reset": ((sign_ins(attempt(50055, 3)), account(last_password_change=None)), Status.FAIL, CAUSE),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_a_password_that_was_reset_is_to_be_typed_and_checked_again() -> None:
    found = judged(CHECK, sign_ins(attempt(50055, 3)), account(last_password_change=ago(1)))
    assert "was reset since it had expired, on Thu 20 Nov 2025 11:00 UTC" in found.summary
    assert "Type the new password" in found.summary
    assert any(isinstance(step, RecheckLater) for step in found.next_steps)


def test_a_synchronised_account_is_cited_as_one() -> None:
    synced = judged(CHECK, sign_ins(attempt(50055, 3)), account(synced_from_on_premises=True))
    assert synced.citations[0].locator.endswith("/onPremisesSyncEnabled")
    assert judged(CHECK, sign_ins(attempt(50055, 3)), account()).citations[0].code == "AADSTS50055"
