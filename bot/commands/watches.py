"""``watches``: what a conversation is told about."""

from collections.abc import Sequence

from bot.cards import card_message
from bot.cards.availability import how_often
from bot.cards.watches import WatchedRow, watches_card
from bot.commands.model import BeginDialog, ShowWatches, Watch, Which
from bot.commands.replies import offered
from bot.commands.services import WATCH_ROOMS, Services
from bot.commands.watched_place import here, place
from bot.fleet import Extent, Subscription
from bot.turns import Answer, Message, Turn
from bot.words import _, mark

_NOTHING = mark("I tell this chat about no room."), mark("I tell this channel about no room.")
_TOLD = mark("What this chat is told about"), mark("What this channel is told about")


async def show_watches(turn: Turn, _command: ShowWatches, services: Services) -> Answer:
    return Answer(await watched_here(turn, services))


async def watched_here(turn: Turn, services: Services) -> Message:
    """What this conversation watches and has snoozed, with a way to end each."""
    kept = await services.subscriptions.of(turn.conversation.id)
    snoozed = await services.subscriptions.snoozes(turn.conversation.id, services.clock())
    if not kept and not snoozed:
        return offered(_("Nothing is watched"), _(here(turn.conversation, *_NOTHING)), [
            (_("Watch rooms"), BeginDialog(WATCH_ROOMS)), (_("Watch all rooms"), Watch(Which(everything=True)))],
            how_often(services.schedule_in_words))
    rows = [WatchedRow(each, await _name(each, services)) for each in _in_order(kept)]
    names = [(await _room_name(each.address, services), each) for each in snoozed]
    made = watches_card(rows, names, where=place(turn.conversation), schedule=how_often(services.schedule_in_words),
                        time_zone=turn.time_zone)
    return card_message(made, _(here(turn.conversation, *_TOLD)))


def _in_order(kept: Sequence[Subscription]) -> list[Subscription]:
    """The broadest first."""
    extents = (Extent.ALL, Extent.BUILDING, Extent.ROOM)
    return sorted(kept, key=lambda each: (extents.index(each.extent), each.target))


async def _name(subscription: Subscription, services: Services) -> str:
    return await _room_name(subscription.target, services) if subscription.extent is Extent.ROOM else ""


async def _room_name(address: str, services: Services) -> str:
    state = await services.fleet.state_of(address)
    return state.room.label if state else address
