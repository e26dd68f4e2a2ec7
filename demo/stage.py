"""The simulated rooms' diagnostic zips, where a person finds them and the bot can fetch them; and rooms are mended."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from demo.bundles import write_bundles
from demo.graph_server import LOOPBACK
from demo.mending import add_mending
from demo.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Zips:
    """``address`` is where the files in ``folder`` are served."""

    address: str
    folder: Path


@contextlib.asynccontextmanager
async def zips(folder: Path, tenant: Tenant) -> AsyncIterator[Zips]:
    """Every room's zip as of the tenant's present, written into ``folder`` and served while the block runs, beside the
    page where rooms are mended.
    """
    await asyncio.to_thread(write_bundles, folder, tenant.now)
    application = web.Application()
    add_mending(application, tenant, lambda: datetime.now(UTC))
    application.router.add_static("/", folder)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, 0).start()
        yield Zips(f"http://{LOOPBACK}:{runner.addresses[0][1]}", folder)
    finally:
        await runner.cleanup()
