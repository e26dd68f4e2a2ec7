"""``audit`` and ``audit ROOM``: who asked what."""

from bot.cards import card_message
from bot.cards.audit import MOST_LINES, audit_card
from bot.commands.model import ShowAudit
from bot.commands.replies import went_wrong
from bot.commands.services import Services
from bot.turns import Answer, Scope, Turn
from bot.words import _


async def show_audit(turn: Turn, command: ShowAudit, services: Services) -> Answer:
    """The newest lines, in a personal chat alone: elsewhere even the answer to a press can be a message for all."""
    if turn.conversation.scope is not Scope.PERSONAL:
        words = f"audit {command.room}".strip()
        return Answer(went_wrong(_("Who asked what is not for everybody here to see."),
                                 _("Write this in our personal chat: {command}", command=words),
                                 personal_chat=services.links.personal_chat))
    lines = await services.audit.about(command.room, MOST_LINES + 1)
    made = audit_card(lines[:MOST_LINES], room=command.room, more=len(lines) > MOST_LINES, time_zone=turn.time_zone)
    told = _("Who asked about {room}", room=command.room) if command.room else _("Who asked what")
    return Answer(card_message(made, told))
