"""A process that says when it is ready, takes turns at a shared gate once it is told to, and prints when they are.

Usage: gate_child.py URL PATIENCE REQUESTS SECONDS TURNS
"""

import asyncio
import json
import sys
from dataclasses import dataclass

from bot.store.database import opened
from bot.store.gate import SqlGate


@dataclass(frozen=True)
class ALimit:
    name: str
    requests: int
    seconds: float


class BusyError(Exception):
    """The service is held for longer than anybody would wait."""


async def main(url: str, patience: float, limit: ALimit, turns: int) -> list[float]:
    async with opened(url) as engine:
        gate = SqlGate(engine, "tenant-1", BusyError)
        print("ready", flush=True)  # noqa: T201 - said
        await asyncio.to_thread(sys.stdin.readline)
        return [(await gate.reserve(limit, patience)).at for _ in range(turns)]


if __name__ == "__main__":
    asked = ALimit("a limit", int(sys.argv[3]), float(sys.argv[4]))
    print(json.dumps(asyncio.run(main(sys.argv[1], float(sys.argv[2]), asked, int(sys.argv[5])))))  # noqa: T201 - said
