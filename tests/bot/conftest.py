"""A connector on this machine that takes what the bot sends."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(frozen=True)
class Sent:
    """One call that the bot made."""

    method: str
    path: str
    body: Mapping[str, Any]
    headers: Mapping[str, str]


@dataclass
class FakeConnector:
    """Takes posts and puts, and is asked. ``answers`` are given first, each once; after them every message is taken."""

    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)
    answers: list[Callable[[], web.Response]] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def messages(self) -> list[Mapping[str, Any]]:
        return [call.body for call in self.sent if call.body.get("type") == "message"]

    async def take(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        self.connections.add(request.transport.get_extra_info("peername"))
        body = await request.json() if request.can_read_body else {}
        self.sent.append(Sent(request.method, request.raw_path, body, dict(request.headers)))
        self.arrived.set()
        return self.answers.pop(0)() if self.answers else web.json_response({"id": f"m{len(self.sent)}"})


@pytest.fixture
async def connector_server() -> AsyncIterator[FakeConnector]:
    fake = FakeConnector()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.take)
    async with TestServer(app, host="127.0.0.1") as server:
        fake.url = str(server.make_url("/")).rstrip("/")
        yield fake
