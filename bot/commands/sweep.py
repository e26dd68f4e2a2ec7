"""``sweep``: looks at every room of the fleet now."""

from bot.cards.text import count
from bot.cards.times import moment
from bot.commands.begin_run import turn_key
from bot.commands.model import BeginSweep, ShowFleet
from bot.commands.replies import offered
from bot.commands.services import Services
from bot.fleet import Sweep
from bot.turns import ALREADY_ANSWERED, Answer, Message, Turn


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
    far = f": {sweep.looked_at:,} of {count(sweep.rooms, 'room')} looked at so far" if sweep.rooms else ""
    since = moment(sweep.created_at, turn.time_zone)
    return offered("A sweep is under way", f"Every room is being looked at since {since}{far}.",
                   [("The fleet", ShowFleet())], "Write fleet in a few minutes to see what it found.")
