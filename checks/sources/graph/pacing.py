"""How fast Microsoft Graph may be asked, so that one busy check does not lock out the next.

The limits are those of Microsoft Learn, "Microsoft Graph service-specific throttling limits".
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from checks.limits import OVERTAKEN_FOR, CongestedError, Limit, Taken, free_at, spaced, with_turn

Sleep = Callable[[float], Awaitable[None]]

AUDIT_LOGS = Limit("the sign-in log", 5, 10.0)
CONDITIONAL_ACCESS = Limit("Conditional Access", 1, 1.0)
"""Counted for all applications of the tenant together. It is refused without a word on how long."""
DIRECTORY = Limit("the directory", 3_500, 10.0, block=20)
"""In resource units (:mod:`~checks.sources.graph.costs`), for a tenant of the smallest size; larger ones have 5,000 or
8,000, which nothing here would use.
"""
EXCHANGE = Limit("Exchange Online", 1_000, 60.0, block=20)
TEAMS = Limit("Teams", 100, 10.0, block=10)
INTUNE = Limit("Intune", 2_000, 20.0, block=20)
SERVICE_HEALTH = Limit("Microsoft's service health", 240, 60.0, block=10)
SHAREPOINT = Limit("SharePoint", 1_200, 60.0, block=10)
"""In resource units, one for each file, for a tenant of the smallest size (Microsoft Learn, "Avoid getting throttled or
blocked in SharePoint Online").
"""

_LOOK_AGAIN = 0.05


class Gate(Protocol):
    """Where every request waits for its turn; it may stand in this process or in a database that several share."""

    async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
        """Return when one request more, which counts for so many units, may be sent.

        ``behind`` lets every request that somebody waits for go first, for :data:`~checks.limits.OVERTAKEN_FOR`
        seconds. Raises :class:`CongestedError` at once when a :meth:`hold` lasts longer than ``patience`` seconds.
        """

    async def hold(self, limit: Limit, seconds: float) -> None:
        """The service wants no request for so long."""


@dataclass(slots=True)
class _Lane:
    """One limit's queues: what has been sent, until when it is held, and how many people's requests wait."""

    taken: list[Taken] = field(default_factory=list)
    held_until: float = 0.0
    people: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    behind: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pacer:
    """A gate for one process. Requests of one limit are let through in the order they came, people's first."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._now, self._sleep = now, sleep
        self._lanes: dict[str, _Lane] = {}

    async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
        """See :class:`Gate`."""
        lane = self._lane(limit)
        self._refuse_if_held(lane, patience)
        if behind:
            async with lane.behind:
                await self._last(lane, limit, patience, units)
        else:
            await self._in_order(lane, limit, patience, units)

    async def _in_order(self, lane: _Lane, limit: Limit, patience: float, units: int) -> None:
        lane.people += 1
        try:
            async with lane.turn:
                while (wait := self._wait(lane, limit, units)) > 0:
                    self._refuse_if_held(lane, patience)
                    await self._sleep(wait)
                self._take(lane, limit, units)
        finally:
            lane.people -= 1

    async def _last(self, lane: _Lane, limit: Limit, patience: float, units: int) -> None:
        tired_at = self._now() + OVERTAKEN_FOR
        while lane.people or (wait := self._wait(lane, limit, units, behind=True)) > 0:
            if self._now() >= tired_at:
                await self._in_order(lane, limit, patience, units)
                return
            self._refuse_if_held(lane, patience)
            await self._sleep(_LOOK_AGAIN if lane.people else wait)
        self._take(lane, limit, units)

    async def hold(self, limit: Limit, seconds: float) -> None:
        """See :class:`Gate`."""
        lane = self._lane(limit)
        lane.held_until = max(lane.held_until, self._now() + seconds)

    def _lane(self, limit: Limit) -> _Lane:
        return self._lanes.setdefault(limit.name, _Lane())

    def _refuse_if_held(self, lane: _Lane, patience: float) -> None:
        if lane.held_until - self._now() > patience:
            raise CongestedError

    def _take(self, lane: _Lane, limit: Limit, units: int) -> None:
        now = self._now()
        lane.taken = with_turn(lane.taken, limit, (now, units), now)

    def _wait(self, lane: _Lane, limit: Limit, units: int, *, behind: bool = False) -> float:
        now = self._now()
        at = spaced(lane.taken, limit, now) if behind else now
        return max(free_at(lane.taken, limit, units, now), at, lane.held_until) - now


class Unpaced(Pacer):
    """A gate that only holds: for a simulated tenant, which has no limits of its own."""

    def _wait(self, lane: _Lane, limit: Limit, units: int,  # noqa: ARG002 - the limit is what is left out
              *, behind: bool = False) -> float:  # noqa: ARG002 - as above
        return lane.held_until - self._now()
