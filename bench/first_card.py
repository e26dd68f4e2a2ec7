"""How long a user waits: from the written check to the first card, and to the finished one, over HTTP.

Beside it, in the same run, the bare round trip to the same server (``/healthz``), as the machine's own measure.
Run: ``make bench``, which measures reading zips too.
"""

import asyncio
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

import app
from bot.server import listening
from bot.service import bot_at_work
from checks.sources.graph.connect import connect_simulated
from demo.connector import Teams, teams
from demo.graph_server import simulated_graph
from demo.rooms import ROOMS
from tests.settings import named_settings

TIMES = 20
_POSTED_AND_FINISHED = 2


async def main() -> None:
    with TemporaryDirectory() as home:
        async with simulated_graph() as graph, connect_simulated(graph) as client, \
                bot_at_work(named_settings(ROOMCHECK_HOME=Path(home), ROOMCHECK_GRAPH_URL=graph),
                            app.world(client), development=True) as application, \
                listening(application, "127.0.0.1", 0) as port:
            first, done = await _waits(f"http://127.0.0.1:{port}/api/messages")
            bare = await _bare(f"http://127.0.0.1:{port}/healthz")
    for name, waits in (("bare round trip", bare), ("first card", first), ("finished card", done)):
        worst = max(waits)
        ratio = statistics.median(waits) / statistics.median(bare)
        print(f"{name:16} median {statistics.median(waits):7.3f} s   worst {worst:7.3f} s   x{ratio:.0f}")


async def _waits(endpoint: str) -> tuple[list[float], list[float]]:
    first, done = [], []
    async with teams(endpoint) as person:
        for number in range(TIMES):
            paints = await _paints(person, ROOMS[number % len(ROOMS)].address)
            first.append(paints[0])
            done.append(paints[-1])
    return first, done


async def _paints(person: Teams, address: str) -> list[float]:
    """The seconds after which the card of one check was painted, each time."""
    begun = time.perf_counter()
    paints: list[float] = []
    person.on_paint = lambda _posted: paints.append(time.perf_counter() - begun)
    await person.say(f"check {address}")
    await person.until(lambda: len(paints) >= _POSTED_AND_FINISHED)
    await person.quiet(0.3)
    return paints


async def _bare(url: str) -> list[float]:
    waits = []
    async with aiohttp.ClientSession() as http:
        for _ in range(TIMES):
            begun = time.perf_counter()
            async with http.get(url) as answer:
                await answer.read()
            waits.append(time.perf_counter() - begun)
    return waits


if __name__ == "__main__":
    asyncio.run(main())
