"""A simulated tenant behind real HTTP, and a client that reads it."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from demo.graph_faults import Faults
from demo.graph_server import simulated_graph
from demo.rooms import ROOMS
from demo.scenario import Scenario

NOW = datetime(2026, 3, 2, 9, 14, 27, tzinfo=UTC)


class GraphReader:
    """Reads a served Graph; every method gives what came over the wire."""

    def __init__(self, root: str, http: aiohttp.ClientSession, faults: Faults) -> None:
        self.root, self._http, self.faults = root, http, faults

    async def get(self, path: str, **headers: str) -> tuple[int, dict[str, Any]]:
        async with self._http.get(self.root + path, headers=headers) as reply:
            return reply.status, await reply.json()

    async def headers(self, path: str, **headers: str) -> Mapping[str, str]:
        async with self._http.get(self.root + path, headers=headers) as reply:
            return dict(reply.headers)

    async def post(self, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        async with self._http.post(self.root + path, json=body) as reply:
            return reply.status, await reply.json()

    async def pages(self, path: str, **headers: str) -> list[list[dict[str, Any]]]:
        """Every page of a list, along its next links."""
        pages, following = [], path
        while following:
            status, body = await self.get(following, **headers)
            assert status == 200, body
            pages.append(body["value"])
            following = body.get("@odata.nextLink", "").removeprefix(self.root)
        return pages

    async def everything(self, path: str, **headers: str) -> list[dict[str, Any]]:
        return [entry for page in await self.pages(path, **headers) for entry in page]


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
async def graph(now: datetime) -> AsyncIterator[GraphReader]:
    faults = Faults()
    async with simulated_graph(now=now, faults=faults) as root, aiohttp.ClientSession() as http:
        yield GraphReader(root, http, faults)


@pytest.fixture
def rooms() -> Mapping[str, Scenario]:
    """The tenant's rooms by the part of the address that names them."""
    return {room.address.split("@")[0].removeprefix("room-"): room for room in ROOMS}
