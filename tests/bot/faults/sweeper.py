"""A worker in a process of its own that makes one sweep after the other, to be killed at any moment."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import uuid4

from bot.fleet import Extent, Subscription, Sweep
from bot.store.database import database_url
from bot.turns import Conversation, Scope
from checks.fleet import FleetRoom, Looked, Page
from tests.bot.faults.member import _teams as loopback_teams
from tests.bot.run_parts import Bot, FakeFleet, ShiftedClock, bot

ROOMS, PLACE = 100, "watcher"
SHORTLY, OFTEN = timedelta(milliseconds=50), timedelta(milliseconds=200)


@dataclass(frozen=True)
class Sweeper:
    """``home/broken`` holds how many of the rooms are broken; while there is a ``home/deadly``, whoever lists the rooms
    is killed. ``later`` shifts the clock, so that claims run out.
    """

    home: Path
    database: str
    teams: str
    later: timedelta = timedelta(0)


class SlowFleet(FakeFleet):
    """Takes a moment to look, and sees what the file says."""

    def __init__(self, home: Path) -> None:
        super().__init__({f"room-{number:03}@contoso.com": True for number in range(ROOMS)})
        self._broken, self._deadly = home / "broken", home / "deadly"

    def discover(self) -> AsyncIterator[Page]:
        if self._deadly.exists():
            os.kill(os.getpid(), signal.SIGKILL)
        return super().discover()

    async def look(self, rooms: Sequence[FleetRoom]) -> Looked:
        broken = int(self._broken.read_text())
        self.enabled = {address: place >= broken for place, address in enumerate(self.enabled)}
        await asyncio.sleep(0.05)
        return await super().look(rooms)


def run(part: Sweeper, told: Connection) -> None:
    """Be a member until killed; tells its process id once it is at work."""
    logging.basicConfig(level=logging.ERROR, filename=part.home / "members.log")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_live(part, told))


async def _live(part: Sweeper, told: Connection) -> None:
    async with loopback_teams() as teams, bot(
            part.home, teams, clock=ShiftedClock(part.later), url=database_url(part.home, part.database),
            fleet=SlowFleet(part.home), reconcile_every=OFTEN) as running:
        place = Conversation(PLACE, Scope.PERSONAL, "tenant", {"serviceUrl": part.teams})
        await running.watch.stores.subscriptions.keep(
            Subscription(uuid4().hex, place, Extent.ALL, "", "anna", datetime.now(UTC)))
        told.send(os.getpid())
        await _keep_sweeping(running, part.later)


async def _keep_sweeping(running: Bot, later: timedelta) -> None:
    while True:
        wish = Sweep(uuid4().hex, uuid4().hex, datetime.now(UTC) + later)
        if not await running.watch.stores.sweeps.under_way():
            await running.watch.sweeps.start(wish)
        await asyncio.sleep(SHORTLY.total_seconds())
