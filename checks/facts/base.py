"""The two shapes a fact can have, and how the same fact from two sources becomes one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Generic, Protocol, Self, TypeVar, cast

from checks.model import Citation, Window


@dataclass(frozen=True, slots=True)
class Fact:
    """All that a check may read. ``title`` names it to a person; ``how_to_get`` says what would bring it."""

    title: ClassVar[str] = ""
    how_to_get: ClassVar[str] = ""

    def merged(self, other: Self) -> Self:
        """This fact and the same fact from another source, as one."""
        raise TypeError(f"{type(self).__name__} cannot be merged with {type(other).__name__}")


@dataclass(frozen=True, slots=True)
class State(Fact):
    """How something stood at ``as_of``. Of two sources the later is believed."""

    as_of: datetime
    cite: Citation

    def merged(self, other: Self) -> Self:
        return max(self, other, key=lambda state: state.as_of)


class Record(Protocol):
    """Something that happened once."""

    @property
    def at(self) -> datetime:
        """When it happened."""

    @property
    def key(self) -> tuple[object, ...]:
        """Equal for two reports of the same happening."""


R = TypeVar("R", bound=Record)
F = TypeVar("F", bound=Fact)


def newest_first(items: Iterable[R]) -> tuple[R, ...]:
    """The items without repeats, the newest first. Of two with one key the first given stays."""
    unique: dict[tuple[object, ...], R] = {}
    for item in items:
        unique.setdefault(item.key, item)
    return tuple(sorted(unique.values(), key=lambda item: item.at, reverse=True))


@dataclass(frozen=True, slots=True)
class Records(Fact, Generic[R]):
    """Things that happened, newest first, and the windows in which each source would have seen them."""

    items: tuple[R, ...]
    covers: tuple[Window, ...]

    @property
    def now(self) -> datetime:
        """The latest moment any source could see: the present for Graph, the newest record for a bundle.

        Raises ``ValueError`` when no source could see anything.
        """
        return max(window.end for window in self.covers)

    def merged(self, other: Self) -> Self:
        return replace(self, items=newest_first((*self.items, *other.items)), covers=self.covers + other.covers)


class Facts(Mapping[type[Fact], Fact]):
    """The facts known of one room, by type. Immutable; :meth:`adding` returns a larger one."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        known: dict[type[Fact], Fact] = {}
        for fact in facts:
            before = known.get(type(fact))
            known[type(fact)] = before.merged(fact) if before else fact
        self._known = known

    def __getitem__(self, fact: type[F]) -> F:
        return cast("F", self._known[fact])

    def __iter__(self) -> Iterator[type[Fact]]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def adding(self, *facts: Fact) -> "Facts":
        """These facts and the given ones; the same fact from two sources is merged."""
        return Facts((*self._known.values(), *facts))
