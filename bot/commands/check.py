"""``check ROOM...``: runs every check on the rooms."""

from bot.commands.begin_run import new_run
from bot.commands.finding_rooms import Found, Nothing, NotSearched, Several, find_rooms
from bot.commands.model import Check, Unclear
from bot.commands.replies import not_understood, post_all, went_wrong
from bot.commands.services import PICK_ROOM, Services, Subject, Wish
from bot.turns import ALREADY_ANSWERED, Answer, Message, Turn
from checks.model import Room


async def check(turn: Turn, command: Check, services: Services) -> Answer:
    """Start one run for the rooms that are known, and ask about the others."""
    found = await find_rooms(command.rooms, services.rooms)
    rooms = tuple({each.address: each for each in found if isinstance(each, Room)}.values())
    if rooms and not await services.runs.start(new_run(turn, services, rooms=rooms)):
        return ALREADY_ANSWERED
    asked = [await explain_unfound(turn, each, Wish.CHECK, services) for each in found if not isinstance(each, Room)]
    return await post_all(turn, [message for message in asked if message], services)


async def explain_unfound(turn: Turn, found: Found, wish: Wish, services: Services) -> Message | None:
    """What to say about a wording that did not name one room; None when that has been said already."""
    match found:
        case Several(asked, rooms):
            subject = Subject(asked=asked, rooms=rooms, wish=wish)
            return (await services.dialogs[PICK_ROOM].begin(turn, subject, services)).message
        case Nothing(asked, alike):
            return not_understood(_nothing(asked, alike, wish))
        case NotSearched(asked, why, remedy):
            return went_wrong(f"I could not look up “{asked}”. {why}", f"{remedy} A full address always works.".strip())
        case Room():
            return None


def _nothing(asked: str, alike: tuple[Room, ...], wish: Wish) -> Unclear:
    verb = "report" if wish is Wish.REPORT else "check"
    near = f" Near it: {', '.join(room.display_name for room in alike)}." if alike else ""
    return Unclear(asked, tuple(f"{verb} {room.address}" for room in alike),
                   f"No room's display name contains “{asked}”.{near} A full address always works.")
