"""Opens what keeps runs, and sets the job engine to work."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.jobs.engine import Jobs
from bot.jobs.slot import held_slot
from bot.ports import Clock
from bot.runs import RunService
from bot.store.database import embedded_url, opened
from bot.store.dialogs import SqlDialogs
from bot.store.evidence import SqlEvidence
from bot.store.reports import SqlReports
from bot.store.retention import remove_expired
from bot.store.runs import SqlRuns
from bot.watch import Watch

log = logging.getLogger(__name__)

RECONCILE_EVERY = timedelta(seconds=5)
CLEAN_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Store:
    """The embedded database, opened by this process alone."""

    engine: AsyncEngine
    jobs: Jobs
    executor_id: str
    runs: SqlRuns
    reports: SqlReports
    evidence: SqlEvidence
    dialogs: SqlDialogs


@contextlib.asynccontextmanager
async def opened_store(home: Path, clock: Clock) -> AsyncIterator[Store]:
    """The store in a folder. Raises ``AlreadyRunningError`` while another process has it open."""
    with held_slot(home) as executor_id:
        async with opened(embedded_url(home)) as engine:
            jobs = Jobs(embedded_url(home), clock)
            yield Store(engine, jobs, executor_id, SqlRuns(engine, jobs), SqlReports(engine), SqlEvidence(engine),
                        SqlDialogs(engine))


@contextlib.asynccontextmanager
async def at_work(store: Store, service: RunService, watch: Watch, clock: Clock, *,
                  reconcile_every: timedelta = RECONCILE_EVERY) -> AsyncIterator[None]:
    """Runs and sweeps are performed while inside: those left by a killed process first. What is unfinished on leaving
    goes on at the next start.
    """

    async def clean() -> None:
        await remove_expired(store.engine, clock())
        await store.jobs.remove_old()

    try:
        async with (store.jobs.launched(service, watch.sweeps, store.executor_id),
                    repeated(service.reconcile, reconcile_every), repeated(watch.sweeps.reconcile, reconcile_every),
                    repeated(watch.outbox.send_due, watch.send_every), repeated(watch.tick, watch.tick_every),
                    repeated(clean, CLEAN_EVERY)):
            yield
    finally:
        await service.close()


@contextlib.asynccontextmanager
async def repeated(action: Callable[[], Awaitable[None]], every: timedelta) -> AsyncIterator[None]:
    """The action at once and then every so often, until leaving. An action that fails is logged and tried again."""

    async def keep_going() -> None:
        while True:
            try:
                await action()
            except Exception:
                log.exception("%s failed", action.__qualname__ if hasattr(action, "__qualname__") else action)
            await asyncio.sleep(every.total_seconds())

    task = asyncio.create_task(keep_going())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
