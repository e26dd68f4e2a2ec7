"""Tells a database that cannot be reached, or whose disk is full, from a fault of ours."""

import sqlite3

import psycopg
from sqlalchemy import ExceptionContext, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import StoreAwayError, StoreFullError

_GOING_AWAY = ("08", "57P", "53300")
"""Connection exceptions, a server that stops or starts, too many connections (PostgreSQL, Error Codes)."""


class DatabaseAwayError(StoreAwayError, SQLAlchemyError):
    """As the port says, also for those who look out for any error of the database."""


class DatabaseFullError(StoreFullError, SQLAlchemyError):
    """As :class:`DatabaseAwayError`."""


def tell_outages(engine: AsyncEngine) -> None:
    """Raise :class:`DatabaseAwayError` from now on where the server cannot be reached or closes the connection, and
    :class:`DatabaseFullError` where there is no room on the disk.
    """
    event.listen(engine.sync_engine, "handle_error", _told)


def _told(context: ExceptionContext) -> DatabaseAwayError | DatabaseFullError | None:
    original = context.original_exception
    if isinstance(original, sqlite3.OperationalError):
        full = original.sqlite_errorcode == sqlite3.SQLITE_FULL
        return DatabaseFullError("There is no room for the database on its disk.") if full else None
    # A ping that fails only makes the pool connect anew.
    if not isinstance(original, psycopg.OperationalError) or context.is_pre_ping:
        return None
    connecting = context.connection is None
    if connecting or context.is_disconnect or (original.sqlstate or "").startswith(_GOING_AWAY):
        return DatabaseAwayError(f"The database cannot be reached ({_first_line(original)}).")
    return None


def _first_line(original: Exception) -> str:
    return (str(original).splitlines() or [type(original).__name__])[0].rstrip(".")
