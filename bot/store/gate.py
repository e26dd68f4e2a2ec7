"""Turns at Microsoft Graph that all processes on one database take together.

Graph counts requests for the whole application and tenant, whichever process sends them (Microsoft Learn, "Microsoft
Graph service-specific throttling limits"), so a bot, its workers and a command line beside them must not each believe
themselves alone.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import URL, Double, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from bot.store.blocks import InBlocks
from bot.store.database import UnreadableDatabaseError, opened
from bot.store.lane import Lane, lane_of
from bot.store.replacing import INSERT
from bot.store.schema import OlderDatabaseError
from bot.store.tables import graph_gate
from checks.limits import OVERTAKEN_FOR, CongestedError, Limit

log = logging.getLogger(__name__)

AWAY_FOR = 10.0
"""Seconds for which a database that failed is not asked again."""

class Gate(Protocol):
    """Where requests to Microsoft Graph wait for their turn."""

    async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
        """Return when a request that counts for so many units may be sent; ``behind`` lets all that people wait for go
        first. Raises :class:`~checks.limits.CongestedError` at once when a :meth:`hold` lasts longer than ``patience``
        seconds.
        """

    async def hold(self, limit: Limit, seconds: float) -> None:
        """The service wants no request for so long."""


class present(FunctionElement[float]):  # noqa: N801 - reads as the function of SQL that it is
    """The database's own clock, in seconds since 1970.

    Processes on two machines share the database but no clock, and a restart forgets what a process counted from.
    """

    type = Double()
    inherit_cache = True


@compiles(present, "sqlite")
def _present_in_sqlite(*_given: Any, **_options: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(present, "postgresql")
def _present_in_postgresql(*_given: Any, **_options: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION)"


@dataclass(frozen=True, slots=True)
class Reserved:
    """A turn: when it is by the database's clock, and how many seconds from now that is. Background work has it only
    when there is nothing to wait for.
    """

    at: float
    wait: float


@dataclass(slots=True)
class _Queue:
    """Who waits for one limit in this process: how many people's requests, and whose turn it is."""

    people: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    behind: asyncio.Lock = field(default_factory=asyncio.Lock)


class SqlGate:
    """A :class:`Gate` over SQL. One row per tenant and limit holds the turns last taken, until when the service wants
    none, and until when people wait.

    A process has at most one turn ahead of it in each lane, so that one that is killed, or gives up, wastes no other.
    Background work has none ahead of it until it has been overtaken for :data:`~checks.limits.OVERTAKEN_FOR` seconds.
    """

    def __init__(self, engine: AsyncEngine, tenant: str, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
                 now: Callable[[], float] = time.monotonic) -> None:
        self._engine, self._tenant, self._sleep, self._now = engine, tenant, sleep, now
        self._queues: dict[str, _Queue] = {}

    async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
        """As the port says."""
        queue = self._queues.setdefault(limit.name, _Queue())
        if behind:
            async with queue.behind:
                await self._last(queue, limit, patience, units)
        else:
            await self._in_order(queue, limit, patience, units)

    async def _in_order(self, queue: _Queue, limit: Limit, patience: float, units: int) -> None:
        queue.people += 1
        try:
            async with queue.turn:
                wait = await self._next(queue, limit, patience, units)
                while wait > 0:
                    await self._sleep(wait)
                    if not await self._is_held(limit):
                        return
                    wait = await self._next(queue, limit, patience, units)
        finally:
            queue.people -= 1

    async def _next(self, queue: _Queue, limit: Limit, patience: float, units: int) -> float:
        return (await self.reserve(limit, patience, units=units, more_wait=queue.people > 1)).wait

    async def _last(self, queue: _Queue, limit: Limit, patience: float, units: int) -> None:
        tired_at = self._now() + OVERTAKEN_FOR
        while (turn := await self.reserve(limit, patience, units=units, behind=True)).wait > 0:
            if self._now() >= tired_at:
                await self._in_order(queue, limit, patience, units)
                return
            await self._sleep(min(turn.wait, max(0.0, tired_at - self._now())))

    async def reserve(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False,
                      more_wait: bool = False) -> Reserved:
        """Take the next turn, in one transaction that no other process gets into. ``more_wait`` keeps background work
        out until those have theirs.
        """
        async with self._engine.begin() as connection:
            lane = await self._locked(connection, limit)
            if lane.held_until - lane.now > patience:
                raise CongestedError
            at = lane.next_behind(limit, units) if behind else lane.next(limit, units)
            if not behind or at <= lane.now:
                await self._write(connection, limit, lane.with_turn(limit, at, units, more_wait=more_wait))
        return Reserved(at, at - lane.now)

    async def hold(self, limit: Limit, seconds: float) -> None:
        """As the port says. A shorter hold ends no longer one."""
        async with self._engine.begin() as connection:
            await self._write(connection, limit, (await self._locked(connection, limit)).held(seconds))

    async def _locked(self, connection: AsyncConnection, limit: Limit) -> Lane:
        """The lane's row with the time, held by this transaction from now on: an upsert locks in every database."""
        insert = INSERT[connection.dialect.name](graph_gate)
        values = {"lane": self._lane(limit), "sent": [], "held_until": 0.0, "people_until": 0.0, "read_at": 0.0}
        upsert = insert.values(values).on_conflict_do_update(
            index_elements=[graph_gate.c.lane], set_={"held_until": graph_gate.c.held_until})
        returned = await connection.execute(upsert.returning(*graph_gate.c, present().label("now")))
        return lane_of(returned.mappings().one())

    async def _write(self, connection: AsyncConnection, limit: Limit, lane: Lane) -> None:
        here = graph_gate.c.lane == self._lane(limit)
        await connection.execute(update(graph_gate).where(here).values(lane.row()))

    async def _is_held(self, limit: Limit) -> bool:
        """Whether the service has closed since the turn was taken."""
        query = select(graph_gate, present().label("now")).where(graph_gate.c.lane == self._lane(limit))
        async with self._engine.connect() as connection:
            lane = lane_of((await connection.execute(query)).mappings().one())
        return lane.held_until > lane.now

    def _lane(self, limit: Limit) -> str:
        return f"{self._tenant}:{limit.name}"


class SharedGate:
    """The gate that processes share, and behind it this process's own, which alone keeps the limits while the database
    cannot be used.
    """

    def __init__(self, shared: Gate, local: Gate, *, now: Callable[[], float] = time.monotonic) -> None:
        self._shared, self._local, self._now = shared, local, now
        self._away_until = -AWAY_FOR

    async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
        """As the port says."""
        await self._ask(lambda: self._shared.enter(limit, patience, units=units, behind=behind))
        await self._local.enter(limit, patience, units=units, behind=behind)

    async def hold(self, limit: Limit, seconds: float) -> None:
        """As the port says."""
        await self._local.hold(limit, seconds)
        await self._ask(lambda: self._shared.hold(limit, seconds))

    async def _ask(self, ask: Callable[[], Awaitable[None]]) -> None:
        if self._now() < self._away_until:
            return
        try:
            await ask()
        except SQLAlchemyError as unusable:
            self._away_until = self._now() + AWAY_FOR
            log.warning("requests are paced in this process alone: %s", type(unusable).__name__)


@contextlib.asynccontextmanager
async def gate_in(url: URL, tenant: str, local: Gate) -> AsyncIterator[Gate]:
    """The gate that processes share which work with this database; ``local`` alone where it cannot be used.

    A PostgreSQL database is not migrated for it. Raises :class:`~bot.store.schema.NewerDatabaseError`.
    """
    async with contextlib.AsyncExitStack() as stack:
        try:
            engine = await stack.enter_async_context(opened(url, migrate=url.get_backend_name() == "sqlite"))
        except (OSError, SQLAlchemyError, OlderDatabaseError, UnreadableDatabaseError) as unusable:
            log.warning("requests are paced in this process alone: %s", type(unusable).__name__)
            gate = local
        else:
            gate = SharedGate(InBlocks(SqlGate(engine, tenant)), local)
        yield gate
