"""Processes on one database that are started and killed, and what must be true of them afterwards."""

import asyncio
import contextlib
import multiprocessing
import signal
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import MappingProxyType
from typing import Any

import aiohttp
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.database import database_url
from bot.store.tables import runs
from tests.bot.faults import connector, member
from tests.bot.faults.member import Part
from tests.bot.run_parts import until

ENDED = ("done", "failed")
_LOOK_EVERY = 0.05
"""Seconds: whoever asks the database all the time takes the processor from those who work."""
# A member that is forked from a process which has everything imported is at work in a fraction of a second.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.bot.faults.member", "tests.bot.faults.connector", "tests.bot.faults.warm"])


@dataclass
class Member:
    """A process; ``name`` is what it is called among the others."""

    process: ForkServerProcess
    name: str = ""

    @property
    def pid(self) -> int:
        assert self.process.pid
        return self.process.pid


@dataclass
class Cluster:
    """The processes of one test. ``part`` is what a member does unless something else is said."""

    part: Part
    engine: AsyncEngine
    killed: set[int] = field(default_factory=set)
    members: list[Member] = field(default_factory=list)

    async def started(self, **changes: Any) -> Member:
        """One more member, at work."""
        ear, mouth = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(target=member.run, args=(replace(self.part, **changes), mouth), daemon=True)
        await asyncio.to_thread(process.start)
        mouth.close()
        one = Member(process)
        self.members.append(one)
        with contextlib.suppress(EOFError):  # it was killed before it was at work
            one.name, _pid = await asyncio.to_thread(ear.recv)
        return one

    async def kill(self, one: Member) -> None:
        self.killed.add(one.pid)
        one.process.kill()
        await asyncio.to_thread(one.process.join)
        assert one.process.exitcode == -signal.SIGKILL, "it had ended by itself"
        self.members.remove(one)

    async def rows(self) -> list[Any]:
        """Every run that was accepted."""
        async with self.engine.connect() as connection:
            return list((await connection.execute(select(runs.c.id, runs.c.state, runs.c.card_id))).all())

    async def all_ended(self, within: float = 60) -> list[Any]:
        async def ended() -> list[Any] | None:
            found = await self.rows()
            return found if found and all(row.state in ENDED for row in found) else None

        rows: list[Any] = await until(ended, within, _LOOK_EVERY)
        return rows

    async def accepted(self, count: int, within: float = 60) -> None:
        """Wait until so many runs were accepted."""
        async def enough() -> bool:
            return len(await self.rows()) >= count

        await until(enough, within, _LOOK_EVERY)

    async def ended_or_dead(self, one: Member) -> bool:
        """Wait until every run has ended, which is True, or the member is dead."""
        async def known() -> str:
            if not one.process.is_alive():
                return "dead"
            rows = await self.rows()
            return "ended" if rows and all(row.state in ENDED for row in rows) else ""

        return bool(await until(known, 60, _LOOK_EVERY) == "ended")

    async def seen(self) -> Mapping[str, tuple[list[tuple[str, int]], list[int], int, str]]:
        """What the connector has taken of each conversation: posts, lines, the number of updates, the last summary."""
        async with aiohttp.ClientSession() as http, http.get(f"{self.part.teams}/seen") as answer:
            seen: Mapping[str, Any] = (await answer.json())["seen"]
            return seen

    async def judged(self, rows: list[Any], anew: Mapping[str, int] = MappingProxyType({})) -> dict[str, int]:
        """Hold every run to what was promised; how many were answered, and how many were posted more than once.

        ``anew`` says how often a run's card was taken away, and so had to be posted anew.
        """
        seen, found = await self.seen(), {"answered": 0, "twice": 0}
        for row in rows:
            posts, lines, _updates, last = seen[row.id]
            assert not last.startswith("Checking"), f"{row.id} was left at: {last}"
            assert row.card_id == posts[-1][0], f"{row.id} is shown on {row.card_id}, but was posted as {posts}"
            for posters in ([pid for _card, pid in posts[anew.get(row.id, 0):]], lines):
                assert len(set(posters)) == len(posters), f"{row.id} was posted twice by one process"
                # Had it been written down, the next process would have known it: the kill fell in between.
                assert set(posters[:-1]) <= self.killed, f"{row.id} was posted after a process that was not killed"
            found["answered"] += 1
            found["twice"] += len(posts) - 1 - anew.get(row.id, 0)
        return found


@contextlib.asynccontextmanager
async def cluster(home: Path, database: str = "", *, latency: float = 0.01) -> AsyncIterator[Cluster]:
    """A connector in a process of its own, and no member yet; all are ended at the end."""
    ear, mouth = PROCESSES.Pipe(duplex=False)
    teams = PROCESSES.Process(target=connector.run, args=(mouth, latency), daemon=True)
    teams.start()
    mouth.close()
    part = Part(home, database, f"http://127.0.0.1:{await asyncio.to_thread(ear.recv)}")
    made = Cluster(part, create_async_engine(database_url(home, database), pool_pre_ping=True))
    try:
        yield made
    finally:
        for process in (*(each.process for each in made.members), teams):
            process.kill()
            process.join()
        await made.engine.dispose()


async def finished(made: Cluster) -> dict[str, int]:
    """Let one more member finish what is left, a minute later, and judge everything."""
    await made.started(later=timedelta(minutes=1))
    return await made.judged(await made.all_ended())
