"""A process that says when it is ready, does something at a shared gate once it is told to, and prints when its turns
were, by the database's clock.

Usage: gate_child.py URL DOING REQUESTS SECONDS BLOCK TURNS. DOING is "reserve" (takes so many turns ahead), "sweep"
(takes turns behind others until it is told to stop), "crowd" (so many people wait; says when the first was let through)
or "hold" (the service wants no request for so many seconds).
"""

import asyncio
import json
import sys

from bot.store.database import opened
from bot.store.gate import Reserved, SqlGate
from checks.limits import Limit

PATIENCE = 10.0


class Watched(SqlGate):
    """Remembers the turns it got without having to wait for them any more."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.taken: list[float] = []

    async def reserve(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False,
                      more_wait: bool = False) -> Reserved:
        turn = await super().reserve(limit, patience, units=units, behind=behind, more_wait=more_wait)
        if not behind or turn.wait <= 0:
            self.taken.append(turn.at)
        return turn


async def main(url: str, doing: str, limit: Limit, turns: int) -> None:
    async with opened(url) as engine:
        gate = Watched(engine, "tenant-1")
        say("ready")
        await asyncio.to_thread(sys.stdin.readline)
        match doing:
            case "reserve":
                for _ in range(turns):
                    await gate.reserve(limit, PATIENCE, units=limit.block)
            case "sweep":
                await sweep(gate, limit)
            case "crowd":
                await crowd(gate, limit, turns)
            case "hold":
                await gate.hold(limit, float(turns))
        say(json.dumps(gate.taken))


async def sweep(gate: SqlGate, limit: Limit) -> None:
    async def go_on() -> None:
        while True:
            await gate.enter(limit, PATIENCE, behind=True)
            say("turn")

    at_work = [asyncio.create_task(go_on()) for _ in range(2)]
    await asyncio.to_thread(sys.stdin.readline)
    for each in at_work:
        each.cancel()
    await asyncio.wait(at_work)


async def crowd(gate: SqlGate, limit: Limit, people: int) -> None:
    waiting = [asyncio.create_task(gate.enter(limit, PATIENCE)) for _ in range(people)]
    await waiting[0]
    say("first")
    await asyncio.wait(waiting)


def say(what: str) -> None:
    print(what, flush=True)  # noqa: T201 - said


if __name__ == "__main__":
    asked = Limit("a limit", int(sys.argv[3]), float(sys.argv[4]), block=int(sys.argv[5]))
    asyncio.run(main(sys.argv[1], sys.argv[2], asked, int(sys.argv[6])))
