"""``report ROOM``: the last report of a room, with when it was judged."""

from bot.cards import card_message, report_card, summary_of
from bot.commands.check import explain_unfound
from bot.commands.finding_rooms import find_room
from bot.commands.model import Check, ShowReport
from bot.commands.replies import offered
from bot.commands.services import Services, Wish
from bot.ports import KeptReport
from bot.turns import Answer, Message, Turn
from bot.words import _
from checks.model import Room


async def report(turn: Turn, command: ShowReport, services: Services) -> Answer:
    found = await find_room(command.room, services.rooms)
    if isinstance(found, Room):
        return Answer(await last_report(turn, found, services))
    return Answer(await explain_unfound(turn, found, Wish.REPORT, services))


async def last_report(turn: Turn, room: Room, services: Services) -> Message:
    """The room's last report, or the offer to make one."""
    kept = await services.reports.latest(room.address)
    if kept is None:
        return offered(_("No report yet"), _("I have no report of {room}.", room=room.label),
                       [(_("Check now"), Check((room.address,)))])
    return await shown(kept, turn, services)


async def shown(kept: KeptReport, turn: Turn, services: Services) -> Message:
    """A report as a message, with as much of it as the conversation sees."""
    detail = await services.details.of(turn.conversation)
    made = report_card(kept, time_zone=turn.time_zone, links=services.links, detail=detail)
    return card_message(made, summary_of(kept.report))
