"""Shows in somebody's personal chat what a conversation of several people does not see."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from bot.authorise import Denied
from bot.cards import card_message, private_card
from bot.commands.model import ShowEvidence, ShowTicket
from bot.commands.permission import ask
from bot.commands.replies import not_allowed, seen_by
from bot.commands.services import Services
from bot.commands.watched_place import here
from bot.ports import MessageGoneError, NotDeliveredError
from bot.turns import Answer, Conversation, Message, Scope, Turn
from bot.words import _, mark
from checks.model import Room

log = logging.getLogger(__name__)

_NOT_HERE = (mark("This chat sees no evidence; that is shown in our personal chat."),
             mark("This channel sees no evidence; that is shown in our personal chat."))
Shown = TypeVar("Shown", ShowEvidence, ShowTicket)


async def in_private(turn: Turn, command: Shown, room: Room,
                     show: Callable[[Turn, Shown, Services], Awaitable[Answer]], services: Services) -> Answer:
    """Post there what was asked for, where the chat is known, and say so; else say where to ask for it.

    A role that the channel gives does not hold in a personal chat, so the rights are asked about anew.
    """
    chat = await services.people.chat_of(turn.actor.id) if turn.actor.id else None
    if chat is None or chat.scope is not Scope.PERSONAL:
        return _told(turn, _write(room), services)
    alone = replace(turn, conversation=chat, card_id="", team=frozenset())
    verdict = await ask(alone, command, services)
    if isinstance(verdict, Denied):
        elsewhere = _("There it is for those who have a role of their own, not by this place.")
        return Answer(not_allowed(verdict, why=f"{_not_here(turn)} {elsewhere}"))
    shown = (await show(alone, command, services)).message
    posted = await _posted(chat, await seen_by(alone, shown, services) if shown else None, services)
    there = _("I have posted it there, about {room}.", room=room.label)
    return _told(turn, there if posted else _write(room), services)


async def _posted(chat: Conversation, message: Message | None, services: Services) -> bool:
    if message is None:
        return False
    try:
        await services.messenger.post(chat, message)
    except (MessageGoneError, NotDeliveredError) as refused:
        log.info("a personal chat did not take what was asked for elsewhere: %s", refused)
        return False
    return True


def _told(turn: Turn, remedy: str, services: Services) -> Answer:
    what = _not_here(turn)
    return Answer(card_message(private_card(what, remedy, personal_chat=services.links.personal_chat), what))


def _not_here(turn: Turn) -> str:
    return _(here(turn.conversation, *_NOT_HERE))


def _write(room: Room) -> str:
    report = f"report {room.address}"
    return _("Open our personal chat and write: {command}", command=report)
