"""What a sweep costs at Microsoft Graph, beside a checker that asks room by room: ``make bench-sweep``.

Both ask the same simulated tenant, which runs in a process of its own and holds the sign-in log to Microsoft's limit,
five requests in ten seconds, on a clock that runs ``--faster`` times as fast. A faster clock only leaves the processor
less time for the same work. ``--quick`` shows that it works; its numbers mean nothing.
"""

import argparse
import contextlib
import json
import math
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bench.measuring import ROOT, Bar, machine, table
from demo.fleet_graph import address_in

AT_ONCE, LIMIT, LIMIT_SECONDS = 15, 5, 10.0
"""Rooms in one question about sign-ins, and how many of these Graph takes in how many seconds."""
_MOST_ONE_BY_ONE = 1_000
"""Rooms: how long more would take follows from these."""


@dataclass(frozen=True, slots=True)
class Options:
    """``faster`` is how many times faster than Microsoft's the clock of the limits runs."""

    rooms: tuple[int, ...] = (100, 1_000, 10_000)
    faster: float = 5.0


QUICK = Options((60, 120), 50.0)


@dataclass(frozen=True, slots=True)
class Cost:
    """What looking at so many rooms took: seconds of the faster clock, ``cpu`` seconds of the processor, and ``peak``
    megabytes. An ``extrapolated`` one was not measured.
    """

    rooms: int
    requests: int
    seconds: float
    peak: float
    cpu: float
    extrapolated: bool = False


Ask = Callable[[str], Cost]


def main() -> None:
    options = _options()
    print(f"{machine()} The clock of Graph's limits runs {options.faster:g} times as fast as Microsoft's.\n")
    sweeps: list[Cost] = []
    others: list[Cost] = []
    for rooms in options.rooms:
        with _tenant(rooms, options.faster) as ask:
            sweeps.append(ask("sweep"))
            others.append(ask("one by one") if rooms <= _MOST_ONE_BY_ONE else _extrapolated(others[-1], rooms))
        print(f"{rooms:,} rooms: {sweeps[-1].seconds:.1f} s", file=sys.stderr)
    with _tenant(options.rooms[0], options.faster) as ask:
        judging = ask("judging")
    print(_told(sweeps, others, judging, options.faster))
    if options.rooms != QUICK.rooms:
        print("### What must be reached\n")
        print(table(("bar", "wanted", "reached", ""), (bar.row() for bar in _bars(sweeps, options.faster))))


def _options() -> Options:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--quick", action="store_true", help="a smoke run")
    words.add_argument("--rooms", type=int, nargs="+", help="sizes of the fleet, the smallest first")
    words.add_argument("--faster", type=float, help="how many times faster than Microsoft's the limits are")
    given = words.parse_args()
    base = QUICK if given.quick else Options()
    return Options(tuple(given.rooms or base.rooms), given.faster or base.faster)


@contextlib.contextmanager
def _tenant(rooms: int, faster: float) -> Iterator[Ask]:
    """A tenant in a process of its own; gives what measures one way to look at it, in another process."""
    now = datetime.now(UTC).replace(microsecond=0).isoformat()
    serving = [sys.executable, "-m", "demo.fleet_graph", "--rooms", str(rooms), "--now", now, "--faster", str(faster)]
    with subprocess.Popen(serving, cwd=ROOT, text=True, stdin=subprocess.PIPE,  # noqa: S603 - this project's own
                          stdout=subprocess.PIPE) as server:
        address = address_in(server.stdout.readline() if server.stdout else "")
        try:
            yield lambda way: _asked(way, (address, str(rooms), now, str(faster)))
        finally:
            server.communicate()


def _asked(way: str, rest: Sequence[str]) -> Cost:
    told = subprocess.run(  # noqa: S603 - this project's own program, with words of this run's own
        [sys.executable, "-m", "bench.sweep_contestants", way, *rest], cwd=ROOT, check=True, capture_output=True,
        text=True)
    found: Mapping[str, Any] = json.loads(told.stdout)
    if found["fault"] or found["rooms"] != int(rest[1]):
        raise SystemExit(f"{way}: {found['rooms']} of {rest[1]} rooms. {found['fault']}")
    return Cost(found["rooms"], found["requests"], found["seconds"], found["peak"], found["cpu"])


def _extrapolated(known: Cost, rooms: int) -> Cost:
    times = rooms / known.rooms
    return replace(known, rooms=rooms, requests=round(known.requests * times), seconds=known.seconds * times,
                   extrapolated=True)


def _allowed(rooms: int, faster: float) -> float:
    """Seconds that the limit of the sign-in log alone would take, with one question for fifteen rooms."""
    questions = math.ceil(rooms / AT_ONCE)
    return max(0, questions - LIMIT) * LIMIT_SECONDS / LIMIT / faster


def _told(sweeps: Sequence[Cost], others: Sequence[Cost], judging: Cost, faster: float) -> str:
    rows = [(f"{each.rooms:,}", f"{each.requests:,}", f"{each.requests / each.rooms:.3f}", f"{each.seconds:,.1f} s",
             f"{_allowed(each.rooms, faster):,.1f} s", f"{each.peak:.0f} MB", f"{each.cpu:,.1f} s",
             *_of_the_other(other)) for each, other in zip(sweeps, others, strict=True)]
    return table(("rooms", "requests", "a room", "time", "the limit alone", "peak", "processor",
                  "one by one: requests", "one by one: time"), rows) + (
        f"\nJudging a room takes {judging.seconds / judging.rooms * 1000:.1f} ms of the processor. On Microsoft's own "
        f"clock each time that a limit sets is {faster:g} times as long.\n")


def _of_the_other(cost: Cost) -> tuple[str, str]:
    mark = " (extrapolated)" if cost.extrapolated else ""
    return f"{cost.requests:,}{mark}", f"{cost.seconds:,.1f} s{mark}"


def _bars(sweeps: Sequence[Cost], faster: float) -> Iterator[Bar]:
    first, last = sweeps[0], sweeps[-1]
    yield Bar(f"requests at {last.rooms:,} rooms", 0.2, last.requests / last.rooms, "a room")
    yield Bar(f"time at {last.rooms:,} rooms, against what the limit of the sign-in log alone would allow", 1.3,
              last.seconds / _allowed(last.rooms, faster), "times")
    yield Bar(f"peak at {last.rooms:,} rooms, against {first.rooms:,}", 1.5, last.peak / first.peak, "times")


if __name__ == "__main__":
    main()
