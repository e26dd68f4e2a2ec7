"""``forget`` on real databases: nothing that was kept of a room is found afterwards, and nothing of another is lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.access_ports import Asked, Forgotten, RoomBusyError
from bot.file_ports import Upload
from bot.fleet import Extent, Snooze, Subscription
from bot.ports import Fault, OpenDialog, Run, RunState, StoreAwayError
from bot.store.access import SqlAudit, SqlKnownRooms
from bot.store.database import embedded_url
from bot.store.forgetting import SqlMemory
from bot.store.retention import remove_expired
from checks.collector import BundleReading, Evidence
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.facts.device import Device
from checks.fleet import FleetRoom, Looked, Page
from checks.likeness import Likeness
from checks.model import Citation, Finding, Room, Severity, Status
from tests.bot.kept import holding, tables
from tests.bot.run_parts import (
    CHAT,
    DOWNLOAD_URL,
    Bot,
    FakeFleet,
    RecordingTeams,
    ShiftedClock,
    a_run,
    an_upload,
    bot,
    device_reading,
    enabled,
    graph,
    until,
)
from tests.bot.test_sweeps import CHANNEL, WATCH_ALL, a_sweep, sent_all, swept

ROOM, ALIKE = Room("room-7@contoso.com", "Bern Gurten"), Room("a.room-7@contoso.com", "Bern Dählhölzli")
NAMES = (ROOM.address, ROOM.display_name)


@pytest.fixture(params=("sqlite", "postgresql"))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    if request.param == "sqlite":
        return embedded_url(tmp_path)
    named: URL = request.getfixturevalue("postgres_url")
    return named


async def read_zip(_file: Path) -> BundleReading:
    return replace(device_reading(ROOM.address), display_name=ROOM.display_name)


@dataclass
class NamedFleet(FakeFleet):
    """Rooms with the display names that these tests look for."""

    async def discover(self) -> AsyncIterator[Page]:
        async for page in super().discover():
            rooms = tuple(replace(each, room=replace(each.room, display_name=_name(each.room.address)))
                          for each in page.rooms)
            yield replace(page, rooms=rooms)


def _name(address: str) -> str:
    return next((each.display_name for each in (ROOM, ALIKE) if each.address == address), address)


def memory(running: Bot) -> SqlMemory:
    return SqlMemory(running.store.engine, running.store.jobs)


async def performed(running: Bot, run: Run) -> Run:
    assert await running.service.start(run)
    return await running.settled(run.id)


def a_dialog(name: str, **state: object) -> OpenDialog:
    return OpenDialog(name, "pick_room", CHAT, "anna", state, datetime.now(UTC) + timedelta(hours=1))


async def live_through(running: Bot, fleet: FakeFleet) -> None:
    """Everything that leaves a trace of both rooms: checks, zips, sweeps, alerts, wishes, questions, the audit."""
    store, subscriptions, now = running.store, running.watch.stores.subscriptions, datetime.now(UTC)
    known, audit = SqlKnownRooms(store.engine), SqlAudit(store.engine)
    await subscriptions.keep(WATCH_ALL)
    for each in (ROOM, ALIKE):
        await subscriptions.keep(Subscription(f"s {each.address}", CHANNEL, Extent.ROOM, each.address, "anna", now))
        await subscriptions.snooze(Snooze(CHAT.id, each.address, now + timedelta(days=1), "anna"))
        await known.keep(each.address, Likeness.ALLOWED, "anna", now)
        await store.dialogs.keep(a_dialog(f"about {each.address}", room=each.address))
        await store.dialogs.keep(a_dialog(f"among {each.address}", rooms=[{"address": each.address}]))
        await audit.keep(Asked(now, "anna", "tenant", CHAT.id, "personal", "Check", (each.address,), allowed=True))
        await performed(running, a_run(rooms=(each,)))
    await performed(running, a_run(rooms=(ROOM, ALIKE)))
    await performed(running, a_run(rooms=(ALIKE, ROOM)))
    for upload in (Upload("logs.zip", DOWNLOAD_URL), Upload("logs.zip", DOWNLOAD_URL, ALIKE.address)):
        await performed(running, a_run(rooms=(), upload=upload))
    astray = Upload(f"{ROOM.address}.zip", "", ROOM.address)
    await store.runs.accept(a_run(rooms=(ALIKE,), upload=astray, state=RunState.FAILED,
                                  fault=Fault(f"It is not of {ROOM.address}.", "")))
    await swept(running, 2)
    fleet.enabled = dict.fromkeys(fleet.enabled, False)
    await swept(running, 2)
    await sent_all(running)


@asynccontextmanager
async def lived(tmp_path: Path, url: URL) -> AsyncIterator[tuple[Bot, FakeFleet]]:
    fleet = NamedFleet({ROOM.address: True, ALIKE.address: True})
    async with bot(tmp_path, RecordingTeams(), url=url, fleet=fleet, read_bundle=read_zip) as running:
        await live_through(running, fleet)
        yield running, fleet


async def test_after_forget_a_room_is_found_nowhere_but_in_the_audit(tmp_path: Path, url: URL) -> None:
    async with lived(tmp_path, url) as (running, _fleet):
        before = {name for name, held in tables(url).items() if ROOM.address in held.replace(ALIKE.address, "")}
        assert before >= {"reports", "runs", "evidence", "readings", "dialogs", "sweep_rooms", "room_states", "outages",
                          "alerts", "snoozes", "subscriptions", "known_rooms", "audit", "audit_rooms"}
        deliveries = tables(url)["deliveries"].count("\n")
        jobs = tables(url)["workflow_status"].count("\n")
        forgotten = await memory(running).forget(ROOM.address.upper())
        assert (forgotten.runs, forgotten.outages, forgotten.subscriptions) == (3, 1, 1)
        assert min(forgotten.reports, forgotten.alerts, forgotten.others) > 0
        assert tables(url)["deliveries"].count("\n") < deliveries
        assert tables(url)["workflow_status"].count("\n") == jobs - forgotten.runs
        assert await memory(running).forget(ROOM.address) == Forgotten()
        assert holding(url, tmp_path, ROOM.display_name) == {}, "nor do the embedded database's files hold it"
    assert holding(url, tmp_path, ROOM.display_name) == {}
    kept = {name: held.replace(ALIKE.address, "").replace(ALIKE.display_name, "") for name, held in tables(url).items()}
    where = {name for name, held in kept.items() if any(each.casefold() in held.casefold() for each in NAMES)}
    assert where == {"audit", "audit_rooms"}


async def test_nothing_of_a_room_with_a_name_alike_is_lost(tmp_path: Path, url: URL) -> None:
    async with lived(tmp_path, url) as (running, _fleet):
        store, watch = running.store, running.watch.stores
        before = await store.reports.latest(ALIKE.address)
        await memory(running).forget(ROOM.address)
        assert before is not None
        assert await store.reports.latest(ALIKE.address) == before
        assert await watch.rooms.state_of(ALIKE.address)
        assert len(await watch.rooms.outages(ALIKE.address, datetime.now(UTC) - timedelta(1))) == 1
        assert {each.target for each in await watch.subscriptions.every()} == {"", ALIKE.address}
        asleep = await watch.subscriptions.snoozes(CHAT.id, datetime.now(UTC))
        assert {each.address for each in asleep} == {ALIKE.address}
        assert await SqlKnownRooms(store.engine).likeness(ALIKE.address) is Likeness.ALLOWED
        assert await SqlKnownRooms(store.engine).likeness(ROOM.address) is None
        for kind in ("about", "among"):
            assert await store.dialogs.get(f"{kind} {ALIKE.address}", datetime.now(UTC))
            assert await store.dialogs.get(f"{kind} {ROOM.address}", datetime.now(UTC)) is None
        sweep = await swept(running)
        assert (sweep.rooms, await watch.rooms.state_of(ROOM.address) is not None) == (2, True)


ALIAS = Room("gurten@contoso.com", "Gurten Saal")
"""Another address of the first room's account."""
ACCOUNT_ID = "5f1c0000-0000-4000-8000-000000000007"


async def by_alias(room: Room, known: Facts) -> Account:
    seen = await enabled(room, known)
    is_its = room.address in (ROOM.address, ALIAS.address)
    return replace(seen, address=ROOM.address, object_id=ACCOUNT_ID) if is_its else seen


async def test_what_was_checked_under_another_address_of_the_room_is_forgotten_too(tmp_path: Path, url: URL) -> None:
    async with bot(tmp_path, RecordingTeams(), url=url, collectors_for=graph(by_alias)) as running:
        await SqlKnownRooms(running.store.engine).keep(ALIAS.address, Likeness.MAILBOX, "anna", datetime.now(UTC))
        for each in (ALIAS, ALIKE):
            await performed(running, a_run(rooms=(each,)))
        forgotten = await memory(running).forget(ROOM.address)
        assert (forgotten.reports, forgotten.runs) == (1, 1)
        assert await running.store.reports.latest(ALIKE.address)
    for name in (ROOM.address, ALIAS.address, ALIAS.display_name):
        assert not [table for table, held in tables(url).items() if name in held.replace(ALIKE.address, "")]


async def test_reports_tell_of_the_same_account_when_what_was_collected_has_expired(tmp_path: Path, url: URL) -> None:
    clock = ShiftedClock()
    async with bot(tmp_path, RecordingTeams(), url=url, clock=clock, collectors_for=graph(by_alias)) as running:
        for each in (ROOM, ALIAS):
            await performed(running, a_run(rooms=(replace(each, object_id=ACCOUNT_ID),)))
        clock.shift = timedelta(days=2)
        await remove_expired(running.store.engine, clock())
        assert not tables(url)["evidence"].strip()
        assert (await memory(running).forget(ROOM.address)).reports == 2


async def test_a_report_under_another_address_tells_by_itself_whose_it_is(tmp_path: Path, url: URL) -> None:
    said = Finding("account.primary_address", "", Severity.LOW, Status.WARN, f"The user name is {ROOM.address}.")
    async with bot(tmp_path, RecordingTeams(), url=url) as running:
        known = SqlKnownRooms(running.store.engine)
        for each, its in ((ALIAS, said), (ALIKE, replace(said, id="device.name_shown"))):
            await known.keep(each.address, Likeness.MAILBOX, "anna", datetime.now(UTC))
            run = await performed(running, a_run(rooms=(each,)))
            kept = await running.store.reports.get(run.reports[0])
            assert kept
            await running.store.reports.keep(kept.id, run.id, replace(kept.report, findings=(its,)))
        forgotten = await memory(running).forget(ROOM.address)
        assert (forgotten.reports, forgotten.runs) == (2, 1), "the other report names it, and is another room's"
        assert await known.likeness(ALIAS.address) is None
        assert await known.likeness(ALIKE.address)


async def test_a_check_under_another_address_keeps_the_room_from_being_forgotten(tmp_path: Path, url: URL) -> None:
    async with bot(tmp_path, RecordingTeams(), url=url, collectors_for=graph(by_alias)) as running:
        await performed(running, a_run(rooms=(ALIAS,)))
        await running.service.start(a_run(rooms=(ALIAS,), start_at=datetime.now(UTC) + timedelta(hours=1)))
        with pytest.raises(RoomBusyError):
            await memory(running).forget(ROOM.address)


async def test_that_a_zip_names_the_room_makes_another_no_part_of_it(tmp_path: Path, url: URL) -> None:
    async def written_by_anybody(_file: Path) -> BundleReading:
        quoted = Citation("bundle.logs", "Logs.txt#1", quote=ROOM.address)
        device = Device(datetime.now(UTC), quoted, alias=ALIKE.address)
        return BundleReading(Evidence(Facts([device])), alias=ALIKE.address)

    async with bot(tmp_path, RecordingTeams(), url=url, read_bundle=written_by_anybody) as running:
        known = SqlKnownRooms(running.store.engine)
        await known.keep(ALIKE.address, Likeness.ALLOWED, "anna", datetime.now(UTC))
        await performed(running, a_run(rooms=(ALIKE,)))
        run = await performed(running, an_upload())
        await memory(running).forget(ROOM.address)
        assert await known.likeness(ALIKE.address) is Likeness.ALLOWED
        assert await running.store.runs.get(run.id)
    assert {name for name, held in tables(url).items() if ROOM.address in held.replace(ALIKE.address, "")} == set()


async def test_when_the_database_goes_away_nothing_is_removed_and_a_repeat_is_as_good(tmp_path: Path, url: URL) -> None:
    class Away:
        async def forget(self, job_ids: Collection[str]) -> None:
            assert job_ids
            raise StoreAwayError

    async with bot(tmp_path, RecordingTeams(), url=url) as running:
        run = await performed(running, a_run(rooms=(ROOM,)))
        with pytest.raises(StoreAwayError):
            await SqlMemory(running.store.engine, Away()).forget(ROOM.address)
        assert await running.store.runs.get(run.id)
        assert (await memory(running).forget(ROOM.address)).runs == 1
        assert run.id not in tables(url)["workflow_status"]


async def test_of_a_run_about_several_rooms_the_others_stay(tmp_path: Path, url: URL) -> None:
    async with bot(tmp_path, RecordingTeams(), url=url) as running:
        run = await performed(running, a_run(rooms=(ROOM, ALIKE)))
        await memory(running).forget(ROOM.address)
        left = await running.store.runs.get(run.id)
        assert left
        assert (left.rooms, left.reports) == ((ALIKE,), (run.reports[1],))
        assert await running.store.reports.get(run.reports[1])
        assert await running.store.reports.get(run.reports[0]) is None


@dataclass
class Held:
    """Looks at nothing before it is opened."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        self.reached.set()
        await self.opened.wait()

    @property
    def collect(self) -> Callable[[Room, Facts], Awaitable[Account]]:
        async def looked(room: Room, known: Facts) -> Account:
            await self.wait()
            return await enabled(room, known)
        return looked


async def test_a_room_that_is_being_checked_is_not_forgotten_before_that_has_ended(tmp_path: Path, url: URL) -> None:
    held = Held()
    async with bot(tmp_path, RecordingTeams(), url=url, collectors_for=graph(held.collect)) as running:
        await SqlKnownRooms(running.store.engine).keep(ROOM.address, Likeness.ALLOWED, "anna", datetime.now(UTC))
        run = a_run(rooms=(ROOM,))
        await running.service.start(run)
        await held.reached.wait()
        with pytest.raises(RoomBusyError, match="A check of room-7@contoso"):
            await memory(running).forget(ROOM.address)
        assert await SqlKnownRooms(running.store.engine).likeness(ROOM.address), "nothing was removed"
        assert await memory(running).forget(ALIKE.address) == Forgotten(), "another room may be forgotten meanwhile"
        held.opened.set()
        await running.settled(run.id)
        assert (await memory(running).forget(ROOM.address)).runs == 1


async def test_a_check_that_is_to_begin_later_keeps_a_room_from_being_forgotten(tmp_path: Path, url: URL) -> None:
    async with bot(tmp_path, RecordingTeams(), url=url) as running:
        run = a_run(rooms=(ROOM,), start_at=datetime.now(UTC) + timedelta(hours=1))
        await running.service.start(run)
        with pytest.raises(RoomBusyError):
            await memory(running).forget(ROOM.address)
        kept = await running.store.runs.get(run.id)
        assert kept
        assert kept.state is RunState.QUEUED


@dataclass
class SlowFleet(FakeFleet):
    held: Held = field(default_factory=Held)

    async def look(self, rooms: Sequence[FleetRoom]) -> Looked:
        await self.held.wait()
        return await super().look(rooms)


async def test_no_room_is_forgotten_while_a_sweep_looks_at_them(tmp_path: Path, url: URL) -> None:
    fleet = SlowFleet({ROOM.address: True})
    async with bot(tmp_path, RecordingTeams(), url=url, fleet=fleet) as running:
        await running.watch.sweeps.start(a_sweep())
        await fleet.held.reached.wait()
        with pytest.raises(RoomBusyError, match="A sweep is looking"):
            await memory(running).forget(ROOM.address)
        fleet.held.opened.set()
        await until(lambda: _all_swept(running))
        assert (await memory(running).forget(ROOM.address)).anything


async def _all_swept(running: Bot) -> bool:
    return await running.watch.stores.sweeps.under_way() is None
