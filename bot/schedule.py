"""Sweeps by themselves, at the times that a cron expression names, in UTC."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

from croniter import croniter

from bot.fleet import Sweep
from bot.ports import Clock

log = logging.getLogger(__name__)

LATE = timedelta(minutes=1)
"""How late a sweep may still begin. One that came due while nothing was running is not made up for."""


class Schedule:
    """Begins a sweep at every tick. Several processes may have the same schedule: a tick begins one sweep."""

    def __init__(self, expression: str, start: Callable[[Sweep], Awaitable[Sweep | None]], clock: Clock) -> None:
        self._expression, self._start, self._clock = expression, start, clock
        self._done = ""

    async def tick(self) -> None:
        """Begin the sweep that has come due, if one has. To be called every few seconds."""
        now = self._clock()
        due = croniter(self._expression, now).get_prev(type(now))
        key = f"schedule {due.isoformat()}"
        if now - due > LATE or key == self._done:
            return
        begun = await self._start(Sweep(uuid4().hex, key, now))
        if begun and begun.dedupe_key != key:
            log.warning("the sweep of %s was left out: the one before it is still under way", due.isoformat())
        self._done = key
