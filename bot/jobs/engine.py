"""The durable job engine: DBOS in this process, on the database that holds the runs.

Its workflows are fixed interpreters over ids: of a run (prepare, examine every room, deliver, announce) and of a sweep
(discover, look at every portion, conclude). New checks change what the steps find, never the order of the steps, so
that a job begun by an older version can be finished by a newer one.

While a new version is rolled out, both work on one database and finish each other's jobs. What the engine has recorded
of a job must therefore fit both: ``application_version`` stays "1" for ever, and a step is only ever added at the end,
or behind a guard that a job begun without it does not pass::

    if await DBOS.patch_async("weigh"):
        await DBOS.run_step_async({"name": "weigh"}, _patient(steps.weigh), run_id)

An older version meets a job with a step that it does not know only where the newer one died in the middle of it: such a
job ends in an error, and the reconciler submits another in its place.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions, WorkflowStatus
from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.fleet_ports import SweepSteps
from bot.jobs.connections import patient_engine
from bot.jobs.serializer import IdsOnly
from bot.ports import Clock, RunSteps, StoreAwayError
from bot.store.runs import Job
from bot.telemetry import run_at_work, sweep_at_work

_NAME = "roomcheck"
_RUN, _SWEEP = "run", "sweep"
_INTERACTIVE, _PARSE, _SWEEPS = "interactive", "parse", "sweep"
_ROOMS_AT_ONCE, _PORTIONS_AT_ONCE = 4, 2
_ACTIVE = ("ENQUEUED", "DELAYED", "PENDING")
_KEEP_JOBS = timedelta(days=1)
_PAGE = 500
_STORE_AGAIN_AFTER = 0.5
_STRANDED_AFTER = 3
# Asked twice a second, which is more often than the engine's own lists are made for.
_BEGUN_BY = text("SELECT DISTINCT executor_id FROM dbos.workflow_status WHERE status = 'PENDING'")
_DEATHS_OF_A_JOB = 4
"""How many processes may die over one job, before it is given up and its run or sweep gets another: what kills every
process that touches it must not do so for ever.
"""

BEGUN_ANEW = "%d jobs came to no end that could be written down; they are begun anew"

log = logging.getLogger(__name__)

T = TypeVar("T")


class Jobs:
    """Runs the steps of runs so that none is lost: what a killed process left is taken up by the next.

    Only one may be launched in a process at a time (DBOS is a singleton).
    """

    def __init__(self, url: URL | str, clock: Clock) -> None:
        _log_with_the_rest()
        self._url, self._clock = _synchronous(make_url(url)), clock
        self._client = DBOSClient(system_database_url=self._url, serializer=IdsOnly(), application_name=_NAME,
                                  lazy=True, retry_connection_errors=False)
        # While the database is away, the engine's own threads may all be waiting for it.
        self._threads = ThreadPoolExecutor(2, "jobs")
        self._running: dict[asyncio.Task[Any], str] = {}
        self._stranded: dict[str, int] = {}
        self._closing = False

    async def submit(self, connection: AsyncConnection, job: Job) -> None:
        """As the store's :class:`JobQueue`."""
        options: EnqueueOptions = {"workflow_name": _RUN, "workflow_id": job.id,
                                   "queue_name": _PARSE if job.reads_upload else _INTERACTIVE}
        delay = (job.start_at - self._clock()).total_seconds() if job.start_at else 0.0
        if delay > 0:
            options["delay_seconds"] = delay
        await connection.run_sync(lambda bare: self._client.enqueue_in_transaction(bare, options, job.run_id))

    async def submit_sweep(self, connection: AsyncConnection, job_id: str, sweep_id: str) -> None:
        """Submit the job of a sweep within the connection's transaction."""
        options: EnqueueOptions = {"workflow_name": _SWEEP, "workflow_id": job_id, "queue_name": _SWEEPS}
        await connection.run_sync(lambda bare: self._client.enqueue_in_transaction(bare, options, sweep_id))

    async def lost(self, job_ids: Collection[str]) -> Collection[str]:
        """As the store's :class:`JobQueue`."""
        lost = set(job_ids)
        asked = list(job_ids)
        for start in range(0, len(asked), _PAGE):
            known = await self._listed(workflow_ids=asked[start:start + _PAGE])
            lost -= {each.workflow_id for each in known if each.status in _ACTIVE}
        return lost

    async def unfinished_of(self, connection: AsyncConnection) -> Collection[str]:
        """As :class:`bot.jobs.presence.Work`."""
        return [name for (name,) in await connection.execute(_BEGUN_BY)]

    async def take_over(self, name: str) -> None:
        """As :class:`bot.jobs.presence.Work`."""
        # The engine offers this only to its own, proprietary, controller; a restart under the same name does no more.
        await self._in_thread(DBOS._recover_pending_workflows, [name])  # noqa: SLF001 - as above

    async def _listed(self, **which: Any) -> list[WorkflowStatus]:
        """The jobs asked for, without what they hold."""
        return await self._in_thread(partial(self._client.list_workflows, load_input=False, load_output=False, **which))

    async def _in_thread(self, call: Callable[..., T], *given: Any) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, call, *given)
        except (OperationalError, PoolTimeoutError) as away:
            raise StoreAwayError("The jobs cannot be reached now.") from away

    @contextlib.asynccontextmanager
    async def only_submitting(self) -> AsyncIterator[None]:
        """Jobs can be submitted from here on; others perform them."""
        try:
            await self._declare_queues()
            yield
        finally:
            self._let_go()

    @contextlib.asynccontextmanager
    async def launched(self, runs: RunSteps, sweeps: SweepSteps, executor_id: str) -> AsyncIterator[None]:
        """The engine at work on this event loop. On leaving, what runs is cut off and resumes at the next launch."""
        config: DBOSConfig = {
            "name": _NAME, "system_database_url": self._url, "executor_id": executor_id, "application_version": "1",
            "serializer": IdsOnly(), "max_executor_threads": 8, "log_level": "ERROR", "enable_otlp": False,
            # Nothing waits for notifications here; a long sleep between two looks would only delay the closing.
            "notification_listener_polling_interval_sec": 0.1,
        }
        own = None if self._url.startswith("sqlite") else patient_engine(self._url, lambda: self._closing)
        try:
            await self._declare_queues()
            DBOS(config={**config, "system_database_engine": own})
            DBOS.workflow(name=_RUN, max_recovery_attempts=_DEATHS_OF_A_JOB)(self._of_run(runs))
            DBOS.workflow(name=_SWEEP, max_recovery_attempts=_DEATHS_OF_A_JOB)(self._of_sweep(sweeps))
            DBOS.launch()
            yield
        finally:
            await self._close()
            if own is not None:
                own.dispose()

    async def _declare_queues(self) -> None:
        """Before the launch, since queues declared later are noticed only after a second."""
        await asyncio.to_thread(make_job_tables, self._url)
        await self._client.register_queue_async(_INTERACTIVE, worker_concurrency=40, polling_interval_sec=0.1)
        await self._client.register_queue_async(_PARSE, worker_concurrency=2, polling_interval_sec=0.1)
        await self._client.register_queue_async(_SWEEPS, worker_concurrency=1, polling_interval_sec=0.2)

    def _of_run(self, steps: RunSteps) -> Callable[[str], Awaitable[None]]:
        async def perform(run_id: str) -> None:
            with self._tracked(), run_at_work(run_id):
                rooms = await DBOS.run_step_async({"name": "prepare"}, _patient(steps.prepare), run_id)
                await _each("examine", rooms, _ROOMS_AT_ONCE, _patient(steps.examine), run_id)
                await DBOS.run_step_async({"name": "deliver"}, _patient(steps.deliver), run_id)
                await DBOS.run_step_async({"name": "announce"}, _patient(steps.announce), run_id)

        return perform

    def _of_sweep(self, steps: SweepSteps) -> Callable[[str], Awaitable[None]]:
        async def sweep(sweep_id: str) -> None:
            with self._tracked(), sweep_at_work(sweep_id):
                portions = await DBOS.run_step_async({"name": "discover"}, _patient(steps.discover), sweep_id)
                await _each("look", portions, _PORTIONS_AT_ONCE, _patient(steps.look), sweep_id)
                await DBOS.run_step_async({"name": "conclude"}, _patient(steps.conclude), sweep_id)

        return sweep

    @contextlib.contextmanager
    def _tracked(self) -> Any:
        task = asyncio.current_task()
        if self._closing or task is None:
            raise asyncio.CancelledError
        self._running[task] = str(DBOS.workflow_id)
        try:
            yield
        finally:
            del self._running[task]

    async def drop_stranded(self) -> None:
        """Cancel what stands as begun by this process and has long not been at work in it, so that another job takes
        its place: what became of it could not be written down. To be called every few seconds.
        """
        begun = await self._listed(status="PENDING", executor_id=DBOS.executor_id)
        missing = {each.workflow_id for each in begun} - set(self._running.values())
        self._stranded = {job_id: self._stranded.get(job_id, 0) + 1 for job_id in missing}
        if dropped := [job_id for job_id, looks in self._stranded.items() if looks >= _STRANDED_AFTER]:
            log.error(BEGUN_ANEW, len(dropped))
            await self._in_thread(self._client.cancel_workflows, dropped)

    async def remove_old(self) -> None:
        """Remove the engine's records of jobs that ended a day ago or earlier."""
        before = (self._clock() - _KEEP_JOBS).isoformat()
        while True:
            old = await DBOS.list_workflows_async(completed_before=before, limit=_PAGE, load_input=False,
                                                  load_output=False)
            await DBOS.delete_workflows_async([each.workflow_id for each in old])
            if len(old) < _PAGE:
                return

    async def forget(self, job_ids: Collection[str]) -> None:
        """As the store's :class:`JobRecords`."""
        if job_ids:
            await self._in_thread(self._client.delete_workflows, list(job_ids))

    async def _close(self) -> None:
        self._closing = True
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        loop = asyncio.get_running_loop()
        # The engine made its own threads the loop's default ones; they end with it.
        with ThreadPoolExecutor(1) as apart:
            await loop.run_in_executor(apart, lambda: DBOS.destroy(destroy_registry=True))
        self._let_go()
        loop.set_default_executor(ThreadPoolExecutor())

    def _let_go(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._client.destroy()


def _patient(step: Callable[..., Awaitable[T]]) -> Callable[..., Coroutine[Any, Any, T]]:
    """The step, begun again for as long as the store cannot be reached: that is no reason to give a job up."""
    async def insist(*given: Any) -> T:
        told = False
        while True:
            try:
                return await step(*given)
            except StoreAwayError as why:
                if not told:
                    log.warning("a step waits: %s", why)
                told = True
                await asyncio.sleep(_STORE_AGAIN_AFTER)

    return insist


async def _each(name: str, count: int, at_once: int, step: Callable[[str, int], Awaitable[None]], of: str) -> None:
    """One step for each number below ``count``, some at once; which is which is settled before the first begins."""
    turns = asyncio.Semaphore(at_once)
    reserved = [DBOS.reserve_step() for _ in range(count)]

    async def perform(index: int) -> None:
        async with turns:
            await reserved[index].run_async({"name": name}, step, of, index)

    async with asyncio.TaskGroup() as group:
        for index in range(count):
            group.create_task(perform(index))


def _synchronous(url: URL) -> str:
    """The same database through the driver that the engine uses."""
    driver = "sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"
    return url.set(drivername=driver).render_as_string(hide_password=False)


def make_job_tables(url: URL | str) -> None:
    """Bring the engine's own tables to its version. Several processes may do so at once."""
    DBOS.migrate(_synchronous(make_url(url)))


def _log_with_the_rest() -> None:
    """Send the engine's log where all logs go; without a handler of its own it would write beside them."""
    engine_log = logging.getLogger("dbos")
    engine_log.setLevel(logging.ERROR)
    if not engine_log.handlers:
        engine_log.addHandler(logging.NullHandler())
