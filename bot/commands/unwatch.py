"""``unwatch``: rooms that a conversation is told about no more."""

from collections.abc import Sequence

from bot.commands.model import BeginDialog, ShowWatches, StopWatching, Unwatch
from bot.commands.replies import offered, post_all
from bot.commands.services import WATCH_ROOMS, Services, Wish
from bot.commands.watch import Target, targets_of
from bot.commands.watched_place import here, in_words, listed
from bot.commands.watches import watched_here
from bot.fleet import Extent
from bot.turns import Answer, Message, Scope, Turn
from bot.words import _, mark, n_

_NO_MORE = mark("I tell this chat no more about {rooms}."), mark("I tell this channel no more about {rooms}.")
_STILL = mark("This chat is still told about {rooms}."), mark("This channel is still told about {rooms}.")
_NOTHING = (mark("Nothing was watched: I tell this chat about no room."),
            mark("Nothing was watched: I tell this channel about no room."))


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
    place = turn.conversation
    done = _(here(place, *_NO_MORE), rooms=listed(ended)) if ended else ""
    left = await services.subscriptions.of(turn.conversation.id)
    not_there = _not_there(_begun(listed(others)), len(others)) if others else ""
    broader = [in_words(each.extent, each.target) for each in left if each.extent is not Extent.ROOM]
    hint = _(here(place, *_STILL), rooms=listed(broader)) if broader else ""
    return offered(_("Watching ended") if ended else _("Nothing has changed"), f"{done} {not_there}".strip(),
                   [(_("What is watched here"), ShowWatches())], hint)


def _not_there(rooms: str, number: int) -> str:
    if number == 1:
        return _("{room} was not watched here by name.", room=rooms)
    return _("{rooms} were not watched here by name.", rooms=rooms)


async def _end_all(turn: Turn, services: Services) -> Message:
    kept = await services.subscriptions.of(turn.conversation.id)
    for each in kept:
        await services.subscriptions.drop(turn.conversation.id, each.extent, each.target)
    chat = turn.conversation.scope is not Scope.CHANNEL
    ended_in_chat = n_("I tell this chat about no room any more; {n} subscription ended.",
                       "I tell this chat about no room any more; {n} subscriptions ended.", len(kept))
    ended_in_channel = n_("I tell this channel about no room any more; {n} subscription ended.",
                          "I tell this channel about no room any more; {n} subscriptions ended.", len(kept))
    ended = ended_in_chat if chat else ended_in_channel
    told = ended if kept else _(here(turn.conversation, *_NOTHING))
    return offered(_("Watching ended"), told, [(_("Watch rooms"), BeginDialog(WATCH_ROOMS))])


def _begun(words: str) -> str:
    """Words at the beginning of a sentence."""
    return words[:1].upper() + words[1:]
