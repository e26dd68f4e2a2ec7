"""Words for what a conversation watches, and the rooms and buildings that were named."""

from collections.abc import Sequence

from bot.cards.times import known_zone
from bot.commands.languages import SPOKEN
from bot.commands.room_search import spelling
from bot.commands.wording import together
from bot.fleet import Extent, Quiet, Subscription
from bot.turns import Conversation, Scope
from bot.words import _, mark, n_
from checks.model import Severity

_MOST_NAMED = 3
_ONLY = {
    Severity.MEDIUM: mark("Only severity medium and worse."), Severity.HIGH: mark("Only severity high and worse."),
    Severity.CRITICAL: mark("Only severity critical."),
}
_STOPPED = {
    Scope.CHANNEL: mark("I have stopped alerts about {rooms} in a channel: Teams no longer lets me write there. Add me "
                        "to it again and they go on; or write {command} here."),
    Scope.GROUP: mark("I have stopped alerts about {rooms} in a group chat: Teams no longer lets me write there. Add "
                      "me to it again and they go on; or write {command} here."),
    Scope.PERSONAL: mark("I have stopped alerts about {rooms} in a chat: Teams no longer lets me write there. Add me "
                         "to it again and they go on; or write {command} here."),
}


def place(conversation: Conversation) -> str:
    """What a person calls the conversation they are in."""
    # For translators: as what sentences are about, as is “this chat”: “What this channel is told about”.
    return _("this channel") if conversation.scope is Scope.CHANNEL else _("this chat")


def here(conversation: Conversation, of_chat: str, of_channel: str) -> str:
    """Whichever of two messages speaks of such a place, to be said yet."""
    return of_channel if conversation.scope is Scope.CHANNEL else of_chat


def in_words(extent: Extent, target: str, name: str = "") -> str:
    """What a subscription is about, in the middle of a sentence; ``name`` is the room's."""
    match extent:
        case Extent.ALL:
            # For translators: in the middle of a sentence, such as “I tell this chat when all rooms stop working”.
            return _("all rooms")
        case Extent.BUILDING:
            return _("building {building}", building=target)
        case Extent.ROOM:
            return name or target


def conditions(subscription: Subscription) -> str:
    """From which severity on, when not, and in which language, as sentences."""
    only = _(_ONLY[subscription.least]) if subscription.least in _ONLY else ""
    language = SPOKEN.get(subscription.language, "English")
    alerts = "" if subscription.language == "en" else _("Alerts are in {language}.", language=_(language))
    return together(only, quiet_in_words(subscription.quiet), alerts)


def quiet_in_words(quiet: Quiet | None) -> str:
    if quiet is None:
        return ""
    start, end = f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}"
    return _("Nothing is sent from {start} to {end} ({zone}); what happens then is told afterwards.", start=start,
             end=end, zone=known_zone(quiet.time_zone))


def building_named(name: str, known: Sequence[str]) -> tuple[str, ...]:
    """The buildings that a name means: the one called so, else those with it in their names, by name."""
    wanted = spelling(name)
    found = [each for each in sorted(known) if wanted in spelling(each)]
    return tuple([each for each in found if spelling(each) == wanted] or found)


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first few of many."""
    shown, left = names[:_MOST_NAMED], len(names) - _MOST_NAMED
    if left > 0:
        return n_("{named} and {n} more room", "{named} and {n} more rooms", left, named=", ".join(shown))
    if len(shown) < 2:  # noqa: PLR2004 - one stands alone
        return "".join(shown)
    return _("{named} and {last}", named=", ".join(shown[:-1]), last=shown[-1])


def alerts_stopped(conversation: Conversation, targets: Sequence[str]) -> str:
    """That nothing is told any more of these rooms and buildings, or of all where one is empty, in a conversation."""
    named, rest = ", ".join(each or _("all rooms") for each in targets[:_MOST_NAMED]), len(targets) - _MOST_NAMED
    rooms = n_("{named} and {n} more", "{named} and {n} more", rest, named=named) if rest > 0 else named
    return _(_STOPPED[conversation.scope], rooms=rooms, command="watch")
