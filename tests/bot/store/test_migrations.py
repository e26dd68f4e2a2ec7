"""A database of every released version is brought up to this one, and what it held is still read."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Table, insert, inspect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

import bot.store.migrations
from bot.ports import KeptReading
from bot.store.database import embedded_url, opened
from bot.store.evidence import SqlEvidence
from bot.store.reports import SqlReports
from bot.store.rows import run_row
from bot.store.runs import SqlRuns
from bot.store.tables import metadata, readings, runs
from checks.codec import reading_json
from tests.bot.run_parts import a_run, an_upload, device_reading
from tests.bot.store.stored import HOUR, NOW, NoJobs

FOLDER = str(Path(bot.store.migrations.__path__[0]))
SCRIPTS = ScriptDirectory(FOLDER)
RELEASED = [script.revision for script in SCRIPTS.walk_revisions()][1:]
RUN = an_upload(created_at=NOW)


def migrated(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", FOLDER)
    config.attributes["connection"] = connection
    up = connection.dialect.has_table(connection, "alembic_version") is False
    (command.upgrade if up else command.downgrade)(config, revision)


def keep(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    """The row as a version wrote it that knew only some of its columns."""
    there = {column["name"] for column in inspect(connection).get_columns(table.name)}
    connection.execute(insert(table).values({name: value for name, value in row.items() if name in there}))


async def database_of(url: URL, revision: str) -> None:
    """A database as that version left it: with a run, and with what its zip held."""
    if url.get_backend_name() == "sqlite":
        Path(url.database or "").parent.mkdir(parents=True)
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(migrated, revision)
        await connection.run_sync(keep, runs, run_row(RUN))
        row = {"run_id": RUN.id, "document": reading_json(device_reading("room")), "expires": NOW + HOUR}
        await connection.run_sync(keep, readings, row)
    await engine.dispose()


def test_the_versions_are_found() -> None:
    assert set(RELEASED) >= {"0001", "0002"}


@pytest.mark.parametrize("revision", RELEASED)
async def test_a_database_of_an_earlier_version_is_brought_up(empty_url: URL, revision: str) -> None:
    await database_of(empty_url, revision)
    async with opened(empty_url) as engine:
        kept, evidence = SqlRuns(engine, NoJobs()), SqlEvidence(engine)
        assert await kept.get(RUN.id) == RUN
        held = await evidence.parked(RUN.id, NOW)
        assert held
        assert held.alias == "room"
        assert await kept.accept(a_run(created_at=NOW, read_before=NOW))
        await evidence.park("another", KeptReading(device_reading("another"), NOW, "a zip"), NOW + HOUR)
        assert await evidence.read_before("a zip", NOW)
        assert await SqlReports(engine).get("none") is None


async def test_the_migrations_make_the_tables_that_the_code_knows(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda bare: compare_metadata(MigrationContext.configure(bare, opts={"compare_type": True}), metadata))
    assert [each for each in differences if "alembic_version" not in str(each)] == []


@pytest.mark.parametrize("revision", RELEASED)
async def test_this_version_can_be_taken_back(tmp_path: Path, revision: str) -> None:
    async with opened(embedded_url(tmp_path / "taken back")) as engine, engine.begin() as connection:
        await connection.run_sync(migrated, revision)
        left = await connection.run_sync(columns)
    url = embedded_url(tmp_path / "never further")
    await database_of(url, revision)
    fresh = create_async_engine(url)
    async with fresh.connect() as connection:
        assert left == await connection.run_sync(columns)
    await fresh.dispose()


def columns(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection)
    return {table: {column["name"] for column in found.get_columns(table)} for table in found.get_table_names()}
