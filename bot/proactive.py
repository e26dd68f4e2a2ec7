"""Messages to Teams, in a turn or long after it, through a conversation reference."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any, TypeVar

from bot.adapter import Connector, Refusal
from bot.cards.masking import masked_message
from bot.ports import MessageGoneError, NotDeliveredError
from bot.turns import Conversation, FileOffer, Message, SavedFile, Scope, place_of
from bot.wire import is_object_id

logger = logging.getLogger(__name__)

FILE_CONSENT = "application/vnd.microsoft.teams.card.file.consent"
FILE_INFO = "application/vnd.microsoft.teams.card.file.info"
_TRIES = 4
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 5.0
"""Seconds. A turn that waits longer is delivered again by Teams; a longer wait is the caller's to plan."""
_GONE = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})

Sent = TypeVar("Sent")
Sleep = Callable[[float], Awaitable[None]]


class TeamsMessenger:
    """The one way by which anything reaches a conversation: implements ``bot.ports.Messenger``.

    Where several people see it, no IP address is whole.
    """

    def __init__(self, connector: Connector, sleep: Sleep = asyncio.sleep) -> None:
        self._connector = connector
        self._sleep = sleep

    async def post(self, conversation: Conversation, message: Message) -> str:
        activity = _message(conversation, message)
        return await self._insisting(
            lambda: self._connector.post(_service_url(conversation), conversation.id, activity))

    async def begin(self, conversation: Conversation, message: Message) -> tuple[Conversation, str]:
        if conversation.scope is not Scope.CHANNEL:
            return conversation, await self.post(conversation, message)
        channel = place_of(conversation.id)
        activity = {**_message(conversation, message), "conversation": {}}
        thread_id, activity_id = await self._insisting(
            lambda: self._connector.begin(_service_url(conversation), channel, conversation.tenant_id, activity))
        thread_id = thread_id or f"{channel};messageid={activity_id}"
        return _thread(conversation, thread_id), activity_id or thread_id.rpartition("messageid=")[2]

    async def update(self, conversation: Conversation, activity_id: str, message: Message) -> None:
        if not activity_id:
            raise MessageGoneError("Teams gave the message no id when it was posted.")
        activity = {**_message(conversation, message), "id": activity_id}
        await self._insisting(
            lambda: self._connector.update(_service_url(conversation), conversation.id, activity_id, activity))

    async def typing(self, conversation: Conversation) -> None:
        if conversation.scope is Scope.CHANNEL:
            return  # Teams shows none in channels, and its simulator loses the thread over one
        try:
            await self._connector.post(_service_url(conversation), conversation.id, _activity(conversation, "typing"))
        except Refusal as refusal:
            logger.info("The typing sign was not shown: %s", refusal.why)

    async def group_of(self, conversation: Conversation, team_id: str) -> str:
        """The Microsoft 365 group of the team that Teams knows by this id; empty where Teams does not tell it
        (:data:`bot.file_ports.GroupOf`).
        """
        try:
            group = await self._insisting(lambda: self._connector.group_of(_service_url(conversation), team_id))
        except (MessageGoneError, NotDeliveredError) as why:
            logger.warning("The group of a team is not known: %s", why)
            return ""
        return group if is_object_id(group) else ""

    async def _insisting(self, send: Callable[[], Awaitable[Sent]]) -> Sent:
        """Send, again after a pause when Teams asks for it, and name what is final in the words of the ports."""
        for tried in range(_TRIES):
            try:
                return await send()
            except Refusal as refusal:
                if refusal.status in _GONE:
                    raise MessageGoneError(refusal.why) from refusal
                pause = _pause(tried, refusal.retry_after)
                if not refusal.transient or tried + 1 == _TRIES or pause > _LONGEST_PAUSE:
                    raise NotDeliveredError(refusal.why, refusal.retry_after, final=_is_final(refusal)) from refusal
                await self._sleep(pause)
        raise AssertionError  # the last try returns or raises


def _is_final(refusal: Refusal) -> bool:
    """Whether Teams has read the message and will not have it; a refused sign-in says nothing of the message."""
    client_fault = HTTPStatus.BAD_REQUEST <= refusal.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return client_fault and not refusal.transient and refusal.status != HTTPStatus.UNAUTHORIZED


def _thread(conversation: Conversation, thread_id: str) -> Conversation:
    """A thread of the channel that the conversation is in."""
    wire = conversation.reference.get("conversation", {})
    return replace(conversation, id=thread_id,
                   reference={**conversation.reference, "conversation": {**wire, "id": thread_id}})


def _pause(tried: int, asked: timedelta | None) -> float:
    """Twice as long each time, jittered so that many cards do not come back at once, never before Teams asked."""
    backed_off: float = _FIRST_PAUSE * 2**tried * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
    return max(backed_off, asked.total_seconds()) if asked else backed_off


def _service_url(conversation: Conversation) -> str:
    return str(conversation.reference.get("serviceUrl", ""))


def _message(conversation: Conversation, message: Message) -> Mapping[str, Any]:
    """A card with the summary that a notification and a screen reader show of it, or words alone, as plain text.

    Never both: Teams splits text and card into two messages and then gives no id, so that the card could never be
    updated (microsoft/BotFramework-Services, issue 98).
    """
    if conversation.scope is not Scope.PERSONAL:
        message = masked_message(message)
    activity = {**_activity(conversation, "message"), "summary": message.summary}
    if message.file is not None:
        return {**activity, "attachments": [_attached(message.file)]}
    if message.card is None:
        return {**activity, "text": message.text or message.summary, "textFormat": "plain"}
    card = {"contentType": "application/vnd.microsoft.card.adaptive", "content": message.card}
    return {**activity, "attachments": [card]}


def _attached(file: FileOffer | SavedFile) -> Mapping[str, Any]:
    """A file in its wire form (Microsoft Learn, "Send and receive files from a bot")."""
    if isinstance(file, FileOffer):
        content = {"description": file.description, "sizeInBytes": file.size, "acceptContext": dict(file.context),
                   "declineContext": dict(file.context)}
        return {"contentType": FILE_CONSENT, "name": file.name, "content": content}
    content = {"uniqueId": file.unique_id, "fileType": file.name.rpartition(".")[2]}
    return {"contentType": FILE_INFO, "contentUrl": file.page, "name": file.name, "content": content}


def _activity(conversation: Conversation, kind: str) -> Mapping[str, Any]:
    reference = conversation.reference
    return {"type": kind, "from": reference.get("bot", {}), "recipient": reference.get("user", {}),
            "conversation": reference.get("conversation", {}), "channelId": reference.get("channelId", ""),
            "serviceUrl": reference.get("serviceUrl", "")}
