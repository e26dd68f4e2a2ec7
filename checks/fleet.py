"""Many rooms at a time: what a source can list, and what it can say of a portion of the rooms in few requests."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from checks.collector import NOTHING, Evidence
from checks.model import Room


@dataclass(frozen=True, slots=True)
class FleetRoom:
    """A room of the fleet.

    ``listed`` is what the lists it was found in said of it. ``kept`` is what the last sweep knew, so that only what is
    new need be asked. ``closely`` is set for a room in trouble: more is asked about it.
    """

    room: Room
    building: str = ""
    listed: Evidence = NOTHING
    kept: Evidence = NOTHING
    closely: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Rooms that were found, and how many requests that took. ``unseen`` are sentences on what could not be listed."""

    rooms: tuple[FleetRoom, ...]
    requests: int
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What is known now of each room of a portion, in its order, and how many requests that took."""

    evidence: tuple[Evidence, ...]
    requests: int


class Fleet(Protocol):
    """A source that knows many rooms."""

    def discover(self) -> AsyncIterator[Page]:
        """Every room, each once, page by page.

        Raises :class:`~checks.collector.CannotCollect` when nothing can be listed at all.
        """

    async def everyone(self, rooms: Collection[str], since: datetime) -> int:
        """Before the rooms are looked at, where that is allowed: read what is new in the logs of the whole tenant since
        then, and of it keep what is of ``rooms``, by their object ids. How many requests that took.
        """

    async def look(self, rooms: Sequence[FleetRoom]) -> Looked:
        """What is known of the rooms now. What cannot be had is a gap of the rooms concerned; nothing is raised for it.

        The sign-ins of ``kept`` are joined with the new ones, as far back as a check of one room looks.
        """
