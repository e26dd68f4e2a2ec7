"""*I take it*: says for everybody who takes care of what an alert tells."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cards import line_message
from bot.cards.text import count, plain
from bot.cards.times import moment
from bot.commands.model import Acknowledge
from bot.commands.replies import went_wrong
from bot.commands.services import Services
from bot.fleet import Alert
from bot.turns import Answer, Turn


async def acknowledge(turn: Turn, command: Acknowledge, services: Services) -> Answer:
    """Acknowledge every alert on the pressed card. Whoever was first keeps it."""
    shown = await services.alerts.showing(turn.conversation.id, turn.card_id) if turn.card_id else ()
    wanted = [each.id for each in shown] or [command.alert]
    by = replace(turn.actor, name=plain(turn.actor.name, 100) or turn.actor.id)
    known = await services.fleet.acknowledge(wanted, by, services.clock())
    if not known:
        return Answer(went_wrong("I no longer have this alert.", "Write fleet to see how the rooms stand."))
    await services.alerts.repaint([each.id for each in known])
    return Answer(line_message(_told(turn, known)))


def _told(turn: Turn, taken: Sequence[Alert]) -> str:
    """Two people may have one name, so that their ids decide."""
    mine = [each for each in taken if turn.actor.id and each.acknowledged_id == turn.actor.id]
    if not mine:
        first = taken[0]
        at = f", {moment(first.acknowledged_at, turn.time_zone)}" if first.acknowledged_at else ""
        return f"{first.acknowledged_by} has taken it already{at}."
    about = mine[0].room.label if len(mine) == 1 else count(len(mine), "room")
    return f"You have taken {about}. The card says so to everybody."
