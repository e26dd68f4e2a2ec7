"""A client that speaks to a Microsoft Graph of our own."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import Citation, Room
from checks.sources.graph.client import GraphClient
from tests.checks.sources.graph.fake_graph import NOW, ROOM_ID, FakeGraph, Read, Reader, Time, client_of, clock


@pytest.fixture
async def graph() -> AsyncIterator[FakeGraph]:
    fake = FakeGraph()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    fake.root = f"http://{host}:{port}"
    yield fake
    await runner.cleanup()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def client(graph: FakeGraph, time: Time) -> AsyncIterator[GraphClient]:
    async with client_of(graph.root, time) as made:
        yield made


@pytest.fixture
def room() -> Room:
    return Room("room-42@contoso.com")


@pytest.fixture
def known() -> Facts:
    """What is known once the account has been found."""
    cite = Citation("graph.account", f"users/{ROOM_ID}")
    return Facts([Account(NOW, cite, "room-42@contoso.com", found=True, object_id=ROOM_ID)])


@pytest.fixture
def read(client: GraphClient, room: Room, known: Facts) -> Read:
    """Reads one fact of the room, once its account has been found."""
    async def reading(reader: Reader) -> Any:
        return await reader(client, clock, room, known)

    return reading


@pytest.fixture
def nobody() -> Facts:
    """What is known once the account has been looked for in vain."""
    return Facts([Account(NOW, Citation("graph.account", "users/x"), "room-42@contoso.com", found=False)])
