"""The tenant's subscription behind the room's licence."""

import pytest

from checks.model import Cause, Confidence, Status
from tests.checks.builders import (
    Case,
    heartbeats,
    judged,
    licence,
    licences,
    sign_ins,
    subscription,
    subscriptions,
    success,
    well,
)

CHECK, MISSING = "licence.subscription", Cause.LICENCE_MISSING
ROOM, SUITE = licences(licence()), licence("u", "SPE_E5")
SUSPENDED = subscription(status="Suspended")
CASES: dict[str, Case] = {
    "in force": ((ROOM, subscriptions()), Status.PASS, None),
    "in force, written otherwise": ((ROOM, subscriptions(subscription(status="enabled"))), Status.PASS, None),
    "all of them used": ((ROOM, subscriptions(subscription(enabled=12))), Status.PASS, None),
    "more than all used": ((ROOM, subscriptions(subscription(enabled=11))), Status.WARN, None),
    "how many were bought is not told": ((ROOM, subscriptions(subscription(enabled=0))), Status.PASS, None),
    "run out": ((ROOM, subscriptions(subscription(status="Warning", enabled=0))), Status.WARN, None),
    "suspended": ((ROOM, subscriptions(SUSPENDED)), Status.FAIL, MISSING),
    "locked out": ((ROOM, subscriptions(subscription(status="LockedOut"))), Status.FAIL, MISSING),
    "deleted": ((ROOM, subscriptions(subscription(status="Deleted"))), Status.FAIL, MISSING),
    "suspended, yet the device gets in": ((ROOM, subscriptions(SUSPENDED), sign_ins(success(1))), Status.WARN, MISSING),
    "suspended, yet the device is well": ((ROOM, subscriptions(SUSPENDED), heartbeats(well(1))), Status.WARN, MISSING),
    "suspended, another in force": ((licences(licence(), SUITE), subscriptions(SUSPENDED, subscription("u", "SPE_E5"))),
                                    Status.PASS, None),
    "suspended, another was not read": ((licences(licence(), SUITE), subscriptions(SUSPENDED)), Status.SKIPPED, None),
    "suspended, another without Teams in force": (
        (licences(licence(), licence("x", "X", plan="x")), subscriptions(SUSPENDED, subscription("x", "X"))),
        Status.FAIL, MISSING),
    "in a state that is not known": ((ROOM, subscriptions(subscription(status="Frozen"))), Status.SKIPPED, None),
    "suspended, another in a state that is not known": (
        (licences(licence(), SUITE), subscriptions(SUSPENDED, subscription("u", "SPE_E5", "Frozen"))), Status.SKIPPED,
        None),
    "not among those read": ((ROOM, subscriptions(subscription("u"))), Status.SKIPPED, None),
    "no licence with Teams": ((licences(), subscriptions(SUSPENDED)), Status.SKIPPED, None),
    "the licences were not read": ((subscriptions(SUSPENDED),), Status.SKIPPED, None),
}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged(CHECK, *facts)
    assert (found.status, found.cause) == (status, cause)


def test_it_is_likely_and_never_certain() -> None:
    assert judged(CHECK, ROOM, subscriptions(SUSPENDED)).confidence is Confidence.MEDIUM


def test_how_many_are_used_is_told() -> None:
    found = judged(CHECK, ROOM, subscriptions(subscription(enabled=11)))
    assert found.summary == "More licences of Teams Rooms Pro are used than were bought: 12 of 11."
