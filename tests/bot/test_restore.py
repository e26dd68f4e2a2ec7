"""A backup that is put back as docs/operations.md says: what was open is finished, and nothing is said twice."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.examination import report_id
from bot.ports import RunState
from bot.store.backup import copy_of
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import Room
from tests.bot.run_parts import FakeFleet, RecordingTeams, a_run, bot, enabled, graph, until
from tests.bot.test_sweeps import sent_all, swept, watching

QUICK, SLOW = Room("quick@contoso.com"), Room("slow@contoso.com")


@dataclass
class SlowRoom:
    """Evidence of one room is had once ``opened`` is set; ``seen`` are the rooms asked about."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    seen: list[str] = field(default_factory=list)

    @property
    def collect(self) -> Callable[[Room, Facts], Awaitable[Account]]:
        async def asked(room: Room, known: Facts) -> Account:
            self.seen.append(room.address)
            if room == SLOW:
                self.reached.set()
                await self.opened.wait()
            return await enabled(room, known)

        return asked


def put_back(backup: Path, home: Path) -> None:
    """What the documents tell whoever restores: the database's three files away, the backup in their place."""
    for name in ("roomcheck.sqlite", "roomcheck.sqlite-wal", "roomcheck.sqlite-shm"):
        (home / name).unlink(missing_ok=True)
    (home / "roomcheck.sqlite").write_bytes(backup.read_bytes())


async def test_a_restored_bot_finishes_what_was_open_on_the_same_cards(tmp_path: Path) -> None:
    home, backup, teams = tmp_path / "home", tmp_path / "backup", RecordingTeams()
    done, going_on = a_run(rooms=(QUICK,)), a_run(rooms=(QUICK, SLOW))
    later = a_run(rooms=(QUICK,), start_at=datetime.now(UTC) + timedelta(minutes=15))
    afterwards, slow = a_run(rooms=(QUICK,)), SlowRoom()
    async with bot(home, teams, collectors_for=graph(slow.collect)) as running:
        for run in (done, later, going_on):
            await running.service.start(run)
        await running.settled(done.id)
        await slow.reached.wait()
        await until(lambda: running.store.reports.get(report_id(going_on.id, 0)))
        await asyncio.to_thread(copy_of, home / "roomcheck.sqlite", backup)
        slow.opened.set()
        await running.settled(going_on.id)
        await running.service.start(afterwards)
        await running.settled(afterwards.id)
    cards, before = len(teams.posts()), len(teams.shown)
    put_back(backup, home)

    slow.seen.clear()
    async with bot(home, teams, collectors_for=graph(slow.collect)) as running:
        finished = await running.settled(going_on.id)
        waiting = await running.store.runs.get(later.id)
        assert await running.store.runs.get(afterwards.id) is None
        assert waiting
        assert waiting.state is RunState.QUEUED
        assert await running.store.jobs.lost([f"{later.id}.{waiting.attempts}"]) == set()
    assert QUICK.address not in slow.seen, "what was kept at the time of the backup is not looked at again"
    assert len(teams.posts()) == cards, "no message is sent twice"
    assert {each.card_id for each in teams.shown[before:]} == {finished.card_id}


async def test_an_alert_that_was_sent_before_the_backup_is_not_sent_again(tmp_path: Path) -> None:
    home, backup, fleet = tmp_path / "home", tmp_path / "backup", FakeFleet({"room@contoso.com": True})
    async with watching(home, fleet) as (running, teams):
        await swept(running, 2)
        fleet.enabled["room@contoso.com"] = False
        await swept(running, 2)
        await sent_all(running)
        assert len(teams.posts()) == 1
        await asyncio.to_thread(copy_of, home / "roomcheck.sqlite", backup)
    put_back(backup, home)
    async with watching(home, fleet, teams) as (running, _teams):
        await swept(running)
        await sent_all(running)
        assert len(teams.posts()) == 1
        fleet.enabled["room@contoso.com"] = True
        await swept(running, 2)
        await sent_all(running)
        assert len(teams.posts()) == 2, "the recovery answers the alert"
        assert {each.card_id for each in teams.updates()} == {teams.posts()[0].card_id}
