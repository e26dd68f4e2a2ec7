"""A whole bot in the simulated tenant, and thousands of hostile activities sent to it."""

import asyncio
import contextlib
import gc
import json
import logging
import random
import resource
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import URL

import app
from bot.cards.parts import walk
from bot.jobs.engine import BEGUN_ANEW
from bot.limits import Limits
from bot.server import listening
from bot.service import bot_at_work
from bot.settings import Settings
from checks.sources.graph.connect import connect_simulated
from demo.connector import Teams, teams
from demo.graph_server import simulated_graph
from tests.hostile.mutants import Mutant, mutant
from tests.hostile.shapes import a_shape

AT_ONCE = 8
_STEADY_FROM = 0.2
"""The share of the activities after which memory must not grow: until then caches and pools fill."""


class Complaints(logging.Handler):
    """Whatever the log says that no caller must be able to bring about."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if (record.exc_info or record.levelno >= logging.ERROR) and not _of_begun_anew(record):
            self.found.append(logging.Formatter().format(record)[-3_000:])


def _of_begun_anew(record: logging.LogRecord) -> bool:
    """On a machine that is far too busy the job engine now and then loses a job to itself, which is noticed and begun
    anew. It is given ids only, so that no caller has a part in it.
    """
    fault = record.exc_info[1] if record.exc_info else None
    return type(fault).__name__ == "DBOSAwaitedWorkflowCancelledError" or record.msg == BEGUN_ANEW


@dataclass
class Siege:
    """The bot at ``endpoint``, the connector that takes what it says, and what came of it all."""

    endpoint: str
    http: aiohttp.ClientSession
    log: Complaints
    service_url: str = ""
    seen: deque[Mapping[str, Any]] = field(default_factory=lambda: deque(maxlen=300))
    statuses: Counter[int] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    said: int = 0

    async def attack(self, count: int, seed: int) -> None:
        """Send so many activities, several at a time. What they are and how they are spoilt follows from the seed;
        whose buttons are forged, from what the bot has said by then.
        """
        chance = random.Random(seed)  # noqa: S311 - repeatable, guards nothing
        earlier, turns = list[bytes](), asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for number in range(count):
                await turns.acquire()
                sent = mutant(chance, a_shape(chance, self.service_url, list(self.seen)), earlier)
                group.create_task(self._send(sent, turns))
                if number in (int(count * _STEADY_FROM), count - 1):
                    self.memory.append(_resident())

    async def _send(self, sent: Mutant, turns: asyncio.Semaphore) -> None:
        announced = {"Content-Type": sent.content_type}
        try:
            async with self.http.post(self.endpoint, data=sent.body, headers=announced) as answer:
                told = await answer.text()
            self.statuses[answer.status] += 1
            if answer.status >= 500 or "Something went wrong" in told:
                self.failed.append(f"{answer.status} {told[:300]}: {sent.body[:2_000]!r}")
            self._remember(told)
        except (aiohttp.ClientError, TimeoutError) as lost:
            self.failed.append(f"{lost!r}: {sent.body[:2_000]!r}")
        finally:
            turns.release()

    async def take(self, request: web.Request) -> web.Response:
        """The connector: every message is taken, and its buttons are kept to be forged."""
        text = await request.text()
        self.said += 1
        if "Something went wrong inside" in text:
            self.failed.append(f"the bot said: {text[:1_000]}")
        self._remember(text)
        return web.json_response({"id": f"m{self.said}"}, status=201)

    def _remember(self, text: str) -> None:
        with contextlib.suppress(ValueError):
            for each in walk(json.loads(text)):
                if isinstance(each.get("data"), dict):
                    self.seen.append(each["data"])
                if isinstance(each.get("acceptContext"), dict):
                    self.seen.append(each["acceptContext"])

    async def answers(self) -> Teams:
        """The bot answers somebody who means well."""
        async with teams(self.endpoint, conversation={"id": "well-meant", "conversationType": "personal"}) as person:
            await person.say("help")
            await person.until(lambda: any(each.card for each in person.posted.values()), within=60)
            return person

    @property
    def grown(self) -> int:
        """Bytes by which memory grew from the first fifth to the end."""
        return self.memory[-1] - self.memory[0]


def _resident() -> int:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


@contextlib.asynccontextmanager
async def besieged(home: Path, url: URL | None = None, limits: Limits | None = None) -> AsyncIterator[Siege]:
    """The bot with its store in ``home``, or at the address of a database; everybody may ask for everything, as fast
    as the ``limits`` allow, if there are any.
    """
    log = Complaints()
    root = logging.getLogger()
    root.addHandler(log)
    database = url.render_as_string(hide_password=False) if url else ""
    try:
        async with aiohttp.ClientSession() as http, simulated_graph() as graph, connect_simulated(graph) as client:
            settings = Settings(_env_file=None, ROOMCHECK_HOME=home, ROOMCHECK_GRAPH_URL=graph,
                                ROOMCHECK_SWEEP_SCHEDULE="off", DATABASE_URL=database)
            async with bot_at_work(settings, app.world(client), development=True, limits=limits) as application, \
                    listening(application, "127.0.0.1", 0) as port:
                siege = Siege(f"http://127.0.0.1:{port}/api/messages", http, log)
                async with _connector(siege) as siege.service_url:
                    yield siege
    finally:
        root.removeHandler(log)


@contextlib.asynccontextmanager
async def _connector(siege: Siege) -> AsyncIterator[str]:
    application = web.Application(client_max_size=1 << 22)
    application.router.add_route("*", "/{path:.*}", siege.take)
    async with listening(application, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}"
