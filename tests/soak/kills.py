"""Bots, replicas and workers killed at random over many runs, and a database that is gone for a minute.

Nothing accepted may be lost, and nothing told twice but where a kill fell between a message and its record: those are
counted. Run: ``make soak-kills`` (RUNS=1000 SEED=0). The exit status is 1 when a promise was broken; the seed repeats
who is killed and after how long, though not what it was at.
"""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from sqlalchemy import URL

from bot.store.tables import sweeps
from tests.bot.faults.cluster import Cluster, cluster, finished
from tests.bot.faults.fleet_cluster import told_once, watched_fleet
from tests.bot.faults.killing import alone, together
from tests.postgres import Databases, PostgresServer, server_of_our_own

_AT_A_TIME = 25
_OUTAGE = 60.0
_RUNS_IN_OUTAGE = 100
Killing = Callable[[Cluster, int, random.Random], Awaitable[None]]


async def main(runs: int, seed: int) -> None:
    """Raises AssertionError with what was broken."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
    print("| processes | runs | kills | answered | told again after a kill between message and record | seconds |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    with server_of_our_own() as server:
        await _killed("one bot, embedded database", "", alone, runs, chance)
        with Databases(server.url).one() as url:
            await _killed("a replica and two workers, PostgreSQL", _address(url), together, runs, chance)
        with Databases(server.url).one() as url:
            # A server that stops loses nothing that it has committed, though it was told to be quick about it.
            await _outage(server, _address(url.update_query_dict({"options": "-c synchronous_commit=on"})))
        print("\n| who sweeps | whole sweeps | kills | alerts told | told again | seconds |")
        print("| --- | --- | --- | --- | --- | --- |", flush=True)
        await _swept("one bot that sweeps, embedded database", "", 1, runs // 10, chance)
        with Databases(server.url).one() as url:
            await _swept("two workers that sweep, PostgreSQL", _address(url), 2, runs // 10, chance)


async def _killed(name: str, database: str, killing: Killing, runs: int, chance: random.Random) -> None:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with cluster(Path(folder), database) as made:
            accepted = 0
            while accepted < runs:
                await killing(made, _AT_A_TIME, chance)
                for one in list(made.members):
                    await made.kill(one)
                accepted = len(await made.rows())
            found = await finished(made)
    _tell(name, accepted, len(made.killed), found, begun)


async def _swept(name: str, database: str, workers: int, kills: int, chance: random.Random) -> None:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with watched_fleet(Path(folder), database, chance) as fleet:
            found = await told_once(fleet, kills, workers)
            runs = await fleet.count(sweeps, sweeps.c.state == "done")
            _tell(name, runs, len(fleet.killed), found, begun)


async def _outage(server: PostgresServer, address: str) -> None:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with cluster(Path(folder), address) as made:
            await made.started()
            await made.started()
            await made.started(performs=False, runs=_RUNS_IN_OUTAGE)
            await made.accepted(_RUNS_IN_OUTAGE // 3)
            server.stop(signal.SIGINT)
            await asyncio.sleep(_OUTAGE)
            await asyncio.to_thread(server.start)
            await made.accepted(_RUNS_IN_OUTAGE, within=300)
            found = await made.judged(await made.all_ended(within=300))
    _tell(f"PostgreSQL gone for {_OUTAGE:.0f} s", _RUNS_IN_OUTAGE, 0, found, begun)


def _address(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _tell(name: str, runs: int, kills: int, found: dict[str, int], begun: float) -> None:
    print(f"| {name} | {runs} | {kills} | {found['answered']} | {found['twice']} | {time.monotonic() - begun:.0f} |",
          flush=True)


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--runs", type=int, default=1000)
    words.add_argument("--seed", type=int, default=0)
    given = words.parse_args()
    try:
        asyncio.run(main(given.runs, given.seed))
    except AssertionError as broken:
        print(f"A promise was broken: {broken}", file=sys.stderr)
        sys.exit(1)
