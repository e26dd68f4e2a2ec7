"""The database: whether it can be reached and written, and whether it is of this version. Nothing is changed."""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DatabaseError

from bot.doctor.lines import Line, State, Topic
from bot.ports import StoreAwayError
from bot.settings import ConfigurationError, Settings
from bot.store.database import address_of, engine_of, unreadable
from bot.store.schema import NOTHING, newest, version_of

_TABLES = "Database version"
_REACH = ("See that the server runs, that this machine may reach it, and that the user and the password in "
          "DATABASE_URL are right.")
_REACH_BY_IDENTITY = ("See that the server runs, that this machine may reach it and has the managed identity, and that "
                      "the user in DATABASE_URL is the identity's role in PostgreSQL.")
_MIGRATE = "Run: app.py migrate. The bot and its workers do the same when they start."


@dataclass(frozen=True, slots=True)
class Looked:
    """``usable``: it is there and of this version, so that Roomcheck may work with it."""

    lines: tuple[Line, ...]
    usable: bool = False


async def looked_at(settings: Settings) -> Looked:
    """What is told of the database that the settings name."""
    try:
        url = address_of(settings)
        if url.get_backend_name() == "sqlite":
            return await _embedded(url)
        return await _answered(url)
    except StoreAwayError as away:
        return _not_reached(str(away), _REACH_BY_IDENTITY if settings.database_identity else _REACH)
    except ConfigurationError as wrong:
        return _not_reached(str(wrong), "See to what it says, then ask the doctor again.")


async def _embedded(url: URL) -> Looked:
    file = Path(url.database or "")
    if refusal := _why_not_written(file):
        return _not_reached(refusal, "Let Roomcheck's account read and write there, or set ROOMCHECK_HOME to a folder "
                            "where it may.")
    if not _holds_anything(file):
        return Looked((_line("Database", State.OK, f"There is none yet in {file.parent}, where it can be made."),
                       _line(_TABLES, State.OK, "It is made by the first start, of this version.")))
    return await _answered(url)


def _holds_anything(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > 0


def _why_not_written(file: Path) -> str:
    """Why the file cannot be written; empty where it, or in its place the folder that is to hold it, can be."""
    parents = [folder for folder in (file.parent, *file.parent.parents) if folder.exists()]
    for each in ([file] if file.exists() else []) + parents[:1]:
        rights = os.R_OK | os.W_OK | (os.X_OK if each.is_dir() else 0)
        if not os.access(each, rights):
            return f"Roomcheck's account may not write to {each}, where the embedded database belongs."
        if each != file and not each.is_dir():
            return f"{each}, where the embedded database belongs, is no folder."
    return ""


async def _answered(url: URL) -> Looked:
    """Asks the database; one that another process works on may be asked at any time."""
    engine = engine_of(url)
    try:
        async with engine.connect() as connection:
            found = await connection.run_sync(version_of)
            server = await connection.run_sync(_name_of)
    except DatabaseError as unusable:
        if isinstance(unusable, StoreAwayError):
            raise
        raise unreadable(unusable) from unusable
    finally:
        await engine.dispose()
    return Looked((_line("Database", State.OK, server), _tables(found)), usable=found == newest())


def _name_of(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return f"The embedded database ({connection.engine.url.database}) can be read and written."
    version = connection.exec_driver_sql("SHOW server_version").scalar_one()
    return f"PostgreSQL {str(version).split()[0]} answers."


def _tables(found: str) -> Line:
    if found == newest():
        return _line(_TABLES, State.OK, f"It is of version {found}, as this Roomcheck wants it.")
    stands = f"is of version {found}" if found != NOTHING else "holds no tables yet"
    return _line(_TABLES, State.WRONG, f"The database {stands}, and this Roomcheck wants version {newest()}.", _MIGRATE)


def _not_reached(why: str, remedy: str) -> Looked:
    first = _line("Database", State.WRONG, why, remedy)
    return Looked((first, _line(_TABLES, State.UNKNOWN, "Not looked at, because the database cannot be used.",
                                "See to the line above first.")))


def _line(name: str, state: State, told: str, remedy: str = "") -> Line:
    return Line(Topic.DATABASE, name, state, told, remedy)
