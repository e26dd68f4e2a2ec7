"""``doctor [ROOM]``: which of Roomcheck's own permissions are granted.

It takes longer than a turn may, so a card is posted at once and the answer takes its place. Nothing of it is kept: if
Roomcheck stops meanwhile, it says so on the card, and the question is asked again.
"""

import asyncio
import logging

from bot.cards import card_message, doctor_begun_card, doctor_card, doctor_summary
from bot.commands.finding_rooms import Nothing, NotSearched, Several, find_room
from bot.commands.fleet_words import EXAMPLE_ROOM
from bot.commands.model import Doctor
from bot.commands.refused import not_rooms
from bot.commands.replies import offered, went_wrong
from bot.commands.services import Services
from bot.likely_rooms import Refusal, why_refused
from bot.ports import MessageGoneError, NotDeliveredError
from bot.turns import ALREADY_ANSWERED, Answer, Message, Turn
from checks.collector import CannotCollect
from checks.model import Room

log = logging.getLogger(__name__)

PATIENCE = 240.0
"""Seconds: the slowest sources, one after the other."""
_NAME_ONE = f"Name a room: doctor {EXAMPLE_ROOM}"
_INTERRUPTED = went_wrong("Roomcheck was stopped before Microsoft Graph had answered.", "Write doctor again.")
_TOO_SLOW = went_wrong("Microsoft Graph did not answer everything within four minutes.", "Write doctor again later.")
_FAULT = went_wrong("The permissions could not be examined because of a fault in Roomcheck.",
                    "Write doctor again. If it happens again, see Roomcheck's log.")


async def doctor(turn: Turn, command: Doctor, services: Services) -> Answer:
    """Say that the question is asked, and answer beside the turn, on the same card."""
    begun = card_message(doctor_begun_card(), "Asking Microsoft Graph about Roomcheck's permissions")
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
        await _show(turn, card_id, _INTERRUPTED, services)
        raise
    await _show(turn, card_id, message, services)


async def _examined(turn: Turn, command: Doctor, services: Services) -> Message:
    """The answer, or why there is none. Never raises."""
    try:
        async with asyncio.timeout(PATIENCE):
            room = await _room(command.room, services)
            return room if isinstance(room, Message) else await _through(room, turn, services)
    except TimeoutError:
        return _TOO_SLOW
    except Exception:
        log.exception("the permissions could not be examined")
        return _FAULT


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
        return went_wrong(f"I could not list the organisation's rooms. {why.detail}", f"{_NAME_ONE}. {why.remedy}")
    return listed[0] if listed else went_wrong("The organisation's list of rooms is empty.", _NAME_ONE)


async def _named(asked: str, services: Services) -> Room | Message:
    match await find_room(asked, services.rooms):
        case Room() as room:
            return room
        case Several(_, rooms):
            offers = [(room.label, Doctor(room.address)) for room in rooms]
            return offered("Which room?", f"“{asked}” fits {len(rooms)} rooms. One is enough.", offers)
        case Nothing():
            return went_wrong(f"No room on Exchange's list has “{asked}” in its name or address.", _NAME_ONE)
        case NotSearched(_, why, remedy):
            return went_wrong(f"I could not look up “{asked}”. {why}".strip(), f"{_NAME_ONE}. {remedy}".strip())


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
