"""``unwatch``: rooms that a conversation is told about no more."""

from collections.abc import Sequence

from bot.cards.text import count
from bot.commands.model import BeginDialog, ShowWatches, StopWatching, Unwatch
from bot.commands.replies import offered, post_all
from bot.commands.services import WATCH_ROOMS, Services, Wish
from bot.commands.watch import Target, targets_of
from bot.commands.watched_place import in_words, listed, place
from bot.commands.watches import watched_here
from bot.fleet import Extent
from bot.turns import Answer, Message, Turn


async def unwatch(turn: Turn, command: Unwatch, services: Services) -> Answer:
    """End the subscriptions named; all of this conversation when everything is meant."""
    if command.which.everything:
        return Answer(await _end_all(turn, services))
    targets, asked = await targets_of(turn, command, Wish.UNWATCH, services)
    told = [await _end(turn, targets, services)] if targets else []
    return await post_all(turn, [*told, *asked], services)


async def stop_watching(turn: Turn, command: StopWatching, services: Services) -> Answer:
    """End one subscription, and show what is left."""
    await services.subscriptions.drop(turn.conversation.id, command.extent, command.target)
    return Answer(await watched_here(turn, services))


async def _end(turn: Turn, targets: Sequence[Target], services: Services) -> Message:
    ended: list[str] = []
    others: list[str] = []
    for each in targets:
        dropped = await services.subscriptions.drop(turn.conversation.id, each.extent, each.key)
        (ended if dropped else others).append(each.words)
    where = place(turn.conversation)
    done = f"I tell {where} no more about {listed(ended)}. " if ended else ""
    left = await services.subscriptions.of(turn.conversation.id)
    not_there = f"{_begun(listed(others))} {'was' if len(others) == 1 else 'were'} not watched here by name. " \
        if others else ""
    broader = [in_words(each.extent, each.target) for each in left if each.extent is not Extent.ROOM]
    hint = f"{where.capitalize()} is still told about {listed(broader)}." if broader else ""
    return offered("Watching ended" if ended else "Nothing has changed", f"{done}{not_there}".strip(),
                   [("What is watched here", ShowWatches())], hint)


async def _end_all(turn: Turn, services: Services) -> Message:
    kept = await services.subscriptions.of(turn.conversation.id)
    for each in kept:
        await services.subscriptions.drop(turn.conversation.id, each.extent, each.target)
    where = place(turn.conversation)
    told = f"I tell {where} about no room any more; {count(len(kept), 'subscription')} ended." if kept else \
        f"Nothing was watched: I tell {where} about no room."
    return offered("Watching ended", told, [("Watch rooms", BeginDialog(WATCH_ROOMS))])


def _begun(words: str) -> str:
    """Words at the beginning of a sentence."""
    return words[:1].upper() + words[1:]
