"""Turns at Microsoft Graph that all processes on one database take together.

Graph counts some requests for the whole tenant, whoever sends them (Microsoft Learn, "Microsoft Graph service-specific
throttling limits"), so a bot and a command line beside it must not each believe themselves alone.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from alembic.util import CommandError
from sqlalchemy import Double, RowMapping, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from bot.store.database import embedded_url, opened
from bot.store.tables import graph_gate

log = logging.getLogger(__name__)

FURTHEST = 300.0
"""Seconds that a turn or a hold may lie ahead. What lies further is of a clock that was set back since."""

_INSERT: Mapping[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert, "postgresql": postgresql.insert,
}


class Limit(Protocol):
    """At most ``requests`` in any ``seconds``, for one application in one tenant."""

    @property
    def name(self) -> str: ...

    @property
    def requests(self) -> int: ...

    @property
    def seconds(self) -> float: ...


L = TypeVar("L", bound=Limit)
L_contra = TypeVar("L_contra", bound=Limit, contravariant=True)


class Gate(Protocol[L_contra]):
    """Where requests to Microsoft Graph wait for their turn."""

    async def enter(self, limit: L_contra, patience: float) -> None:
        """Return when one request more may be sent; raise at once when a :meth:`hold` lasts longer than ``patience``
        seconds.
        """

    async def hold(self, limit: L_contra, seconds: float) -> None:
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
    """A turn: when it is by the database's clock, and how many seconds from now that is."""

    at: float
    wait: float


class SqlGate:
    """A :class:`bot.ports.Gate` over SQL. One row per tenant and limit holds the turns last taken and until when the
    service wants none.

    A process has at most one turn ahead of it in each lane, so that one that is killed, or gives up, wastes no other.
    ``refuse`` makes what is raised instead of a long wait.
    """

    def __init__(self, engine: AsyncEngine, tenant: str, refuse: Callable[[], Exception], *,
                 sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._engine, self._tenant, self._refuse, self._sleep = engine, tenant, refuse, sleep
        self._queues: dict[str, asyncio.Lock] = {}

    async def enter(self, limit: Limit, patience: float) -> None:
        """As the port says."""
        async with self._queues.setdefault(limit.name, asyncio.Lock()):
            turn = await self.reserve(limit, patience)
            while turn.wait > 0:
                await self._sleep(turn.wait)
                if not await self._is_held(limit):
                    return
                turn = await self.reserve(limit, patience)

    async def reserve(self, limit: Limit, patience: float) -> Reserved:
        """Take the next turn, in one transaction that no other process gets into."""
        async with self._engine.begin() as connection:
            row = await self._locked(connection, limit)
            now, held_until = row["now"], _believed(row["held_until"], row["now"])
            if held_until - now > patience:
                raise self._refuse()
            sent = [_believed(each, now) for each in row["sent"]][-limit.requests:]
            full = len(sent) == limit.requests
            at = max(now, held_until, sent[0] + limit.seconds if full else now)
            await connection.execute(update(graph_gate).where(graph_gate.c.lane == self._lane(limit))
                                     .values(sent=[*sent, at][-limit.requests:]))
        return Reserved(at, at - now)

    async def hold(self, limit: Limit, seconds: float) -> None:
        """As the port says. A shorter hold ends no longer one."""
        async with self._engine.begin() as connection:
            row = await self._locked(connection, limit)
            until = max(_believed(row["held_until"], row["now"]), row["now"] + min(seconds, FURTHEST))
            await connection.execute(update(graph_gate).where(graph_gate.c.lane == self._lane(limit))
                                     .values(held_until=until))

    async def _locked(self, connection: AsyncConnection, limit: Limit) -> RowMapping:
        """The lane's row with the time, held by this transaction from now on: an upsert locks in every database."""
        insert = _INSERT[connection.dialect.name](graph_gate)
        upsert = insert.values(lane=self._lane(limit), sent=[], held_until=0.0).on_conflict_do_update(
            index_elements=[graph_gate.c.lane], set_={"held_until": graph_gate.c.held_until})
        returned = upsert.returning(graph_gate.c.sent, graph_gate.c.held_until, present().label("now"))
        return (await connection.execute(returned)).mappings().one()

    async def _is_held(self, limit: Limit) -> bool:
        """Whether the service has closed since the turn was taken."""
        query = select(graph_gate.c.held_until, present().label("now")).where(graph_gate.c.lane == self._lane(limit))
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().one()
        return bool(_believed(row["held_until"], row["now"]) > row["now"])

    def _lane(self, limit: Limit) -> str:
        return f"{self._tenant}:{limit.name}"


def _believed(at: float, now: float) -> float:
    return at if at - now <= FURTHEST else now


class SharedGate(Generic[L]):
    """The process's own gate, and for the limits in ``names`` the shared one behind it.

    While the database cannot be used, requests are paced in this process alone.
    """

    def __init__(self, local: Gate[L], shared: Gate[L], names: Collection[str]) -> None:
        self._local, self._shared, self._names = local, shared, frozenset(names)

    async def enter(self, limit: L, patience: float) -> None:
        """As the port says."""
        await self._local.enter(limit, patience)
        if limit.name in self._names:
            with _forgiven():
                await self._shared.enter(limit, patience)

    async def hold(self, limit: L, seconds: float) -> None:
        """As the port says."""
        await self._local.hold(limit, seconds)
        if limit.name in self._names:
            with _forgiven():
                await self._shared.hold(limit, seconds)


@contextlib.contextmanager
def _forgiven() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as unusable:
        log.warning("requests are paced in this process alone: %s", type(unusable).__name__)


@contextlib.asynccontextmanager
async def gate_in(home: Path, tenant: str, local: Gate[L], names: Collection[str],
                  refuse: Callable[[], Exception]) -> AsyncIterator[Gate[L]]:
    """The gate that processes with this home folder share for the limits in ``names``; ``local`` alone where the
    folder or its database cannot be used.
    """
    async with contextlib.AsyncExitStack() as stack:
        try:
            engine = await stack.enter_async_context(opened(embedded_url(home)))
        except (OSError, SQLAlchemyError, CommandError) as unusable:
            log.warning("requests are paced in this process alone: %s", unusable)
            gate = local
        else:
            gate = SharedGate(local, SqlGate(engine, tenant, refuse), names)
        yield gate
