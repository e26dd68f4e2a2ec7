"""Copies an embedded database while others work on it."""

import contextlib
import os
import sqlite3
from pathlib import Path


class NotCopiedError(Exception):
    """No copy was made, and no part of one is left; the message says why."""


def copy_of(database: Path, target: Path) -> int:
    """Write the database as it is at one moment to a new file that only its owner may read; the file's size.

    The copy is one file and needs nothing beside it. Raises :class:`NotCopiedError`, also where the target exists: a
    backup is never written over another.
    """
    begun = target.with_name(f".{target.name}.{os.getpid()}.part")
    if target.exists() or target.is_symlink():
        raise NotCopiedError(f"{target} exists already. Name another file: no backup is written over another.")
    try:
        os.close(os.open(begun, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as refused:
        raise NotCopiedError(f"{target} cannot be written ({refused.strerror}). Name another file.") from refused
    try:
        _copy(database, begun)
        os.link(begun, target)
    except (OSError, sqlite3.Error) as failed:
        raise NotCopiedError(f"No backup was made: {failed}. The database itself is as it was.") from failed
    finally:
        for left in (begun, begun.with_name(f"{begun.name}-journal")):
            left.unlink(missing_ok=True)
    return target.stat().st_size


def _copy(database: Path, to: Path) -> None:
    with contextlib.closing(sqlite3.connect(database)) as source, contextlib.closing(sqlite3.connect(to)) as copy:
        source.backup(copy)
        # So that the copy is one file; whoever opens it sets it to what the bot wants again.
        copy.execute("PRAGMA journal_mode=DELETE")
        found = copy.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"the database is damaged ({found})")
