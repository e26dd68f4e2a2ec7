"""How many runs the job engine performs, beside the same five steps in bare DBOS, in the same run: ``make bench-runs``.

Runs are of two rooms, so of five steps; Teams and Graph answer at once. PostgreSQL is the one that DATABASE_URL names,
else one for the time being. ``--quick`` is a small run that shows that it works; its numbers mean nothing.
"""

import argparse
import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import create_async_engine

from bench.measuring import Bar, machine, percentile, table
from tests.bot.faults.cluster import cluster
from tests.bot.run_parts import until
from tests.postgres import Databases, server_url

_ROOT = Path(__file__).resolve().parents[1]
_HEAD_START = 4.0
"""Seconds in which every worker has imported what it needs before the race begins."""


@dataclass(frozen=True, slots=True)
class Options:
    runs: int = 500
    starts: int = 200
    deaths: int = 5


QUICK = Options(runs=20, starts=5, deaths=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """Runs a second, and milliseconds of processor time a run."""

    runs: float
    cost: float

    def row(self, beside: "Rate") -> tuple[str, ...]:
        return f"{self.runs:.1f}", f"{self.cost:.1f} ms", f"{self.runs / beside.runs:.2f}", (
            f"{self.cost / beside.cost:.2f}")


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--quick", action="store_true", help="a smoke run")
    options = QUICK if words.parse_args().quick else Options()
    print(f"{machine()}\n", flush=True)
    with server_url() as url:
        databases = Databases(url)
        for part in (_throughput(databases, options), _latency(databases, options), _takeover(databases, options)):
            for told in part:
                print(told, flush=True)


def _throughput(databases: Databases, options: Options) -> Iterator[str]:
    rows = []
    for name, workers in (("embedded", 1), ("PostgreSQL", 1), ("PostgreSQL", 2)):
        found = {who: _rate(databases, name, who, workers, options.runs) for who in ("ours", "bare")}
        rows += [(f"{who_is}, {name}, {workers} worker{'s' * (workers > 1)}", *found[who].row(found["bare"]))
                 for who, who_is in (("ours", "Roomcheck"), ("bare", "bare DBOS"))]
    yield f"### {options.runs} queued runs of five steps\n"
    yield table(("who", "runs a second", "processor time a run", "as fast as bare", "as dear as bare"), rows)


def _rate(databases: Databases, name: str, who: str, workers: int, runs: int) -> Rate:
    with _place(databases, name) as (address, home):
        _started("fill", who, address, home, str(runs)).communicate()
        begin = time.time() + _HEAD_START
        crew = [_started("work", who, address, home, str(runs), str(begin)) for _ in range(workers)]
        told = [json.loads(each.communicate()[0]) for each in crew]
    return Rate(runs / max(seconds for seconds, _cost in told), 1000 * sum(cost for _seconds, cost in told) / runs)


def _latency(databases: Databases, options: Options) -> Iterator[str]:
    rows, bars = [], []
    for name in ("embedded", "PostgreSQL"):
        for sweeping in ("0", "1"):
            with _place(databases, name) as (address, home):
                waits = json.loads(_started("starts", address, home, str(options.starts), sweeping).communicate()[0])
            state = f"{name}, while a sweep is looked at" if sweeping == "1" else name
            rows.append((state, *(f"{1000 * value:.0f} ms" for value in (
                statistics.median(waits), percentile(waits, 0.99)))))
            bars.append(Bar(f"from queued to begun, median, {state}", 0.2, statistics.median(waits), "s"))
    yield "### From queued to begun\n"
    yield table(("where", "median", "99th percentile"), rows)
    yield table(("bar", "wanted", "reached", ""), (bar.row() for bar in bars))


def _takeover(databases: Databases, options: Options) -> Iterator[str]:
    waits = []
    for _ in range(options.deaths):
        with _place(databases, "PostgreSQL") as (address, home):
            waits.append(asyncio.run(_death(address, Path(home))))
    bar = Bar("a dead worker's work is another's, the longest", 5, max(waits), "s")
    yield "### From a worker's death to another being at its work\n"
    yield table(("deaths", "median", "longest"), ((str(len(waits)), f"{statistics.median(waits):.1f} s",
                                                   f"{max(waits):.1f} s"),))
    yield table(("bar", "wanted", "reached", ""), (bar.row(),))


async def _death(address: str, home: Path) -> float:
    async with cluster(home, address) as made:
        dies = await made.started(slow=600.0)
        await made.started(performs=False, runs=4, rooms=("slow@contoso.com",))
        await until(lambda: _at_work(address, dies.name, 4))
        await made.started(slow=600.0)
        begun = time.monotonic()
        await made.kill(dies)
        await until(lambda: _at_work(address, "slot-1", 4))
        return time.monotonic() - begun


async def _at_work(address: str, name: str, jobs: int) -> bool:
    engine = create_async_engine(address)
    asked = text("SELECT count(*) FROM dbos.workflow_status WHERE status = 'PENDING' AND executor_id = :name")
    try:
        async with engine.connect() as connection:
            return int((await connection.execute(asked, {"name": name})).scalar_one()) == jobs
    finally:
        await engine.dispose()


@contextlib.contextmanager
def _place(databases: Databases, name: str) -> Iterator[tuple[str, str]]:
    """An empty database, as an address, and a folder."""
    with tempfile.TemporaryDirectory(prefix="roomcheck-bench-") as home:
        if name == "embedded":
            yield "", home
            return
        with databases.one() as url:
            yield _address(url), home


def _address(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _started(*words: str) -> "subprocess.Popen[Any]":
    return subprocess.Popen([sys.executable, "-m", "bench.run_contestants", *words],  # noqa: S603 - our own program
                            cwd=_ROOT, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    main()
