"""Databases for the tests of faults, as addresses that a process of its own can be given."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import URL

from tests.postgres import PostgresServer, server_of_our_own

DatabaseOf = Callable[[str], str]
"""The address of a new database of a kind, "embedded" or "postgresql"; an empty one means the embedded one."""


@pytest.fixture
def postgresql(empty_postgres: URL) -> str:
    """The address of an empty database."""
    return empty_postgres.render_as_string(hide_password=False)


@pytest.fixture
def database_of(request: pytest.FixtureRequest) -> DatabaseOf:
    def database(kind: str) -> str:
        return str(request.getfixturevalue("postgresql")) if kind == "postgresql" else ""
    return database


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """One that the test may stop and start as it likes."""
    with server_of_our_own() as server:
        yield server
