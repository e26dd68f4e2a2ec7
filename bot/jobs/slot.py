"""One process at a time works on an embedded database."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from bot.settings import ConfigurationError


class AlreadyRunningError(Exception):
    """Another process works on the same database; the message names the lock file."""


class SlotLostError(Exception):
    """This process can no longer work under its name; the message says why. It must end."""


@contextlib.contextmanager
def held_slot(home: Path) -> Iterator[str]:
    """The name this process runs its jobs under, held until leaving or until the process ends in any way.

    Two processes under one name would each take the other's running jobs for abandoned ones. Raises
    :class:`AlreadyRunningError` and ``ConfigurationError``.
    """
    file = home / "roomcheck.lock"
    descriptor = _opened(file)
    try:
        _lock(descriptor, file)
        yield "slot-0"
    finally:
        os.close(descriptor)


def _opened(file: Path) -> int:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    except OSError as unusable:
        raise ConfigurationError(f"ROOMCHECK_HOME is {file.parent}, a folder that cannot be written in "
                                 f"({unusable.strerror}).") from unusable


def _lock(descriptor: int, file: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as taken:
        raise AlreadyRunningError(f"Another Roomcheck already works with {file.parent}: stop it first, "
                                  "or give this one its own ROOMCHECK_HOME.") from taken
