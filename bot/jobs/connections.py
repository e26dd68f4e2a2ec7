"""The job engine's own connections to PostgreSQL: they wait for a server that is away instead of giving a job up.

The engine repeats what failed for want of a connection, but after pauses that double up to a minute and a half, and it
does not know every way in which a connection can fail (a name that cannot be resolved, a socket that is gone).
"""

import time
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, ExceptionContext, create_engine, event

_CONNECTIONS = 10
_PATIENCE = 30.0
_AGAIN_AFTER = 0.5
_IDLE = "SET idle_in_transaction_session_timeout = 60000"
"""Milliseconds. A process that hangs in a transaction must not hold its locks for ever."""


def patient_engine(url: URL | str, is_closing: Callable[[], bool]) -> Engine:
    """Connections whose making waits up to half a minute for the server, unless everything is closing."""
    engine = create_engine(url, pool_size=_CONNECTIONS, max_overflow=0, pool_pre_ping=True)

    def connect(_dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        until = time.monotonic() + _PATIENCE
        while True:
            try:
                return psycopg.connect(*arguments, **options)
            except psycopg.OperationalError:
                if is_closing() or time.monotonic() > until:
                    raise
                time.sleep(_AGAIN_AFTER)

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "handle_error", _as_disconnect)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_IDLE)
    connection.commit()


def _as_disconnect(context: ExceptionContext) -> None:
    """What fails before there is a connection is repeated by the engine only if it counts as a broken connection."""
    if context.connection is None and isinstance(context.original_exception, psycopg.OperationalError):
        context.is_disconnect = True
