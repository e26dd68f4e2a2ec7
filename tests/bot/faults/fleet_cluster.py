"""Processes that sweep one fleet and are killed, and what must be true of its alerts afterwards."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.fleet import SweepState
from bot.store.database import database_url
from bot.store.tables import alerts, deliveries, room_states, sweeps
from tests.bot.faults import connector, sweeper
from tests.bot.faults.cluster import PROCESSES, Member
from tests.bot.faults.sweeper import PLACE, ROOMS, Sweeper
from tests.bot.run_parts import until

BROKEN = 3
"""So few rooms that each is told on a card of its own."""


@dataclass
class Fleet:
    """The processes of one test, and what their database holds."""

    part: Sweeper
    engine: AsyncEngine
    chance: random.Random
    members: list[Member] = field(default_factory=list)
    killed: set[int] = field(default_factory=set)
    later: timedelta = timedelta(0)

    def breaks(self, rooms: int) -> None:
        (self.part.home / "broken").write_text(str(rooms))

    async def started(self) -> None:
        ear, mouth = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=sweeper.run, args=(replace(self.part, later=self.later), mouth), daemon=True)
        await asyncio.to_thread(process.start)
        mouth.close()
        self.members.append(Member(process))
        with contextlib.suppress(EOFError):
            await asyncio.to_thread(ear.recv)

    async def killed_at_random(self, kills: int, workers: int) -> None:
        """Each time one of them is killed and replaced."""
        while len(self.members) < workers:
            await self.started()
        for _ in range(kills):
            await asyncio.sleep(self.chance.uniform(0.1, 0.6))
            await self.kill(self.chance.choice(self.members))
            await self.started()

    async def kill(self, one: Member) -> None:
        self.killed.add(one.pid)
        one.process.kill()
        await asyncio.to_thread(one.process.join)
        self.members.remove(one)

    async def settled(self, broken: int) -> None:
        """Two more sweeps were made, every room stands as it should, and nothing waits to be sent.

        What a killed sender had claimed is sent when its claim has run out: time goes on for whoever comes next.
        """
        self.later += timedelta(minutes=5)
        for one in list(self.members):
            await self.kill(one)
        await self.started()
        before = await self.count(sweeps, sweeps.c.state == SweepState.DONE.value)
        await until(lambda: self._is_settled(before + 2, broken), 60, 0.05)

    async def _is_settled(self, done: int, broken: int) -> bool:
        return (await self.count(sweeps, sweeps.c.state == SweepState.DONE.value) >= done
                and await self.count(room_states, room_states.c.standing == "broken") == broken
                and await self.count(alerts, alerts.c.state != "handed_out") == 0
                and await self.count(deliveries, deliveries.c.state == "due") == 0)

    async def count(self, table: Any, where: Any) -> int:
        async with self.engine.connect() as connection:
            found = await connection.execute(select(func.count()).select_from(table).where(where))
            return int(found.scalar_one())

    async def cards(self) -> list[str]:
        """The messages that the database knows of."""
        told = select(deliveries.c.card_id).join(alerts, alerts.c.id == deliveries.c.alert_id).where(
            alerts.c.change == "broke", deliveries.c.state == "sent")
        async with self.engine.connect() as connection:
            return list((await connection.execute(told)).scalars())

    async def seen(self) -> tuple[list[tuple[str, int]], list[int]]:
        """The cards and the lines that the connector has taken, each with who posted it."""
        async with aiohttp.ClientSession() as http, http.get(f"{self.part.teams}/seen") as answer:
            posts, lines, _updates, _last = (await answer.json())["seen"][PLACE]
        return [(card, sender) for card, sender in posts], lines


@contextlib.asynccontextmanager
async def watched_fleet(home: Path, database: str, chance: random.Random) -> AsyncIterator[Fleet]:
    """A fleet that nobody sweeps yet, and a connector in a process of its own; all are ended at the end."""
    ear, mouth = PROCESSES.Pipe(duplex=False)
    teams = PROCESSES.Process(target=connector.run, args=(mouth, 0.01), daemon=True)
    teams.start()
    mouth.close()
    part = Sweeper(home, database, f"http://127.0.0.1:{await asyncio.to_thread(ear.recv)}")
    engine = create_async_engine(database_url(home, database))
    made = Fleet(part, engine, chance)
    try:
        yield made
    finally:
        for process in (*(each.process for each in made.members), teams):
            process.kill()
            process.join()
        await engine.dispose()


async def told_once(fleet: Fleet, kills: int, workers: int) -> Counter[str]:
    """Break rooms and mend them while whoever sweeps is killed: each breaking is told once, and each recovery.

    What was told more than once was told by a process that was killed before it could write that down.
    """
    fleet.breaks(0)
    await fleet.started()
    await fleet.settled(0)
    fleet.breaks(BROKEN)
    await fleet.killed_at_random(kills // 2, workers)
    await fleet.settled(BROKEN)
    posts, lines = await fleet.seen()
    told = await fleet.cards()
    assert len(told) == len(set(told)) == BROKEN
    assert set(told) <= {card for card, _sender in posts}
    twice = {sender for card, sender in posts if card not in told}
    assert twice <= fleet.killed, "a card was posted twice without a kill between"
    assert lines == []
    fleet.breaks(0)
    await fleet.killed_at_random(kills - kills // 2, workers)
    await fleet.settled(0)
    posts, lines = await fleet.seen()
    assert len(set(lines[:-1]) - fleet.killed) <= 1, "a line was posted twice without a kill between"
    assert BROKEN <= len(lines) <= BROKEN + len(fleet.killed)
    assert await fleet.count(alerts, alerts.c.change == "recovered") == BROKEN
    assert await fleet.count(room_states, room_states.c.address != "") == ROOMS
    return Counter(answered=2 * BROKEN, twice=len(posts) + len(lines) - 2 * BROKEN)
