"""``check ROOM...``: runs every check on the rooms."""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import Pressable, pack
from bot.commands.about_room import AboutRoom, about
from bot.commands.begin_run import new_run
from bot.commands.finding_rooms import Found, Nothing, NotSearched, Several, find_rooms
from bot.commands.mistyped import did_you_mean
from bot.commands.model import Check, ShowReport
from bot.commands.refused import not_rooms
from bot.commands.replies import offered, post_all, went_wrong
from bot.commands.services import PICK_ROOM, TOPICS, WISHES, Services, Subject, Wish
from bot.commands.wording import together
from bot.likely_rooms import NotRoomsError, Refusal
from bot.turns import ALREADY_ANSWERED, Answer, Message, Turn
from bot.words import _
from checks.facts.asked import Topic
from checks.model import Room


async def check(turn: Turn, command: Check, services: Services) -> Answer:
    """Start one run for the rooms that are known, and ask about the others. A full address runs unless it is the
    account of somebody who is no room.
    """
    found = await find_rooms(command.rooms, services.rooms)
    rooms = tuple({each.address: each for each in found if isinstance(each, Room)}.values())
    begun, refusals = await _begin(turn, rooms, command.asked, services)
    if not begun:
        return ALREADY_ANSWERED
    wish = Wish.ACCESS if Topic.ACCESS in command.asked else Wish.CHECK
    asked = [await explain_unfound(turn, each, wish, services) for each in found if not isinstance(each, Room)]
    asked.append(await not_rooms(turn, refusals, services) if refusals else None)
    asked.append(None if turn.pressed else await did_you_mean(_without(command, refusals), services))
    return await post_all(turn, [message for message in asked if message], services)


async def _begin(turn: Turn, rooms: tuple[Room, ...], asked: frozenset[Topic],
                 services: Services) -> tuple[bool, tuple[Refusal, ...]]:
    """Start a run for those of the rooms that are looked at; False when this is a repeat. The others beside it."""
    if not rooms:
        return True, ()
    run = new_run(turn, services, rooms=rooms, asked=asked)
    try:
        return await services.runs.start(run), ()
    except NotRoomsError as error:
        refused = {each.room.address for each in error.refusals}
        rest = tuple(room for room in rooms if room.address not in refused)
        return not rest or await services.runs.start(replace(run, rooms=rest)), error.refusals


def _without(command: Check, refusals: Sequence[Refusal]) -> Check:
    refused = {each.room.address for each in refusals}
    return replace(command, rooms=tuple(room for room in command.rooms if room.lower() not in refused))


async def explain_unfound(turn: Turn, found: Found, wish: Wish, services: Services,
                          then: AboutRoom | None = None) -> Message | None:
    """What to say about a wording that did not name one room; None when that has been said already.

    ``then`` is the command that wanted the room, for the wishes that need more than the room.
    """
    match found:
        case Several(asked, rooms):
            subject = Subject(asked=asked, rooms=rooms, wish=wish, then=pack(then) if then else {})
            return (await services.dialogs[PICK_ROOM].begin(turn, subject, services)).message
        case Nothing(asked, alike):
            return _nothing(asked, alike, wish, then)
        case NotSearched(asked, why, remedy):
            return went_wrong(together(_("I could not look up “{asked}”.", asked=asked), why),
                              together(remedy, _("A full address always works.")))
        case Room():
            return None


def _nothing(asked: str, alike: tuple[Room, ...], wish: Wish, then: AboutRoom | None) -> Message:
    act = _(WISHES[wish])
    offers = [(f"{act}: {room.label}", _offer(room, wish, then))
              for room in alike if wish is not Wish.READ_UPLOAD]
    what = _("No room on Exchange's list has “{asked}” in its name or address.", asked=asked)
    near = _("Near it: {rooms}.", rooms=", ".join(f"{room.label} ({room.address})" for room in alike)) if alike else ""
    return offered(_("No such room"), together(what, near), offers,
                   _("A room without a mailbox is not on that list. A full address always works."))


def _offer(room: Room, wish: Wish, then: AboutRoom | None) -> Pressable:
    if then:
        return about(then, room.address)
    return ShowReport(room.address) if wish is Wish.REPORT else Check((room.address,), TOPICS[wish])
