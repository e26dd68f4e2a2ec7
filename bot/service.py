"""The bot put together: store, job engine, adapter and desk, as one web application."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from aiohttp import web
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.activity_handler import TeamsBot
from bot.adapter import TeamsAdapter, create_adapter
from bot.attachments import Downloader
from bot.authorise import Policy
from bot.cards import LINKS
from bot.commands.services import Dialog, Services
from bot.desk import Desk
from bot.examination import Examiner, Sources
from bot.jobs.engine import Jobs
from bot.jobs.slot import held_slot
from bot.painter import Painter
from bot.ports import Clock, CollectorsFor, Messenger, ReadBundle, Rooms
from bot.proactive import TeamsMessenger
from bot.run_messages import RunMessages
from bot.runs import RunService
from bot.server import create_app
from bot.settings import Settings
from bot.store.database import embedded_url, opened
from bot.store.dialogs import SqlDialogs
from bot.store.evidence import SqlEvidence
from bot.store.reports import SqlReports
from bot.store.retention import remove_expired
from bot.store.runs import SqlRuns
from checks.engine import Outcome
from checks.model import Report, Room
from checks.registry import Catalogue

log = logging.getLogger(__name__)

RECONCILE_EVERY = timedelta(seconds=5)
CLEAN_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class World:
    """What the bot is given from outside itself: the time, where evidence comes from, who judges it, the dialogs."""

    clock: Clock
    rooms: Rooms
    collectors_for: CollectorsFor
    read_bundle: ReadBundle
    catalogue: Catalogue
    make_report: Callable[[Room, Outcome, datetime], Report]
    dialogs: Mapping[str, Dialog]


@contextlib.asynccontextmanager
async def bot_at_work(settings: Settings, world: World, *, development: bool = False) -> AsyncIterator[web.Application]:
    """The bot's web application, ready to be served; unfinished runs go on from here.

    ``development`` lets callers and replies on this machine in, and everybody ask. Raises ``ConfigurationError`` and
    ``AlreadyRunningError``.
    """
    async with contextlib.AsyncExitStack() as stack:
        adapter = create_adapter(settings, development=development)
        executor = stack.enter_context(held_slot(settings.home))
        database = await stack.enter_async_context(opened(embedded_url(settings.home)))
        await stack.enter_async_context(adapter)
        messenger = TeamsMessenger(adapter.connector)
        jobs = Jobs(embedded_url(settings.home), world.clock)
        stores = _Stores(database, SqlRuns(database, jobs), SqlReports(database), SqlEvidence(database))
        runs = _run_service(settings, world, stores, messenger, development=development)
        stack.push_async_callback(runs.close)
        await stack.enter_async_context(jobs.launched(runs, executor))
        await stack.enter_async_context(_upkeep(runs, jobs, database, world.clock))
        desk = Desk(_services(settings, world, stores, runs, messenger, everyone=development))
        yield _application(settings, adapter, TeamsBot(messenger, desk), database)


@dataclass(frozen=True, slots=True)
class _Stores:
    database: AsyncEngine
    runs: SqlRuns
    reports: SqlReports
    evidence: SqlEvidence


def _run_service(settings: Settings, world: World, stores: _Stores, messenger: Messenger, *,
                 development: bool) -> RunService:
    download = Downloader(settings.home / "uploads", allow_loopback=development)
    sources = Sources(world.collectors_for, download.fetch, world.read_bundle, world.catalogue, world.make_report)
    messages = RunMessages(LINKS[settings.cloud])
    return RunService(
        runs=stores.runs, examiner=Examiner(sources, stores.runs, stores.reports, stores.evidence, world.clock),
        painter=Painter(messenger, stores.runs, messages.going_on, world.clock), messenger=messenger, messages=messages,
        clock=world.clock)


def _services(settings: Settings, world: World, stores: _Stores, runs: RunService, messenger: Messenger, *,
              everyone: bool) -> Services:
    return Services(
        runs=runs, kept_runs=stores.runs, reports=stores.reports, evidence=stores.evidence,
        open_dialogs=SqlDialogs(stores.database), rooms=world.rooms, messenger=messenger, catalogue=world.catalogue,
        clock=world.clock, policy=Policy(frozenset(settings.operators), everyone=everyone),
        new_id=lambda: uuid4().hex, dialogs=world.dialogs)


def _application(settings: Settings, adapter: TeamsAdapter, bot: TeamsBot, database: AsyncEngine) -> web.Application:
    async def ready() -> Mapping[str, bool]:
        async with database.connect() as connection:
            await connection.execute(text("SELECT 1"))
        # Without an app id only a development bot starts, and it needs none of these.
        missing = settings.missing_for_teams() if settings.app_id else ()
        return {"store": True, **dict.fromkeys((*missing, *settings.missing_for_graph()), False)}

    return create_app(lambda request: adapter.process(request, bot), ready)


@contextlib.asynccontextmanager
async def _upkeep(runs: RunService, jobs: Jobs, database: AsyncEngine, clock: Clock) -> AsyncIterator[None]:
    """What is done over and over: runs in nobody's hands are taken up, what has expired is removed."""

    async def clean() -> None:
        await remove_expired(database, clock())
        await jobs.remove_old()

    tasks = [asyncio.create_task(_every(RECONCILE_EVERY, runs.reconcile)),
             asyncio.create_task(_every(CLEAN_EVERY, clean))]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _every(pause: timedelta, do: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await do()
        except Exception:
            log.exception("upkeep failed; it is tried again")
        await asyncio.sleep(pause.total_seconds())
