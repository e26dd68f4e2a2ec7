"""Whether one more run may begin: of a room one, one that waits and one for later, and only so many in all."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.cards.times import moment
from bot.ports import Clock, Run
from bot.words import _, n_
from checks.model import Room

MOST_OF_A_ROOM = 2
"""One under way and one waiting. A third would only ask Graph the same once more."""
MOST_OF_A_PERSON = 40
"""Twice the rooms that one message may name, each checked alone."""
MOST = 500
"""Ten minutes of work for one process. Whoever came later would wait longer than anybody does."""
_LOOK_EVERY = 0.5
_LONGEST_WAIT = 60.0
"""Seconds that a run waits for the one before it: a check takes a few, and one that hangs must not hold up the next."""


@dataclass(frozen=True, slots=True)
class Unended:
    """A run that was promised and has not come to its end; ``addresses`` are its rooms, none for an upload."""

    id: str
    asked_by: str
    begins: datetime
    addresses: frozenset[str]


class NotBegunError(Exception):
    """A run was not begun: what is the case, what to do, and the room that is being checked, if it is that."""

    def __init__(self, what: str, remedy: str, room: Room | None = None) -> None:
        super().__init__(what)
        self.what, self.remedy, self.room = what, remedy, room


Admit = Callable[[Sequence[Unended]], None]
"""Looks at the runs that have not ended. Raises NotBegunError when there is no place for another."""


class Door(Protocol):
    """The store of runs, as far as admission is concerned."""

    async def accept(self, run: Run, admit: Admit | None = None) -> bool:
        """Keep a new run, unless ``admit`` raises on seeing the others; no other is kept meanwhile. False for a
        repeat.
        """

    async def unended(self) -> Sequence[Unended]:
        """Every run that is accepted or queued."""


class Admission:
    """What every replica on one database holds to."""

    def __init__(self, door: Door, clock: Clock) -> None:
        self._door, self._clock = door, clock

    async def accept(self, run: Run) -> bool:
        """Keep a new run, if there is place for it; False for a repeat. Raises NotBegunError."""
        return await self._door.accept(run, lambda others: admit(run, others, self._clock()))

    async def must_wait(self, run: Run) -> bool:
        """Whether an earlier run of one of its rooms has not ended."""
        own, now = unended_of(run), self._clock()
        return any(each.addresses & own.addresses and (each.begins, each.id) < (own.begins, own.id)
                   for each in await self._door.unended() if each.begins <= now)

    async def turn_of(self, run: Run) -> None:
        """Return when the earlier runs of its rooms have ended, or a minute later."""
        waited = 0.0
        while waited < _LONGEST_WAIT and await self.must_wait(run):
            await asyncio.sleep(_LOOK_EVERY)
            waited += _LOOK_EVERY


def unended_of(run: Run) -> Unended:
    addresses = frozenset[str]() if run.upload else frozenset(room.address for room in run.rooms)
    return Unended(run.id, run.asked_by, run.start_at or run.created_at, addresses)


def admit(run: Run, others: Sequence[Unended], now: datetime) -> None:
    """Raises NotBegunError when there is no place for this run beside the others. One that begins later, as a check
    again in 15 minutes does, stands in the way only of another that does.
    """
    if len(others) >= MOST:
        raise NotBegunError(n_("Roomcheck has {n} check to finish already, so this one was not begun.",
                               "Roomcheck has {n} checks to finish already, so this one was not begun.", len(others)),
                            _("Try again in a few minutes."))
    if sum(each.asked_by == run.asked_by for each in others) >= MOST_OF_A_PERSON:
        raise NotBegunError(n_("{n} check that you asked for is not finished yet.",
                               "{n} checks that you asked for are not finished yet.", MOST_OF_A_PERSON),
                            _("Ask again once they are."))
    if run.upload:
        return
    later = unended_of(run).begins > now
    for room in run.rooms:
        of_it = [each for each in others if room.address in each.addresses]
        waiting = min((each.begins for each in of_it if each.begins > now), default=None)
        if later and waiting:
            raise NotBegunError(_("{room} is to be checked on {moment} already.", room=room.label,
                                  moment=moment(waiting, run.time_zone)),
                                _("See what that one finds, or check it now."))
        busy = [each for each in of_it if each.begins <= now]
        if not later and len(busy) >= MOST_OF_A_ROOM:
            raise NotBegunError(_("{room} is being checked just now, and another check of it waits already.",
                                  room=room.label), _("See what that one finds."), room)
