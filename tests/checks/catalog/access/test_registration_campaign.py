"""The campaign for the Authenticator app."""

import pytest

from checks.model import Severity, Status
from tests.checks.builders import CATALOGUE, Case, account, campaign, judged, memberships, no_account

CHECK = "access.registration_campaign"
ALL = ("all_users",)
CASES: dict[str, Case] = {
    "off": ((campaign("disabled", ALL), account()), Status.PASS, None),
    "on for everybody": ((campaign("enabled", ALL), account(), memberships()), Status.WARN, None),
    "left to Microsoft": ((campaign("default", ALL), account(), memberships()), Status.PASS, None),
    "left to Microsoft, for groups that were not read": ((campaign("default", ("g1",)), account()), Status.SKIPPED,
                                                         None),
    "the room by its id": ((campaign("enabled", ("OID",)), account(), memberships()), Status.WARN, None),
    "one of its groups": ((campaign("enabled", ("g1",)), account(), memberships("G1")), Status.WARN, None),
    "another group": ((campaign("enabled", ("g1",)), account(), memberships("g2")), Status.PASS, None),
    "the room is excluded": ((campaign("enabled", ALL, ("oid",)), account()), Status.PASS, None),
    "one of its groups is excluded": ((campaign("enabled", ALL, ("g1",)), account(), memberships("g1")), Status.PASS,
                                      None),
    "another group is excluded": ((campaign("enabled", ALL, ("g1",)), account(), memberships("g2")), Status.WARN, None),
    "perhaps excluded: its groups were not read": ((campaign("enabled", ALL, ("g1",)), account()), Status.WARN, None),
    "perhaps included: its groups were not read": ((campaign("enabled", ("g1",)), account()), Status.SKIPPED, None),
    "perhaps included: not all of its groups were read": (
        (campaign("enabled", ("g1",)), account(), memberships("g2", complete=False)), Status.SKIPPED, None),
    "on for nobody": ((campaign("enabled"), account()), Status.PASS, None),
    "a state that nobody knows": ((campaign("sometimes", ALL), account()), Status.SKIPPED, None),
    "no account": ((campaign("enabled", ALL), no_account()), Status.SKIPPED, None),
    "the account was not read": ((campaign("enabled", ALL),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_what_could_not_be_read_is_said() -> None:
    maybe = judged(CHECK, campaign("enabled", ALL, ("g1",)), account())
    sure = judged(CHECK, campaign("enabled", ALL, ("g1",)), account(), memberships())
    assert "could not be read" in maybe.summary
    assert "could not be read" not in sure.summary
    assert "left to Microsoft" in judged(CHECK, campaign("default", ALL), account()).summary


@pytest.mark.parametrize("state", ["enabled", "default"])
def test_whom_it_asks_is_said(state: str) -> None:
    assert judged(CHECK, campaign(state, ALL), account(), memberships()).summary.endswith(
        "It asks only a person who completes multifactor authentication with the account, and no console.")


def test_it_is_of_little_weight() -> None:
    assert CATALOGUE[CHECK].severity is Severity.LOW
