"""What a zip held, for the run it was sent to and for the next one that is sent the same."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import KeptReading, RunState
from bot.store.evidence import SqlEvidence
from bot.store.reports import SqlReports
from bot.store.retention import KEEP_REPORTS, remove_expired
from bot.store.runs import SqlRuns
from checks.engine import Outcome
from tests.bot.run_parts import ROOM, an_upload, device_reading, make_report
from tests.bot.store.stored import HOUR, NOW, NoJobs

SAME = KeptReading(device_reading("room"), NOW - HOUR, "1:abc")


async def test_the_same_zip_is_found_until_its_reading_expires(engine: AsyncEngine) -> None:
    store = SqlEvidence(engine)
    await store.park("run", SAME, NOW + HOUR)
    found = await store.read_before("1:abc", NOW)
    assert found
    assert (found.read_at, found.zip_key, found.reading.alias) == (NOW - HOUR, "1:abc", "room")
    assert dict(found.reading.evidence.facts) == dict(SAME.reading.evidence.facts)
    assert await store.read_before("1:abc", NOW + HOUR) is None


async def test_another_zip_and_another_reader_find_nothing(engine: AsyncEngine) -> None:
    store = SqlEvidence(engine)
    await store.park("run", SAME, NOW + HOUR)
    assert await store.read_before("1:abd", NOW) is None
    assert await store.read_before("2:abc", NOW) is None


async def test_a_reading_without_a_key_is_its_runs_alone(engine: AsyncEngine) -> None:
    store = SqlEvidence(engine)
    await store.park("run", replace(SAME, zip_key=""), NOW + HOUR)
    assert await store.parked("run", NOW)
    assert await store.read_before("", NOW) is None


async def test_two_runs_keep_the_same_zip_each_for_itself(engine: AsyncEngine) -> None:
    store = SqlEvidence(engine)
    await store.park("first", SAME, NOW + HOUR)
    await store.park("second", SAME, NOW + 2 * HOUR)
    await remove_expired(engine, NOW + HOUR)
    assert await store.parked("first", NOW) is None
    assert await store.parked("second", NOW + HOUR)
    assert await store.read_before("1:abc", NOW + HOUR)


async def test_a_reading_outlives_the_run_it_was_made_for(engine: AsyncEngine) -> None:
    store, runs, run = SqlEvidence(engine), SqlRuns(engine, NoJobs()), an_upload(created_at=NOW - 2 * KEEP_REPORTS)
    await runs.accept(run)
    await runs.finish(run.id, RunState.DONE)
    await store.park(run.id, SAME, NOW + HOUR)
    await remove_expired(engine, NOW)
    assert await runs.get(run.id) is None
    assert await store.read_before("1:abc", NOW)


async def test_a_reading_of_another_form_counts_as_none(engine: AsyncEngine) -> None:
    store = SqlEvidence(engine)
    await store.park("run", SAME, NOW + HOUR)
    async with engine.begin() as connection:
        old = """{"evidence": "{\\"version\\": 99, \\"facts\\": {}, \\"gaps\\": []}"}"""
        await connection.execute(text("update readings set document = :old"), {"old": old})
    assert await store.read_before("1:abc", NOW) is None


async def test_a_run_and_its_reports_say_when_the_zip_had_been_read(engine: AsyncEngine) -> None:
    runs, reports, run = SqlRuns(engine, NoJobs()), SqlReports(engine), an_upload(created_at=NOW)
    await runs.accept(run)
    await reports.keep("report", run.id, make_report(ROOM, Outcome((), *[SAME.reading.evidence] * 2), NOW))
    said = []
    for read_before in (NOW - timedelta(minutes=5), None):
        await runs.name_rooms(run.id, [ROOM], read_before)
        named, report, latest = await runs.get(run.id), await reports.get("report"), await reports.latest(ROOM.address)
        assert named
        assert report
        assert latest
        said.append((named.rooms, named.read_before, report.read_before, latest.read_before))
    assert said == [((ROOM,), *[NOW - timedelta(minutes=5)] * 3), ((ROOM,), None, None, None)]
