"""The user name against the account's addresses."""

import pytest

from checks.model import Status
from tests.checks.builders import Case, account, judged, no_account

CHECK = "account.primary_address"
OTHER = "boardroom@contoso.com"
CASES: dict[str, Case] = {
    "the same": ((account(),), Status.PASS, None),
    "the same, written otherwise": ((account(primary_address="Room-42@Contoso.com"),), Status.PASS, None),
    "another primary address": ((account(primary_address=OTHER),), Status.WARN, None),
    "another mail": ((account(mail=OTHER),), Status.WARN, None),
    "another mail, the primary address was not read": ((account(mail=OTHER, primary_address=""),), Status.WARN, None),
    "no mail at all": ((account(mail="", primary_address=""),), Status.SKIPPED, None),
    "a guest": ((account(user_type="Guest", mail=OTHER),), Status.SKIPPED, None),
    "no account": ((no_account(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_both_are_named_once() -> None:
    found = judged(CHECK, account(primary_address=OTHER, mail=OTHER))
    assert "room-42@contoso.com" in found.summary
    assert found.summary.count(OTHER) == 1
