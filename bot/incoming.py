"""What an activity from Teams means to the bot. Pure: JSON in, one of a few meanings out, and it never raises."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.mentions import mentions, without_bot
from bot.turns import Actor, Conversation, Scope, Turn

FILE = "application/vnd.microsoft.teams.file.download.info"
"""The content type of a file that Teams hands to a bot. It does so in personal chats only."""

_DEEPEST_PAYLOAD = 8
_LONGEST_FILE_NAME = 200
_SPEAKS_OF_A_FILE = re.compile(r"\b(?:zip|logs?|files?|bundle|analy[sz]e|diagnos\w*)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """A message to the bot, without the bot's own mention. ``text`` may be empty."""

    text: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of a card. ``payload`` is what the client sent back and is not to be trusted."""

    payload: Mapping[str, Any]
    turn: Turn
    verb: str = ""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A zip handed to the bot. ``url`` carries its own short-lived credential: never log it."""

    file_name: str
    url: str
    text: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class UnusableUpload:
    """A file that cannot be read: what is wrong with it, and what to do instead.

    ``elsewhere`` is whether a personal chat would have handed it over.
    """

    what: str
    remedy: str
    turn: Turn
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Installed:
    """The bot was added to a chat or a team."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing to answer. ``reason`` holds no word of what was said."""

    reason: str


@dataclass(frozen=True, slots=True)
class OfferAnswered:
    """Whether somebody wants the file that was offered to them, and where Teams would have it put.

    ``url`` carries its own short-lived credential: never log it. Nothing here is to be trusted.
    """

    offer: str
    accepted: bool
    url: str
    page: str
    name: str
    unique_id: str
    turn: Turn


Incoming = Said | Pressed | Uploaded | UnusableUpload | Installed | OfferAnswered | Ignored


def read(activity: Mapping[str, Any], received_at: datetime) -> Incoming:
    """The meaning of one activity in its wire form; ``received_at`` stands in for a missing timestamp."""
    turn = _turn(activity, received_at)
    if turn is None:
        return Ignored("it names no conversation to answer in")
    match activity.get("type"):
        case "message":
            return _message(activity, turn)
        case "invoke":
            return _invoke(activity, turn)
        case "installationUpdate":
            return Installed(turn) if activity.get("action") == "add" else Ignored("it is no first installation")
        case "conversationUpdate":
            return Installed(turn) if _adds_bot(activity) else Ignored("it does not add the bot")
    return Ignored("the bot does not answer this type of activity")


def tenant_ids(activity: Mapping[str, Any]) -> frozenset[str]:
    """Every tenant an activity says it comes from, in lower case; empty when it names none."""
    named = (_channel_tenant(activity), _text(_mapping(activity.get("conversation")).get("tenantId")))
    return frozenset(tenant.casefold() for tenant in named if tenant)


def _message(activity: Mapping[str, Any], turn: Turn) -> Incoming:
    value, text = activity.get("value"), _text(activity.get("text"))
    if isinstance(value, Mapping) and not text.strip():
        return Pressed(_payload(value), _on_card(activity, turn))
    found = mentions(activity.get("entities"))
    bot_id = _text(_mapping(activity.get("recipient")).get("id"))
    if turn.conversation.scope is not Scope.PERSONAL and not any(mention.id == bot_id for mention in found):
        return Ignored("it does not mention the bot")
    said = without_bot(text, found, bot_id)
    return _upload(_mappings(activity.get("attachments")), said, turn) or Said(said, turn)


def _invoke(activity: Mapping[str, Any], turn: Turn) -> Incoming:
    if activity.get("name") == "fileConsent/invoke":
        return _offer_answered(_mapping(activity.get("value")), _on_card(activity, turn))
    if activity.get("name") != "adaptiveCard/action":
        return Ignored("the bot offers no such invoke")
    value = _mapping(activity.get("value"))
    action = _mapping(value.get("action"))
    # Our own fields win: what a person typed must not replace an id that the card carries.
    payload = {**_mapping(value.get("inputs")), **_mapping(action.get("data"))}
    return Pressed(_payload(payload), _on_card(activity, turn), _text(action.get("verb")))


def _offer_answered(value: Mapping[str, Any], turn: Turn) -> OfferAnswered | Ignored:
    action, place = _text(value.get("action")), _mapping(value.get("uploadInfo"))
    if action not in {"accept", "decline"}:
        return Ignored("it answers no offer of a file")
    offer = _text(_mapping(value.get("context")).get("offer"))
    url, page, name, unique_id = (_text(place.get(each)) for each in ("uploadUrl", "contentUrl", "name", "uniqueId"))
    return OfferAnswered(offer, action == "accept", url, page, _file_name({"name": name}), unique_id, turn)


def _adds_bot(activity: Mapping[str, Any]) -> bool:
    bot_id = _text(_mapping(activity.get("recipient")).get("id"))
    return bool(bot_id) and any(member.get("id") == bot_id for member in _mappings(activity.get("membersAdded")))


def _upload(attachments: Sequence[Mapping[str, Any]], text: str, turn: Turn) -> Uploaded | UnusableUpload | None:
    files = [attachment for attachment in attachments if attachment.get("contentType") == FILE]
    zips = [file for file in files if _is_zip(file)]
    if len(zips) > 1:
        return UnusableUpload(f"{len(zips)} zips came at once, and it is not clear which room each one is about.",
                              "Send one zip at a time.", turn)
    if zips:
        return _uploaded(zips[0], text, turn)
    if files:
        return UnusableUpload("That file is not a zip.", "Send the room's diagnostic logs as the zip they came in.",
                              turn)
    shared = any(_shares_a_file(attachment) for attachment in attachments)
    return _withheld(turn) if shared and (not text or _SPEAKS_OF_A_FILE.search(text)) else None


def _uploaded(file: Mapping[str, Any], text: str, turn: Turn) -> Uploaded | UnusableUpload:
    url = _text(_mapping(file.get("content")).get("downloadUrl"))
    if not url:
        return UnusableUpload("Teams named the file but gave no address to fetch it from.", "Please send it again.",
                              turn)
    return Uploaded(_file_name(file), url, text, turn)


def _withheld(turn: Turn) -> UnusableUpload:
    if turn.conversation.scope is Scope.PERSONAL:
        return UnusableUpload("Teams did not hand the file over: bots get no files in this cloud or from this client.",
                              "Try the desktop client, or read the zip with the command line: app.py analyze ZIP.",
                              turn)
    return UnusableUpload("Teams hands files to a bot in a personal chat only, so the file did not arrive.",
                          "Open a personal chat with me and drop the zip there.", turn, elsewhere=True)


def _is_zip(file: Mapping[str, Any]) -> bool:
    kind = _text(_mapping(file.get("content")).get("fileType"))
    return kind.casefold() == "zip" or _text(file.get("name")).casefold().endswith(".zip")


def _file_name(file: Mapping[str, Any]) -> str:
    last = re.split(r"[/\\]", _text(file.get("name")))[-1]
    return "".join(char for char in last if char.isprintable())[-_LONGEST_FILE_NAME:].strip() or "upload.zip"


def _shares_a_file(attachment: Mapping[str, Any]) -> bool:
    """Outside personal chats a file is only hinted at: a reference, or a placeholder in the message's HTML."""
    kind = attachment.get("contentType")
    return kind == "reference" or (kind == "text/html" and "<attachment" in _text(attachment.get("content")))


def _turn(activity: Mapping[str, Any], received_at: datetime) -> Turn | None:
    conversation = _conversation(activity)
    if not conversation.id or not conversation.reference["serviceUrl"]:
        return None
    sender = _mapping(activity.get("from"))
    client = next((entity for entity in _mappings(activity.get("entities")) if entity.get("type") == "clientInfo"), {})
    return Turn(
        actor=Actor(_text(sender.get("aadObjectId")), _text(sender.get("name")), conversation.tenant_id),
        conversation=conversation,
        activity_id=_text(activity.get("id")),
        at=_time(activity.get("timestamp")) or received_at,
        locale=_text(activity.get("locale")) or _text(client.get("locale")),
        time_zone=_text(activity.get("localTimezone")) or _text(client.get("timezone")),
    )


def _on_card(activity: Mapping[str, Any], turn: Turn) -> Turn:
    return Turn(turn.actor, turn.conversation, turn.activity_id, turn.at, _text(activity.get("replyToId")),
                turn.locale, turn.time_zone)


def _conversation(activity: Mapping[str, Any]) -> Conversation:
    wire = _mapping(activity.get("conversation"))
    tenant = _channel_tenant(activity) or _text(wire.get("tenantId"))
    return Conversation(_text(wire.get("id")), _scope(wire), tenant, _reference(activity, wire))


def _reference(activity: Mapping[str, Any], conversation: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a proactive message needs, and nobody's name."""
    return {
        "activityId": _text(activity.get("id")),
        "serviceUrl": _text(activity.get("serviceUrl")),
        "channelId": _text(activity.get("channelId")),
        "locale": _text(activity.get("locale")),
        "bot": _strings(activity.get("recipient"), "id", "name"),
        "user": _strings(activity.get("from"), "id", "aadObjectId"),
        "conversation": {**_strings(conversation, "id", "conversationType", "tenantId"),
                         "isGroup": conversation.get("isGroup") is True},
    }


def _scope(conversation: Mapping[str, Any]) -> Scope:
    """An unknown kind of chat counts as a group, where the bot listens only when it is mentioned."""
    kind = _text(conversation.get("conversationType"))
    if kind in {Scope.PERSONAL, Scope.CHANNEL}:
        return Scope(kind)
    shared = kind or conversation.get("isGroup") is True or "@thread" in _text(conversation.get("id"))
    return Scope.GROUP if shared else Scope.PERSONAL


def _channel_tenant(activity: Mapping[str, Any]) -> str:
    return _text(_mapping(_mapping(activity.get("channelData")).get("tenant")).get("id"))


def _time(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(_text(value))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _payload(value: Mapping[str, Any]) -> Mapping[str, Any]:
    cleaned = _clean(value, _DEEPEST_PAYLOAD)
    return cleaned if isinstance(cleaned, dict) else {}


def _clean(value: object, depth: int) -> object:
    if isinstance(value, str):
        return _text(value)
    if not isinstance(value, Mapping | list):
        return value
    if depth == 0:
        return None
    if isinstance(value, list):
        return [_clean(item, depth - 1) for item in value]
    return {_text(key): _clean(item, depth - 1) for key, item in value.items()}


def _text(value: object) -> str:
    """A string that every encoder takes: JSON may carry half a surrogate pair."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> Sequence[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _strings(value: object, *names: str) -> dict[str, str]:
    wire = _mapping(value)
    return {name: text for name in names if (text := _text(wire.get(name)))}
