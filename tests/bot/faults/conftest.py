"""A PostgreSQL server for the tests of faults: one for all that leave it alone."""

from collections.abc import Iterator

import pytest

from tests.bot.faults.server import Server, private_server


@pytest.fixture(scope="session")
def shared_server() -> Iterator[Server]:
    with private_server() as server:
        yield server


@pytest.fixture
def postgresql(shared_server: Server) -> str:
    """The address of an empty database."""
    return shared_server.database()
