"""What the tests of every folder may ask for."""

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import URL

from bot.store.database import opened
from tests.postgres import Databases, server_url


@pytest.fixture(scope="session")
def postgres() -> Iterator[Databases]:
    """PostgreSQL, started when the first test of a process wants it."""
    with server_url() as url:
        yield Databases(url)


@pytest.fixture(scope="session")
def migrated_template(postgres: Databases) -> Iterator[str]:
    """The name of a database with this version's tables, to copy from."""
    async def migrate(url: URL) -> None:
        async with opened(url):
            pass

    with postgres.one() as url:
        asyncio.run(migrate(url))
        yield str(url.database)


@pytest.fixture
def empty_postgres(postgres: Databases) -> Iterator[URL]:
    """A database without any table."""
    with postgres.one() as url:
        yield url


@pytest.fixture
def postgres_url(postgres: Databases, migrated_template: str) -> Iterator[URL]:
    """A database with this version's tables, all empty."""
    with postgres.one(migrated_template) as url:
        yield url
