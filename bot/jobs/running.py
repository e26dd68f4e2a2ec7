"""Opens what keeps runs, and sets the job engine to work."""

import asyncio
import contextlib
import logging
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.jobs.engine import Jobs
from bot.jobs.presence import SharedPresence
from bot.jobs.slot import held_slot
from bot.ports import Clock, StoreAwayError
from bot.runs import RunService
from bot.settings import ConfigurationError
from bot.store.database import opened
from bot.store.dialogs import SqlDialogs
from bot.store.evidence import SqlEvidence
from bot.store.reports import SqlReports
from bot.store.retention import KEEP_REPORTS, remove_expired
from bot.store.runs import ALONE, SqlRuns
from bot.watch import Watch

log = logging.getLogger(__name__)

RECONCILE_EVERY = timedelta(seconds=5)
CLEAN_EVERY = timedelta(hours=1)
DROP_EVERY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Store:
    """The database as this process works on it: alone, or in the presence of others."""

    engine: AsyncEngine
    jobs: Jobs
    others: SharedPresence | None
    performs: bool
    runs: SqlRuns
    reports: SqlReports
    evidence: SqlEvidence
    dialogs: SqlDialogs

    @property
    def name(self) -> str:
        """What this process is called among those on the database."""
        return (self.others or ALONE).name


@contextlib.asynccontextmanager
async def opened_store(url: URL, clock: Clock, *, performs: bool = True,
                       make_jobs: Callable[[URL, Clock], Jobs] = Jobs) -> AsyncIterator[Store]:
    """The store at an address. ``performs``: this process is going to perform jobs, not only to submit them.

    Raises ``AlreadyRunningError`` while another process has an embedded one open, ``ConfigurationError`` for one that
    leaves the jobs to others, and ``StoreAwayError``.
    """
    async with contextlib.AsyncExitStack() as stack:
        others = await _place_of(stack, url, performs=performs)
        engine = await stack.enter_async_context(opened(url))
        jobs = make_jobs(url, clock)
        runs = SqlRuns(engine, jobs, others or ALONE)
        yield Store(engine, jobs, others, performs, runs, SqlReports(engine), SqlEvidence(engine), SqlDialogs(engine))


async def _place_of(stack: contextlib.AsyncExitStack, url: URL, *, performs: bool) -> SharedPresence | None:
    if url.get_backend_name() != "sqlite":
        return await stack.enter_async_context(SharedPresence(url, performs=performs))
    if not performs:
        raise ConfigurationError("DATABASE_URL is not set: several processes need a PostgreSQL database to share.")
    if is_too_old(sqlite3.sqlite_version_info, sys.version_info):
        raise ConfigurationError(
            f"This Python's SQLite is {sqlite3.sqlite_version}, and the work queue needs 3.42 or newer. "
            "Use Python 3.11, a Python with a newer SQLite, or a PostgreSQL database (DATABASE_URL).")
    stack.enter_context(held_slot(Path(url.database or "").parent))
    return None


def is_too_old(sqlite: tuple[int, ...], python: tuple[Any, ...]) -> bool:
    """Whether the job engine cannot tell the time in this SQLite: from Python 3.12 on it wants fractions of seconds."""
    return python >= (3, 12) and sqlite < (3, 42)


@contextlib.asynccontextmanager
async def at_work(store: Store, service: RunService, watch: Watch, clock: Clock, *,
                  reconcile_every: timedelta = RECONCILE_EVERY,
                  keep_reports: timedelta = KEEP_REPORTS) -> AsyncIterator[None]:
    """Runs and sweeps are performed while inside, if the store was opened for that: those left by a killed process
    first. What is unfinished on leaving goes on at the next start. Raises ``SlotLostError``.
    """

    async def clean() -> None:
        await remove_expired(store.engine, clock(), keep_reports=keep_reports)
        await store.jobs.remove_old()

    try:
        async with contextlib.AsyncExitStack() as stack:
            if store.performs:
                await stack.enter_async_context(store.jobs.launched(service, watch.sweeps, store.name))
                await stack.enter_async_context(repeated(clean, CLEAN_EVERY))
                await stack.enter_async_context(repeated(watch.outbox.send_due, watch.send_every))
                await stack.enter_async_context(repeated(watch.tick, watch.tick_every))
                await stack.enter_async_context(repeated(store.jobs.drop_stranded, DROP_EVERY))
            else:
                await stack.enter_async_context(store.jobs.only_submitting())
            for reconcile in (service.reconcile, watch.sweeps.reconcile):
                await stack.enter_async_context(repeated(reconcile, reconcile_every))
            if store.others:
                await stack.enter_async_context(store.others.watched(store.jobs if store.performs else None))
            yield
    finally:
        await service.close()


@contextlib.asynccontextmanager
async def repeated(action: Callable[[], Awaitable[None]], every: timedelta) -> AsyncIterator[None]:
    """The action at once and then every so often, until leaving. An action that fails is logged and tried again; one
    that cannot reach the store is logged when that begins and when it is over.
    """
    name = getattr(action, "__qualname__", action)

    async def keep_going() -> None:
        away = False
        while True:
            try:
                await action()
                if away:
                    log.warning("%s goes on: the store can be reached again.", name)
                away = False
            except StoreAwayError as why:
                if not away:
                    log.warning("%s waits: %s", name, why)
                away = True
            except Exception:
                log.exception("%s failed", name)
            await asyncio.sleep(every.total_seconds())

    task = asyncio.create_task(keep_going())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
