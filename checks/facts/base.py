"""The two shapes a fact can have, and how the same fact from two sources becomes one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import ClassVar, Generic, Protocol, Self, TypeVar, cast

from checks.model import Citation, Window

NEVER = datetime.min.replace(tzinfo=UTC)
"""Before everything that ever happened."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who can give a fact: ``unasked`` says that it was not asked, ``remedy`` how to ask it."""

    unasked: str
    remedy: str


GRAPH = Holder("Microsoft Graph was not asked.", "Check the room by its address too: this needs Microsoft Graph.")
DEVICE = Holder("This stands only in the device's logs.", "Send the room's diagnostic zip.")
EITHER = Holder("Neither Microsoft Graph nor the device's logs were asked.",
                "Check the room by its address, or send its diagnostic zip.")


@dataclass(frozen=True, slots=True)
class Fact:
    """All that a check may read. ``title`` names it to a person; ``how_to_get`` says what would bring it where its
    ``holder`` was asked and did not give it. What is no evidence is given with a run, and missed by nobody.
    """

    title: ClassVar[str] = ""
    how_to_get: ClassVar[str] = ""
    holder: ClassVar[Holder] = GRAPH
    is_evidence: ClassVar[bool] = True

    @property
    def seen_until(self) -> datetime:
        """The latest moment of which this says anything."""
        return NEVER

    def merged(self, other: Self) -> Self:
        """This fact and the same fact from another source, as one."""
        raise TypeError(f"{type(self).__name__} cannot be merged with {type(other).__name__}")


@dataclass(frozen=True, slots=True)
class State(Fact):
    """How something stood at ``as_of``. Of two sources the later is believed."""

    as_of: datetime
    cite: Citation

    @property
    def seen_until(self) -> datetime:
        return self.as_of

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
    def seen_until(self) -> datetime:
        """The latest moment any source could see: the present for Graph, the newest record for a bundle."""
        return max([*(window.end for window in self.covers), *(item.at for item in self.items)], default=NEVER)

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
        self._now: datetime | None = None

    def __getitem__(self, fact: type[F]) -> F:
        return cast("F", self._known[fact])

    def __contains__(self, fact: object) -> bool:
        return fact in self._known

    def __iter__(self) -> Iterator[type[Fact]]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    @property
    def now(self) -> datetime:
        """The present of the case: the latest moment that anything known of the room could see, never a clock.

        With Graph asked, that is when it was asked, however old a bundle beside it is; a bundle alone is judged as of
        its newest record.
        """
        if self._now is None:  # every check of a room asks for it
            self._now = max((fact.seen_until for fact in self._known.values()), default=NEVER)
        return self._now

    def adding(self, *facts: Fact) -> "Facts":
        """These facts and the given ones; the same fact from two sources is merged."""
        return Facts((*self._known.values(), *facts))
