"""What an activity says of a file that is shared in a channel or a group chat, where Teams hands none over. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.turns import Scope, Turn, place_of
from bot.wire import an_id, is_object_id, mapping, string
from checks.shared_files import Post

_SPEAKS_OF_A_FILE = re.compile(
    r"\b(?:zips?|logs?|files?|bundle|analy[sz]\w*|diagnos\w*|\w*datei(?:en)?|\w*protokolle?n?|\w*pakete?s?)\b",
    re.IGNORECASE)
_ASKS_TO_LOOK = re.compile(r"\b(?:über)?prüf", re.IGNORECASE)
"""German for "check", which is no command; with an address it asks about that room, as "check" does."""
_ONLY_AN_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")
_CONVERSATION_ID = re.compile(r"19:[\w.@=-]{1,200}", re.ASCII)
_MESSAGE_ID = re.compile(r"\d{1,20}", re.ASCII)
_THREAD = ";messageid="


def shares_a_file(attachments: Iterable[Mapping[str, Any]], text: str) -> bool:
    """Whether the message is about a file that it shares. A placeholder alone may stand for a quoted message too, so
    that ``check`` and an address beside one is a command.
    """
    shown = [each for each in attachments if _is_a_hint(each)]
    return any(map(_is_a_zip, shown)) or bool(shown and (not text or _says_so(text)))


def name_of(attachments: Iterable[Mapping[str, Any]]) -> str:
    """The name of the one zip that the activity itself names, else nothing."""
    names = [string(each.get("name")) for each in attachments if _is_a_zip(each)]
    return names[0] if len(names) == 1 else ""


def post_of(activity: Mapping[str, Any], turn: Turn) -> Post | None:
    """The activity's own message, as Microsoft Graph knows it; None where it says too little, or of a personal chat.

    Teams writes a channel's thread behind the channel's id. Of a channel's team it tells its own id, and the group in
    some activities only.
    """
    place, _, thread = turn.conversation.id.partition(_THREAD)
    place, message, sender = place_of(place), turn.activity_id, turn.actor.id
    known = _CONVERSATION_ID.fullmatch(place) and _MESSAGE_ID.fullmatch(message) and is_object_id(sender)
    if not known or turn.conversation.scope is Scope.PERSONAL:
        return None
    if turn.conversation.scope is Scope.GROUP:
        return Post(place, message, sender.lower())
    team = _team(mapping(mapping(activity.get("channelData")).get("team")))
    fits = team and _MESSAGE_ID.fullmatch(thread or message)
    return Post(place, message, sender.lower(), team, thread or message) if fits else None


def _team(team: Mapping[str, Any]) -> str:
    group, own = an_id(team.get("aadGroupId")), an_id(team.get("id"))
    if is_object_id(group):
        return group.lower()
    return own if _CONVERSATION_ID.fullmatch(own) else ""


def _says_so(text: str) -> bool:
    """Whether the words beside a placeholder mean that it stands for a file: an address says whose logs they are."""
    asks_to_look = "@" not in text and _ASKS_TO_LOOK.search(text)
    return bool(asks_to_look or _SPEAKS_OF_A_FILE.search(text) or _ONLY_AN_ADDRESS.fullmatch(text))


def _is_a_hint(attachment: Mapping[str, Any]) -> bool:
    """Outside personal chats a file is only hinted at: a reference, or a placeholder in the message's HTML."""
    kind = attachment.get("contentType")
    return kind == "reference" or (kind == "text/html" and "<attachment" in string(attachment.get("content")))


def _is_a_zip(attachment: Mapping[str, Any]) -> bool:
    return attachment.get("contentType") == "reference" and string(attachment.get("name")).casefold().endswith(".zip")
