"""One limit's row at the shared gate, read by one clock: the database's. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import RowMapping

from checks.limits import Limit, Taken, free_at, spaced, with_turn

FURTHEST = 300.0
"""Seconds that a turn or a hold may lie ahead. What lies further was written by nobody in his senses."""
_AT_ONCE = 1.0
"""Seconds within which whoever waits behind a turn takes the next."""
_A_MOMENT = 0.01
_BLOCK_LASTS = 1.5
"""Seconds within which a block of turns has been used; see :data:`bot.store.blocks.FRESH`, and the way there."""


@dataclass(frozen=True, slots=True)
class Lane:
    """``taken`` are the turns that count still, ``people_until`` is how long background work keeps out."""

    now: float
    taken: tuple[Taken, ...]
    held_until: float
    people_until: float

    def next(self, limit: Limit, units: int) -> float:
        """When the next turn of somebody who waits is."""
        return max(self.held_until, free_at(self.taken, limit, units, self.now))

    def next_behind(self, limit: Limit, units: int) -> float:
        """When background work may look for its turn again, or now."""
        return max(self.next(limit, units), self.people_until, spaced(self.taken, limit, self.now))

    def with_turn(self, limit: Limit, at: float, units: int, *, more_wait: bool) -> "Lane":
        people = at + _AT_ONCE if more_wait else self.people_until
        latest = at + _BLOCK_LASTS if limit.block > 1 else at
        return replace(self, taken=tuple(with_turn(self.taken, limit, (latest, units), self.now)),
                       people_until=max(self.people_until, people))

    def held(self, seconds: float) -> "Lane":
        return replace(self, held_until=max(self.held_until, self.now + min(seconds, FURTHEST)))

    def row(self) -> dict[str, Any]:
        """The columns. A turn of one unit is its time alone, as versions before this one wrote all of them."""
        sent = [at if units == 1 else [at, units] for at, units in self.taken]
        return {"sent": sent, "held_until": self.held_until, "people_until": self.people_until, "read_at": self.now}


def lane_of(row: RowMapping) -> Lane:
    """The lane as its row says. When the clock was set back since that was written, its times are set back too."""
    now: float = row["now"]
    back = row["read_at"] - now if row["read_at"] - now > _A_MOMENT else 0.0

    def believed(at: float) -> float:
        return at - back if at - back - now <= FURTHEST else now

    taken = sorted((believed(at), units) for at, units in map(_pair, row["sent"]))
    return Lane(now, tuple(taken), believed(row["held_until"]), believed(row["people_until"]))


def _pair(sent: float | Sequence[Any]) -> Taken:
    return (sent[0], sent[1]) if isinstance(sent, Sequence) else (sent, 1)
