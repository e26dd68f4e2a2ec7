"""Turns per second on one core, with token checks, beside other ways to make a bot: ``make bench-turns``.

Every bot is a process of its own on one core; those who speak to it and take its replies are on another. All are
started once and stand still while it is another one's turn. Needs Linux.
"""

import argparse
import asyncio
import os
import platform
import signal
import socket
import statistics
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import distributions, version
from pathlib import Path
from tempfile import TemporaryFile

import aiohttp

from bench.measuring import Bar, percentile, table
from bench.turn_load import Around, Person, Spell, WrongAnswer, around
from bench.turn_task import Task

_ROOT = Path(__file__).resolve().parents[1]
_PEERS = _ROOT / ".bench" / "bin" / "python"
MANY = 16
_WARM_UP = 0.3


@dataclass(frozen=True, slots=True)
class Contestant:
    """A bot, where it is written, and what one says to it. A ``peer`` needs packages of its own."""

    name: str
    title: str
    words: str = "hello"
    module: str = "bench.turn_bots"
    peer: bool = False


CONTESTANTS = (
    Contestant("roomcheck", "Roomcheck, all of it, answering `help` with its card", words="help",
               module="bench.turn_bot_roomcheck"),
    Contestant("roomcheck echo", "Roomcheck's adapter and activity handler, echo"),
    Contestant("stock", "botbuilder {botbuilder-core}, stock adapter, echo"),
    Contestant("stock kept", "the same, made to keep its credentials"),
    Contestant("teams sdk", "Teams SDK {microsoft-teams-apps}, echo", module="bench.turn_bot_teams_sdk", peer=True),
    Contestant("agents sdk", "Microsoft 365 Agents SDK {microsoft-agents-hosting-core}, echo",
               module="bench.turn_bot_agents_sdk", peer=True),
    Contestant("bare", "aiohttp and PyJWT alone, echo"),
)


@dataclass(frozen=True, slots=True)
class Options:
    seconds: float
    times: int
    only: tuple[str, ...]


@dataclass(slots=True)
class Measured:
    """A bot's spells, one at once and many at once; ``why_not`` when there are none."""

    one: list[Spell] = field(default_factory=list)
    many: list[Spell] = field(default_factory=list)
    why_not: str = ""

    def rate(self, spells: Sequence[Spell]) -> float:
        return statistics.median(spell.rate for spell in spells)

    def wait(self, share: float) -> float:
        """Milliseconds within which this share of turns was done, many at once."""
        return statistics.median(percentile(spell.waits, share) for spell in self.many)


async def main() -> None:
    options = _options()
    measured = {each.name: Measured() for each in CONTESTANTS if each.name in options.only}
    bots, load = cores = _cores()
    async with around() as here, AsyncExitStack() as stack:
        people = await _all_started(stack, here, measured, bots)
        if load >= 0:
            os.sched_setaffinity(0, {load})
        for _ in range(options.times):
            for name, bot in people.items():
                await _spells(bot, measured[name], options.seconds)
    print("\n".join(_told(measured, options, cores)))


def _options() -> Options:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--seconds", type=float, default=2.0, help="how long each spell lasts")
    words.add_argument("--times", type=int, default=3, help="how often each bot has its turn")
    words.add_argument("--only", nargs="+", default=[each.name for each in CONTESTANTS], help="these bots")
    given = words.parse_args()
    return Options(given.seconds, given.times, tuple(given.only))


def _cores() -> tuple[int, int]:
    """One for the bots and another for the rest; none in particular where there is one only."""
    cores = sorted(os.sched_getaffinity(0))
    return (cores[-1], cores[0]) if len(cores) > 1 else (-1, -1)


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot's process, and who speaks to it."""

    process: asyncio.subprocess.Process
    person: Person

    def wake(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def stand_still(self) -> None:
        self.process.send_signal(signal.SIGSTOP)


async def _all_started(stack: AsyncExitStack, here: Around, measured: Mapping[str, Measured],
                       core: int) -> dict[str, Bot]:
    people = {}
    for each in CONTESTANTS:
        if each.name not in measured:
            continue
        if each.peer and not _PEERS.exists():
            measured[each.name].why_not = "its packages could not be installed (make .bench/.ready)"
            continue
        people[each.name] = await stack.enter_async_context(started(each, here, core))
    return people


@asynccontextmanager
async def started(contestant: Contestant, here: Around, core: int) -> AsyncIterator[Bot]:
    """A bot that has answered, refuses what somebody else signed, and stands still."""
    task = Task(contestant.name, _free_port(), core, here.url)
    python = _PEERS if contestant.peer else Path(sys.executable)
    complaints = TemporaryFile()  # noqa: SIM115 - closed below
    process = await asyncio.create_subprocess_exec(python, "-m", contestant.module, task.words(), cwd=_ROOT,
                                                   stderr=complaints)
    try:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=MANY)) as http:
            person = Person(here, http, task.port, process.pid, contestant.words)
            await person.until_awake(lambda: process.returncode is None)
            await person.must_check_tokens()
            await person.for_a_while(_WARM_UP, MANY)
            bot = Bot(process, person)
            bot.stand_still()
            yield bot
    except WrongAnswer as wrong:
        complaints.seek(0)
        raise SystemExit(f"{contestant.name}: {wrong}\n{complaints.read().decode(errors='replace')}") from wrong
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGCONT)
            process.terminate()
        await process.wait()
        complaints.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _spells(bot: Bot, measured: Measured, seconds: float) -> None:
    bot.wake()
    await bot.person.for_a_while(0.1, MANY)  # connections that were dropped meanwhile are made anew
    measured.one.append(await bot.person.for_a_while(seconds, 1))
    measured.many.append(await bot.person.for_a_while(seconds, MANY))
    bot.stand_still()


def _told(measured: Mapping[str, Measured], options: Options, cores: tuple[int, int]) -> Iterator[str]:
    bots, load = cores
    where = f"bots on core {bots}, the rest on core {load}" if load >= 0 else "all on one core"
    yield (f"{os.cpu_count()} CPUs ({platform.machine()}), {platform.system()}, Python {platform.python_version()}, "
           f"aiohttp {version('aiohttp')}; {where}. Median of {options.times} spells of {options.seconds:g} s each.\n")
    base = measured.get("stock") or next(iter(measured.values()))
    rows = (_row(each, measured[each.name], base) for each in CONTESTANTS if each.name in measured)
    yield table(("bot", "one at once", "against stock", f"{MANY} at once", "against stock", "median", "99th percentile",
                 "CPU a turn"), rows)
    busiest = max(spell.ours / spell.seconds for each in measured.values() for spell in each.many)
    yield f"Those around the bots kept their core busy for {busiest:.0%} of the time at most.\n"
    if "stock" in measured:
        yield "### What must be reached\n"
        yield table(("bar", "wanted", "reached", ""), (bar.row() for bar in _bars(measured, base)))


def _row(contestant: Contestant, measured: Measured, base: Measured) -> tuple[str, ...]:
    title = contestant.title.format_map(_versions())
    if not measured.many:
        return title, measured.why_not, *[""] * 6
    one, many = measured.rate(measured.one), measured.rate(measured.many)
    return (title, f"{one:.0f} a second", f"x {one / base.rate(base.one):.1f}", f"{many:.0f} a second",
            f"x {many / base.rate(base.many):.1f}", f"{measured.wait(0.5):.0f} ms", f"{measured.wait(0.99):.0f} ms",
            f"{statistics.median(spell.cost for spell in measured.many):.2f} ms")


def _versions() -> dict[str, str]:
    """Of everything installed, here and for the peers."""
    peers = _PEERS.parent.parent.glob("lib/*/site-packages")
    found = [*distributions(path=[str(each) for each in peers]), *distributions()]
    return {each.name: each.version for each in found}


def _bars(measured: Mapping[str, Measured], base: Measured) -> Iterable[Bar]:
    for name in ("roomcheck", "roomcheck echo"):
        if ours := measured.get(name):
            yield Bar(f"{name}, one at once, against the stock adapter", 2, ours.rate(ours.one) / base.rate(base.one),
                      "times", at_most=False)
            yield Bar(f"{name}, {MANY} at once, against the stock adapter", 2,
                      ours.rate(ours.many) / base.rate(base.many), "times", at_most=False)
            yield Bar(f"{name}, 99th percentile, {MANY} at once", 50, ours.wait(0.99), "ms")


if __name__ == "__main__":
    asyncio.run(main())
