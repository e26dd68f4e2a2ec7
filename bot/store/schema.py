"""The version of a database's tables: which it has, which this Roomcheck has, and the way from one to the other."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from bot.settings import ConfigurationError

NOTHING = ""
"""The version of a database that has no table of ours."""
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_266_342_001
"""PostgreSQL's number for the lock that whoever migrates holds; any number that nobody else takes."""


class NewerDatabaseError(ConfigurationError):
    """The database was brought to a version that this Roomcheck does not know."""


class OlderDatabaseError(ConfigurationError):
    """The database has not been brought to this Roomcheck's version yet."""


@cache
def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS))


def newest() -> str:
    """This Roomcheck's version of the tables."""
    return str(_scripts().get_current_head())


def version_of(connection: Connection) -> str:
    """The database's version. Raises :class:`NewerDatabaseError`."""
    found = MigrationContext.configure(connection).get_current_revision() or NOTHING
    if found and found not in {script.revision for script in _scripts().walk_revisions()}:
        raise NewerDatabaseError(
            f"The database is of version {found[:32]}, which this Roomcheck does not know (its own is {newest()}): a "
            "newer Roomcheck has worked with it. Start that one, or restore a backup from before the upgrade.")
    return found


def must_be_newest(connection: Connection) -> None:
    """Raises :class:`OlderDatabaseError` and :class:`NewerDatabaseError`."""
    found = version_of(connection)
    if found != newest():
        raise OlderDatabaseError(f"The database {_named(found)}, and this Roomcheck needs version {newest()}. "
                                 "Run: app.py migrate")


def bring_up(connection: Connection) -> str:
    """Bring the tables to this version, in the connection's transaction, while no other process does. The version until
    now. Raises :class:`NewerDatabaseError`.
    """
    if (found := version_of(connection)) == newest():
        return found
    if connection.dialect.name == "sqlite":
        # Otherwise every CREATE TABLE would be a transaction of its own, and a kill would leave half of them.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    if (found := version_of(connection)) != newest():
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return found


def _named(version: str) -> str:
    return f"is of version {version}" if version else "holds no tables yet"
