"""A disk that is full: what is asked for is refused, nothing is half written, and all goes on when there is room."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.pool import Pool

from bot.ports import Run, RunState, StoreFullError
from checks.collector import BundleReading
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import Room
from tests.bot.run_parts import ROOM, Bot, RecordingTeams, a_run, an_upload, bot, device_reading, enabled, graph, until

MUCH = tuple(Room(f"room-{number}@contoso.com", "x" * 4_000) for number in range(20))


@dataclass
class Disk:
    """Every connection's database may have so many pages; as many as it likes when that is 0."""

    pages: int = 0

    def limit(self, connection: Any, *_rest: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={self.pages or 1_073_741_823}")
        cursor.close()

    async def fill(self, running: Bot) -> None:
        """No page more than there are, and none of those is free."""
        async with running.store.engine.begin() as connection:
            await connection.execute(text("create table if not exists stuffing (what text)"))
            while (await connection.execute(text("pragma freelist_count"))).scalar_one():
                await connection.execute(text("insert into stuffing values (:what)"), {"what": "x" * 4_000})
            self.pages = int((await connection.execute(text("pragma page_count"))).scalar_one())


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    event.listen(Pool, "checkout", disk.limit)
    yield disk
    event.remove(Pool, "checkout", disk.limit)


async def test_a_run_that_cannot_be_kept_is_refused_and_leaves_nothing(tmp_path: Path, disk: Disk) -> None:
    teams, run = RecordingTeams(), a_run(rooms=MUCH)
    async with bot(tmp_path, teams) as running:
        await disk.fill(running)
        with pytest.raises(StoreFullError):
            await running.service.start(run)
        assert await running.store.runs.get(run.id) is None
        assert teams.shown == []
        disk.pages = 0
        assert await running.service.start(run)
        await running.settled(run.id)


@dataclass
class Door:
    """Evidence that is had once a door is opened, and that needs much room."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def collect(self, room: Room, known: Facts) -> Account:
        await self._pass()
        account = await enabled(room, known)
        return replace(account, cite=replace(account.cite, quote="x" * 60_000))

    async def read(self, _file: Path) -> BundleReading:
        await self._pass()
        return replace(device_reading(ROOM.address), display_name="x" * 60_000)

    async def _pass(self) -> None:
        self.reached.set()
        await self.opened.wait()


@pytest.mark.parametrize("run", [a_run(rooms=(ROOM, Room("b@contoso.com"))), an_upload()])
async def test_a_run_that_was_accepted_is_finished_once_there_is_room(tmp_path: Path, disk: Disk, run: Run,
                                                                      caplog: pytest.LogCaptureFixture) -> None:
    teams, door = RecordingTeams(), Door()
    async with bot(tmp_path, teams, collectors_for=graph(door.collect), read_bundle=door.read) as running:
        await running.service.start(run)
        await door.reached.wait()
        await disk.fill(running)
        door.opened.set()
        await until(lambda: "a step waits: There is no room" in caplog.text)
        kept = await running.store.runs.get(run.id)
        assert kept
        assert kept.state is RunState.QUEUED
        disk.pages = 0
        await running.settled(run.id)
    assert len([each for each in teams.posts() if each.message.card]) == 1, "a slow machine adds a line beside it"
