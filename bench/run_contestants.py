"""One contestant of ``bench/runs.py`` in a process of its own; prints what it found as JSON.

``fill ours|bare ADDRESS HOME COUNT`` queues jobs, ``work ours|bare ADDRESS HOME COUNT AT`` performs them from the
moment AT on (seconds since 1970) until none is left, ``starts ADDRESS HOME COUNT SWEEPING`` measures how long a queued
run waits for its first step, while a sweep is looked at if SWEEPING is 1.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from dbos import DBOS, DBOSClient, DBOSConfig
from sqlalchemy import URL, create_engine, text

from bot.fleet import Sweep
from bot.jobs.running import opened_store
from bot.ports import Run
from bot.store.database import database_url
from bot.turns import Conversation, Message
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.fleet import FleetRoom, Looked
from checks.model import Room
from tests.bot.run_parts import CHAT, FakeFleet, ShiftedClock, a_run, bot, enabled, graph, until

_STEPS = 5
_OURS_LEFT = "SELECT count(*) FROM runs WHERE state NOT IN ('done', 'failed')"
_BARE_LEFT = "SELECT count(*) FROM {}workflow_status WHERE status NOT IN ('SUCCESS', 'ERROR')"
_FLEET = 20_000


class SilentTeams:
    """Takes every message at once."""

    async def post(self, _conversation: Conversation, _message: Message) -> str:
        return uuid4().hex

    async def update(self, _conversation: Conversation, _activity_id: str, _message: Message) -> None:
        return

    async def begin(self, *_given: object) -> Any:
        raise NotImplementedError  # no run begins a conversation

    async def typing(self, _conversation: Conversation) -> None:
        return


@dataclass
class PacedFleet(FakeFleet):
    """Takes a second for a portion of the rooms: no tenant answers faster."""

    async def look(self, rooms: Sequence[FleetRoom]) -> Looked:
        await asyncio.sleep(1)
        return await super().look(rooms)


def two_rooms() -> Run:
    """A run of five steps: prepare, two rooms, deliver, announce."""
    return a_run(rooms=(Room(f"{uuid4().hex}@contoso.com"), Room(f"{uuid4().hex}@contoso.com")))


async def fill_ours(url: URL, count: int) -> None:
    async with opened_store(url, ShiftedClock()) as store, store.jobs.only_submitting():
        for _ in range(count):
            run = two_rooms()
            await store.runs.accept(run)
            await store.runs.queue(run.id, "card")


async def work_ours(url: URL, home: Path, begin: float) -> tuple[float, float]:
    await _until(begin)
    spent = _spent()
    async with bot(home, SilentTeams(), url=url):
        await _emptied(url, _OURS_LEFT)
        return time.time() - begin, _spent() - spent


def fill_bare(url: URL, count: int) -> None:
    address = _synchronous(url)
    if url.get_backend_name() == "sqlite":
        with create_engine(address).connect() as connection:
            connection.execute(text("PRAGMA journal_mode=WAL"))
    DBOS.migrate(address)
    client = DBOSClient(system_database_url=address)
    client.register_queue("bare", worker_concurrency=40, polling_interval_sec=0.1)
    for _ in range(count):
        client.enqueue({"workflow_name": "bare", "queue_name": "bare", "app_version": "1"}, uuid4().hex)
    client.destroy()


async def work_bare(url: URL, begin: float) -> tuple[float, float]:
    async def step(of: str) -> int:
        return len(of)

    async def bare(of: str) -> None:
        for number in range(_STEPS):
            await DBOS.run_step_async({"name": f"step {number}"}, step, of)

    await _until(begin)
    spent = _spent()
    config: DBOSConfig = {"name": "roomcheck", "system_database_url": _synchronous(url), "executor_id": uuid4().hex,
                          "application_version": "1", "max_executor_threads": 8, "log_level": "ERROR"}
    DBOS(config=config)
    DBOS.workflow(name="bare")(bare)
    DBOS.launch()
    await _emptied(url, _BARE_LEFT.format("" if url.get_backend_name() == "sqlite" else "dbos."))
    found = time.time() - begin, _spent() - spent
    await asyncio.to_thread(DBOS.destroy)
    return found


async def starts(url: URL, home: Path, count: int, *, sweeping: bool) -> list[float]:
    """The seconds from a run being queued to its room being looked at."""
    reached = asyncio.Event()

    async def collect(room: Room, known: Facts) -> Account:
        reached.set()
        return await enabled(room, known)

    fleet = PacedFleet(enabled={f"room-{number}@contoso.com": True for number in range(_FLEET)})
    waits = []
    async with bot(home, SilentTeams(), url=url, collectors_for=graph(collect), fleet=fleet) as running:
        if sweeping:
            await running.watch.stores.sweeps.begin(Sweep("sweep", "sweep", ShiftedClock()(), conversation=CHAT))
            await until(lambda: fleet.looked, 60)
        for _ in range(count):
            reached.clear()
            run = a_run()
            await running.service.start(run)
            begun = time.perf_counter()
            await reached.wait()
            waits.append(time.perf_counter() - begun)
            await running.settled(run.id)
        if sweeping and len(fleet.looked) == _FLEET:
            raise RuntimeError("the sweep was over before the last run was queued")
    return waits


async def _until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.time()))


def _spent() -> float:
    """Seconds of processor time of this process, with all its threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _emptied(url: URL, left: str) -> None:
    engine = create_engine(_synchronous(url))

    def is_empty() -> bool:
        with engine.connect() as connection:
            return not connection.execute(text(left)).scalar_one()

    await until(lambda: asyncio.to_thread(is_empty), 600)
    engine.dispose()


def _synchronous(url: URL) -> str:
    driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return url.set(drivername=driver).render_as_string(hide_password=False)


def main(task: str, *given: str) -> object:
    if task == "starts":
        address, home, count, sweeping = given
        return asyncio.run(starts(database_url(Path(home), address), Path(home), int(count), sweeping=sweeping == "1"))
    who, address, home, count, *more = given
    url = database_url(Path(home), address)
    if task == "fill":
        if who == "ours":
            asyncio.run(fill_ours(url, int(count)))
        else:
            fill_bare(url, int(count))
        return None
    begin = float(more[0])
    return asyncio.run(work_ours(url, Path(home), begin) if who == "ours" else work_bare(url, begin))


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
