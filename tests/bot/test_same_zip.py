"""The same zip sent twice: read once, and judged anew each time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cards.times import moment
from bot.examination import Examiner, Sources, report_id
from bot.file_ports import Download, Fetched, Upload
from bot.jobs.running import opened_store
from bot.likely_rooms import LikelyRooms
from bot.ports import KeptReading, KeptReport, Run, RunState
from bot.store.access import SqlAudit, SqlKnownRooms
from bot.store.database import embedded_url
from bot.store.runs import SqlRuns
from checks.collector import READER_VERSION, BundleReading, Evidence, UnreadableBundleError
from checks.facts.base import Facts
from checks.facts.device import Device
from checks.model import Gap, GapReason, Room, Status
from tests.bot.access_fakes import FakeRecognition
from tests.bot.run_parts import (
    DOWNLOAD_URL,
    ROOM,
    Bot,
    RecordingTeams,
    ShiftedClock,
    an_upload,
    bot,
    catalogue,
    device_reading,
    graph,
    located,
    make_report,
    until,
)

OTHER = Room("b@contoso.com")
AGAIN = "The same zip was read"


@dataclass
class Reader:
    """Counts what it reads. ``gap`` is why it misses something; ``broken`` is raised instead of a reading."""

    alias: str = ROOM.address
    gap: GapReason = GapReason.NOT_IN_BUNDLE
    will_hold: bool = True
    broken: UnreadableBundleError | None = None
    read: list[Path] = field(default_factory=list)

    async def __call__(self, file: Path) -> BundleReading:
        self.read.append(file)
        if self.broken:
            raise self.broken
        reading = device_reading(self.alias)
        gap = Gap("heartbeats", "bundle.heartbeats", self.gap, "The log is not what it was.")
        return replace(reading, evidence=replace(reading.evidence, gaps=(gap,)), will_hold=self.will_hold)


def sending(*digests: str) -> Download:
    """Hands out a file of each digest in turn."""
    coming = list(digests)

    @contextlib.asynccontextmanager
    async def download(_url: str) -> AsyncIterator[Fetched]:
        yield Fetched(Path("/dev/null"), coming.pop(0))

    return download


async def sent(running: Bot, run: Run, state: RunState = RunState.DONE) -> Run:
    assert await running.service.start(run)
    return await running.settled(run.id, state)


async def report_of(running: Bot, run: Run) -> KeptReport:
    kept = await running.store.reports.get(report_id(run.id, 0))
    assert kept
    return kept


async def test_a_zip_that_was_read_is_not_read_again(tmp_path: Path) -> None:
    reader, teams = Reader(), RecordingTeams()
    before = datetime.now(UTC)
    async with bot(tmp_path, teams, download=sending("one", "one"), read_bundle=reader) as running:
        await sent(running, an_upload())
        assert AGAIN not in str(teams.last().card)
        after = datetime.now(UTC)
        run = await sent(running, an_upload(time_zone="Asia/Tokyo"))
        report = await report_of(running, run)
    assert len(reader.read) == 1
    assert [finding.status for finding in report.report.findings] == [Status.SKIPPED, Status.PASS]
    assert report.read_before
    assert before <= report.read_before <= after
    assert f"{AGAIN} {moment(report.read_before, 'Asia/Tokyo')}" in str(teams.last().card)
    assert "JST" in str(teams.last().card)
    assert run.upload == Upload("logs.zip", "")


async def test_another_zip_is_read(tmp_path: Path) -> None:
    reader, teams = Reader(), RecordingTeams()
    async with bot(tmp_path, teams, download=sending("one", "two"), read_bundle=reader) as running:
        for _ in range(2):
            await sent(running, an_upload())
    assert len(reader.read) == 2
    assert AGAIN not in str(teams.last().card)


async def test_a_zip_sent_again_counts_from_then_on(tmp_path: Path) -> None:
    reader, clock = Reader(), ShiftedClock()
    async with bot(tmp_path, RecordingTeams(), clock=clock, download=sending("one", "one", "one"),
                   read_bundle=reader) as running:
        first = await sent(running, an_upload())
        clock.shift = timedelta(hours=23)
        again = await sent(running, an_upload(created_at=clock()))
        clock.shift = timedelta(hours=25)
        assert not await running.store.evidence.parked(first.id, clock())
        assert await running.store.evidence.parked(again.id, clock())
        assert await running.store.evidence.of(ROOM.address, "bundle", clock())
        third = await sent(running, an_upload(created_at=clock()))
    assert len(reader.read) == 1
    assert third.read_before == again.read_before


async def test_a_reading_that_has_expired_is_not_used(tmp_path: Path) -> None:
    reader, clock = Reader(), ShiftedClock()
    async with bot(tmp_path, RecordingTeams(), clock=clock, download=sending("one", "one"),
                   read_bundle=reader) as running:
        await sent(running, an_upload())
        clock.shift = timedelta(hours=25)
        run = await sent(running, an_upload(created_at=clock()))
    assert (len(reader.read), run.read_before) == (2, None)


async def test_a_reading_of_an_earlier_reader_is_not_used(tmp_path: Path) -> None:
    reader = Reader()
    async with bot(tmp_path, RecordingTeams(), download=sending("one"), read_bundle=reader) as running:
        earlier = KeptReading(device_reading(ROOM.address), datetime.now(UTC), f"{READER_VERSION - 1}:one")
        await running.store.evidence.park("an earlier run", earlier, datetime.now(UTC) + timedelta(hours=1))
        await sent(running, an_upload())
        assert await running.store.evidence.read_before(f"{READER_VERSION}:one", datetime.now(UTC))
    assert len(reader.read) == 1


async def test_a_damaged_zip_is_not_read_again_either(tmp_path: Path) -> None:
    reader, teams = Reader(gap=GapReason.DAMAGED), RecordingTeams()
    async with bot(tmp_path, teams, download=sending("one", "one"), read_bundle=reader) as running:
        for _ in range(2):
            await sent(running, an_upload())
    assert len(reader.read) == 1
    assert AGAIN in str(teams.last().card)


async def test_a_reading_that_left_something_out_may_differ_later(tmp_path: Path) -> None:
    reader, teams = Reader(will_hold=False), RecordingTeams()
    async with bot(tmp_path, teams, download=sending("one", "one"), read_bundle=reader) as running:
        for _ in range(2):
            await sent(running, an_upload())
    assert len(reader.read) == 2
    assert AGAIN not in str(teams.last().card)


async def test_a_zip_that_cannot_be_read_is_tried_again(tmp_path: Path) -> None:
    reader = Reader(broken=UnreadableBundleError("Reading took too long.", "Send the diagnostic zip."))
    teams = RecordingTeams()
    async with bot(tmp_path, teams, download=sending("one", "one"), read_bundle=reader) as running:
        await sent(running, an_upload(), RunState.FAILED)
        reader.broken = None
        await sent(running, an_upload())
    assert len(reader.read) == 2
    assert AGAIN not in str(teams.last().card)


async def test_two_who_send_the_same_zip_at_once_are_both_answered(tmp_path: Path) -> None:
    together, reader = asyncio.Barrier(2), Reader()

    async def read(file: Path) -> BundleReading:
        await together.wait()
        return await reader(file)

    async with bot(tmp_path, RecordingTeams(), download=sending("one", "one", "one"), read_bundle=read) as running:
        ended = await asyncio.gather(*(sent(running, an_upload()) for _ in range(2)))
        third = await sent(running, an_upload())
    assert [run.read_before for run in ended] == [None, None]
    assert (len(reader.read), third.read_before is not None) == (2, True)


async def test_whose_zip_it_is_is_asked_and_named_each_time(tmp_path: Path) -> None:
    reader, teams = Reader(alias=""), RecordingTeams()
    async with bot(tmp_path, teams, download=sending("one", "one", "one"), read_bundle=reader) as running:
        first = await sent(running, an_upload(rooms=(ROOM,)))
        asked = await sent(running, an_upload(), RunState.WAITING)
        assert "Which room is this zip from?" in teams.last().summary
        await running.service.name_room(asked.id, OTHER)
        named = await running.settled(asked.id)
        assert AGAIN in str(teams.last().card)
        third = await sent(running, an_upload(rooms=(OTHER,)))
    assert [[room.address for room in run.rooms] for run in (first, named, third)] == [
        [ROOM.address], [OTHER.address], [OTHER.address]]
    assert len(reader.read) == 1


async def test_whoever_sends_it_for_another_room_is_told_so(tmp_path: Path) -> None:
    reader, teams = Reader(), RecordingTeams()
    meant = Upload("logs.zip", DOWNLOAD_URL, OTHER.address)
    async with bot(tmp_path, teams, download=sending("one", "one"), read_bundle=reader) as running:
        await sent(running, an_upload())
        run = await sent(running, an_upload(rooms=(OTHER,), upload=meant))
        told = await until(lambda: [each.message.text for each in teams.posts() if each.message.text])
    assert [room.address for room in run.rooms] == [ROOM.address]
    assert f"not of {OTHER.address}" in told[0]
    assert len(reader.read) == 1


class RunsThatBreak(SqlRuns):
    """Breaks off before it names a room, once."""

    broken = False

    async def name_rooms(self, run_id: str, rooms: Sequence[Room], read_before: datetime | None) -> None:
        if not self.broken:
            self.broken = True
            raise OSError("broken off")
        await super().name_rooms(run_id, rooms, read_before)


async def test_a_reading_is_kept_only_once_its_room_is_named(tmp_path: Path) -> None:
    clock, run = ShiftedClock(), an_upload()
    async with opened_store(embedded_url(tmp_path), clock) as store:
        likely_rooms = LikelyRooms((), SqlKnownRooms(store.engine), FakeRecognition(), clock)
        runs = RunsThatBreak(store.engine, store.jobs)
        sources = Sources(graph(), sending("one", "one"), Reader(), catalogue(), make_report, located)
        examiner = Examiner(sources, runs, store.reports, store.evidence, clock, likely_rooms=likely_rooms,
                            audit=SqlAudit(store.engine))
        await runs.accept(run)
        with pytest.raises(OSError, match="broken off"):
            await examiner.read_upload(run)
        assert await examiner.reading(run) is None
        await examiner.read_upload(run)
        named = await runs.get(run.id)
    assert named
    assert [room.address for room in named.rooms] == [ROOM.address]


@pytest.mark.parametrize("older_last", [True, False])
async def test_of_two_zips_the_one_that_saw_further_says_how_things_stand(tmp_path: Path, older_last: bool) -> None:
    newer, older = device_reading(ROOM.address), device_reading(ROOM.address)
    long_ago = newer.evidence.facts[Device].as_of - timedelta(days=30)
    older = replace(older, evidence=Evidence(Facts([replace(older.evidence.facts[Device], as_of=long_ago)])))
    readings = [newer, older] if older_last else [older, newer]

    async def read(_file: Path) -> BundleReading:
        return readings.pop(0)

    async with bot(tmp_path, RecordingTeams(), download=sending("one", "two"), read_bundle=read) as running:
        for _ in range(2):
            await sent(running, an_upload())
        kept = await running.store.evidence.of(ROOM.address, "bundle", datetime.now(UTC))
    assert kept
    assert kept.facts[Device] == newer.evidence.facts[Device]
