"""What the bot does with each activity: read it, ask the services, give back the answer."""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, Protocol

from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext

from bot.adapter import TEXT_ANSWER, WIRE
from bot.incoming import Incoming, Installed, OfferAnswered, Pressed, Said, Shared, UnusableUpload, Uploaded, read
from bot.ports import Clock, Messenger
from bot.turns import Answer, Conversation, Turn
from bot.words import _, language_of, mark, speaking

logger = logging.getLogger(__name__)

_CARD = "application/vnd.microsoft.card.adaptive"
_TYPING_AFTER = 0.3
"""Seconds. An answer that comes sooner needs no sign that it is coming, and Teams counts signs as messages."""
_PRESS_LIMIT = 4.0
"""Seconds. After five the client shows an error and sends the press again."""
_SHOWN_ELSEWHERE = mark("On it: the card in this conversation shows how it goes.")
_STILL_WORKING = mark("This takes longer than it should. It goes on; press again in a moment to see the answer.")


class Responder(Protocol):
    """The services behind the conversation."""

    async def said(self, said: Said) -> Answer: ...

    async def pressed(self, pressed: Pressed) -> Answer: ...

    async def uploaded(self, uploaded: Uploaded) -> Answer: ...

    async def shared(self, shared: Shared) -> Answer: ...

    async def unusable(self, upload: UnusableUpload) -> Answer: ...

    async def offer_answered(self, answered: OfferAnswered) -> Answer: ...

    async def installed(self, installed: Installed) -> Answer:
        """Called more than once for one installation: Teams reports it as an installation and as a new member."""


def _now() -> datetime:
    return datetime.now(UTC)


class TeamsBot(ActivityHandler):  # type: ignore[misc]  # the SDK carries no types
    """Answers what is said, pressed, uploaded and installed; the rest is none of its business."""

    def __init__(self, messenger: Messenger, responder: Responder, *, clock: Clock = _now,
                 press_limit: float = _PRESS_LIMIT, typing_after: float = _TYPING_AFTER) -> None:
        super().__init__()
        self._messenger = messenger
        self._responder = responder
        self._clock = clock
        self._press_limit = press_limit
        self._typing_after = typing_after
        self._running: set[asyncio.Future[Any]] = set()

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        match self._read(turn_context):
            case Said() as said:
                await self._reply(said.turn, self._responder.said(said), typing=True)
            case Uploaded() as uploaded:
                await self._reply(uploaded.turn, self._responder.uploaded(uploaded), typing=True)
            case Shared() as shared:
                await self._reply(shared.turn, self._responder.shared(shared), typing=True)
            case Pressed() as pressed:
                await self._reply(pressed.turn, self._responder.pressed(pressed))
            case UnusableUpload() as upload:
                await self._reply(upload.turn, self._responder.unusable(upload))

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """A press is always answered in time. The SDK hands the answer back when this returns."""
        match self._read(turn_context):
            case Pressed() as pressed:
                with speaking(language_of(pressed.turn.locale)):
                    return InvokeResponse(status=200, body=await self._answer_to(pressed))
            case OfferAnswered() as answered:  # putting the file there may take longer than Teams waits
                self._beside(asyncio.ensure_future(self._reply(answered.turn,
                                                               self._responder.offer_answered(answered))))
                return InvokeResponse(status=200)
        return InvokeResponse(status=400)

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:
        await self._welcome(turn_context)

    async def on_installation_update(self, turn_context: TurnContext) -> None:
        await self._welcome(turn_context)

    async def close(self) -> None:
        """Wait for what goes on beside the turns: presses that took too long, and typing signs."""
        if self._running:
            await asyncio.wait(self._running)

    def _read(self, turn_context: TurnContext) -> Incoming:
        return read(turn_context.turn_state[WIRE], self._clock())

    async def _welcome(self, turn_context: TurnContext) -> None:
        match self._read(turn_context):
            case Installed() as installed:
                await self._reply(installed.turn, self._responder.installed(installed))

    async def _reply(self, turn: Turn, answering: Coroutine[Any, Any, Answer], *, typing: bool = False) -> None:
        later = asyncio.get_running_loop().call_later
        sign = later(self._typing_after, self._show_typing, turn.conversation) if typing else None
        try:
            with speaking(language_of(turn.locale)):
                answer = await answering
        finally:
            if sign:
                sign.cancel()
        if answer.message:
            await self._messenger.post(turn.conversation, answer.message)

    def _show_typing(self, conversation: Conversation) -> None:
        """Beside the work, so that it delays no answer."""
        self._beside(asyncio.ensure_future(self._messenger.typing(conversation)))

    async def _answer_to(self, pressed: Pressed) -> dict[str, object]:
        working = asyncio.ensure_future(self._responder.pressed(pressed))
        done, _working = await asyncio.wait([working], timeout=self._press_limit)
        if done:
            return _invoke_body(working.result())
        self._beside(working)
        return {"statusCode": 200, "type": TEXT_ANSWER, "value": _(_STILL_WORKING)}

    def _beside(self, work: "asyncio.Future[Any]") -> None:
        self._running.add(work)
        work.add_done_callback(self._after)

    def _after(self, work: "asyncio.Future[Any]") -> None:
        self._running.discard(work)
        if not work.cancelled() and (fault := work.exception()):
            logger.error("A press failed after it was answered.", exc_info=fault)


def _invoke_body(answer: Answer) -> dict[str, object]:
    message = answer.message
    if message and message.card is not None:
        return {"statusCode": 200, "type": _CARD, "value": message.card}
    words = (message.text or message.summary) if message else _(_SHOWN_ELSEWHERE)
    return {"statusCode": 200, "type": TEXT_ANSWER, "value": words}
