"""Which room a person means: a full address stands for itself, anything else is looked up in the directory."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.retold import retold
from bot.commands.address import OddAddressError, address, looks_like_address
from bot.commands.room_search import fitting, near, spelling
from bot.ports import Rooms
from bot.words import _
from checks.collector import CannotCollect
from checks.model import Room

_PATIENCE = 6.0
"""Seconds for all look-ups of one message, which is made twice, for the audit and for the answer; Teams waits 15."""

_SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Several:
    """The name fits more than one room."""

    asked: str
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """No room has the name; ``alike`` have one that comes near."""

    asked: str
    alike: tuple[Room, ...] = ()


@dataclass(frozen=True, slots=True)
class NotSearched:
    """The name could not be looked up: why, and what to do."""

    asked: str
    why: str
    remedy: str


Found = Room | Several | Nothing | NotSearched


async def find_rooms(asked: Sequence[str], rooms: Rooms) -> tuple[Found, ...]:
    """What each wording means, in the order given. Never raises for what the directory says."""
    return tuple(await asyncio.gather(*(find_room(each, rooms) for each in asked)))


async def find_room(asked: str, rooms: Rooms) -> Found:
    """What one wording means."""
    if looks_like_address(asked):
        return _addressed(asked)
    if len(spelling(asked)) < _SHORTEST_NAME:
        return NotSearched(asked, "", _("Write at least two letters."))
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _named(asked, rooms)
    except TimeoutError:
        return NotSearched(asked, _("The directory did not answer in time."), _("Try again in a minute."))
    except CannotCollect as why:
        return NotSearched(asked, retold(why.detail), retold(why.remedy))


def _addressed(asked: str) -> Found:
    try:
        return Room(address(asked))
    except OddAddressError as odd:
        return NotSearched(asked, str(odd), _("Type the address by hand."))


async def _named(asked: str, rooms: Rooms) -> Found:
    listed = await rooms.listed()
    found = fitting(asked, listed)
    if not found:
        return Nothing(asked, near(asked, listed))
    return found[0] if len(found) == 1 else Several(asked, found)
