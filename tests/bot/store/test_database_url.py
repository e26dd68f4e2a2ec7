"""Which database is worked with, and what is said of one that cannot be."""

from pathlib import Path

import pytest

from bot.settings import ConfigurationError
from bot.store.database import database_url, embedded_url


def test_without_an_address_it_is_the_embedded_one(tmp_path: Path) -> None:
    assert database_url(tmp_path, "") == embedded_url(tmp_path)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_an_address_names_a_postgresql_database(tmp_path: Path, scheme: str) -> None:
    url = database_url(tmp_path, f"{scheme}://anna:p%40ss@db:5433/rooms?sslmode=require&connect_timeout=9")
    assert (url.drivername, url.username, url.password, url.host, url.port, url.database) == (
        "postgresql+psycopg", "anna", "p@ss", "db", 5433, "rooms")
    assert (url.query["sslmode"], url.query["connect_timeout"]) == ("require", "9")
    assert url.query["keepalives_idle"]


@pytest.mark.parametrize("given", [
    "mysql://anna:canary@db/rooms", "postgresql+asyncpg://anna:canary@db/rooms", "canary",
    "postgresql://anna:canary@db:port/rooms", "sqlite:///canary",
])
def test_anything_else_is_refused_without_being_shown(tmp_path: Path, given: str) -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL is wrong: it must be") as refused:
        database_url(tmp_path, given)
    assert "canary" not in str(refused.value)
