"""``allow ADDRESS`` and ``disallow ADDRESS``: accounts that are looked at though they do not look like rooms'."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.commands.address import OddAddressError, address
from bot.commands.model import AllowRoom, Check, DisallowRoom
from bot.commands.replies import offered, went_wrong
from bot.commands.services import Services
from bot.turns import Answer, Message, Turn
from checks.collector import CannotCollect
from checks.likeness import Likeness
from checks.model import Room

_STILL: Mapping[Likeness, str] = MappingProxyType({
    Likeness.PATTERN: "It is looked at all the same: its address fits ROOMCHECK_ROOM_PATTERNS.",
    Likeness.SWEPT: "It is looked at all the same: sweeps have found it among the rooms.",
    Likeness.LICENCE: "It is looked at all the same: it has a licence for Teams Rooms.",
    Likeness.MAILBOX: "It is looked at all the same: its mailbox is a room's.",
    Likeness.PLACE: "It is looked at all the same: it is on the list of places.",
    Likeness.GROUP: "It is looked at all the same: it is in a group of ROOMCHECK_ROOM_GROUPS.",
    Likeness.ALLOWED: "It is looked at all the same: an admin has allowed it again meanwhile.",
    Likeness.ABSENT: "The directory has no such account at the moment.",
    Likeness.OTHER: "Nobody can have it checked any more.",
})


async def allow_room(turn: Turn, command: AllowRoom, services: Services) -> Answer:
    """Look at the account from now on, whatever the directory says of it."""
    try:
        room = address(command.room)
    except OddAddressError as odd:
        return Answer(went_wrong(str(odd), "Write allow and the account's whole address."))
    await services.known_rooms.keep(room, Likeness.ALLOWED, turn.actor.id, services.clock())
    return Answer(offered("Allowed", f"{room} is looked at from now on when somebody asks, whatever the directory says "
                          "of it.", [("Check now", Check((room,)))], f"To take that back, write: disallow {room}"))


async def disallow_room(_turn: Turn, command: DisallowRoom, services: Services) -> Answer:
    """Know the account no more, and say by what it would pass all the same."""
    try:
        room = address(command.room)
    except OddAddressError as odd:
        return Answer(went_wrong(str(odd), "Write disallow and the account's whole address."))
    known = await services.known_rooms.forget(room)
    what = f"{room} is known as a room no more." if known else f"{room} was neither allowed nor recognised before."
    return Answer(await _disallowed(room, what, services))


async def _disallowed(room: str, what: str, services: Services) -> Message:
    try:
        still = _STILL[await services.likely_rooms.standing(Room(room))]
    except CannotCollect as why:
        still = f"Whether the directory takes it for a room could not be read. {why.detail} {why.remedy}".strip()
    return offered("Forgotten as a room", f"{what} {still}", [],
                   f"What was found of it before is still kept. To remove that too, write: forget {room}")
