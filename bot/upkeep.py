"""What whoever runs Roomcheck does to its database: bring it to this version, look whether it is, and keep a copy."""

import asyncio
import contextlib
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DatabaseError

from bot.arguments import UsageError
from bot.jobs.engine import make_job_tables
from bot.jobs.slot import held_slot
from bot.printing import FAILED, HEALTHY
from bot.settings import ConfigurationError, Settings
from bot.store.backup import NotCopiedError, copy_of
from bot.store.database import address_of, engine_of, is_there, opened, unreadable
from bot.store.schema import NOTHING, newest, version_of


async def attend_to(settings: Settings, options: Namespace, tell: Callable[[str], None]) -> int:
    """Perform ``migrate`` or ``backup`` and tell in a sentence what was done; the exit status.

    Raises ``ConfigurationError`` (``NewerDatabaseError`` is one), ``StoreAwayError``, ``AlreadyRunningError`` and
    ``UsageError``.
    """
    if options.command == "backup":
        status, told = HEALTHY, await back_up(settings, options.file)
    else:
        status, told = await (look(settings) if options.check else migrate(settings))
    tell(told)
    return status


async def migrate(settings: Settings) -> tuple[int, str]:
    """Bring the database to this version, while no process works with an embedded one."""
    url = address_of(settings)
    before = await version(url)
    with _alone(url):
        async with opened(url):
            await asyncio.to_thread(make_job_tables, url)
    if before == newest():
        return HEALTHY, f"The database is of version {before} already: there was nothing to do."
    done = f"was brought from version {before} to" if before else "was made, of"
    return HEALTHY, f"The database {done} version {newest()}."


async def look(settings: Settings) -> tuple[int, str]:
    """Whether the database is of this version; nothing is changed."""
    found = await version(address_of(settings))
    if found == newest():
        return HEALTHY, f"The database is of version {found}, as this Roomcheck wants it."
    stands = f"is of version {found}" if found else "has not been made yet"
    return FAILED, f"The database {stands}; this Roomcheck wants version {newest()}. Run: app.py migrate"


async def version(url: URL) -> str:
    """The database's version, empty where there is none yet."""
    if not is_there(url):
        return NOTHING
    engine = engine_of(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(version_of)
    except DatabaseError as unusable:
        raise unreadable(unusable) from unusable
    finally:
        await engine.dispose()


async def back_up(settings: Settings, target: Path) -> str:
    """Copy the embedded database to a new file, while the bot goes on."""
    url = address_of(settings)
    if not _embedded(url):
        raise ConfigurationError("DATABASE_URL names a PostgreSQL database, which is backed up with PostgreSQL's own "
                                 "tools, for example: pg_dump --format=custom --file=FILE DATABASE")
    if not (found := await version(url)):
        raise UsageError(f"There is no database in {settings.home} yet: nothing was backed up.")
    try:
        size = await asyncio.to_thread(copy_of, Path(url.database or ""), target)
    except NotCopiedError as why:
        raise UsageError(str(why)) from why
    return f"The database (version {found}, {size:,} bytes) was copied to {target}."


def _embedded(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


@contextlib.contextmanager
def _alone(url: URL) -> Iterator[None]:
    with held_slot(Path(url.database or "").parent) if _embedded(url) else contextlib.nullcontext():
        yield
