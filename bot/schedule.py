"""Sweeps by themselves, at the times that a cron expression names, in UTC."""

import logging
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

from croniter import croniter

from bot.fleet import Sweep
from bot.ports import Clock
from bot.words import _, n_

log = logging.getLogger(__name__)

_EVERY_SO_MANY_MINUTES = re.compile(r"\*/(\d+) \* \* \* \*")
_EVERY_SO_MANY_HOURS = re.compile(r"\d+ \*(/(\d+))? \* \* \*")
LATE = timedelta(minutes=3)
"""How late a sweep may still begin: the database may be away for a minute. One that came due while nothing was running
is not made up for.
"""


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


def in_words(expression: str) -> str:
    """A cron expression as people say it, as far as that is simple; empty for none."""
    minutes = _EVERY_SO_MANY_MINUTES.fullmatch(expression)
    if minutes:
        # For translators: in the middle of “Every room is looked at every 30 minutes, and when …”, as are the others.
        return n_("every {n} minute", "every {n} minutes", int(minutes.group(1)))
    hourly = _EVERY_SO_MANY_HOURS.fullmatch(expression)
    if hourly:
        hours = hourly.group(2)
        return n_("every {n} hour", "every {n} hours", int(hours)) if hours else _("every hour")
    return _("by the schedule {expression} (UTC)", expression=expression) if expression else ""
