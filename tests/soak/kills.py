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

from tests.bot.faults.cluster import Cluster, cluster, finished
from tests.bot.faults.killing import alone, together
from tests.postgres import PostgresServer, server_of_our_own

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
        await _killed("a replica and two workers, PostgreSQL", _address(server), together, runs, chance)
        await _outage(server)


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


async def _outage(server: PostgresServer) -> None:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        async with cluster(Path(folder), f"{_address(server)}&options=-csynchronous_commit%3Don") as made:
            before = len(await made.rows())
            await made.started()
            await made.started()
            await made.started(performs=False, runs=_RUNS_IN_OUTAGE)
            await made.accepted(before + _RUNS_IN_OUTAGE // 3)
            server.stop(signal.SIGINT)
            await asyncio.sleep(_OUTAGE)
            await asyncio.to_thread(server.start)
            await made.accepted(before + _RUNS_IN_OUTAGE, within=300)
            found = await made.judged(await made.all_ended(within=300))
    _tell(f"PostgreSQL gone for {_OUTAGE:.0f} s", _RUNS_IN_OUTAGE, 0, found, begun)


def _address(server: PostgresServer) -> str:
    return server.url.render_as_string(hide_password=False)


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
