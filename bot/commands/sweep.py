"""``sweep``: looks at every room of the fleet now."""

from bot.cards.times import moment
from bot.commands.begin_run import turn_key
from bot.commands.model import BeginSweep, ShowFleet
from bot.commands.replies import offered
from bot.commands.services import Services
from bot.fleet import Sweep
from bot.turns import ALREADY_ANSWERED, Answer, Message, Turn
from bot.words import _, n_, number_in_words


async def begin_sweep(turn: Turn, _command: BeginSweep, services: Services) -> Answer:
    """Start the sweep on a card of its own. While one is under way, that is told instead."""
    new = Sweep(services.new_id(), turn_key(turn) or services.new_id(), services.clock(),
                conversation=turn.conversation, asked_by=turn.actor.id, time_zone=turn.time_zone)
    begun = await services.sweeps.start(new)
    if begun is None or begun.id == new.id:
        return ALREADY_ANSWERED
    return Answer(_under_way(turn, begun))


def _under_way(turn: Turn, sweep: Sweep) -> Message:
    """How far another sweep has come. Its own card goes on where it was asked for; a second one would stand still."""
    since = moment(sweep.created_at, turn.time_zone)
    far = n_("Every room is being looked at since {since}: {looked_at} of {n} room looked at so far.",
             "Every room is being looked at since {since}: {looked_at} of {n} rooms looked at so far.", sweep.rooms,
             since=since, looked_at=number_in_words(sweep.looked_at))
    told = far if sweep.rooms else _("Every room is being looked at since {since}.", since=since)
    return offered(_("A sweep is under way"), told, [(_("The fleet"), ShowFleet())],
                   _("Write {command} in a few minutes to see what it found.", command="fleet"))
