"""Opens the database: the private file, the schema of this version, and the engine that the stores share."""

import asyncio
import contextlib
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.settings import ConfigurationError, Settings
from bot.store.identity import by_identity
from bot.store.outage import tell_outages
from bot.store.schema import bring_up, must_be_newest

log = logging.getLogger(__name__)

_BUSY_SECONDS = 30
_TRIES, _SHORTLY = 10, 0.02
_POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")
_NO_DATABASE = ("DATABASE_URL is wrong: it must be the address of a PostgreSQL database, such as "
                "postgresql://user:password@host:5432/roomcheck, or empty for the embedded one.")
_WATCHFUL = {"connect_timeout": "5", "keepalives_idle": "5", "keepalives_interval": "2", "keepalives_count": "3",
             "tcp_user_timeout": "10000", "application_name": "roomcheck"}
"""Seconds, but for the milliseconds of ``tcp_user_timeout`` (PostgreSQL's documentation, "Parameter Key Words")."""


def embedded_url(home: Path) -> URL:
    """The embedded database in a folder."""
    return URL.create("sqlite+aiosqlite", database=str(home.resolve() / "roomcheck.sqlite"))


def database_url(home: Path, given: str) -> URL:
    """The database to work with: the PostgreSQL one that is ``given``, the embedded one in a folder when that is empty.

    A connection that has died without a word is noticed within about ten seconds, unless the address says otherwise.
    Raises ``ConfigurationError``, without a word of the address: it holds a password.
    """
    if not given:
        return embedded_url(home)
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise ConfigurationError(_NO_DATABASE) from None
    if url.drivername not in _POSTGRESQL:
        raise ConfigurationError(_NO_DATABASE)
    return url.set(drivername="postgresql+psycopg").update_query_dict({**_WATCHFUL, **url.query})


def address_of(settings: Settings) -> URL:
    """Where the settings say that the database is, and how to sign in. Raises ``ConfigurationError``."""
    url = database_url(settings.home, settings.database.get_secret_value())
    return by_identity(url, settings) if settings.database_identity else url


def is_there(url: URL) -> bool:
    """Whether there is a file; a server is asked when it is used."""
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


@contextlib.asynccontextmanager
async def opened(url: URL | str, *, migrate: bool = True) -> AsyncIterator[AsyncEngine]:
    """The database at an address, brought to this version's schema; closed on leaving.

    A SQLite file is made readable by its owner alone, as is its folder. Without ``migrate`` the schema is only looked
    at. Raises :class:`~bot.store.schema.NewerDatabaseError` and, without ``migrate``,
    :class:`~bot.store.schema.OlderDatabaseError`.
    """
    url = make_url(url)
    if url.get_backend_name() == "sqlite":
        _make_private(Path(url.database or ""))
    engine = engine_of(url)
    try:
        await _prepare(engine, bring_up if migrate else must_be_newest)
        yield engine
    finally:
        await engine.dispose()


async def _prepare(engine: AsyncEngine, prepare: Callable[[Connection], Any]) -> None:
    try:
        async with engine.begin() as connection:
            await connection.run_sync(prepare)
    except DatabaseError as unusable:
        if type(unusable.orig) is sqlite3.DatabaseError:  # the file is none, or damaged; what else fails is a subclass
            raise unreadable(unusable) from unusable
        raise


class UnreadableDatabaseError(ConfigurationError):
    """A database that is there, and that is none."""


def unreadable(fault: DatabaseError) -> UnreadableDatabaseError:
    return UnreadableDatabaseError(f"The database cannot be read ({fault.orig}). If its file is damaged, restore a "
                                   "backup.")


def _make_private(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.parent.chmod(0o700)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    file.chmod(0o600)


def engine_of(url: URL) -> AsyncEngine:
    """An engine for a database as it is. Dispose of it."""
    for talkative in ("aiosqlite", "sqlalchemy"):  # at their most talkative they log every value and row
        logging.getLogger(talkative).setLevel(logging.WARNING)
    if url.get_backend_name() != "sqlite":
        engine = create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
        tell_outages(engine)
        return engine
    # IMMEDIATE takes the write lock before the first change, so that two writers wait instead of failing.
    engine = create_async_engine(url, hide_parameters=True,
                                 connect_args={"timeout": _BUSY_SECONDS, "isolation_level": "IMMEDIATE"})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    tell_outages(engine)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # What is removed (a download address, expired evidence) is overwritten in the file as well.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


async def let_go(engine: AsyncEngine) -> None:
    """Make what was just removed leave the disk: an embedded database keeps older pages in its log until told.

    While somebody reads for long (a backup), that is left to the next time: to wait would keep every writer out.
    """
    if engine.dialect.name != "sqlite":
        return
    for _ in range(_TRIES):
        async with engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA busy_timeout=0")
            busy = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()
            await connection.exec_driver_sql(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")
        if not busy:
            return
        await asyncio.sleep(_SHORTLY)
    log.info("the log of the database is cut later: somebody reads it now")
