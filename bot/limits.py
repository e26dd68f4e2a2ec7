"""How fast one person, and one conversation, may ask. Counted in this process alone: each replica lets in as much."""

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from time import monotonic

from bot.turns import Turn, place_of


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in any so many seconds."""

    most: int
    seconds: float


A_PERSON = Limit(40, 60.0)
"""Pressing through reports takes a person a second or two each time, and nobody does so for a minute on end."""
A_PLACE = Limit(120, 60.0)
"""A helpdesk channel on its worst morning; Teams itself takes about one message a second from a bot in a chat."""
_MOST_KEPT = 10_000
"""People, or conversations, that are remembered; the one that asked longest ago makes place for another."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Why somebody has to wait: who was too fast, and for how many seconds. ``first`` in a row, the others are not to
    be answered, so that a flood brings no flood of answers.
    """

    whole_place: bool
    seconds: int
    first: bool


@dataclass(slots=True)
class _Asked:
    """When somebody asked, and whether they know that it was too often."""

    at: deque[float] = field(default_factory=deque)
    told: bool = False


class Limits:
    """Counts what is asked. None stands for no limit."""

    def __init__(self, person: Limit | None = A_PERSON, place: Limit | None = A_PLACE,
                 clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._limits = (person, place)
        self._asked: tuple[OrderedDict[str, _Asked], ...] = (OrderedDict(), OrderedDict())

    def hold_back(self, turn: Turn) -> HeldBack | None:
        """Count this turn, or say why it has to wait; what has to wait is not counted."""
        now, names = self._clock(), (turn.actor.id, place_of(turn.conversation.id))
        counted = [self._of(which, name, limit, now) for which, (name, limit) in
                   enumerate(zip(names, self._limits, strict=True)) if name and limit]
        waits = [(each.at[0] + limit.seconds - now, limit is self._limits[1], each) for each, limit in counted
                 if len(each.at) >= limit.most]
        if not waits:
            for each, _limit in counted:
                each.at.append(now)
                each.told = False
            return None
        seconds, whole_place, asked = max(waits, key=lambda wait: wait[0])
        first, asked.told = not asked.told, True
        return HeldBack(whole_place, max(ceil(seconds), 1), first)

    def _of(self, which: int, name: str, limit: Limit, now: float) -> tuple[_Asked, Limit]:
        """What is counted of somebody, without what is too old to count."""
        table = self._asked[which]
        asked = table.setdefault(name, _Asked())
        table.move_to_end(name)
        if len(table) > _MOST_KEPT:
            table.popitem(last=False)
        while asked.at and asked.at[0] <= now - limit.seconds:
            asked.at.popleft()
        return asked, limit


def no_limits() -> Limits:
    """Everybody may ask as fast as they can: for the simulated tenant, on this machine alone."""
    return Limits(None, None)
