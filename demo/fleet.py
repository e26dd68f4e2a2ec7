"""A large tenant: nine rooms of ten are well, and the tenth has the troubles of Contoso's rooms in turn."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from checks.model import Cause
from demo.identifiers import DOMAIN, ROOMS_BASIC, ROOMS_PRO
from demo.rooms import DAY, MINUTE, ROOMS
from demo.scenario import Attempt, Scenario
from demo.tenant import Tenant
from demo.tenant_state import Subscription, TenantState

ONE_IN = 10
_WELL = next(room for room in ROOMS if room.expected.both is Cause.HEALTHY)
_TROUBLED = tuple(room for room in ROOMS if room.expected.both is not Cause.HEALTHY and not room.refuses
                  and room.has_account)
"""Rooms that stand on a list: what nobody lists, no sweep finds, and one that may not be read is a trap of its own."""


def fleet_of(count: int) -> Iterator[Scenario]:
    """So many rooms, the same ones each time."""
    for number in range(count):
        like = _TROUBLED[number // ONE_IN % len(_TROUBLED)] if number % ONE_IN == ONE_IN - 1 else _WELL
        yield replace(like, address=f"room-{number:05}@{DOMAIN}", display_name=f"{like.display_name} {number:05}",
                      attempts=like.attempts if like is not _WELL else _well_by(number))


def large_tenant(count: int, now: datetime) -> Tenant:
    """A tenant of so many rooms, and of nobody else."""
    bought = (Subscription(ROOMS_PRO, count + 10, count), Subscription(ROOMS_BASIC, 25, 20))
    return Tenant(now, tuple(fleet_of(count)), state=TenantState(subscriptions=bought), staffed=False)


def _well_by(number: int) -> tuple[Attempt, ...]:
    return _LATER[number % len(_LATER)]


_LATER = tuple(tuple(replace(attempt, ago=attempt.ago + minutes * MINUTE) for attempt in _WELL.attempts
                     if attempt.on_device and attempt.ago < 2 * DAY) for minutes in range(20))
"""What the well room's device did in two days, some minutes earlier in each copy."""
