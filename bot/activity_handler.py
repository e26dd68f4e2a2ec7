"""What the bot does with each activity: read it, ask the services, give back the answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from time import monotonic
from typing import Protocol

from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext

from bot.adapter import TEXT_ANSWER, WIRE
from bot.incoming import Incoming, Installed, Pressed, Said, UnusableUpload, Uploaded, read
from bot.ports import Clock, MessageGoneError, Messenger
from bot.turns import Answer, Conversation, Message, Turn

logger = logging.getLogger(__name__)

_CARD = "application/vnd.microsoft.card.adaptive"
_PRESS_LIMIT = 4.0
"""Seconds. After five the client shows an error and sends the press again."""
_SAME_ARRIVAL = 60.0
"""Seconds within which Teams tells of one installation twice, as an installation and as a new member."""
_SHOWN_ELSEWHERE = "On it: the card in this conversation shows how it goes."
_STILL_WORKING = "This takes longer than it should. It goes on; press again in a moment to see the answer."


class Responder(Protocol):
    """The services behind the conversation."""

    async def said(self, said: Said) -> Answer: ...

    async def pressed(self, pressed: Pressed) -> Answer: ...

    async def uploaded(self, uploaded: Uploaded) -> Answer: ...

    async def installed(self, installed: Installed) -> Answer: ...


Trouble = Callable[[str, str], Message]
"""Shows what went wrong and what to do about it."""


def in_words(what: str, remedy: str) -> Message:
    """Trouble without a card."""
    return Message(card=None, summary=what, text=f"{what} {remedy}")


def _now() -> datetime:
    return datetime.now(UTC)


class TeamsBot(ActivityHandler):  # type: ignore[misc]  # the SDK carries no types
    """Answers what is said, pressed, uploaded and installed; the rest is none of its business."""

    def __init__(self, messenger: Messenger, responder: Responder, *, trouble: Trouble = in_words,
                 clock: Clock = _now, press_limit: float = _PRESS_LIMIT) -> None:
        super().__init__()
        self._messenger = messenger
        self._responder = responder
        self._trouble = trouble
        self._clock = clock
        self._press_limit = press_limit
        self._late: set[asyncio.Task[Answer]] = set()
        self._greeted: dict[str, float] = {}

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        match self._read(turn_context):
            case Said() as said:
                await self._reply(said.turn, self._responder.said(said), typing=True)
            case Uploaded() as uploaded:
                await self._reply(uploaded.turn, self._responder.uploaded(uploaded), typing=True)
            case Pressed() as pressed:
                await self._reply(pressed.turn, self._responder.pressed(pressed))
            case UnusableUpload(what, remedy, turn):
                await self._post(turn.conversation, self._trouble(what, remedy))

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """A press is always answered in time. The SDK hands the answer back when this returns."""
        match self._read(turn_context):
            case Pressed() as pressed:
                return InvokeResponse(status=200, body=await self._answer_to(pressed))
        return InvokeResponse(status=501)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        await self._welcome(turn_context)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        await self._welcome(turn_context)

    async def close(self) -> None:
        """Wait for the presses that are still being worked on."""
        if self._late:
            await asyncio.wait(self._late)

    def _read(self, turn_context: TurnContext) -> Incoming:
        return read(turn_context.turn_state[WIRE], self._clock())

    async def _welcome(self, turn_context: TurnContext) -> None:
        match self._read(turn_context):
            case Installed() as installed if self._greets(installed.turn.conversation.id):
                await self._reply(installed.turn, self._responder.installed(installed))

    def _greets(self, conversation_id: str) -> bool:
        now = monotonic()
        self._greeted = {known: at for known, at in self._greeted.items() if now - at < _SAME_ARRIVAL}
        first = conversation_id not in self._greeted
        self._greeted.setdefault(conversation_id, now)
        return first

    async def _reply(self, turn: Turn, answering: Awaitable[Answer], *, typing: bool = False) -> None:
        sign = asyncio.ensure_future(self._messenger.typing(turn.conversation)) if typing else None
        try:
            answer = await answering
        finally:
            if sign:  # sent beside the work, so that it delays no answer
                await sign
        if answer.message:
            await self._post(turn.conversation, answer.message)

    async def _post(self, conversation: Conversation, message: Message) -> None:
        try:
            await self._messenger.post(conversation, message)
        except MessageGoneError as gone:
            logger.info("A reply was no longer wanted: %s", gone)

    async def _answer_to(self, pressed: Pressed) -> dict[str, object]:
        working = asyncio.ensure_future(self._responder.pressed(pressed))
        done, _ = await asyncio.wait([working], timeout=self._press_limit)
        if done:
            return _invoke_body(working.result())
        self._late.add(working)
        working.add_done_callback(self._after_late_press)
        return {"statusCode": 200, "type": TEXT_ANSWER, "value": _STILL_WORKING}

    def _after_late_press(self, working: "asyncio.Task[Answer]") -> None:
        self._late.discard(working)
        if not working.cancelled() and (fault := working.exception()):
            logger.error("A press failed after it was answered.", exc_info=fault)


def _invoke_body(answer: Answer) -> dict[str, object]:
    message = answer.message
    if message and message.card is not None:
        return {"statusCode": 200, "type": _CARD, "value": message.card}
    words = (message.text or message.summary) if message else _SHOWN_ELSEWHERE
    return {"statusCode": 200, "type": TEXT_ANSWER, "value": words}
