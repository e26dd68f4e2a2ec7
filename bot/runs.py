"""From a wish to its answer: starts a run, performs its steps, and sees that none is forgotten."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.about import about
from bot.admission import Admission
from bot.examination import UNEXPECTED, Examiner, report_id
from bot.likely_rooms import NotRoomsError
from bot.painter import LiveCard, Painter
from bot.ports import Clock, Fault, MessageGoneError, Messenger, NotDeliveredError, Run, Runs, RunState, StoreAwayError
from bot.progress import Pace, Progress, begun, faulted, reported, seen
from bot.run_messages import RunMessages, first_stage, names_in, speaking_to
from bot.telemetry import count_card, count_end, kind_of, room_at_work
from bot.turns import Message
from bot.words import _, mark
from checks.engine import RunEvent
from checks.model import Room
from checks.telemetry import note

log = logging.getLogger(__name__)

FORGOTTEN_AFTER = timedelta(seconds=10)
"""How long a turn may take to post its card before the reconciler does it."""
GIVEN_UP_AFTER = timedelta(hours=24)
"""How long an answer is tried to be delivered."""
_JOBS_PER_RUN = 3
_WAITS = mark("Waiting for another check of this room to end")
_ROOM_FAULT = mark("Roomcheck could not look at this room.")
_NO_ROOM = Fault(mark("The account exists now, and does not look like a room's, so Roomcheck did not look at it."),
                 # For translators: “allow” is what people type, in every language.
                 mark("If it is a room all the same, an admin can write allow and its address."))
_UNTOLD = Fault(mark("Microsoft Graph did not tell whether the account is a room's, so Roomcheck did not look at it."),
                mark("Check it again in a minute."))
_OURS = (UNEXPECTED, _UNTOLD)


class RunService:
    """Starts runs for the commands, and performs them for the job engine (:class:`bot.ports.RunSteps`)."""

    def __init__(self, *, runs: Runs, examiner: Examiner, painter: Painter, messenger: Messenger,
                 messages: RunMessages, clock: Clock, pace: Pace | None = None,
                 admission: Admission | None = None) -> None:
        self._runs, self._examiner, self._painter = runs, examiner, painter
        self._messenger, self._messages, self._clock = messenger, messages, clock
        self._pace, self._admission = pace or Pace(), admission
        self._starting: set[str] = set()
        self._unnoted: dict[str, str] = {}

    async def start(self, run: Run) -> bool:
        """Accept the run, post its card (or repaint the one it names) and queue it.

        False when its ``dedupe_key`` is a repeat. A run that is accepted is answered, whatever happens next: a card
        that Teams does not take now is posted later, and becomes words where it never will. Raises NotBegunError when
        there is no place for it.
        """
        self._starting.add(run.id)
        try:
            with about(run=run.id):
                if not await (self._admission or self._runs).accept(run):
                    return False
                await self._show_and_queue(run)
        finally:
            self._starting.discard(run.id)
        return True

    async def name_room(self, run_id: str, room: Room) -> None:
        """The room of an upload that waits for one; reading goes on. A repeat changes nothing."""
        await self._runs.resume(run_id, room)

    async def _show_and_queue(self, run: Run) -> None:
        try:
            card_id = await self._show_begun(run)
        except NotDeliveredError as refused:
            log.warning("the card of run %s was not taken: %s", run.id, refused)
            if refused.final:
                await self._finish(run, RunState.FAILED)
        except MessageGoneError:
            log.warning("the conversation of run %s is gone", run.id)
            await self._finish(run, RunState.FAILED)
        else:
            count_card(run, self._clock())
            await self._queue(run, card_id)

    async def _queue(self, run: Run, card_id: str) -> None:
        """The card is shown, so that a store that is away now must be told of this one later, not of another."""
        self._unnoted[run.id] = card_id
        try:
            await self._runs.queue(run.id, card_id)
        except StoreAwayError as away:
            log.warning("run %s is queued later: %s", run.id, away)
        else:
            del self._unnoted[run.id]

    async def _show_begun(self, run: Run) -> str:
        later = run.start_at is not None and run.start_at > self._clock()
        if later and run.card_id:
            return run.card_id
        with speaking_to(run):
            message = self._messages.begun(run, begun(run, self._examiner.checks, first_stage(run, later)))
        try:
            return await self._show(run, message)
        except NotDeliveredError as refused:
            if not refused.final:
                raise
            return await self._show(run, replace(message, card=None))

    async def _show(self, run: Run, message: Message) -> str:
        if run.card_id:
            try:
                await self._messenger.update(run.conversation, run.card_id, message)
            except MessageGoneError:
                log.info("the card of run %s is gone; posting another", run.id)
            else:
                return run.card_id
        return await self._messenger.post(run.conversation, message)

    async def prepare(self, run_id: str) -> int:
        """As the port says."""
        run = await self._runs.get(run_id)
        if run is None or _ended(run):
            return 0
        with speaking_to(run):
            return await self._prepare(run)

    async def _prepare(self, run: Run) -> int:
        if run.upload and not await self._examiner.reading(run):
            live = await self._live(run)
            stage = _("Reading {file}", file=run.upload.file_name)
            live.change(lambda now: replace(now, stage=stage))
            await self._examiner.read_upload(run)
            run = await self._runs.get(run.id) or run
            named = await self._progress(run)
            live.change(lambda _unnamed: named)
        elif self._admission and not run.upload:
            await self._wait_for_earlier(run, self._admission)
        note({"roomcheck.rooms": len(run.rooms)})
        return 0 if run.fault else len(run.rooms)

    async def _wait_for_earlier(self, run: Run, admission: Admission) -> None:
        """One check of a room at a time: the two would ask the same of Graph, and the second sees more if it waits."""
        if not await admission.must_wait(run):
            return
        live = await self._live(run)
        live.change(lambda now: replace(now, stage=_(_WAITS)))
        await admission.turn_of(run)
        live.change(lambda now: replace(now, stage=""))

    async def examine(self, run_id: str, index: int) -> None:
        """As the port says. A room that fails costs only itself."""
        run = await self._runs.get(run_id)
        if run is not None and not _ended(run):
            with speaking_to(run):
                live = await self._live(run)
                with room_at_work(report_id(run_id, index)):
                    await self._examine(run, index, live)

    async def _examine(self, run: Run, index: int, live: LiveCard) -> None:
        def observe(event: RunEvent) -> None:
            live.change(lambda now: seen(now, index, event))

        try:
            kept = await self._examiner.report(run, index, observe)
        except StoreAwayError:
            raise
        except NotRoomsError as refused:
            await self._refused(run, index, refused, live)
        except Exception:
            log.exception("room %d of run %s failed", index, run.id)
            live.change(lambda now: faulted(now, index, _(_ROOM_FAULT)))
        else:
            note({"roomcheck.cause": kept.report.diagnosis.cause.value})
            live.change(lambda now: reported(now, index, kept))

    async def _refused(self, run: Run, index: int, refused: NotRoomsError, live: LiveCard) -> None:
        """Say of a room that it is not looked at, which was not known yet when the run was begun."""
        log.warning("room %d of run %s is not looked at", index, run.id)
        fault = _NO_ROOM if not refused.refusals[0].unread else _UNTOLD
        live.change(lambda now: faulted(now, index, _(fault.what)))
        if len(run.rooms) == 1:
            await self._runs.note_fault(run.id, fault)

    async def _live(self, run: Run) -> LiveCard:
        return self._painter.painted(run.id) or self._painter.live(run, await self._progress(run))

    async def _progress(self, run: Run) -> Progress:
        progress = begun(run, self._examiner.checks)
        for index, kept in enumerate(await self._examiner.kept(run)):
            if kept:
                progress = reported(progress, index, kept)
        return progress

    async def deliver(self, run_id: str) -> None:
        """As the port says."""
        run = await self._runs.get(run_id)
        if run is not None and not _ended(run):
            await self._end(run, *await self._last_word(run))

    async def _last_word(self, run: Run) -> tuple[Message, RunState]:
        with speaking_to(run):
            return await self._answer(run)

    async def _answer(self, run: Run) -> tuple[Message, RunState]:
        if run.fault:
            return self._messages.failed(run.fault), RunState.FAILED
        if not run.rooms:
            return self._messages.which_room(run, names_in(await self._examiner.reading(run))), RunState.WAITING
        progress = await self._progress(run)
        for index, room in enumerate(progress.rooms):
            if not room.report:
                progress = faulted(progress, index, _(_ROOM_FAULT))
        answered = any(room.report for room in progress.rooms)
        return await self._messages.done(run, progress), RunState.DONE if answered else RunState.FAILED

    async def _end(self, run: Run, message: Message, state: RunState) -> bool:
        """Show the message on the run's card and set the state; False when Teams does not take it for now."""
        if not await self._painter.last(run.id, message):
            return False
        if state is RunState.WAITING:
            await self._runs.wait(run.id)
        else:
            outcome = "refused" if run.fault and run.fault not in _OURS else state.value
            await self._finish(run, state, [each.id for each in await self._examiner.kept(run) if each], outcome)
        return True

    async def _finish(self, run: Run, state: RunState, reports: Sequence[str] = (), outcome: str = "") -> None:
        await self._runs.finish(run.id, state, reports)
        count_end(kind_of(run), outcome or state.value, run.start_at or run.created_at, self._clock())

    async def announce(self, run_id: str) -> None:
        """As the port says."""
        run = await self._runs.get(run_id)
        if run is None or not _ended(run):
            return
        # Read before anything is said: what is said twice is seen twice.
        kept = [each for each in await self._examiner.kept(run) if each]
        with speaking_to(run):
            if another := self._messages.of_another_room(run):
                await self._painter.say(run.conversation, another)
            if self._clock() - run.created_at > self._pace.long:
                await self._painter.say(run.conversation, self._messages.ending(run, kept))

    async def reconcile(self) -> None:
        """Take up every run that was promised and is in nobody's hands. To be called every few seconds."""
        now = self._clock()
        forgotten = await self._runs.unanswered(now - FORGOTTEN_AFTER)
        taken_up = [self._take_up(run) for run in forgotten]
        for outcome in await asyncio.gather(*taken_up, return_exceptions=True):
            if isinstance(outcome, StoreAwayError):
                raise outcome
            if isinstance(outcome, Exception):
                log.error("a run could not be taken up", exc_info=outcome)

    async def close(self) -> None:
        """Paint no more; unfinished runs go on at the next start."""
        await self._painter.close()

    async def _take_up(self, run: Run) -> None:
        with about(run=run.id):
            await self._answer_somehow(run)

    async def _answer_somehow(self, run: Run) -> None:
        if self._clock() - (run.start_at or run.created_at) > GIVEN_UP_AFTER:
            log.error("run %s could not be answered within a day", run.id)
            await self._finish(run, RunState.FAILED)
        elif run.state is RunState.ACCEPTED:
            await self._start_again(run.id)
        elif run.attempts < _JOBS_PER_RUN:
            await self._runs.resubmit(run.id, run.attempts)
        else:
            await self._answer_plainly(run)
            await self.announce(run.id)

    async def _start_again(self, run_id: str) -> None:
        """Show and queue what its turn did not, unless the turn is still at it or has come to its end meanwhile."""
        if run_id in self._starting:
            return
        self._starting.add(run_id)
        try:
            run = await self._runs.get(run_id)
            if run and run.state is RunState.ACCEPTED and run_id in self._unnoted:
                await self._queue(run, self._unnoted[run_id])
            elif run and run.state is RunState.ACCEPTED:
                await self._show_and_queue(run)
        finally:
            self._starting.discard(run_id)

    async def _answer_plainly(self, run: Run) -> None:
        """Deliver without a job. A card that Teams still refuses while it takes a few words is left out."""
        message, state = await self._last_word(run)
        if not await self._end(run, message, state):
            await self._end(run, replace(message, card=None), state)


def _ended(run: Run) -> bool:
    return run.state in (RunState.DONE, RunState.FAILED)
