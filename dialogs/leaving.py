"""How a person leaves a dialog, by a press or in words. Its card is closed with it, so that no dead button stays."""

import logging

from bot.cards import CLOSED, card_message, closed_card, plain
from bot.commands.replies import seen_by
from bot.commands.report import shown
from bot.commands.services import Services
from bot.ports import MessageGoneError, NotDeliveredError, OpenDialog
from bot.turns import Answer, Message, Turn
from bot.words import _

log = logging.getLogger(__name__)

_WORDS = frozenset({"cancel", "close", "stop", "leave", "quit", "exit", "never mind", "nevermind", "forget it"})


def wants_out(said: str) -> bool:
    return plain(said).lower().strip(" .!") in _WORDS


async def leave(turn: Turn, opened: OpenDialog, services: Services, *, card_id: str = "") -> Answer:
    """Close the dialog and its card. A press on a card that covers a room's report shows that report again.

    ``card_id`` is the message that asks, where it was not posted by the dialog itself.
    """
    await services.open_dialogs.close(opened.id)
    own = opened.card_id or card_id
    if own:
        await repaint(turn, own, closed(), services)
    if not turn.pressed:
        return Answer(Message(None, _(CLOSED), _(CLOSED)))
    beneath = None if own else await _beneath(turn, opened, services)
    return Answer(beneath or closed())


async def repaint(turn: Turn, card_id: str, message: Message, services: Services) -> None:
    """Show the message, as this person may see it, in the place of the dialog's card, if Teams takes it."""
    try:
        await services.messenger.update(turn.conversation, card_id, await seen_by(turn, message, services))
    except (MessageGoneError, NotDeliveredError) as refused:
        log.info("the card of a dialog that has ended stays as it is: %s", refused)


def closed() -> Message:
    """What a dialog that was left leaves behind."""
    return card_message(closed_card(), _(CLOSED))


async def _beneath(turn: Turn, opened: OpenDialog, services: Services) -> Message | None:
    room = str(opened.state.get("room", ""))
    kept = await services.reports.latest(room) if room else None
    return await shown(kept, turn, services) if kept else None

