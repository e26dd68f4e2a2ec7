"""Processes that share one PostgreSQL database: each has a name of its own, and sees which of the others are gone.

A name is held by a session-level advisory lock on a connection that serves nothing else, so that it is free the moment
its process ends in any way. The connection must be a direct one: a pooler that hands sessions round keeps no lock.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Collection
from typing import Protocol, Self

from sqlalchemy import NullPool, TextClause, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.jobs.slot import SlotLostError
from bot.ports import StoreAwayError

log = logging.getLogger(__name__)

UNREACHABLE = ("The database that DATABASE_URL names cannot be reached. See that PostgreSQL runs and that its address, "
               "user and password (or its managed identity) are right, then start again.")
LOOK_EVERY = 0.5
_CERTAIN_AFTER = 4
"""Looks in a row that must not see a name before its process counts as gone: the others need a moment to come back
when the server was restarted, or a connection broke.
"""
_ANSWER_WITHIN = 5.0
_RETRY_EVERY = 0.25
_KINDS = {"slot": 0x52430001, "replica": 0x52430002}
"""The first halves of the locks' keys: processes that perform jobs, and those that do not."""
_MOST = 1000
_TAKE = text("SELECT pg_try_advisory_lock(:kind, :number)")
_LEAVE = text("SELECT pg_advisory_unlock(:kind, :number)")
_HELD = text("SELECT classid::bigint AS kind, objid::bigint AS number FROM pg_locks WHERE locktype = 'advisory' "
             "AND granted AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = "
             "current_database())")
_SESSION = text("SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()")
_END = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = :pid AND backend_start = :begun")
# A machine that fell silent is noticed by the server within about as long as this, and its locks are freed.
_WATCHFUL = tuple(map(text, ("SET tcp_keepalives_idle = 2", "SET tcp_keepalives_interval = 1",
                             "SET tcp_keepalives_count = 3", "SET tcp_user_timeout = 5000")))


class Work(Protocol):
    """What processes left unfinished."""

    async def unfinished_of(self, connection: AsyncConnection) -> Collection[str]:
        """The names of the processes that have begun jobs which are not finished, dead or alive."""

    async def take_over(self, name: str) -> None:
        """Let the jobs of this process, which is gone, be performed by others."""


class SharedPresence:
    """A name among the processes on one database. Open it (``async with``) before it is asked for."""

    def __init__(self, url: URL, *, performs: bool) -> None:
        self._engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self._kind = "slot" if performs else "replica"
        self._number = -1
        self._seen: deque[frozenset[str]] = deque(maxlen=_CERTAIN_AFTER)
        self._connection: AsyncConnection | None = None
        self._session: dict[str, object] = {}

    @property
    def name(self) -> str:
        return f"{self._kind}-{self._number}"

    def is_gone(self, name: str) -> bool:
        """As the port says."""
        return len(self._seen) == _CERTAIN_AFTER and not any(name in look for look in self._seen)

    async def __aenter__(self) -> Self:
        try:
            await self._connect()
        except (SQLAlchemyError, OSError) as away:
            raise StoreAwayError(UNREACHABLE) from away
        for number in range(_MOST):
            if await self._ask(_TAKE, kind=_KINDS[self._kind], number=number):
                self._number = number
                return self
        raise SlotLostError(f"{_MOST} processes work on this database already.")

    async def __aexit__(self, *_: object) -> None:
        await self._disconnect()

    @contextlib.asynccontextmanager
    async def watched(self, work: Work | None) -> AsyncIterator[None]:
        """While inside, look out for the others, and take over the ``work`` of those that are gone.

        Raises :class:`SlotLostError`, interrupting what goes on inside, when the name is another process's meanwhile.
        """
        inside, watch = asyncio.current_task(), asyncio.create_task(self._keep_watch(work))

        def interrupt(_watch: asyncio.Task[None]) -> None:
            if inside:
                inside.cancel()

        watch.add_done_callback(interrupt)
        try:
            yield
        except asyncio.CancelledError:
            if inside and watch.done() and (lost := watch.exception()):
                inside.uncancel()
                raise lost from None
            raise
        finally:
            watch.remove_done_callback(interrupt)
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def _keep_watch(self, work: Work | None) -> None:
        while True:
            try:
                async with asyncio.timeout(_ANSWER_WITHIN):
                    await self._look()
                if work is not None:
                    await self._take_over(work)
            except (SQLAlchemyError, StoreAwayError, TimeoutError, OSError) as broken:
                log.warning("%s has lost its connection to the database (%s).", self.name, type(broken).__name__)
                await self._come_back()
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self) -> None:
        rows = (await self._open.execute(_HELD)).all()
        names = {number: kind for kind, number in _KINDS.items()}
        self._seen.append(frozenset(f"{names[row.kind]}-{row.number}" for row in rows if row.kind in names))

    async def _take_over(self, work: Work) -> None:
        for name in await work.unfinished_of(self._open):
            kind, _, number = name.rpartition("-")
            if kind != "slot" or not self.is_gone(name):
                continue
            # Held meanwhile, so that nobody can begin work under this name while its old work is given away.
            key = {"kind": _KINDS[kind], "number": int(number)}
            if await self._ask(_TAKE, **key):
                try:
                    await work.take_over(name)
                    log.warning("%s is gone: %s takes over what it was at.", name, self.name)
                finally:
                    await self._ask(_LEAVE, **key)

    async def _come_back(self) -> None:
        """Hold the same name again. Nothing is known of the others until they were looked for anew."""
        self._seen.clear()
        while True:
            try:
                async with asyncio.timeout(_ANSWER_WITHIN):
                    await self._retake()
            except (SQLAlchemyError, TimeoutError, OSError):
                await asyncio.sleep(_RETRY_EVERY)
            else:
                log.warning("%s is back.", self.name)
                return

    async def _retake(self) -> None:
        await self._disconnect()
        before = self._session
        await self._connect()
        key = {"kind": _KINDS[self._kind], "number": self._number}
        # The server may not have noticed yet that the old session is dead, and it would hold the lock for ever.
        await self._ask(_END, **before)
        for _ in range(8):
            if await self._ask(_TAKE, **key):
                return
            await asyncio.sleep(_RETRY_EVERY)
        raise SlotLostError(f"Another process works as {self.name} since the connection to the database broke. "
                            "This one ends, so that it is started again under a name of its own.")

    async def _connect(self) -> None:
        self._connection = await self._engine.connect()
        for setting in _WATCHFUL:
            await self._open.execute(setting)
        row = (await self._open.execute(_SESSION)).one()
        self._session = {"pid": row.pid, "begun": row.backend_start}

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(SQLAlchemyError, OSError):
                await connection.invalidate()
                await connection.close()

    async def _ask(self, question: TextClause, **values: object) -> object:
        return (await self._open.execute(question, values)).scalar()

    @property
    def _open(self) -> AsyncConnection:
        if self._connection is None:
            raise RuntimeError("The presence is not open.")
        return self._connection
