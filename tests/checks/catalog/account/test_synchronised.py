"""What directory synchronisation says of the account."""

import pytest

from checks.model import Status
from tests.checks.builders import Case, account, ago, judged, no_account

CHECK = "account.synchronised"
CASES: dict[str, Case] = {
    "in the cloud": ((account(),), Status.PASS, None),
    "synchronised": ((account(synced_from_on_premises=True, last_sync=ago(1)),), Status.PASS, None),
    "synchronised, and nothing has changed for long": (
        (account(synced_from_on_premises=True, last_sync=ago(24 * 200)),), Status.PASS, None),
    "synchronised, nobody knows when": ((account(synced_from_on_premises=True),), Status.PASS, None),
    "an error": ((account(synced_from_on_premises=True, sync_errors=("PropertyConflict",)),), Status.WARN, None),
    "an error that was left behind": ((account(sync_errors=("PropertyConflict",)),), Status.WARN, None),
    "no account": ((no_account(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_each_error_is_named_once() -> None:
    found = judged(CHECK, account(sync_errors=("PropertyConflict", "PropertyConflict", "Other")))
    assert ": PropertyConflict, Other." in found.summary


def test_the_last_time_is_told() -> None:
    assert "Thu 20 Nov 2025 11:00 UTC" in judged(CHECK, account(synced_from_on_premises=True, last_sync=ago(1))).summary
