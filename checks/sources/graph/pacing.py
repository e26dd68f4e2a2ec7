"""How fast Microsoft Graph may be asked, so that one busy check does not lock out the next.

The limits are those of Microsoft Learn, "Microsoft Graph service-specific throttling limits".
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``requests`` in any ``seconds``, for one application in one tenant."""

    name: str
    requests: int
    seconds: float


AUDIT_LOGS = Limit("the sign-in log", 5, 10.0)
CONDITIONAL_ACCESS = Limit("Conditional Access", 1, 1.0)
DIRECTORY = Limit("the directory", 1_000, 10.0)
EXCHANGE = Limit("Exchange Online", 1_000, 60.0)
TEAMS = Limit("Teams", 100, 10.0)


class CongestedError(Exception):
    """The service has asked for a longer pause than the caller would wait."""


class Gate(Protocol):
    """Where every request waits for its turn."""

    async def enter(self, limit: Limit, patience: float) -> None:
        """Return when one request more may be sent.

        Raises :class:`CongestedError` at once when a :meth:`hold` lasts longer than ``patience`` seconds.
        """

    async def hold(self, limit: Limit, seconds: float) -> None:
        """The service wants no request for so long."""


@dataclass(slots=True)
class _Lane:
    """One limit's queue: when its latest requests were sent, and until when it is held."""

    sent: deque[float]
    held_until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pacer:
    """A gate for one process. Requests of one limit are let through in the order they came."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._now, self._sleep = now, sleep
        self._lanes: dict[str, _Lane] = {}

    async def enter(self, limit: Limit, patience: float) -> None:
        """See :class:`Gate`."""
        lane = self._lane(limit)
        self._refuse_if_held(lane, patience)
        async with lane.turn:
            while (wait := self._wait(lane, limit)) > 0:
                self._refuse_if_held(lane, patience)
                await self._sleep(wait)
            lane.sent.append(self._now())

    async def hold(self, limit: Limit, seconds: float) -> None:
        """See :class:`Gate`."""
        lane = self._lane(limit)
        lane.held_until = max(lane.held_until, self._now() + seconds)

    def _lane(self, limit: Limit) -> _Lane:
        return self._lanes.setdefault(limit.name, _Lane(deque(maxlen=limit.requests)))

    def _refuse_if_held(self, lane: _Lane, patience: float) -> None:
        if lane.held_until - self._now() > patience:
            raise CongestedError

    def _wait(self, lane: _Lane, limit: Limit) -> float:
        full = len(lane.sent) == limit.requests
        free_at = lane.sent[0] + limit.seconds if full else 0.0
        return max(free_at, lane.held_until) - self._now()


class Unpaced(Pacer):
    """A gate that only holds: for a simulated tenant, which has no limits of its own."""

    def _wait(self, lane: _Lane, limit: Limit) -> float:  # noqa: ARG002 - the limit is what is left out
        return lane.held_until - self._now()
