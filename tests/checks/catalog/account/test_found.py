"""Whether the account exists, from the directory or from what the device was told."""

from dataclasses import replace

import pytest

from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    Case,
    account,
    ago,
    attempt,
    device_log,
    heartbeats,
    judged,
    logged,
    no_account,
    sign_ins,
    unwell,
)

MISSING = Cause.ACCOUNT_MISSING
CASES: dict[str, Case] = {
    "there": ((account(),), Status.PASS, None),
    "there, though the device asks for another": ((account(), device_log(logged(50034, 1))), Status.PASS, None),
    "not there": ((no_account(),), Status.FAIL, MISSING),
    "deleted": ((no_account(ago(5)),), Status.FAIL, MISSING),
    "only a guest": ((replace(no_account(), guest_id="g1"),), Status.WARN, None),
    "only a guest, whom Entra does not know": ((replace(no_account(), guest_id="g1"), device_log(logged(50034, 1))),
                                               Status.FAIL, MISSING),
    "the device was told so": ((device_log(logged(50034, 1)),), Status.FAIL, MISSING),
    "a heartbeat says so": ((heartbeats(unwell(1, 50034)),), Status.FAIL, MISSING),
    "the directory was not asked": ((sign_ins(attempt(50126, 1)),), Status.SKIPPED, None),
    "nothing was read": ((), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged("account.found", *facts)
    assert (found.status, found.cause) == (status, cause)


def test_a_deleted_account_says_since_when() -> None:
    found = judged("account.found", no_account(ago(5)))
    assert found.since == ago(5)
    assert "deleted" in found.summary


def test_a_missing_account_says_since_when_the_device_is_refused() -> None:
    found = judged("account.found", no_account(), device_log(logged(50034, 1), logged(50034, 3)))
    assert (found.since, found.latest, len(found.citations)) == (ago(3), ago(1), 3)


def test_a_guest_is_not_called_missing() -> None:
    guest = replace(no_account(), guest_id="g1", of_this_tenant=False)
    found = judged("account.found", guest)
    assert "room-42@contoso.com, only a guest (g1)" in found.summary
    assert [each.locator for each in found.citations] == ["users/g1"]
    assert judged("account.found", guest, device_log(logged(50034, 1))).confidence is Confidence.MEDIUM
    deleted = judged("account.found", replace(no_account(ago(5)), guest_id="g1"))
    assert "deleted" in deleted.summary


def test_the_directory_is_surer_than_the_device() -> None:
    assert judged("account.found", no_account()).confidence is Confidence.HIGH
    device = judged("account.found", device_log(logged(50034, 1)))
    assert device.confidence is Confidence.MEDIUM
    assert "typed wrongly" in device.summary


def test_an_address_of_another_tenant_is_told_as_such() -> None:
    elsewhere = replace(no_account(), address="room@fabrikam.com", of_this_tenant=False)
    found = judged("account.found", elsewhere)
    assert found.summary.startswith("fabrikam.com is not a domain of this tenant")
    assert "domains/fabrikam.com" in {each.locator for each in found.citations}
    assert "domain" not in judged("account.found", replace(elsewhere, of_this_tenant=None)).summary
    assert "domain" not in judged("account.found", replace(elsewhere, of_this_tenant=True)).summary
