"""Licences that do not reach the account."""

import pytest

from checks.facts.account import Account, LicenceAssignment
from checks.facts.licences import Licence
from checks.model import Cause, Status
from tests.checks.builders import (
    ROOMS_PRO,
    SHARED,
    Case,
    account,
    judged,
    licence,
    licences,
    no_account,
    subscription,
    subscriptions,
)

CHECK, MISSING = "licence.assignment", Cause.LICENCE_MISSING
NEW = "00000000-0000-4000-8000-000000000000"


def assigned(error: str = "CountViolation", state: str = "Error", sku: str = ROOMS_PRO, group: str = "") -> Account:
    return account(assignments=(LicenceAssignment(sku, state, error, group),))


GOOD = assigned("None", "Active")
CASES: dict[str, Case] = {
    "in order": ((GOOD, licences(licence())), Status.PASS, None),
    "in order, no word for no error": ((assigned("", "Active"), licences(licence())), Status.PASS, None),
    "none": ((account(assignments=()), licences()), Status.PASS, None),
    "too few": ((assigned(), licences()), Status.FAIL, MISSING),
    "too few, a plan without Teams": ((assigned(), licences(licence("u", "X", plan="x"))), Status.FAIL, MISSING),
    "too few, the licences were not read": ((assigned(),), Status.WARN, None),
    "too few, Teams is on by another": ((assigned(), licences(licence("u", "SPE_E5"))), Status.WARN, None),
    "too few, another for rooms has its Teams plan off": ((assigned(), licences(licence(state="Disabled"))),
                                                          Status.WARN, None),
    "too few, a government licence that is not known": ((assigned(), licences(Licence("u", "X_GCCHIGH", ()))),
                                                        Status.WARN, None),
    "only in part": ((assigned("DependencyViolation", "ActiveWithError"), licences(licence())), Status.WARN, None),
    "an error beside an active state": ((assigned("UniquenessViolation", "Active"), licences(licence())), Status.WARN,
                                        None),
    "a licence that no room needs": ((assigned(sku=SHARED), licences()), Status.WARN, None),
    "a new licence for rooms, known by its subscription": (
        (assigned(sku=NEW), licences(), subscriptions(subscription(NEW, "Microsoft_Teams_Rooms_Pro_Next"))),
        Status.FAIL, MISSING),
    "a licence that nobody knows": ((assigned(sku=NEW), licences()), Status.WARN, None),
    "a state that is not known": ((assigned("", "Pondering"), licences(licence())), Status.PASS, None),
    "how they are assigned was not read": ((account(assignments=None), licences()), Status.SKIPPED, None),
    "no account": ((no_account(),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


@pytest.mark.parametrize(("error", "words"), [
    ("CountViolation", "too few"), ("MutuallyExclusiveViolation", "cannot stand beside"),
    ("DependencyViolation", "needs a plan"), ("ProhibitedInUsageLocationViolation", "usage location"),
    ("UniquenessViolation", "only once"), ("Others", "no reason of its own"), ("other", "no reason of its own"),
    ("None", "no reason of its own"), ("NewViolation", "calls it NewViolation")])
def test_each_error_says_what_it_means(error: str, words: str) -> None:
    assert words in judged(CHECK, assigned(error), licences()).summary


def test_the_licence_and_the_group_are_named() -> None:
    found = judged(CHECK, assigned(group="g1"), licences())
    assert found.summary.startswith("Teams Rooms Pro, assigned by the group g1, does not reach")


def test_a_rooms_licence_goes_before_another() -> None:
    both = account(assignments=(*(assigned(sku=SHARED).assignments or ()), *(assigned().assignments or ())))
    assert judged(CHECK, both, licences()).summary.startswith("Teams Rooms Pro does not reach")
