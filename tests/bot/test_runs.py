"""From a wish to its answer, over the real store and the real engine."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.examination import report_id
from bot.file_ports import DownloadError, Fetched
from bot.painter import Painter
from bot.ports import MessageGoneError, NotDeliveredError, Run, RunState
from bot.progress import Pace, begun, seen
from bot.turns import Conversation, Message
from checks.collector import BundleReading, CannotCollect, Collector, UnreadableBundleError
from checks.engine import Collecting
from checks.facts.account import Account
from checks.facts.asked import Asked, Topic, is_asked
from checks.facts.base import Facts
from checks.facts.device import Device
from checks.model import GapReason, Room, Status
from tests.bot.run_parts import (
    DOWNLOAD_URL,
    ROOM,
    Bot,
    RecordingTeams,
    ShiftedClock,
    a_run,
    an_upload,
    bot,
    device_reading,
    enabled,
    graph,
    read_unnamed,
    until,
)

OTHER = Room("b@contoso.com")


async def answered(running: Bot, run: Run, state: RunState = RunState.DONE, *, jobs: int = 1) -> Run:
    """The run as it ended, in the one job that was submitted for it."""
    assert await running.service.start(run)
    ended = await running.settled(run.id, state)
    assert ended.attempts == jobs
    return ended


def text_of(message: Message) -> str:
    return str(message.card)


async def test_a_check_ends_with_its_report_on_its_own_card(tmp_path: Path) -> None:
    teams = RecordingTeams()
    async with bot(tmp_path, teams) as running:
        run = await answered(running, a_run())
        kept = await running.store.reports.get(report_id(run.id, 0))
        graph_evidence = await running.store.evidence.of(ROOM.address, "graph", datetime.now(UTC))
    assert kept
    assert run.reports == (kept.id,)
    assert [finding.status for finding in kept.report.findings] == [Status.PASS, Status.SKIPPED]
    assert graph_evidence
    assert graph_evidence.facts[Account].enabled
    assert [(each.kind, each.card_id) for each in teams.shown] == [("post", "card-1"), ("update", "card-1")]
    assert "Nothing wrong was found" in text_of(teams.last())
    assert "Nothing wrong was found" in teams.last().summary


@pytest.mark.parametrize("asked", [frozenset[Topic](), frozenset({Topic.ACCESS})])
async def test_the_sources_know_what_was_asked_for_and_nobody_keeps_it(tmp_path: Path, asked: frozenset[Topic]) -> None:
    told = []

    async def collect(room: Room, known: Facts) -> Account:
        told.append(is_asked(known, Topic.ACCESS))
        return await enabled(room, known)

    async with bot(tmp_path, RecordingTeams(), collectors_for=graph(collect)) as running:
        run = await answered(running, a_run(asked=asked))
        kept = await running.store.evidence.of(ROOM.address, "graph", datetime.now(UTC))
    assert (run.asked, told) == (asked, [bool(asked)])
    assert kept
    assert Asked not in kept.facts


async def test_what_is_posted_can_be_read_in_a_notification(tmp_path: Path) -> None:
    teams = RecordingTeams()
    async with bot(tmp_path, teams) as running:
        await answered(running, a_run())
    posted, updated = teams.shown
    assert posted.message.summary == "Checking Room 1"
    assert updated.message.summary == "Room 1: Nothing wrong was found."
    assert not any(each.message.text for each in (posted, updated))


async def test_the_same_wish_twice_is_one_card(tmp_path: Path) -> None:
    teams, run = RecordingTeams(), a_run()
    async with bot(tmp_path, teams) as running:
        results = await asyncio.gather(*(running.service.start(a_run(dedupe_key=run.dedupe_key)) for _ in range(5)))
    assert sorted(results) == [False] * 4 + [True]
    assert len(teams.posts()) == 1


async def test_a_pressed_run_uses_the_card_it_was_pressed_on(tmp_path: Path) -> None:
    teams = RecordingTeams()
    async with bot(tmp_path, teams) as running:
        await answered(running, a_run(card_id="pressed"))
    assert {each.card_id for each in teams.updates()} == {"pressed"}
    assert teams.posts() == []


async def test_a_pressed_card_that_is_gone_is_posted_anew(tmp_path: Path) -> None:
    teams = RecordingTeams(gone={"pressed"})
    async with bot(tmp_path, teams) as running:
        run = await answered(running, a_run(card_id="pressed"))
    assert (run.card_id, len(teams.posts())) == ("card-1", 1)


async def test_a_later_run_leaves_the_pressed_report_in_its_place(tmp_path: Path) -> None:
    teams, clock = RecordingTeams(), ShiftedClock()
    async with bot(tmp_path, teams, clock=clock) as running:
        await running.service.start(a_run(card_id="pressed", start_at=clock() + timedelta(minutes=15)))
    assert teams.shown == []


async def test_a_later_run_without_a_card_says_when(tmp_path: Path) -> None:
    teams = RecordingTeams()
    async with bot(tmp_path, teams, clock=ShiftedClock()) as running:
        due = datetime(2099, 1, 2, 12, 34, tzinfo=UTC)
        await running.service.start(a_run(start_at=due))
    assert "12:34" in text_of(teams.last())


def failing_for(address: str) -> Callable[[Room], Sequence[Collector]]:
    def collectors(room: Room) -> Sequence[Collector]:
        if room.address == address:
            raise RuntimeError
        return graph()(room)

    return collectors


async def test_a_room_that_fails_costs_only_itself(tmp_path: Path) -> None:
    teams = RecordingTeams()
    async with bot(tmp_path, teams, collectors_for=failing_for(ROOM.address)) as running:
        run = await answered(running, a_run(rooms=(ROOM, OTHER)))
    assert run.reports == (report_id(run.id, 1),)
    assert len(teams.posts()) == 1
    assert "Roomcheck could not look at this room" in text_of(teams.last())
    assert OTHER.address in text_of(teams.last())


async def test_a_run_whose_only_room_fails_says_so(tmp_path: Path) -> None:
    teams = RecordingTeams()
    async with bot(tmp_path, teams, collectors_for=failing_for(ROOM.address)) as running:
        await answered(running, a_run(), RunState.FAILED)
    assert "Roomcheck could not look at this room" in text_of(teams.last())
    assert "RuntimeError" not in text_of(teams.last())


async def test_gaps_do_not_push_out_what_an_earlier_run_could_see(tmp_path: Path) -> None:
    refused: list[bool] = []

    async def collect(room: Room, known: Facts) -> Account:
        if refused:
            raise CannotCollect(GapReason.THROTTLED, "Too many requests.")
        return await enabled(room, known)

    async with bot(tmp_path, RecordingTeams(), collectors_for=graph(collect)) as running:
        await answered(running, a_run())
        refused.append(True)
        await answered(running, a_run())
        kept = await running.store.evidence.of(ROOM.address, "graph", datetime.now(UTC))
    assert kept
    assert Account in kept.facts


async def test_an_upload_is_judged_with_what_graph_said(tmp_path: Path) -> None:
    teams = RecordingTeams()
    async with bot(tmp_path, teams) as running:
        await answered(running, a_run())
        run = await answered(running, an_upload())
        kept = await running.store.reports.get(report_id(run.id, 0))
        logs = await running.store.evidence.of(ROOM.address, "bundle", datetime.now(UTC))
    assert kept
    assert [finding.status for finding in kept.report.findings] == [Status.PASS, Status.PASS]
    assert kept.report.room == Room(ROOM.address, "Room One")
    assert logs
    assert logs.facts[Device].alias == ROOM.address
    assert run.upload
    assert run.upload.url == ""


async def test_a_check_is_judged_with_what_an_upload_said(tmp_path: Path) -> None:
    clock = ShiftedClock()
    async with bot(tmp_path, RecordingTeams(), clock=clock) as running:
        await answered(running, an_upload())
        statuses = []
        for late in (timedelta(hours=23), timedelta(hours=25)):
            clock.shift = late
            run = await answered(running, a_run(created_at=clock()))
            kept = await running.store.reports.get(report_id(run.id, 0))
            assert kept
            statuses.append([finding.status for finding in kept.report.findings])
    assert statuses == [[Status.PASS, Status.PASS], [Status.PASS, Status.SKIPPED]]


@pytest.mark.parametrize(("alias", "expected"), [
    (ROOM.address, ROOM.address), (ROOM.address.upper(), ROOM.address), ("", OTHER.address),
    ("Room One", OTHER.address), ("a b@contoso.com", OTHER.address), ("r\u043eom@contoso.com", OTHER.address),
])
async def test_the_logs_name_the_room_before_the_message_does(tmp_path: Path, alias: str, expected: str) -> None:
    async def read(_file: Path) -> BundleReading:
        return device_reading(alias)

    async with bot(tmp_path, RecordingTeams(), read_bundle=read) as running:
        run = await answered(running, an_upload(rooms=(OTHER,)))
    assert [room.address for room in run.rooms] == [expected]


async def test_an_upload_nobody_named_asks_and_goes_on_when_told(tmp_path: Path) -> None:
    teams = RecordingTeams()
    async with bot(tmp_path, teams, read_bundle=read_unnamed) as running:
        run = await answered(running, an_upload(), RunState.WAITING)
        assert "Which room is this zip from?" in teams.last().summary
        assert "Room One" in text_of(teams.last())
        assert run.upload
        assert run.upload.url == ""
        await running.service.name_room(run.id, ROOM)
        await running.service.name_room(run.id, OTHER)
        done = await running.settled(run.id)
    assert (done.rooms, done.card_id, len(teams.posts())) == ((ROOM,), "card-1", 1)
    assert "Nothing wrong was found" in teams.last().summary


async def test_an_upload_named_too_late_is_asked_for_again(tmp_path: Path) -> None:
    clock, teams = ShiftedClock(), RecordingTeams()
    async with bot(tmp_path, teams, clock=clock, read_bundle=read_unnamed) as running:
        run = await answered(running, an_upload(), RunState.WAITING)
        clock.shift = timedelta(hours=25)
        await running.service.name_room(run.id, ROOM)
        await running.settled(run.id, RunState.FAILED)
    assert "Send the zip again" in text_of(teams.updates()[-1].message)


def failing_download(fault: Exception) -> Any:
    @contextlib.asynccontextmanager
    async def download(_url: str) -> AsyncIterator[Fetched]:
        raise fault
        yield

    return download


@pytest.mark.parametrize(("fault", "said"), [
    (DownloadError("The link has expired.", "Send it again."), ["The link has expired.", "Send it again."]),
    (UnreadableBundleError("This is no zip.", "Send the diagnostic zip."), ["no zip", "Send the diagnostic zip."]),
    (RuntimeError(DOWNLOAD_URL), ["could not be read because of a fault in Roomcheck"]),
])
async def test_an_upload_that_cannot_be_read_is_answered(tmp_path: Path, fault: Exception, said: list[str]) -> None:
    teams = RecordingTeams()
    async with bot(tmp_path, teams, download=failing_download(fault)) as running:
        run = await answered(running, an_upload(), RunState.FAILED)
    assert all(part in text_of(teams.last()) for part in said)
    assert "tempauth" not in text_of(teams.last())
    assert run.upload
    assert run.upload.url == ""


async def test_a_refused_message_is_sent_again(tmp_path: Path) -> None:
    teams = RecordingTeams()
    wait = timedelta(seconds=0.3)
    async with bot(tmp_path, teams, retries=(timedelta(0), timedelta(0)),
                   reconcile_every=timedelta(hours=1)) as running:
        run = a_run()
        await running.store.runs.accept(run)
        teams.faults += [NotDeliveredError("429", wait), NotDeliveredError("502")]
        begun_at = asyncio.get_running_loop().time()
        await running.store.runs.queue(run.id, "card-1")
        await running.settled(run.id)
        took = asyncio.get_running_loop().time() - begun_at
    assert took >= wait.total_seconds()
    assert [each.kind for each in teams.shown] == ["update"]


async def test_an_answer_teams_does_not_take_is_delivered_later(tmp_path: Path) -> None:
    teams, visits = RecordingTeams(), []

    async def collect(room: Room, known: Facts) -> Account:
        visits.append(room.address)
        return await enabled(room, known)

    async with bot(tmp_path, teams, collectors_for=graph(collect)) as running:
        run = a_run()
        await running.store.runs.accept(run)
        teams.faults += [NotDeliveredError("503")] * 6
        await running.store.runs.queue(run.id, "card-1")
        await running.settled(run.id)
    assert [(each.kind, each.card_id) for each in teams.shown] == [("update", "card-1")]
    assert visits == [ROOM.address]


async def test_a_card_teams_does_not_take_is_posted_later(tmp_path: Path) -> None:
    teams, clock = RecordingTeams(faults=[NotDeliveredError("503")]), ShiftedClock()
    async with bot(tmp_path, teams, clock=clock) as running:
        run = a_run()
        assert await running.service.start(run)
        assert teams.shown == []
        clock.shift = timedelta(seconds=11)
        await running.settled(run.id)
    assert len(teams.posts()) == 1


async def test_a_run_of_a_conversation_that_is_gone_ends(tmp_path: Path) -> None:
    teams = RecordingTeams(faults=[MessageGoneError()])
    async with bot(tmp_path, teams) as running:
        await answered(running, a_run(), RunState.FAILED, jobs=0)


async def test_a_card_that_is_gone_is_posted_anew(tmp_path: Path) -> None:
    teams = RecordingTeams(gone={"card-1"})
    async with bot(tmp_path, teams) as running:
        run = await answered(running, a_run())
    assert [(each.kind, each.card_id) for each in teams.shown] == [("post", "card-1"), ("post", "card-2")]
    assert run.card_id == "card-2"
    assert teams.last().summary


async def test_a_run_that_cannot_be_answered_is_given_up_after_a_day(tmp_path: Path) -> None:
    teams, clock = RecordingTeams(faults=[NotDeliveredError("503")] * 10_000), ShiftedClock()
    async with bot(tmp_path, teams, clock=clock) as running:
        run = a_run()
        await running.service.start(run)
        clock.shift = timedelta(hours=25)
        await running.settled(run.id, RunState.FAILED)


@pytest.mark.parametrize(("age", "lines"), [(5, 0), (11, 1)])
async def test_a_long_run_ends_with_a_line_of_its_own(tmp_path: Path, age: int, lines: int) -> None:
    teams, run = RecordingTeams(), a_run(created_at=datetime.now(UTC) - timedelta(minutes=age))
    long = Pace(long=timedelta(minutes=10))  # longer than this test takes on any machine
    async with bot(tmp_path, teams, reconcile_every=timedelta(hours=1), pace=long) as running:
        await answered(running, run)
        job = f"{run.id}.1"
        await until(lambda: _over(running, job))
    said = [each for each in teams.posts() if each.message.card is None]
    assert len(said) == lines
    assert all("Nothing wrong was found" in each.message.summary for each in said)


async def _over(running: Bot, job: str) -> bool:
    return job in await running.store.jobs.lost([job])


@dataclass
class SlowTeams(RecordingTeams):
    """Takes its time over every update until told to go on."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def update(self, conversation: Conversation, activity_id: str, message: Message) -> None:
        self.reached.set()
        await self.go_on.wait()
        await super().update(conversation, activity_id, message)


@pytest.fixture
async def queued(tmp_path: Path) -> AsyncIterator[tuple[Bot, Run]]:
    """A run that is shown on ``card-1`` and that no job works on."""
    async with bot(tmp_path, RecordingTeams(), reconcile_every=timedelta(hours=1)) as running:
        run = a_run(start_at=datetime.now(UTC) + timedelta(hours=1))
        await running.service.start(run)
        yield running, run


def painter_for(running: Bot, teams: RecordingTeams, every: timedelta = timedelta(milliseconds=5)) -> Painter:
    async def draw(_run: Run, progress: Any) -> Message:
        return Message({"looking_at": progress.rooms[0].looking_at}, "going on")

    return Painter(teams, running.store.runs, draw, ShiftedClock(), pace=Pace(first=every), retries=())


def look(painter: Painter, run: Run) -> None:
    painter.live(run, begun(run, 1)).change(lambda now: seen(now, 0, Collecting(Account, "graph")))


async def test_no_slow_painting_overtakes_the_last_word(queued: tuple[Bot, Run]) -> None:
    running, run = queued
    teams = SlowTeams()
    painter = painter_for(running, teams)
    look(painter, run)
    await teams.reached.wait()
    last = asyncio.create_task(painter.last(run.id, Message(None, "the last word")))
    teams.go_on.set()
    assert await last
    assert [each.message.summary for each in teams.shown] == ["going on", "the last word"]


async def test_many_changes_are_one_painting(queued: tuple[Bot, Run]) -> None:
    running, run = queued
    teams = RecordingTeams()
    painter = painter_for(running, teams, every=timedelta(milliseconds=200))
    for _ in range(50):
        look(painter, run)
    await until(teams.updates)
    await painter.close()
    assert len(teams.updates()) == 1


async def test_paintings_keep_their_distance(queued: tuple[Bot, Run]) -> None:
    running, run = queued
    times: list[float] = []

    class Timed(RecordingTeams):
        async def update(self, conversation: Conversation, activity_id: str, message: Message) -> None:
            times.append(asyncio.get_running_loop().time())
            await super().update(conversation, activity_id, message)

    painter = painter_for(running, Timed(), every=timedelta(milliseconds=50))

    def three() -> bool:
        look(painter, run)
        return len(times) >= 3

    await until(three)
    await painter.close()
    assert min(later - sooner for sooner, later in itertools.pairwise(times)) >= 0.045


async def test_a_client_that_refuses_every_update_gets_two_cards_at_most(queued: tuple[Bot, Run]) -> None:
    running, run = queued
    tried: list[str] = []

    class NoUpdates(RecordingTeams):
        async def update(self, _conversation: Conversation, activity_id: str, _message: Message) -> None:
            tried.append(activity_id)
            raise MessageGoneError

    teams = NoUpdates()
    painter = painter_for(running, teams)

    def tried_often() -> bool:
        look(painter, run)
        return len(tried) >= 4

    await until(tried_often)
    assert len(teams.posts()) == 1
    assert await painter.last(run.id, Message(None, "the last word"))
    assert [each.message.summary for each in teams.posts()] == ["going on", "the last word"]


async def test_a_painting_that_fails_stops_nothing(queued: tuple[Bot, Run]) -> None:
    running, run = queued
    teams = RecordingTeams(faults=[NotDeliveredError("503"), MessageGoneError(), RuntimeError("broken")])
    painter = painter_for(running, teams)

    def painted() -> bool:
        look(painter, run)
        return bool(teams.updates())

    await until(painted)
    await painter.close()
    assert teams.faults == []


async def test_a_run_of_three_lost_jobs_is_answered_with_what_there_is(tmp_path: Path) -> None:
    teams = RecordingTeams()
    async with bot(tmp_path, teams, reconcile_every=timedelta(hours=1)) as running:
        run = a_run()
        await running.store.runs.accept(run)
        run_id = run.id
        await running.store.runs.queue(run_id, "card-1")
        await running.settled(run_id)
        again = a_run(state=RunState.QUEUED, attempts=3, card_id="card-2")
        await running.store.runs.accept(again)
        await running.service.reconcile()
        ended = await running.store.runs.get(again.id)
    assert ended
    assert ended.state is RunState.FAILED
    assert "Roomcheck could not look at this room" in text_of(teams.last())


async def test_a_card_teams_always_refuses_becomes_words(tmp_path: Path) -> None:
    class NoCards(RecordingTeams):
        async def update(self, conversation: Conversation, activity_id: str, message: Message) -> None:
            if message.card:
                raise NotDeliveredError("413")
            await super().update(conversation, activity_id, message)

    teams = NoCards()
    async with bot(tmp_path, teams) as running:
        run = await answered(running, a_run(), jobs=3)
    assert run.reports == (report_id(run.id, 0),)
    assert (teams.last().card, teams.last().summary) == (None, "Room 1: Nothing wrong was found.")


class Refusing(RecordingTeams):
    """Teams that will never take a card, nor words either with ``no_words``."""

    no_words = False

    async def post(self, conversation: Conversation, message: Message) -> str:
        self._refuse(message)
        return await super().post(conversation, message)

    async def update(self, conversation: Conversation, activity_id: str, message: Message) -> None:
        self._refuse(message)
        await super().update(conversation, activity_id, message)

    def _refuse(self, message: Message) -> None:
        if message.card or self.no_words:
            raise NotDeliveredError("400", final=True)


async def test_a_card_that_teams_will_never_take_becomes_words_at_once(tmp_path: Path) -> None:
    teams = Refusing()
    async with bot(tmp_path, teams) as running:
        run = a_run()
        assert await running.service.start(run)
        done = await running.settled(run.id)
    assert (done.attempts, done.reports) == (1, (report_id(run.id, 0),))
    assert [each.kind for each in teams.shown] == ["post", "update"]
    assert (teams.last().card, teams.last().summary) == (None, "Room 1: Nothing wrong was found.")


async def test_a_run_that_nobody_will_ever_be_told_of_ends_and_holds_up_none(tmp_path: Path) -> None:
    teams = Refusing()
    teams.no_words = True
    async with bot(tmp_path, teams, admits=True) as running:
        for _ in range(3):
            run = a_run()
            assert await running.service.start(run)
            kept = await running.store.runs.get(run.id)
            assert kept
            assert kept.state is RunState.FAILED
        assert not await running.store.runs.unended()


async def test_an_answer_that_teams_will_never_take_ends_its_run(tmp_path: Path) -> None:
    teams = Refusing()
    teams.no_words = True
    async with bot(tmp_path, teams) as running:
        run = a_run()
        await running.store.runs.accept(run)
        await running.store.runs.queue(run.id, "card-1")
        done = await running.settled(run.id)
    assert (done.attempts, len(done.reports)) == (1, 1)


async def test_reconciling_leaves_alone_what_is_at_work(tmp_path: Path) -> None:
    clock, teams = ShiftedClock(timedelta(minutes=5)), RecordingTeams()
    held = asyncio.Event()

    async def collect(room: Room, known: Facts) -> Account:
        await held.wait()
        return await enabled(room, known)

    async with bot(tmp_path, teams, clock=clock, collectors_for=graph(collect)) as running:
        run = a_run()
        await running.service.start(run)
        for _ in range(3):
            await running.service.reconcile()
        held.set()
        done = await running.settled(run.id)
    assert (done.attempts, len([each for each in teams.posts() if each.message.card])) == (1, 1)


async def test_a_slow_post_is_not_posted_twice(tmp_path: Path) -> None:
    held = asyncio.Event()

    class Slow(RecordingTeams):
        async def post(self, conversation: Conversation, message: Message) -> str:
            await held.wait()
            return await super().post(conversation, message)

    teams = Slow()
    async with bot(tmp_path, teams, clock=ShiftedClock(timedelta(seconds=20))) as running:
        run = a_run()
        starting = asyncio.create_task(running.service.start(run))
        await until(lambda: running.store.runs.get(run.id))
        await running.service.reconcile()
        held.set()
        assert await starting
        await running.settled(run.id)
    assert len(teams.posts()) == 1


