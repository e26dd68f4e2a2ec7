"""What an activity from Teams means to the bot. Pure: JSON in, one of a few meanings out, and it never raises."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.mentions import mentions, without_bot
from bot.sharing import name_of, post_of, shares_a_file
from bot.turns import Actor, Conversation, Scope, Turn
from bot.wire import LONGEST_WORD, an_id, ids, mapping, mappings, payload_of, string
from bot.words import mark
from bot.words.kept import SEVERAL_ZIPS
from checks.shared_files import Post

FILE = "application/vnd.microsoft.teams.file.download.info"
"""The content type of a file that Teams hands to a bot. It does so in personal chats only."""

_LONGEST_NAME = 200


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
    url: str = field(repr=False)
    text: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class UnusableUpload:
    """A file that cannot be read: what is wrong with it, and what to do instead, in English.

    ``elsewhere`` is whether a personal chat would have handed it over.
    """

    what: str
    remedy: str
    turn: Turn
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """A file that a message shares where Teams hands none over. ``post`` is that message; ``file_name`` may be a guess.

    ``otherwise`` is what to answer where the file cannot be fetched.
    """

    file_name: str
    post: Post
    text: str
    turn: Turn
    otherwise: UnusableUpload


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
    url: str = field(repr=False)
    page: str
    name: str
    unique_id: str
    turn: Turn


Incoming = Said | Pressed | Uploaded | Shared | UnusableUpload | Installed | OfferAnswered | Ignored


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
    named = (_channel_tenant(activity), string(mapping(activity.get("conversation")).get("tenantId")))
    return frozenset(tenant.casefold() for tenant in named if tenant)


def _message(activity: Mapping[str, Any], turn: Turn) -> Incoming:
    value = activity.get("value")
    if isinstance(value, Mapping) and not string(activity.get("text")).strip():
        return Pressed(payload_of(value), _on_card(activity, turn))
    found = mentions(activity.get("entities"))
    bot_id = string(mapping(activity.get("recipient")).get("id"))
    if turn.conversation.scope is not Scope.PERSONAL and not any(mention.id == bot_id for mention in found):
        return Ignored("it does not mention the bot")  # and so nothing of what it says or shares is read
    said = without_bot(string(activity.get("text")), found, bot_id)
    attachments = mappings(activity.get("attachments"))
    return _upload(attachments, said, turn) or _shared(activity, attachments, said, turn) or Said(said, turn)


def _invoke(activity: Mapping[str, Any], turn: Turn) -> Incoming:
    if activity.get("name") == "fileConsent/invoke":
        return _offer_answered(mapping(activity.get("value")), _on_card(activity, turn))
    if activity.get("name") != "adaptiveCard/action":
        return Ignored("the bot offers no such invoke")
    value = mapping(activity.get("value"))
    action = mapping(value.get("action"))
    # Our own fields win: what a person typed must not replace an id that the card carries.
    payload = {**mapping(value.get("inputs")), **mapping(action.get("data"))}
    return Pressed(payload_of(payload), _on_card(activity, turn), string(action.get("verb")))


def _offer_answered(value: Mapping[str, Any], turn: Turn) -> OfferAnswered | Ignored:
    action, place = string(value.get("action")), mapping(value.get("uploadInfo"))
    if action not in {"accept", "decline"}:
        return Ignored("it answers no offer of a file")
    offer = string(mapping(value.get("context")).get("offer"))
    url, page, name, unique_id = (string(place.get(each)) for each in ("uploadUrl", "contentUrl", "name", "uniqueId"))
    return OfferAnswered(offer, action == "accept", url, page, _file_name({"name": name}), unique_id, turn)


def _adds_bot(activity: Mapping[str, Any]) -> bool:
    bot_id = string(mapping(activity.get("recipient")).get("id"))
    return bool(bot_id) and any(member.get("id") == bot_id for member in mappings(activity.get("membersAdded")))


def _upload(attachments: Sequence[Mapping[str, Any]], text: str, turn: Turn) -> Uploaded | UnusableUpload | None:
    files = [attachment for attachment in attachments if attachment.get("contentType") == FILE]
    zips = [file for file in files if _is_zip(file)]
    if len(zips) > 1:
        return UnusableUpload(SEVERAL_ZIPS.format(number=len(zips)), mark("Send one zip at a time."), turn)
    if zips:
        return _uploaded(zips[0], text, turn)
    if files:
        return UnusableUpload(mark("That file is not a zip."),
                              mark("Send the room's diagnostic logs as the zip they came in."), turn)
    return None


def _shared(activity: Mapping[str, Any], attachments: Sequence[Mapping[str, Any]], text: str,
            turn: Turn) -> Shared | UnusableUpload | None:
    if not shares_a_file(attachments, text):
        return None
    post, otherwise = post_of(activity, turn), _withheld(turn)
    return Shared(_file_name({"name": name_of(attachments)}), post, text, turn, otherwise) if post else otherwise


def _uploaded(file: Mapping[str, Any], text: str, turn: Turn) -> Uploaded | UnusableUpload:
    url = string(mapping(file.get("content")).get("downloadUrl"))
    if not url:
        return UnusableUpload(mark("Teams named the file but gave no address to fetch it from."),
                              mark("Please send it again."), turn)
    return Uploaded(_file_name(file), url, text, turn)


def _withheld(turn: Turn) -> UnusableUpload:
    if turn.conversation.scope is Scope.PERSONAL:
        return UnusableUpload(
            mark("Teams did not hand the file over: bots get no files in this cloud or from this client."),
            mark("Try the desktop client, or read the zip with the command line: app.py analyze ZIP."), turn)
    return UnusableUpload(mark("Teams hands files to a bot in a personal chat only, so the file did not arrive."),
                          mark("Open a personal chat with me and drop the zip there."), turn, elsewhere=True)


def _is_zip(file: Mapping[str, Any]) -> bool:
    kind = string(mapping(file.get("content")).get("fileType"))
    return kind.casefold() == "zip" or string(file.get("name")).casefold().endswith(".zip")


def _file_name(file: Mapping[str, Any]) -> str:
    last = re.split(r"[/\\]", string(file.get("name")))[-1]
    return "".join(char for char in last if char.isprintable())[-_LONGEST_NAME:].strip() or "upload.zip"


def _turn(activity: Mapping[str, Any], received_at: datetime) -> Turn | None:
    conversation = _conversation(activity)
    if not conversation.id or not conversation.reference["serviceUrl"]:
        return None
    sender, client = mapping(activity.get("from")), _client(activity)
    return Turn(
        actor=Actor(an_id(sender.get("aadObjectId"), LONGEST_WORD), string(sender.get("name"))[:_LONGEST_NAME],
                    conversation.tenant_id),
        conversation=conversation,
        activity_id=an_id(activity.get("id")),
        at=_time(activity.get("timestamp")) or received_at,
        locale=conversation.locale,
        time_zone=an_id(activity.get("localTimezone"), LONGEST_WORD) or an_id(client.get("timezone"), LONGEST_WORD),
        team=frozenset(ids(mapping(activity.get("channelData")).get("team"), "id", "aadGroupId").values()),
    )


def _on_card(activity: Mapping[str, Any], turn: Turn) -> Turn:
    return replace(turn, card_id=an_id(activity.get("replyToId")))


def _conversation(activity: Mapping[str, Any]) -> Conversation:
    wire = mapping(activity.get("conversation"))
    tenant = _channel_tenant(activity) or string(wire.get("tenantId"))
    return Conversation(an_id(wire.get("id")), _scope(wire), tenant, _reference(activity, wire))


def _reference(activity: Mapping[str, Any], conversation: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a proactive message needs, and nobody's name."""
    return {
        "activityId": an_id(activity.get("id")),
        "serviceUrl": an_id(activity.get("serviceUrl")),
        "channelId": an_id(activity.get("channelId")),
        "locale": an_id(activity.get("locale")) or an_id(_client(activity).get("locale")),
        "bot": ids(activity.get("recipient"), "id", "name"),
        "user": ids(activity.get("from"), "id", "aadObjectId"),
        "conversation": {**ids(conversation, "id", "conversationType", "tenantId"),
                         "isGroup": conversation.get("isGroup") is True},
    }


def _client(activity: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the client says of itself."""
    return next((each for each in mappings(activity.get("entities")) if each.get("type") == "clientInfo"), {})


def _scope(conversation: Mapping[str, Any]) -> Scope:
    """An unknown kind of chat counts as a group, where the bot listens only when it is mentioned."""
    kind = string(conversation.get("conversationType"))
    if kind in {Scope.PERSONAL, Scope.CHANNEL}:
        return Scope(kind)
    shared = kind or conversation.get("isGroup") is True or "@thread" in string(conversation.get("id"))
    return Scope.GROUP if shared else Scope.PERSONAL


def _channel_tenant(activity: Mapping[str, Any]) -> str:
    return string(mapping(mapping(activity.get("channelData")).get("tenant")).get("id"))


def _time(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(string(value))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
