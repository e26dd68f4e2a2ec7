"""*I take it*: says for everybody who takes care of what an alert tells."""

from collections.abc import Sequence
from dataclasses import replace

from bot.cards import line_message
from bot.cards.text import plain
from bot.cards.times import moment
from bot.commands.model import Acknowledge
from bot.commands.replies import went_wrong
from bot.commands.services import Services
from bot.fleet import Alert
from bot.turns import Answer, Turn
from bot.words import _, n_


async def acknowledge(turn: Turn, command: Acknowledge, services: Services) -> Answer:
    """Acknowledge every alert on the pressed card. Whoever was first keeps it."""
    shown = await services.alerts.showing(turn.conversation.id, turn.card_id) if turn.card_id else ()
    wanted = [each.id for each in shown] or [command.alert]
    by = replace(turn.actor, name=plain(turn.actor.name, 100) or turn.actor.id)
    known = await services.fleet.acknowledge(wanted, by, services.clock())
    if not known:
        return Answer(went_wrong(_("I no longer have this alert."),
                                 _("Write {command} to see how the rooms stand.", command="fleet")))
    await services.alerts.repaint([each.id for each in known])
    return Answer(line_message(_told(turn, known)))


def _told(turn: Turn, taken: Sequence[Alert]) -> str:
    """Two people may have one name, so that their ids decide."""
    mine = [each for each in taken if turn.actor.id and each.acknowledged_id == turn.actor.id]
    if not mine:
        first = taken[0]
        if first.acknowledged_at is None:
            return _("{person} has taken it already.", person=first.acknowledged_by)
        return _("{person} has taken it already, {moment}.", person=first.acknowledged_by,
                 moment=moment(first.acknowledged_at, turn.time_zone))
    if len(mine) == 1:
        return _("You have taken {room}. The card says so to everybody.", room=mine[0].room.label)
    return n_("You have taken {n} room. The card says so to everybody.",
              "You have taken {n} rooms. The card says so to everybody.", len(mine))
