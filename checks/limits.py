"""How much a service takes in a while, and when it takes more. Times are seconds of any one clock."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Taken = tuple[float, int]
"""When a turn is, at the latest, and how many requests or units it is for."""

OVERTAKEN_FOR = 30.0
"""Seconds for which background work lets everybody go first; then it waits in the order of all."""
_SLOTS = 10
"""Into how many parts a wide limit's time is divided to count in: turns in one part are counted as one."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``requests`` in any ``seconds``, for one application in one tenant; units where requests weigh
    differently. ``block`` is how many of them a process may take at once from a gate that it shares with others.
    """

    name: str
    requests: int
    seconds: float
    block: int = 1


class CongestedError(Exception):
    """The service has asked for a longer pause than the caller would wait."""


def free_at(taken: Sequence[Taken], limit: Limit, units: int, now: float) -> float:
    """When so many units more may be sent, after all that are ``taken``; these are in the order of their times."""
    room = limit.requests - min(units, limit.requests)
    used, at = sum(each for _when, each in taken), now
    for when, each in taken:
        if used <= room:
            break
        used, at = used - each, max(at, when + limit.seconds)
    return at


def spaced(taken: Sequence[Taken], limit: Limit, now: float) -> float:
    """When the next turn would be if all were evenly spaced, so that whoever comes meanwhile need not wait for long.

    A wide limit is never so full that it would matter.
    """
    return max(now, taken[-1][0] + limit.seconds / limit.requests) if taken and limit.block == 1 else now


def with_turn(taken: Sequence[Taken], limit: Limit, turn: Taken, now: float) -> list[Taken]:
    """What is taken with one turn more, without what no longer counts at ``now``."""
    at, units = turn[0] if limit.block == 1 else _end_of_slot(turn[0], limit), turn[1]
    counts = [each for each in taken if each[0] + limit.seconds > now]
    if limit.block > 1 and counts and counts[-1][0] == at:
        return [*counts[:-1], (at, counts[-1][1] + units)]
    return sorted([*counts, (at, units)])


def _end_of_slot(at: float, limit: Limit) -> float:
    slot = limit.seconds / _SLOTS
    return math.ceil(at / slot) * slot
