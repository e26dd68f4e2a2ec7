"""What is said of accounts that are not looked at, since they do not look like rooms'."""

from collections.abc import Sequence

from bot.authorise import Role
from bot.cards.retold import retold
from bot.commands.hints import EXAMPLE_ROOM
from bot.commands.model import AllowRoom
from bot.commands.replies import offered
from bot.commands.services import Services
from bot.commands.wording import together
from bot.likely_rooms import Refusal
from bot.turns import Message, Turn
from bot.words import _, mark

_MOST_TOLD = 5
_WHY = mark("Roomcheck reads sign-ins, so it looks at rooms' accounts only.")
_FOUND = mark("{room} does not look like a room's account: it has no licence for Teams Rooms, its mailbox is not a "
              "room's, and it is neither on the list of places nor in a group of rooms.")
_UNREAD = mark("I cannot tell whether {room} is a room's account.")


async def not_rooms(turn: Turn, refusals: Sequence[Refusal], services: Services) -> Message:
    """What was found, why that is not looked at, and who can change it; for an admin with the buttons to do so."""
    is_admin = await services.door.role(turn) >= Role.ADMIN
    offers = [(_("Allow {room}", room=each.room.address), AllowRoom(each.room.address))
              for each in refusals if is_admin]
    told = [*map(_told, refusals[:_MOST_TOLD]), *_rest(refusals[_MOST_TOLD:]), _(_WHY)]
    return offered(_("Not looked at"), " ".join(told), offers, _hint(refusals))


def _told(refusal: Refusal) -> str:
    room, unread = refusal.room.address, refusal.unread
    if unread is None:
        return _(_FOUND, room=room)
    return together(_(_UNREAD, room=room), retold(unread.detail), retold(unread.remedy))


def _rest(refusals: Sequence[Refusal]) -> list[str]:
    return [_("So it is with {rooms}.", rooms=", ".join(each.room.address for each in refusals))] if refusals else []


def _hint(refusals: Sequence[Refusal]) -> str:
    named = refusals[0].room.address if len(refusals) == 1 else EXAMPLE_ROOM
    allow = f"allow {named}"
    return _("If it is a room all the same, those named in ROOMCHECK_ADMINS can write: {command}. Rooms that are named "
             "alike pass by ROOMCHECK_ROOM_PATTERNS.", command=allow)
