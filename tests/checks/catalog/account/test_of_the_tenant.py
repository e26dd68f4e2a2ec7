"""Members and guests."""

import pytest

from checks.model import Status
from tests.checks.builders import Case, account, judged, no_account

CHECK = "account.of_the_tenant"
CASES: dict[str, Case] = {
    "a member": ((account(),), Status.PASS, None),
    "a member, written otherwise": ((account(user_type="member"),), Status.PASS, None),
    "a guest": ((account(user_type="Guest"),), Status.WARN, None),
    "an invited account made a member": ((account(address="room_fabrikam.com#EXT#@contoso.com"),), Status.WARN, None),
    "the directory does not say": ((account(user_type=""),), Status.SKIPPED, None),
    "a word that is not known": ((account(user_type="unknownFutureValue"),), Status.SKIPPED, None),
    "no account": ((no_account(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_an_unknown_word_is_named() -> None:
    assert '"robot"' in judged(CHECK, account(user_type="robot")).summary
