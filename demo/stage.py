"""Everything the demo needs beside the bot: the simulated tenant, and the rooms' zips where the bot can fetch them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from demo.bundles import write_bundles
from demo.graph_server import LOOPBACK, simulated_graph


@dataclass(frozen=True, slots=True)
class Stage:
    """``graph`` is the root of the simulated Graph, ``zips`` the address under which ``folder`` is served."""

    graph: str
    zips: str
    folder: Path


@contextlib.asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """The simulated tenant as of this moment, with every room's zip written into ``folder``."""
    now = datetime.now(UTC)
    await asyncio.to_thread(write_bundles, folder, now)
    async with simulated_graph(now=now) as graph, _served(folder) as zips:
        yield Stage(graph, zips, folder)


@contextlib.asynccontextmanager
async def _served(folder: Path) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_static("/", folder)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, 0).start()
        yield f"http://{LOOPBACK}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
