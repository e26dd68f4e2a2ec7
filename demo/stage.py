"""The simulated rooms' diagnostic zips, where a person finds them and the bot can fetch them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiohttp import web

from demo.bundles import write_bundles
from demo.graph_server import LOOPBACK


@dataclass(frozen=True, slots=True)
class Zips:
    """``address`` is where the files in ``folder`` are served."""

    address: str
    folder: Path


@contextlib.asynccontextmanager
async def zips(folder: Path, now: datetime) -> AsyncIterator[Zips]:
    """Every room's zip as of ``now``, written into ``folder`` and served while the block runs."""
    await asyncio.to_thread(write_bundles, folder, now)
    application = web.Application()
    application.router.add_static("/", folder)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, 0).start()
        yield Zips(f"http://{LOOPBACK}:{runner.addresses[0][1]}", folder)
    finally:
        await runner.cleanup()
