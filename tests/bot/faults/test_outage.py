"""PostgreSQL is restarted, or gone for a while: what runs waits for it, and whoever asks is told."""

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import aiohttp
import pytest

import app
from bot.server import listening
from bot.service import bot_at_work
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import Room
from checks.sources.graph.connect import connect_simulated
from demo.connector import Posted, Teams, teams
from demo.graph_server import simulated_graph
from demo.rooms import ROOMS
from tests.bot.faults.cluster import Cluster, Member, cluster
from tests.bot.run_parts import RecordingTeams, a_run, bot, enabled, graph, until
from tests.postgres import PostgresServer
from tests.settings import named_settings

OUTAGE, RUNS = 10.0, 40


def address(server: PostgresServer, database: str = "postgres") -> str:
    """What is committed there survives a crash of the server, which its own settings do not promise."""
    safe = server.url.set(database=database).update_query_dict({"options": "-c synchronous_commit=on"})
    return safe.render_as_string(hide_password=False)


@contextlib.asynccontextmanager
async def whole_bot(home: Path, address: str) -> AsyncIterator[str]:
    """The bot over HTTP, in the simulated tenant; gives its root."""
    async with simulated_graph() as tenant, connect_simulated(tenant) as client:
        settings = named_settings(ROOMCHECK_HOME=home, ROOMCHECK_GRAPH_URL=tenant, DATABASE_URL=address)
        async with bot_at_work(settings, app.world(client), development=True) as application, \
                listening(application, "127.0.0.1", 0) as port:
            yield f"http://127.0.0.1:{port}"


async def readiness(root: str) -> tuple[int, list[str]]:
    async with aiohttp.ClientSession() as http, http.get(f"{root}/readyz") as answer:
        return answer.status, (await answer.json())["missing"]


async def answered(person: Teams, words: str) -> Posted:
    """The message that these words lead to, once it says nothing of being on its way."""
    before = len(person.posted)
    await person.say(words)

    def last() -> Posted | None:
        new = list(person.posted.values())[before:]
        return new[-1] if new and not str(new[-1].activity.get("summary", "")).startswith("Checking") else None

    return await person.until(last, within=30)


async def told_of_the_outage(root: str, person: Teams) -> None:
    """For as long as it lasts, whoever asks is told to try again, and the host that the store is missing."""
    over = time.monotonic() + OUTAGE
    told = await answered(person, f"check {ROOMS[1].address}")
    assert "cannot reach its database" in str(told.card)
    assert "Try again in a minute" in str(told.card)
    while time.monotonic() < over:
        assert await readiness(root) == (503, ["store"])
        await asyncio.sleep(0.2)


async def _is_ready(root: str) -> bool:
    return await readiness(root) == (200, [])


async def test_what_was_under_way_waits_for_the_database(tmp_path: Path, server: PostgresServer) -> None:
    reached, door, teams = asyncio.Event(), asyncio.Event(), RecordingTeams()

    async def collect(room: Room, known: Facts) -> Account:
        reached.set()
        await door.wait()
        return await enabled(room, known)

    async with bot(tmp_path, teams, url=server.url, collectors_for=graph(collect)) as running:
        run = a_run()
        await running.service.start(run)
        await reached.wait()
        server.stop(signal.SIGINT)
        door.set()
        await until(lambda: _store_is_away(running.store.runs.get(run.id)))
        await asyncio.to_thread(server.start)
        done = await running.settled(run.id)
    assert (done.attempts, len(teams.posts())) == (1, 1)
    assert "disabled" not in teams.last().summary


async def _store_is_away(asking: object) -> bool:
    try:
        await asking  # type: ignore[misc]  # any question to the store
    except Exception as away:  # noqa: BLE001 - told apart by its name below
        return type(away).__name__ == "DatabaseAwayError"
    return False


async def test_nothing_is_lost_over_restarts(tmp_path: Path, server: PostgresServer) -> None:
    async with cluster(tmp_path, address(server)) as made:
        members = [await made.started(performs=False, runs=RUNS), await made.started(), await made.started()]
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGINT):
            await made.accepted(min(len(await made.rows()) + 5, RUNS))
            server.stop(how)
            await asyncio.to_thread(server.start)
        await without_loss(made, members)


async def test_an_outage_loses_nothing_and_is_told_to_whoever_asks_and_to_the_host(
        tmp_path: Path, server: PostgresServer, caplog: pytest.LogCaptureFixture) -> None:
    """A bot that answers people, and a cluster, are on one server: each in a database that every server has."""
    async with (cluster(tmp_path, address(server)) as made,
                whole_bot(tmp_path / "apart", address(server, "template1")) as root,
                teams(f"{root}/api/messages") as person):
        await answered(person, f"check {ROOMS[0].address}")
        assert await readiness(root) == (200, [])
        members = [await made.started(), await made.started(), await made.started(performs=False, runs=RUNS)]
        await made.accepted(5)
        server.stop(signal.SIGINT)
        await told_of_the_outage(root, person)
        await asyncio.to_thread(server.start)
        await until(lambda: _is_ready(root))
        again = await answered(person, f"check {ROOMS[1].address}")
        assert ROOMS[1].address in str(again.card)
        await without_loss(made, members)
    noisy = [record for record in caplog.records if record.exc_info and record.levelno >= logging.WARNING]
    assert noisy == [], "an outage is a line in the log, not a traceback"


async def without_loss(made: Cluster, members: Sequence[Member]) -> None:
    """Every run is answered once, and every process has lived through it."""
    await made.accepted(RUNS)
    assert await made.judged(await made.all_ended(within=90)) == {"answered": RUNS, "twice": 0}
    assert [each.process.is_alive() for each in members] == [True] * len(members)
