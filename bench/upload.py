"""How long a user waits from sending a diagnostic zip to the finished card, over HTTP, in the simulated tenant."""

import json
import shutil
import time
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import aiohttp
from aiohttp import web

import app
from bench.measuring import Runs
from bot.server import listening
from bot.service import bot_at_work
from checks.sources.graph.connect import connect_simulated
from demo.connector import Posted, Teams, teams
from demo.graph_server import simulated_graph
from tests.settings import named_settings

_PATIENCE = 120.0


async def uploads(bundle: Path, times: int) -> dict[str, Runs]:
    """The waits for the finished card, and beside them for nothing but fetching the file and hashing it."""
    waits = {"card": Runs(), "fetch": Runs()}
    with TemporaryDirectory() as home:
        async with simulated_graph() as graph, connect_simulated(graph) as client, \
                bot_at_work(named_settings(ROOMCHECK_HOME=Path(home) / "bot", ROOMCHECK_GRAPH_URL=graph),
                            app.world(client), development=True) as application, \
                listening(application, "127.0.0.1", 0) as port, \
                teams(f"http://127.0.0.1:{port}/api/messages") as person:
            for number in range(times):
                copy = _another(bundle, Path(home), number)
                waits["fetch"].seconds.append(await _fetch(copy))
                waits["card"].seconds.append(await _card(person, copy))
                copy.unlink()
    return waits


def _another(bundle: Path, folder: Path, number: int) -> Path:
    """The same files in a zip that was never sent before: a bot that knows a zip need not read it."""
    copy = folder / f"bundle-{number}.zip"
    shutil.copyfile(bundle, copy)
    with ZipFile(copy, "a") as packed:
        packed.comment = f"sent {number}".encode()
    return copy


async def _card(person: Teams, bundle: Path) -> float:
    begun, finished = time.perf_counter(), list[float]()

    def painted(posted: Posted) -> None:
        if "Check again" in json.dumps(posted.card):
            finished.append(time.perf_counter() - begun)

    person.on_paint = painted
    await person.send_file(bundle)
    await person.until(lambda: finished, within=_PATIENCE)
    first = finished[0]
    await person.quiet(1)
    return first


async def _fetch(bundle: Path) -> float:
    """The file over the same kind of connection, hashed as it comes."""
    served = web.Application()
    served.router.add_static("/", bundle.parent)
    async with listening(served, "127.0.0.1", 0) as port, aiohttp.ClientSession() as http:
        begun, hashed = time.perf_counter(), sha256()
        async with http.get(f"http://127.0.0.1:{port}/{bundle.name}") as answer:
            async for block in answer.content.iter_chunked(1024 * 1024):
                hashed.update(block)
        return time.perf_counter() - begun
