"""Words for what a conversation watches, and the rooms and buildings that were named."""

from collections.abc import Sequence

from bot.cards.text import count
from bot.cards.times import known_zone
from bot.commands.languages import SPOKEN
from bot.commands.room_search import spelling
from bot.fleet import Extent, Quiet, Subscription
from bot.turns import Conversation, Scope
from checks.model import Severity

_MOST_NAMED = 3
_PLACES = {Scope.PERSONAL: "this chat", Scope.GROUP: "this chat", Scope.CHANNEL: "this channel"}


def place(conversation: Conversation) -> str:
    """What a person calls the conversation they are in."""
    return _PLACES[conversation.scope]


def in_words(extent: Extent, target: str, name: str = "") -> str:
    """What a subscription is about, in the middle of a sentence; ``name`` is the room's."""
    match extent:
        case Extent.ALL:
            return "all rooms"
        case Extent.BUILDING:
            return f"building {target}"
        case Extent.ROOM:
            return name or target


def conditions(subscription: Subscription) -> str:
    """From which severity on, when not, and in which language, as sentences."""
    least = subscription.least
    only = f"Only severity {least.value}{' and worse' * (least is not Severity.CRITICAL)}. " \
        if least is not Severity.LOW else ""
    language = "" if subscription.language == "en" else f"Alerts are in {SPOKEN.get(subscription.language, 'English')}."
    return f"{only}{quiet_in_words(subscription.quiet)}{language}".strip()


def quiet_in_words(quiet: Quiet | None) -> str:
    if quiet is None:
        return ""
    hours = f"{quiet.start:%H:%M} to {quiet.end:%H:%M} ({known_zone(quiet.time_zone)})"
    return f"Nothing is sent from {hours}; what happens then is told afterwards. "


def building_named(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The buildings that a name means: the one called so, else those with it in their names, by name."""
    wanted = spelling(name)
    found = [each for each in sorted(known) if wanted in spelling(each)]
    return tuple([each for each in found if spelling(each) == wanted] or found)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first few of many."""
    shown, left = names[:_MOST_NAMED], len(names) - _MOST_NAMED
    if left > 0:
        return f"{', '.join(shown)} and {count(left, 'more room')}"
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))
