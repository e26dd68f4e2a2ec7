"""Which accounts Roomcheck looks at: those that look like rooms', and nobody else's.

It reads sign-ins, so whoever may have rooms checked must not be able to have a colleague checked. A room that lost its
licence and its mailbox looks like a colleague, though, and is the very one to be looked at: it passes by the pattern of
its address, by a group, or because it was known before. What an uploaded zip says makes nothing known, since whoever
sends it may have written it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.access_ports import KnownRooms, Recognition
from bot.ports import Clock
from bot.room_patterns import fits_any
from bot.words import mark
from checks.collector import CannotCollect
from checks.likeness import Likeness
from checks.model import GapReason, Room

PATIENCE = 5.0
"""Seconds for the directory, all rooms at once; Teams waits 15 for the turn to end."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A room that is not looked at. ``unread`` says why that could not be told, None where it looks like a person's."""

    room: Room
    unread: CannotCollect | None = None


def why_refused(refusals: Sequence[Refusal]) -> str:
    """As the audit notes it, in English."""
    unread = any(each.unread for each in refusals)
    return mark("It could not be told that these are rooms.") if unread else mark("These do not look like rooms.")


class NotRoomsError(Exception):
    """Something was asked about accounts that do not look like rooms'."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(f"{len(refusals)} accounts do not look like rooms'")
        self.refusals = tuple(refusals)


class LikelyRooms:
    """By ``patterns`` of addresses, by what is known already, else by what the directory says."""

    def __init__(self, patterns: Sequence[str], known: KnownRooms, recognition: Recognition, clock: Clock, *,
                 patience: float = PATIENCE) -> None:
        self._patterns, self._known, self._recognition = tuple(patterns), known, recognition
        self._clock, self._patience = clock, patience

    async def knows(self, address: str) -> bool:
        """Whether the account passes whatever the directory says."""
        return await self._known_likeness(address) is not None

    async def admit(self, rooms: Sequence[Room], by: str) -> tuple[Refusal, ...]:
        """Why some of the rooms are not looked at, none where all may be. What the directory recognises is kept, as
        ``by`` (a person's object id) had it; an account that does not exist passes, and is not kept.
        """
        unknown = [room for room in rooms if not await self._is_known(room)]
        found = await asyncio.gather(*(self._refusal(room, by) for room in unknown))
        return tuple(each for each in found if each)

    async def standing(self, room: Room) -> Likeness:
        """Why the account passes or does not. Raises :class:`~checks.collector.CannotCollect`."""
        return await self._known_likeness(room.address) or await self._recognised(room)

    async def _is_known(self, room: Room) -> bool:
        likeness = await self._known_likeness(room.address)
        if likeness not in (None, Likeness.PATTERN):
            await self._known.see(room.address, self._clock())
        return likeness is not None

    async def _known_likeness(self, address: str) -> Likeness | None:
        return Likeness.PATTERN if fits_any(address, self._patterns) else await self._known.likeness(address)

    async def _refusal(self, room: Room, by: str) -> Refusal | None:
        try:
            likeness = await self._recognised(room)
        except CannotCollect as why:
            return Refusal(room, why)
        if likeness is Likeness.OTHER:
            return Refusal(room)
        if likeness is not Likeness.ABSENT:
            await self._known.keep(room.address, likeness, by, self._clock())
        return None

    async def _recognised(self, room: Room) -> Likeness:
        try:
            async with asyncio.timeout(self._patience):
                return await self._recognition(room)
        except TimeoutError as late:
            raise CannotCollect(GapReason.TIMED_OUT, mark("The directory did not answer in time."),
                                mark("Try again in a minute.")) from late
