"""Who may register and join devices."""

from dataclasses import replace

import pytest

from checks.model import Cause, Status
from tests.checks.builders import (
    Case,
    account,
    heartbeats,
    judged,
    memberships,
    no_account,
    registration_policy,
    sign_ins,
    success,
    well,
)

CHECK, BLOCKED = "device.registration_allowed", Cause.SIGN_IN_BLOCKED_OTHER
NOBODY = registration_policy(register="none")
SOME = registration_policy(register="selected", selected=frozenset({"g1", "u1"}))
SOME_JOIN = registration_policy(join="selected", selected=frozenset({"g1"}))
BOTH = registration_policy(join="selected", register="selected", selected=frozenset({"g1"}))
MFA = registration_policy(mfa=True)
CASES: dict[str, Case] = {
    "everybody": ((registration_policy(), account(), memberships()), Status.PASS, None),
    "everybody, the account was not read": ((registration_policy(),), Status.PASS, None),
    "everybody, written otherwise": ((registration_policy(register="All"),), Status.PASS, None),
    "nobody": ((NOBODY, account(), memberships()), Status.FAIL, BLOCKED),
    "nobody, yet the device gets in": ((NOBODY, account(), sign_ins(success(1))), Status.WARN, None),
    "nobody, yet the device is well": ((NOBODY, account(), heartbeats(well(1))), Status.WARN, None),
    "some, and the account by a group": ((SOME, account(), memberships("g1")), Status.PASS, None),
    "some, and the account itself": ((SOME, account(object_id="u1")), Status.PASS, None),
    "some others": ((SOME, account(), memberships("g2")), Status.FAIL, BLOCKED),
    "some, not all groups could be read": ((SOME, account(), memberships("g2", complete=False)), Status.SKIPPED, None),
    "some, the groups were not read": ((SOME, account()), Status.SKIPPED, None),
    "some, the account was not read": ((SOME, memberships("g2")), Status.SKIPPED, None),
    "some, nobody knows who": ((registration_policy(register="selected"), account(), memberships("g2")),
                               Status.SKIPPED, None),
    "two selections, the account in one of them": ((BOTH, account(), memberships("g1")), Status.SKIPPED, None),
    "two selections, the account in none": ((BOTH, account(), memberships("g2")), Status.FAIL, BLOCKED),
    "joining for nobody": ((registration_policy(join="none"), account()), Status.WARN, None),
    "joining for others": ((SOME_JOIN, account(), memberships("g2")), Status.WARN, None),
    "joining for the account too": ((SOME_JOIN, account(), memberships("g1")), Status.PASS, None),
    "joining is not told": ((registration_policy(join=""), account()), Status.PASS, None),
    "with multifactor authentication": ((MFA, account()), Status.FAIL, BLOCKED),
    "with it, yet the device gets in": ((MFA, account(), sign_ins(success(1))), Status.WARN, None),
    "whether with it is not told": ((registration_policy(mfa=None), account()), Status.SKIPPED, None),
    "a rule that is not known": ((registration_policy(register="enumerated"), account()), Status.SKIPPED, None),
    "not told": ((registration_policy(register=""), account()), Status.SKIPPED, None),
    "no account": ((NOBODY, no_account()), Status.SKIPPED, None),
    "the policy was not read": ((account(), memberships()), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_the_groups_are_cited_only_where_they_decide() -> None:
    cites = {each.locator for each in judged(CHECK, SOME, account(), memberships("g1")).citations}
    assert memberships().cite.locator in cites
    assert len(judged(CHECK, registration_policy(), account(), memberships("g1")).citations) == 1


def test_an_account_without_an_id_is_not_taken_for_a_stranger() -> None:
    assert judged(CHECK, SOME, replace(account(), object_id=""), memberships("g2")).status is Status.SKIPPED
