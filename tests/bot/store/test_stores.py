"""What is kept, replaced, found and removed."""

import asyncio
import contextlib
import sqlite3
import stat
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.examination import report_id
from bot.file_ports import Upload
from bot.ports import Fault, KeptReading, OpenDialog, Run, RunState
from bot.store.database import embedded_url, let_go, opened
from bot.store.dialogs import SqlDialogs
from bot.store.evidence import SqlEvidence
from bot.store.reports import SqlReports
from bot.store.retention import KEEP_REPORTS, remove_expired
from bot.store.runs import SqlRuns, job_of
from checks.collector import Evidence
from checks.engine import Outcome
from checks.facts.account import Account
from checks.facts.asked import Topic
from checks.facts.base import Facts
from checks.model import Citation, Gap, GapReason, Room
from tests.bot.run_parts import (
    CHAT,
    DOWNLOAD_URL,
    POST,
    ROOM,
    a_run,
    a_shared_upload,
    an_upload,
    device_reading,
    make_report,
)
from tests.bot.store.stored import HOUR, NOW, NoJobs

OTHER_VERSION = '{"version": 99, "facts": {}, "gaps": []}'


def evidence(enabled: bool = True) -> Evidence:
    account = Account(NOW, Citation("graph.account", "users/1"), ROOM.address, found=True, enabled=enabled)
    return Evidence(Facts([account]), (Gap("sign-ins", "graph.sign_ins", GapReason.NO_PERMISSION, "Refused."),))


def holds(folder: Path, canary: str) -> bool:
    return any(canary.encode() in file.read_bytes() for file in folder.iterdir())


async def test_a_run_comes_back_as_it_was_accepted(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    run = an_upload(rooms=(ROOM, Room("b@contoso.com")), start_at=NOW + HOUR, time_zone="Europe/Berlin", created_at=NOW,
                    asked=frozenset({Topic.ACCESS}))
    assert await runs.accept(run)
    assert await runs.get(run.id) == run
    assert await runs.get("another") is None


async def test_times_come_back_in_utc_whatever_zone_they_were_given_in(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    local = datetime.fromisoformat("2026-11-20T10:30:00+01:00")
    run = a_run(created_at=local)
    await runs.accept(run)
    kept = await runs.get(run.id)
    assert kept
    assert (kept.created_at, kept.created_at.utcoffset()) == (NOW, timedelta(0))


async def test_the_same_wish_is_accepted_once(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    first = a_run()
    assert await runs.accept(first)
    assert not await runs.accept(a_run(dedupe_key=first.dedupe_key))


async def test_a_run_is_queued_once(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    run = a_run()
    await runs.accept(run)
    assert await runs.queue(run.id, "card-1")
    assert not await runs.queue(run.id, "card-2")
    kept = await runs.get(run.id)
    assert kept
    assert (kept.state, kept.card_id, kept.attempts) == (RunState.QUEUED, "card-1", 1)


async def test_a_job_is_submitted_anew_only_while_nobody_else_did(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    run = a_run()
    await runs.accept(run)
    await runs.queue(run.id, "card-1")
    assert await runs.resubmit(run.id, 1)
    assert not await runs.resubmit(run.id, 1)


async def test_a_waiting_run_takes_one_room(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    run = an_upload()
    await runs.accept(run)
    assert not await runs.resume(run.id, ROOM)
    await runs.queue(run.id, "card-1")
    await runs.wait(run.id)
    assert await runs.resume(run.id, ROOM)
    assert not await runs.resume(run.id, Room("late@contoso.com"))
    kept = await runs.get(run.id)
    assert kept
    assert (kept.rooms, kept.state) == ((ROOM,), RunState.QUEUED)


async def test_what_ended_stays_ended(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    run = a_run()
    await runs.accept(run)
    await runs.queue(run.id, "card-1")
    await runs.finish(run.id, RunState.DONE, ["report-1"])
    await runs.finish(run.id, RunState.FAILED)
    await runs.wait(run.id)
    kept = await runs.get(run.id)
    assert kept
    assert (kept.state, kept.reports) == (RunState.DONE, ("report-1",))


async def test_the_newest_run_on_a_card_is_found(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    older, newer = (a_run(card_id="card-1", created_at=NOW + late) for late in (timedelta(0), HOUR))
    for run in (newer, older, a_run(card_id="card-2", created_at=NOW + 2 * HOUR)):
        await runs.accept(run)
    assert await runs.showing_on(CHAT.id, "card-1") == newer
    assert await runs.showing_on("another chat", "card-1") is None


async def test_unanswered_are_old_accepted_runs_and_queued_ones_whose_job_is_gone(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    old, fresh = a_run(created_at=NOW), a_run(created_at=NOW + HOUR)
    queued, done = a_run(created_at=NOW + 2 * HOUR), a_run(created_at=NOW)
    for run in (old, fresh, queued, done):
        await runs.accept(run)
    await runs.queue(queued.id, "card-1")
    await runs.queue(done.id, "card-2")
    await runs.finish(done.id, RunState.DONE)
    assert [run.id for run in await runs.unanswered(NOW + timedelta(minutes=1))] == [old.id, queued.id]


async def test_a_fault_is_kept_for_its_card(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    run = an_upload()
    await runs.accept(run)
    for fault in (Fault("It is no zip.", "Send a zip."), Fault("It did not arrive.", "Drop it there.", elsewhere=True)):
        await runs.note_fault(run.id, fault)
        kept = await runs.get(run.id)
        assert kept
        assert kept.fault == fault


async def test_a_message_that_shares_a_file_is_kept_by_its_ids(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    run = a_shared_upload(created_at=NOW)
    await runs.accept(run)
    assert await runs.get(run.id) == run
    assert job_of(run).reads_upload


@pytest.mark.parametrize("end", ["forget", "finish"])
@pytest.mark.parametrize("made", [an_upload, a_shared_upload])
async def test_a_used_address_is_nowhere_in_the_file(tmp_path: Path, end: str, made: Callable[[], Run]) -> None:
    run = made()
    async with opened(embedded_url(tmp_path)) as engine:
        runs = SqlRuns(engine, NoJobs())
        await runs.accept(run)
        await (runs.forget_url(run.id) if end == "forget" else runs.finish(run.id, RunState.FAILED))
        kept = await runs.get(run.id)
    assert kept
    assert kept.upload == Upload("logs.zip", "")
    assert not holds(tmp_path, DOWNLOAD_URL)
    assert not holds(tmp_path, POST.conversation)


async def test_what_is_removed_is_overwritten_in_the_file(tmp_path: Path) -> None:
    async with opened(embedded_url(tmp_path)) as engine, engine.connect() as connection:
        assert (await connection.execute(text("pragma secure_delete"))).scalar_one() == 1


async def test_forgetting_the_address_makes_no_upload_of_a_check(engine: AsyncEngine) -> None:
    runs = SqlRuns(engine, NoJobs())
    run = a_run(created_at=NOW)
    await runs.accept(run)
    await runs.forget_url(run.id)
    await runs.finish(run.id, RunState.DONE)
    kept = await runs.get(run.id)
    assert kept
    assert kept.upload is None


async def test_a_report_kept_again_replaces_itself(engine: AsyncEngine) -> None:
    reports = SqlReports(engine)
    nothing = Outcome((), evidence(), evidence())
    await reports.keep("r-0", "r", make_report(ROOM, nothing, NOW))
    await reports.keep("r-0", "r", make_report(ROOM, nothing, NOW + HOUR))
    kept = await reports.get("r-0")
    assert kept
    assert (kept.run_id, kept.report) == ("r", make_report(ROOM, nothing, NOW + HOUR))
    assert await reports.get("r-1") is None


async def test_the_latest_report_of_a_room_is_found_whatever_its_case(engine: AsyncEngine) -> None:
    reports = SqlReports(engine)
    nothing = Outcome((), evidence(), evidence())
    for name, late in (("new", HOUR), ("old", timedelta(0))):
        await reports.keep(report_id(name, 0), name, make_report(ROOM, nothing, NOW + late))
    await reports.keep("other", "other", make_report(Room("other@contoso.com"), nothing, NOW + 2 * HOUR))
    found = await reports.latest("Room-1@Contoso.com")
    assert found
    assert found.id == "new-0"
    assert await reports.latest("nobody@contoso.com") is None


async def test_a_report_says_what_its_run_asked_for(engine: AsyncEngine) -> None:
    reports, asked = SqlReports(engine), a_run(asked=frozenset({Topic.ACCESS}))
    await SqlRuns(engine, NoJobs()).accept(asked)
    for run_id, late in ((asked.id, HOUR), ("a run that is gone", timedelta(0))):
        report = make_report(ROOM, Outcome((), evidence(), evidence()), NOW + late)
        await reports.keep(report_id(run_id, 0), run_id, report)
    found = [await reports.get(report_id(asked.id, 0)), await reports.latest(ROOM.address),
             await reports.get(report_id("a run that is gone", 0))]
    assert [each.asked for each in found if each] == [asked.asked, asked.asked, frozenset()]


async def test_a_report_of_another_version_counts_as_none(engine: AsyncEngine) -> None:
    reports = SqlReports(engine)
    await reports.keep("r-0", "r", make_report(ROOM, Outcome((), evidence(), evidence()), NOW))
    async with engine.begin() as connection:
        await connection.execute(text("update reports set document = '{\"version\": 99}'"))
    assert await reports.get("r-0") is None


async def test_evidence_lasts_until_it_expires(engine: AsyncEngine) -> None:
    store = SqlEvidence(engine)
    await store.keep("Room-1@contoso.com", "graph", evidence(), NOW + HOUR)
    kept = await store.of(ROOM.address, "graph", NOW)
    assert kept
    assert (dict(kept.facts), kept.gaps) == (dict(evidence().facts), evidence().gaps)
    assert await store.of(ROOM.address, "graph", NOW + HOUR) is None
    assert await store.of(ROOM.address, "bundle", NOW) is None


async def test_a_source_replaces_only_itself(engine: AsyncEngine) -> None:
    store = SqlEvidence(engine)
    await store.keep(ROOM.address, "graph", evidence(), NOW + HOUR)
    await store.keep(ROOM.address, "bundle", device_reading("").evidence, NOW + HOUR)
    await store.keep(ROOM.address, "graph", evidence(enabled=False), NOW + HOUR)
    kept = await store.of(ROOM.address, "graph", NOW)
    assert kept
    assert kept.facts[Account].enabled is False
    assert await store.of(ROOM.address, "bundle", NOW)


async def test_many_rooms_are_kept_and_read_at_once_each_as_it_was_asked_for(engine: AsyncEngine) -> None:
    store = SqlEvidence(engine)
    await store.keep("one@contoso.com", "sweep", evidence(), NOW + HOUR)
    await store.keep_each("sweep", {"One@contoso.com": evidence(enabled=False), "two@contoso.com": evidence()},
                          NOW + HOUR)
    await store.keep_each("sweep", {}, NOW + HOUR)
    await store.keep("three@contoso.com", "bundle", evidence(), NOW + HOUR)
    asked = ["ONE@contoso.com", "two@contoso.com", "three@contoso.com"]
    found = await store.of_each(asked, "sweep", NOW)
    assert {address: each.facts[Account].enabled for address, each in found.items()} == {
        "ONE@contoso.com": False, "two@contoso.com": True}
    assert await store.of_each(asked, "sweep", NOW + HOUR) == {}
    assert set(await store.known(asked, "bundle", NOW)) == {"three@contoso.com"}
    assert not await store.known(asked, "bundle", NOW + HOUR)


async def test_evidence_of_another_version_counts_as_none(engine: AsyncEngine) -> None:
    store = SqlEvidence(engine)
    await store.keep(ROOM.address, "graph", evidence(), NOW + HOUR)
    async with engine.begin() as connection:
        await connection.execute(text("update evidence set document = :other"), {"other": OTHER_VERSION})
    assert await store.of(ROOM.address, "graph", NOW) is None


async def test_a_reading_is_parked_until_it_expires(engine: AsyncEngine) -> None:
    store, reading = SqlEvidence(engine), device_reading("room")
    await store.park("run", KeptReading(device_reading("another"), NOW), NOW + HOUR)
    await store.park("run", KeptReading(reading, NOW), NOW + HOUR)
    kept = await store.parked("run", NOW)
    assert kept
    assert (kept.alias, dict(kept.evidence.facts)) == ("room", dict(reading.evidence.facts))
    assert await store.parked("run", NOW + HOUR) is None


def dialog(name: str = "pick_room", **changes: Any) -> OpenDialog:
    given: dict[str, Any] = {"id": name, "name": name, "conversation": CHAT, "actor_id": "anna",
                             "state": {"rooms": ["a", "b"]}, "expires": NOW + HOUR, "card_id": "card-1"}
    return OpenDialog(**{**given, **changes})


async def test_a_dialog_stays_open_until_it_is_closed_or_expires(engine: AsyncEngine) -> None:
    dialogs = SqlDialogs(engine)
    await dialogs.keep(dialog())
    assert await dialogs.get("pick_room", NOW) == dialog()
    assert await dialogs.get("pick_room", NOW + HOUR) is None
    await dialogs.close("pick_room")
    assert await dialogs.get("pick_room", NOW) is None


async def test_the_newest_dialog_of_this_person_here_is_found(engine: AsyncEngine) -> None:
    dialogs = SqlDialogs(engine)
    newest = dialog(id="2", expires=NOW + 2 * HOUR)
    for each in (newest, dialog(id="1"), dialog(id="3", actor_id="bob", expires=NOW + 3 * HOUR),
                 dialog(id="4", name="collect_logs", expires=NOW + 3 * HOUR)):
        await dialogs.keep(each)
    assert await dialogs.waiting(CHAT.id, "anna", "pick_room", NOW) == newest
    assert await dialogs.waiting(CHAT.id, "anna", "pick_room", NOW + 2 * HOUR) is None
    assert await dialogs.waiting("another", "anna", "pick_room", NOW) is None


async def test_expired_rows_are_removed_and_the_rest_stays(engine: AsyncEngine) -> None:
    runs, reports, store, dialogs = (SqlRuns(engine, NoJobs()), SqlReports(engine), SqlEvidence(engine),
                                     SqlDialogs(engine))
    old, open_still, fresh = (a_run(created_at=NOW - age) for age in (2 * KEEP_REPORTS, 2 * KEEP_REPORTS, HOUR))
    for run in (old, open_still, fresh):
        await runs.accept(run)
    await runs.finish(old.id, RunState.DONE)
    nothing = Outcome((), evidence(), evidence())
    for name, age in (("old", 2 * KEEP_REPORTS), ("fresh", HOUR)):
        await reports.keep(name, name, make_report(ROOM, nothing, NOW - age))
    for expires, name in ((NOW, "old"), (NOW + HOUR, "fresh")):
        await store.keep(f"{name}@contoso.com", "graph", evidence(), expires)
        await store.park(name, KeptReading(device_reading(""), NOW, "a zip"), expires)
        await dialogs.keep(dialog(id=name, expires=expires))
    await remove_expired(engine, NOW)
    assert [await runs.get(run.id) is not None for run in (old, open_still, fresh)] == [False, True, True]
    assert [await reports.get(name) is not None for name in ("old", "fresh")] == [False, True]
    assert await _counts(engine) == {"evidence": 1, "readings": 1, "dialogs": 1}


async def _counts(engine: AsyncEngine) -> dict[str, int]:
    async with engine.connect() as connection:
        return {table: (await connection.execute(text(f"select count(*) from {table}"))).scalar_one()  # noqa: S608 - own
                for table in ("evidence", "readings", "dialogs")}


async def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    (home / "roomcheck.sqlite").touch(mode=0o644)
    async with opened(embedded_url(home)) as engine:
        await SqlRuns(engine, NoJobs()).accept(a_run())
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in home.iterdir()}
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert modes == dict.fromkeys(modes, 0o600)
    assert "roomcheck.sqlite-wal" in modes


async def test_a_topic_of_a_later_version_counts_as_not_asked_for(engine: AsyncEngine) -> None:
    runs, run = SqlRuns(engine, NoJobs()), a_run(created_at=NOW)
    await runs.accept(run)
    async with engine.begin() as connection:
        await connection.execute(text("""update runs set asked = '["access", "tomorrow"]'"""))
    kept = await runs.get(run.id)
    assert kept
    assert kept.asked == {Topic.ACCESS}


async def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    run = a_run()
    for expected in (True, False):
        async with opened(embedded_url(tmp_path)) as engine:
            assert await SqlRuns(engine, NoJobs()).accept(run) is expected


async def test_a_long_reader_holds_nobody_up_and_the_log_is_cut_after_it(tmp_path: Path) -> None:
    log_file, runs = tmp_path / "roomcheck.sqlite-wal", tuple(a_run(rooms=(Room("x" * 300),) * 100) for _ in range(30))
    async with opened(embedded_url(tmp_path)) as engine:
        store = SqlRuns(engine, NoJobs())
        with contextlib.closing(sqlite3.connect(tmp_path / "roomcheck.sqlite")) as reader:
            reader.execute("begin")
            reader.execute("select * from runs").fetchall()
            for run in runs:
                await store.accept(run)
            async with asyncio.timeout(10):
                await let_go(engine)
                await store.accept(a_run())
            assert log_file.stat().st_size > 1_000_000
            reader.rollback()
        await let_go(engine)
        assert log_file.stat().st_size == 0
