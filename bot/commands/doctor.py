"""``doctor [ROOM]``: which of Roomcheck's own permissions are granted.

It takes longer than a turn may, so a card is posted at once and the answer takes its place. Nothing of it is kept: if
Roomcheck stops meanwhile, it says so on the card, and the question is asked again.
"""

import asyncio
import logging

from bot.cards import card_message, doctor_begun_card, doctor_card, doctor_summary
from bot.cards.retold import retold
from bot.commands.finding_rooms import Nothing, NotSearched, Several, find_room
from bot.commands.hints import EXAMPLE_ROOM
from bot.commands.model import Doctor
from bot.commands.refused import not_rooms
from bot.commands.replies import offered, went_wrong
from bot.commands.services import Services
from bot.commands.wording import together
from bot.likely_rooms import Refusal, why_refused
from bot.ports import MessageGoneError, NotDeliveredError
from bot.turns import ALREADY_ANSWERED, Answer, Message, Turn
from bot.words import _, n_
from checks.collector import CannotCollect
from checks.model import Room

log = logging.getLogger(__name__)

PATIENCE = 240.0
"""Seconds: the slowest sources, one after the other."""


async def doctor(turn: Turn, command: Doctor, services: Services) -> Answer:
    """Say that the question is asked, and answer beside the turn, on the same card."""
    begun = card_message(doctor_begun_card(), _("Asking Microsoft Graph about Roomcheck's permissions"))
    card_id = turn.card_id
    if turn.pressed:
        await services.messenger.update(turn.conversation, card_id, begun)
    else:
        card_id = await services.messenger.post(turn.conversation, begun)
    services.background.begin(_answer(turn, command, card_id, services))
    return ALREADY_ANSWERED


async def _answer(turn: Turn, command: Doctor, card_id: str, services: Services) -> None:
    try:
        message = await _examined(turn, command, services)
    except asyncio.CancelledError:
        await _show(turn, card_id, _interrupted(), services)
        raise
    await _show(turn, card_id, message, services)


async def _examined(turn: Turn, command: Doctor, services: Services) -> Message:
    """The answer, or why there is none. Never raises."""
    try:
        async with asyncio.timeout(PATIENCE):
            room = await _room(command.room, services)
            return room if isinstance(room, Message) else await _through(room, turn, services)
    except TimeoutError:
        return _too_slow()
    except Exception:
        log.exception("the permissions could not be examined")
        return _fault()


async def _through(room: Room, turn: Turn, services: Services) -> Message:
    refusals = await services.likely_rooms.admit([room], turn.actor.id)
    instead = await _instead(refusals[0], services) if refusals else room
    if instead is None or instead.address != room.address:
        await services.door.note_refused(turn, Doctor.__name__, why_refused(refusals), (room.address,))
    if instead is None:
        return await not_rooms(turn, refusals, services)
    found = await services.examine_permissions(instead)
    made = doctor_card(found, services.setup, time_zone=turn.time_zone, links=services.links)
    return card_message(made, doctor_summary(found))


async def _instead(refusal: Refusal, services: Services) -> Room | None:
    """A room of the organisation's list where the account cannot be told from a person's, since what cannot be read is
    what the doctor is to tell of. None where the account is a person's, or where there is no such list.
    """
    try:
        listed = await services.rooms.listed() if refusal.unread else ()
    except CannotCollect:
        return None
    itself = (each for each in listed if each.address == refusal.room.address)
    return next(itself, listed[0]) if listed else None


async def _room(asked: str, services: Services) -> Room | Message:
    """The room to ask through, or what to say when there is none."""
    return await _named(asked, services) if asked else await _first(services)


async def _first(services: Services) -> Room | Message:
    try:
        listed = await services.rooms.listed()
    except CannotCollect as why:
        what = _("I could not list the organisation's rooms.")
        return went_wrong(together(what, retold(why.detail)), f"{_name_one()}. {retold(why.remedy)}")
    return listed[0] if listed else went_wrong(_("The organisation's list of rooms is empty."), _name_one())


async def _named(asked: str, services: Services) -> Room | Message:
    match await find_room(asked, services.rooms):
        case Room() as room:
            return room
        case Several(rooms=rooms):
            offers = [(room.label, Doctor(room.address)) for room in rooms]
            what = n_("“{asked}” fits {n} room. One is enough.", "“{asked}” fits {n} rooms. One is enough.", len(rooms),
                      asked=asked)
            return offered(_("Which room?"), what, offers)
        case Nothing():
            return went_wrong(_("No room on Exchange's list has “{asked}” in its name or address.", asked=asked),
                              _name_one())
        case NotSearched(why=why, remedy=remedy):
            return went_wrong(together(_("I could not look up “{asked}”.", asked=asked), why),
                              f"{_name_one()}. {remedy}".strip())


def _name_one() -> str:
    example = f"doctor {EXAMPLE_ROOM}"
    return _("Name a room: {command}", command=example)


def _interrupted() -> Message:
    return went_wrong(_("Roomcheck was stopped before Microsoft Graph had answered."),
                      _("Write {command} again.", command="doctor"))


def _too_slow() -> Message:
    return went_wrong(_("Microsoft Graph did not answer everything within four minutes."),
                      _("Write {command} again later.", command="doctor"))


def _fault() -> Message:
    return went_wrong(_("The permissions could not be examined because of a fault in Roomcheck."),
                      _("Write {command} again. If it happens again, see Roomcheck's log.", command="doctor"))


async def _show(turn: Turn, card_id: str, message: Message, services: Services) -> None:
    """In the card's place; as a new message when the card does not take it."""
    try:
        await services.messenger.update(turn.conversation, card_id, message)
    except (MessageGoneError, NotDeliveredError) as refused:
        log.info("the doctor's card was not updated: %s", refused)
        await _post(turn, message, services)


async def _post(turn: Turn, message: Message, services: Services) -> None:
    try:
        await services.messenger.post(turn.conversation, message)
    except (MessageGoneError, NotDeliveredError) as refused:
        log.warning("the doctor's answer was not delivered: %s", refused)
