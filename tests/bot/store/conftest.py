"""An embedded database and PostgreSQL: what is asked of the store is asked of both."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.database import embedded_url, opened

BOTH = ("sqlite", "postgresql")


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """A database without any table."""
    return _url(request, tmp_path, "empty_postgres")


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """A database that holds nothing."""
    return _url(request, tmp_path, "postgres_url")


def _url(request: pytest.FixtureRequest, tmp_path: Path, on_postgresql: str) -> URL:
    if request.param == "sqlite":
        return embedded_url(tmp_path / "home")
    named: URL = request.getfixturevalue(on_postgresql)
    return named


@pytest.fixture
async def engine(url: URL) -> AsyncIterator[AsyncEngine]:
    async with opened(url) as engine:
        yield engine
