"""A hostile bundle: its name, how it is made, and what must come of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from checks.facts.base import Fact
from tests.checks.sources.bundle.hostile.good import FULL

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must come of a bundle, besides a proper card.

    ``found`` says how many records of a fact there must be. ``lost`` are the facts that must have a DAMAGED gap;
    ``told`` those that must be complete or have one, so that nothing is lost unsaid; ``doubted`` allows a DAMAGED gap
    beside facts that are all there. ``refusal`` is a word of the refusal that is as good as an answer; None where the
    bundle must be read. ``free`` lets any card pass.
    """

    found: Mapping[type[Fact], int] = field(default_factory=dict)
    lost: frozenset[type[Fact]] = frozenset()
    told: frozenset[type[Fact]] = frozenset()
    doubted: bool = False
    refusal: str | None = None
    must_refuse: bool = False
    free: bool = False

    def or_refused(self, word: str) -> Self:
        """Where it is no fault to refuse the whole bundle."""
        return replace(self, refusal=word)


WHOLE = Expectation(FULL)
"""Everything is there, and nothing is said to be damaged."""
RECOVERED = Expectation(FULL, doubted=True)
"""Everything is there, though the zip is not what it should be, which may be said."""
ANY_CARD = Expectation(free=True)
"""Damage at random: nobody can say beforehand what is left."""


def more(fact: type[Fact], count: int = 1) -> Expectation:
    """The whole bundle, with so many records more of one fact."""
    return Expectation({**FULL, fact: FULL[fact] + count})


def loses(fact: type[Fact]) -> Expectation:
    """The other logs are whole; this one has a DAMAGED gap."""
    return Expectation(_others(fact), lost=frozenset({fact}))


def tells(fact: type[Fact]) -> Expectation:
    """The other logs are whole; this one is whole as well, or has a DAMAGED gap."""
    return Expectation(_others(fact), told=frozenset({fact}))


def spares(fact: type[Fact]) -> Expectation:
    """The other logs are whole; what becomes of this one nobody can ask, since its checksums vouch for its damage."""
    return Expectation(_others(fact))


def refused(word: str) -> Expectation:
    """There is nothing to be read, and the refusal has this word."""
    return Expectation(refusal=word, must_refuse=True)


def _others(fact: type[Fact]) -> Mapping[type[Fact], int]:
    return {other: count for other, count in FULL.items() if other is not fact}


@dataclass(frozen=True, slots=True)
class Case:
    """``memory`` is what reading it may add to the process, in bytes; ``cpu`` the seconds of processor time."""

    name: str
    make: Callable[[], bytes]
    expect: Expectation
    memory: int = 160 * MIB
    cpu: float = 5.0


def table(prefix: str, rows: Mapping[str, tuple[Callable[[], bytes], Expectation]], *, memory: int = 160 * MIB,
          cpu: float = 5.0) -> list[Case]:
    """The cases of one kind."""
    return [Case(f"{prefix}: {name}", make, expect, memory, cpu) for name, (make, expect) in rows.items()]
