"""Managed and federated domains."""

import pytest

from checks.model import Status
from tests.checks.builders import (
    Case,
    account,
    attempt,
    domain,
    heartbeats,
    judged,
    no_account,
    sign_ins,
    success,
    well,
)

CHECK = "account.home_domain"
FEDERATED = domain(federated=True)
CASES: dict[str, Case] = {
    "managed": ((domain(), account()), Status.PASS, None),
    "managed, the account was not read": ((domain(),), Status.PASS, None),
    "federated, and the device gets in": ((FEDERATED, account(), sign_ins(success(1))), Status.PASS, None),
    "federated, and the device is well": ((FEDERATED, account(), heartbeats(well(1))), Status.PASS, None),
    "federated, and nothing was seen": ((FEDERATED, account()), Status.WARN, None),
    "federated, and the device is refused": ((FEDERATED, account(), sign_ins(attempt(40008, 1), success(2))),
                                             Status.WARN, None),
    "federated, and the device was last seen long ago": ((FEDERATED, account(), sign_ins(success(30))), Status.WARN,
                                                         None),
    "the directory does not say": ((domain(federated=None), account()), Status.SKIPPED, None),
    "no account": ((FEDERATED, no_account()), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)
