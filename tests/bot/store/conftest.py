"""An embedded database and, where DATABASE_URL names one, PostgreSQL."""

import os
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.database import embedded_url, opened

SERVER = os.environ.get("DATABASE_URL", "")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(
    not SERVER.startswith("postgres"), reason="DATABASE_URL names no PostgreSQL"))])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    """An empty database."""
    if request.param == "sqlite":
        yield embedded_url(tmp_path / "home")
        return
    server = make_url(SERVER).set(drivername="postgresql+psycopg")
    name = f"roomcheck_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"create database {name}"))
    yield server.set(database=name)
    with admin.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    admin.dispose()


@pytest.fixture
async def engine(url: URL) -> AsyncIterator[AsyncEngine]:
    async with opened(url) as engine:
        yield engine
