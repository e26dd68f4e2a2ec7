"""A PostgreSQL server for the tests of faults: one for all that leave it alone."""

from collections.abc import Callable, Iterator

import pytest

from tests.bot.faults.server import Server, private_server


@pytest.fixture(scope="session")
def shared_server() -> Iterator[Server]:
    with private_server() as server:
        yield server


Databases = Callable[[str], str]
"""The address of a new database: an empty one means the embedded one."""


@pytest.fixture
def databases(request: pytest.FixtureRequest) -> Databases:
    def database(kind: str) -> str:
        return str(request.getfixturevalue("postgresql")) if kind == "postgresql" else ""
    return database


@pytest.fixture
def postgresql(shared_server: Server) -> str:
    """The address of an empty database."""
    return shared_server.database()
