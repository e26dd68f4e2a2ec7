"""The audit on the command line, as JSON lines; a room forgotten from there; and the line for what was asked there."""

import asyncio
import json
import logging
from argparse import Namespace
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.access_ports import Asked, RoomBusyError, on_command_line
from bot.arguments import UsageError, room_named
from bot.commands.forget import in_words
from bot.jobs.engine import Jobs
from bot.ports import Clock, StoreAwayError
from bot.printing import HEALTHY
from bot.settings import ConfigurationError, Settings
from bot.store.access import SqlAudit
from bot.store.database import address_of, is_there, opened
from bot.store.forgetting import SqlMemory
from bot.store.which import rooms_of

log = logging.getLogger(__name__)

_BEGINNING, _END = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


async def print_audit(settings: Settings, options: Namespace, clock: Clock) -> int:
    """Write the lines asked for to standard output, each as JSON, the oldest first. Raises ``UsageError``."""
    room = room_named(options.room).address if options.room else ""
    async with _database(settings) as engine:
        audit = SqlAudit(engine)
        await audit.keep(on_command_line(clock(), "ShowAudit", *filter(None, [room])))
        async for line in audit.between(room, options.since or _BEGINNING, options.until or _END):
            print(_json(line))
    return HEALTHY


async def forget_room(settings: Settings, options: Namespace, clock: Clock) -> int:
    """Remove what is kept of a room, beside a running bot too. Raises ``UsageError``."""
    room = room_named(options.room).address
    async with _database(settings) as engine:
        await SqlAudit(engine).keep(on_command_line(clock(), "Forget", room))
        try:
            forgotten = await SqlMemory(engine, Jobs(address_of(settings), clock)).forget(room)
        except RoomBusyError as busy:
            raise UsageError(f"{busy} Nothing was removed. Run it again when that has ended.") from busy
    print(in_words(room, forgotten), "The audit keeps who asked about it.")
    return HEALTHY


async def print_rooms(settings: Settings, options: Namespace, clock: Clock) -> int:
    """Write the addresses of the rooms that an id of the log stands for. Raises ``UsageError``."""
    async with _database(settings) as engine:
        found = await rooms_of(engine, options.id.lower())
        await SqlAudit(engine).keep(on_command_line(clock(), "Which", *found))
    if not found:
        raise UsageError(f"“{options.id}” is not the id of a run, nor of a room, that is kept here. Runs are kept for "
                         "ROOMCHECK_KEEP_DAYS; an account's id may also be looked up in Entra.")
    print(*found, sep="\n")
    return HEALTHY


async def note_on_command_line(settings: Settings, at: datetime, command: str, rooms: Sequence[str]) -> None:
    """Note what is asked without the database, where there is one. One that is away is no reason to refuse anything."""
    try:
        url = address_of(settings)
        if not settings.graph_url and await asyncio.to_thread(is_there, url):
            async with opened(url, migrate=False) as engine:
                await SqlAudit(engine).keep(on_command_line(at, command, *rooms))
    except (OSError, SQLAlchemyError, StoreAwayError, ConfigurationError) as unusable:
        log.warning("what was asked is not noted in the audit: %s", type(unusable).__name__)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[AsyncEngine]:
    url = address_of(settings)
    if not await asyncio.to_thread(is_there, url):
        raise UsageError(f"There is no database in {settings.home} yet: nothing was asked, and nothing is kept.")
    async with opened(url, migrate=False) as engine:
        yield engine


def _json(line: Asked) -> str:
    """In plain ASCII, so that no name from outside can do anything to a terminal."""
    return json.dumps({**asdict(line), "at": line.at.isoformat()})
