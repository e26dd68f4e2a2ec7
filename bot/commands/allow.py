"""``allow ADDRESS`` and ``disallow ADDRESS``: accounts that are looked at though they do not look like rooms'."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.cards.retold import retold
from bot.commands.address import OddAddressError, address
from bot.commands.model import AllowRoom, Check, DisallowRoom
from bot.commands.replies import offered, went_wrong
from bot.commands.services import Services
from bot.commands.wording import together
from bot.turns import Answer, Message, Turn
from bot.words import _, mark
from checks.collector import CannotCollect
from checks.likeness import Likeness
from checks.model import Room

_STILL: Mapping[Likeness, str] = MappingProxyType({
    Likeness.PATTERN: mark("It is looked at all the same: its address fits ROOMCHECK_ROOM_PATTERNS."),
    Likeness.SWEPT: mark("It is looked at all the same: sweeps have found it among the rooms."),
    Likeness.LICENCE: mark("It is looked at all the same: it has a licence for Teams Rooms."),
    Likeness.MAILBOX: mark("It is looked at all the same: its mailbox is a room's."),
    Likeness.PLACE: mark("It is looked at all the same: it is on the list of places."),
    Likeness.GROUP: mark("It is looked at all the same: it is in a group of ROOMCHECK_ROOM_GROUPS."),
    Likeness.ALLOWED: mark("It is looked at all the same: an admin has allowed it again meanwhile."),
    Likeness.ABSENT: mark("The directory has no such account at the moment."),
    Likeness.OTHER: mark("Nobody can have it checked any more."),
})


async def allow_room(turn: Turn, command: AllowRoom, services: Services) -> Answer:
    """Look at the account from now on, whatever the directory says of it."""
    try:
        room = address(command.room)
    except OddAddressError as odd:
        return Answer(went_wrong(str(odd), _("Write {command} and the account's whole address.", command="allow")))
    await services.known_rooms.keep(room, Likeness.ALLOWED, turn.actor.id, services.clock())
    said = _("{room} is looked at from now on when somebody asks, whatever the directory says of it.", room=room)
    disallow = f"disallow {room}"
    return Answer(offered(_("Allowed"), said, [(_("Check now"), Check((room,)))],
                          _("To take that back, write: {command}", command=disallow)))


async def disallow_room(_turn: Turn, command: DisallowRoom, services: Services) -> Answer:
    """Know the account no more, and say by what it would pass all the same."""
    try:
        room = address(command.room)
    except OddAddressError as odd:
        return Answer(went_wrong(str(odd), _("Write {command} and the account's whole address.", command="disallow")))
    known = await services.known_rooms.forget(room)
    what = _("{room} is known as a room no more.", room=room) if known else \
        _("{room} was neither allowed nor recognised before.", room=room)
    return Answer(await _disallowed(room, what, services))


async def _disallowed(room: str, what: str, services: Services) -> Message:
    try:
        still = _(_STILL[await services.likely_rooms.standing(Room(room))])
    except CannotCollect as why:
        still = together(_("Whether the directory takes it for a room could not be read."), retold(why.detail),
                         retold(why.remedy))
    forget = f"forget {room}"
    return offered(_("Forgotten as a room"), together(what, still), [],
                   _("What was found of it before is still kept. To remove that too, write: {command}",
                     command=forget))
