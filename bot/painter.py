"""Keeps a run's card up to date: the same message, repainted at a pace that Teams bears."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from bot.ports import Clock, MessageGoneError, Messenger, NotDeliveredError, Run, Runs, StoreAwayError
from bot.progress import Pace, Progress, next_paint
from bot.turns import Conversation, Message

log = logging.getLogger(__name__)

Draw = Callable[[Run, Progress], Awaitable[Message]]
"""A run as it stands, as a message."""

RETRIES = tuple(timedelta(seconds=seconds) for seconds in (0.5, 1, 2, 4, 8, 16, 30))
_LONGEST_WAIT = timedelta(minutes=1)


class LiveCard:
    """The card of a run at work: told of every change, painted when the pace allows."""

    def __init__(self, progress: Progress, paint: Callable[[Progress], Awaitable[timedelta]], clock: Clock,
                 pace: Pace) -> None:
        self.progress = progress
        self._paint, self._clock, self._pace = paint, clock, pace
        self._changed, self._painting = asyncio.Event(), asyncio.Lock()
        self._task = asyncio.create_task(self._keep_painting())

    def change(self, change: Callable[[Progress], Progress]) -> None:
        self.progress = change(self.progress)
        self._changed.set()

    async def stop(self) -> None:
        """Paint no more. A painting under way ends first, so that none can overtake the last word."""
        async with self._painting:
            self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _keep_painting(self) -> None:
        painted_at = self._clock()
        while True:
            await self._changed.wait()
            due = next_paint(self.progress.started_at, painted_at, self._pace)
            await asyncio.sleep(max(0.0, (due - self._clock()).total_seconds()))
            self._changed.clear()
            async with self._painting:
                wait = await self._paint(self.progress)
            painted_at = self._clock() + wait


class Painter:
    """Shows runs on their cards. A card that is gone is posted anew."""

    def __init__(self, messenger: Messenger, runs: Runs, draw: Draw, clock: Clock, *, pace: Pace | None = None,
                 retries: tuple[timedelta, ...] = RETRIES) -> None:
        self._messenger, self._runs, self._draw, self._clock = messenger, runs, draw, clock
        self._pace, self._retries = pace or Pace(), retries
        self._live: dict[str, LiveCard] = {}
        self._posted_anew: set[str] = set()
        self._unnoted: dict[str, str] = {}

    def painted(self, run_id: str) -> LiveCard | None:
        """The run's live card, if there is one."""
        return self._live.get(run_id)

    def live(self, run: Run, progress: Progress) -> LiveCard:
        """The run's live card; the one that is already painted, or a new one that shows ``progress``."""
        if run.id not in self._live:
            self._live[run.id] = LiveCard(progress, lambda now: self._repaint(run.id, now), self._clock, self._pace)
        return self._live[run.id]

    async def last(self, run_id: str, message: Message) -> bool:
        """End the live card and show the last word in its place.

        False when Teams does not take it for now. True also when the conversation is gone, or Teams will never take
        even the words of it: nobody is left to tell.
        """
        await self._stop(run_id)
        return await self._surely(lambda: self._show_or_say(run_id, message))

    async def _show_or_say(self, run_id: str, message: Message) -> None:
        async def told(_run: Run) -> Message:
            return message

        try:
            await self._show(run_id, told)
        except NotDeliveredError as refused:
            if not refused.final or message.card is None:
                raise
            await self._show_or_say(run_id, replace(message, card=None))

    async def say(self, conversation: Conversation, message: Message) -> bool:
        """Post a message beside the cards; the result as of :meth:`last`."""

        async def post() -> None:
            await self._messenger.post(conversation, message)

        return await self._surely(post)

    async def close(self) -> None:
        """Stop every live card; their runs go on at the next start."""
        for run_id in list(self._live):
            await self._stop(run_id)

    async def _stop(self, run_id: str) -> None:
        live = self._live.pop(run_id, None)
        if live:
            await live.stop()
        self._posted_anew.discard(run_id)

    async def _repaint(self, run_id: str, progress: Progress) -> timedelta:
        """Paint once, as well as it goes; how much longer than usual to wait for the next time."""
        try:
            await self._show(run_id, lambda run: self._draw(run, progress), again=False)
        except NotDeliveredError as refused:
            return min(refused.retry_after or timedelta(0), _LONGEST_WAIT)
        except MessageGoneError:
            log.warning("the conversation of run %s is gone", run_id)
        except StoreAwayError as away:
            log.info("the progress of run %s is not painted: %s", run_id, away)
        except Exception:
            log.exception("the progress of run %s could not be painted", run_id)
        return timedelta(0)

    async def _show(self, run_id: str, draw: Callable[[Run], Awaitable[Message]], *, again: bool = True) -> None:
        """Paint the run's card; post it anew when it is gone, if that was not done before or is to be done ``again``.

        A client that refuses every update must not fill the conversation with cards.
        """
        run = await self._runs.get(run_id)
        if run is None:
            return
        message = await draw(run)
        try:
            await self._messenger.update(run.conversation, await self._card_of(run), message)
        except MessageGoneError:
            if again or run_id not in self._posted_anew:
                await self._post_anew(run, message)

    async def _post_anew(self, run: Run, message: Message) -> None:
        self._unnoted[run.id] = await self._messenger.post(run.conversation, message)
        self._posted_anew.add(run.id)
        await self._card_of(run)

    async def _card_of(self, run: Run) -> str:
        """The run's card. One that was posted anew while the store was away is noted first, so that it is the last."""
        card_id = self._unnoted.get(run.id)
        if card_id is None:
            return run.card_id
        await self._runs.move_card(run.id, card_id)
        self._unnoted.pop(run.id, None)
        return card_id

    async def _surely(self, deliver: Callable[[], Awaitable[None]]) -> bool:
        for pause in (*self._retries, None):
            try:
                await deliver()
            except MessageGoneError:
                log.warning("a conversation is gone; its answer is kept as a report only")
            except NotDeliveredError as refused:
                if refused.final:
                    log.warning("never delivered; the answer is kept as a report only: %s", refused)
                    return True
                if pause is None:
                    log.warning("not delivered: %s", refused)
                    return False
                await asyncio.sleep(_longer(pause, refused.retry_after).total_seconds())
                continue
            return True
        return False


def _longer(planned: timedelta, asked: timedelta | None) -> timedelta:
    return min(max(planned, asked or planned), _LONGEST_WAIT)
