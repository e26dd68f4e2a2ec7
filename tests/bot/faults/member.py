"""A bot, a replica or a worker in a process of its own, to be killed at any moment."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import uuid4

from bot.adapter.clouds import CLOUDS
from bot.adapter.connector import Connector
from bot.ports import Run, StoreAwayError
from bot.proactive import TeamsMessenger
from bot.setting_values import Cloud
from bot.store.database import database_url
from bot.turns import Conversation, Scope
from checks.collector import Collector
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import Room
from tests.bot.faults.versions import VERSIONS
from tests.bot.run_parts import Bot, ShiftedClock, a_run, bot, enabled, graph

_PATIENCE = 3.0
"""Seconds that an answer of the connector is waited for, which answers in no time or never."""
_OFTEN, _NO_ALERTS = timedelta(milliseconds=200), timedelta(minutes=1)
"""Nobody watches these rooms; looking for alerts all the time would only take others' turns at the processor."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Part:
    """What a member does. ``performs`` as a bot or worker does, ``runs`` wishes made one after the other, or
    ``at_once``; their conversations are in ``trouble`` in turn, as :mod:`tests.bot.faults.connector` reads it.
    ``later`` shifts its clock. The wishes are ``old`` already, so that what Teams does not take is not waited with.
    Rooms named poison always raise, deadly ones kill the process, slow ones take ``slow`` seconds. ``version`` is one
    of :mod:`tests.bot.faults.versions`.
    """

    home: Path
    database: str
    teams: str
    performs: bool = True
    runs: int = 0
    at_once: bool = False
    trouble: tuple[str, ...] = ("",)
    rooms: tuple[str, ...] = ("room-1@contoso.com",)
    later: timedelta = field(default=timedelta(0))
    old: timedelta = field(default=timedelta(0))
    slow: float = 0.0
    version: str = "this"


def run(part: Part, told: Connection) -> None:
    """Be a member until killed or terminated; tells its executor's name once it is at work."""
    logging.basicConfig(level=logging.ERROR, filename=part.home / "members.log")
    try:
        asyncio.run(_live(part, told))
    except Exception:
        log.exception("a member ended by itself")
        raise


async def _live(part: Part, told: Connection) -> None:
    async with _teams() as teams, bot(
            part.home, teams, clock=ShiftedClock(part.later), url=database_url(part.home, part.database),
            performs=part.performs, make_jobs=VERSIONS[part.version], collectors_for=_collectors(part),
            retries=(timedelta(seconds=0.2), timedelta(seconds=1)), reconcile_every=_OFTEN,
            send_every=_NO_ALERTS) as running:
        told.send((running.store.name, os.getpid()))
        if part.at_once:
            await asyncio.gather(*(_started(running, part, number) for number in range(part.runs)))
        for number in range(0 if part.at_once else part.runs):
            await _started(running, part, number)
        await asyncio.Event().wait()


async def _started(running: Bot, part: Part, number: int) -> None:
    """Make one wish, again for as long as it is not taken: the person who is told to try again does."""
    wish = _wish(part, number)
    while True:
        try:
            await running.service.start(wish)
        except StoreAwayError:
            await asyncio.sleep(0.1)
        else:
            return


def _wish(part: Part, number: int) -> Run:
    name = f"{part.trouble[number % len(part.trouble)]}{uuid4().hex}"
    conversation = Conversation(name, Scope.PERSONAL, "tenant", {"serviceUrl": part.teams})
    return a_run(id=name, conversation=conversation, created_at=datetime.now(UTC) + part.later - part.old,
                 rooms=tuple(map(Room, part.rooms)))


@contextlib.asynccontextmanager
async def _teams() -> AsyncIterator[TeamsMessenger]:
    async with Connector(CLOUDS[Cloud.GLOBAL], None, development=True, timeout=_PATIENCE) as connector:
        connector.http.headers.add("X-Member", str(os.getpid()))
        yield TeamsMessenger(connector)


def _collectors(part: Part) -> Callable[[Room], Sequence[Collector]]:
    async def collect(room: Room, known: Facts) -> Account:
        if room.address.startswith("deadly"):
            os.kill(os.getpid(), signal.SIGKILL)
        if room.address.startswith("slow"):
            await asyncio.sleep(part.slow)
        return await enabled(room, known)

    def collectors(room: Room) -> Sequence[Collector]:
        if room.address.startswith("poison"):
            raise RuntimeError("a poison room")
        return graph(collect)(room)
    return collectors
