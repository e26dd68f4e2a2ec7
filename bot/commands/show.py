"""What a card's buttons show of one report: the report itself, its evidence, how to fix it, the text for a ticket.

The report's id comes back from a client, so the report is looked up anew. Where a conversation sees no evidence, it is
shown in the personal chat of whoever pressed.
"""

from bot.cards import card_message, evidence_card, fix_card, ticket_card
from bot.commands.in_private import in_private
from bot.commands.model import OpenReport, ShowEvidence, ShowFix, ShowTicket
from bot.commands.replies import went_wrong
from bot.commands.report import shown
from bot.commands.services import Services
from bot.turns import Answer, Detail, Message, Turn
from bot.words import _


async def open_report(turn: Turn, command: OpenReport, services: Services) -> Answer:
    kept = await services.reports.get(command.report)
    return Answer(await shown(kept, turn, services) if kept else _gone())


async def show_evidence(turn: Turn, command: ShowEvidence, services: Services) -> Answer:
    """The evidence behind one finding, or behind the headline."""
    kept = await services.reports.get(command.report)
    if kept is None:
        return Answer(_gone())
    if await services.details.of(turn.conversation) is not Detail.EVIDENCE:
        return await in_private(turn, command, kept.report.room, show_evidence, services)
    card = evidence_card(kept, command.finding, time_zone=turn.time_zone)
    return Answer(card_message(card, _("Evidence for {room}", room=kept.report.room.label)))


async def show_fix(turn: Turn, command: ShowFix, services: Services) -> Answer:
    kept = await services.reports.get(command.report)
    if kept is None:
        return Answer(_gone())
    detail = await services.details.of(turn.conversation)
    card = fix_card(kept, time_zone=turn.time_zone, links=services.links, detail=detail)
    return Answer(card_message(card, _("How to fix {room}", room=kept.report.room.label)))


async def show_ticket(turn: Turn, command: ShowTicket, services: Services) -> Answer:
    kept = await services.reports.get(command.report)
    if kept is None:
        return Answer(_gone())
    if await services.details.of(turn.conversation) is not Detail.EVIDENCE:
        return await in_private(turn, command, kept.report.room, show_ticket, services)
    return Answer(card_message(ticket_card(kept), _("Ticket text for {room}", room=kept.report.room.label)))


def _gone() -> Message:
    return went_wrong(_("I no longer have this report."), _("Check the room again for a new one."))
