"""``sweep``: looks at every room of the fleet now."""

from bot.cards import card_message
from bot.cards.fleet import MOST_WORST, fleet_card, fleet_summary
from bot.commands.begin_run import turn_key
from bot.commands.model import BeginSweep
from bot.commands.services import Services
from bot.fleet import Sweep
from bot.turns import ALREADY_ANSWERED, Answer, Message, Turn


async def begin_sweep(turn: Turn, _command: BeginSweep, services: Services) -> Answer:
    """Start the sweep on a card of its own. While one is under way, that one is shown instead."""
    new = Sweep(services.new_id(), turn_key(turn) or services.new_id(), services.clock(),
                conversation=turn.conversation, asked_by=turn.actor.id, time_zone=turn.time_zone)
    begun = await services.sweeps.start(new)
    if begun is None or begun.id == new.id:
        return ALREADY_ANSWERED
    return Answer(await shown_sweep(turn, begun, services))


async def shown_sweep(turn: Turn, sweep: Sweep, services: Services) -> Message:
    """The sweep as it stands."""
    counts = await services.fleet.counts(MOST_WORST)
    return card_message(fleet_card(sweep, counts, time_zone=turn.time_zone), fleet_summary(sweep, counts))
