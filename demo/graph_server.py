"""The simulated Graph on a loopback port. It asks for no token and knows no tenant but Contoso."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus
from uuid import uuid4

from aiohttp import web

from demo import graph_replies as replies
from demo.graph_api import Call, GraphApi
from demo.graph_faults import Faults
from demo.graph_objects import Json
from demo.graph_replies import Refused, Reply
from demo.tenant import Tenant

LOOPBACK = "127.0.0.1"
LARGEST_BATCH = 20
SMALL_PAGES = 10
"""Entries on a page, at most: so few that pages are followed."""


class GraphServer:
    """One tenant behind HTTP. ``journal``, if given, collects every request as ``GET /v1.0/users/…``."""

    def __init__(self, tenant: Tenant, faults: Faults, page_size: int, journal: list[str] | None) -> None:
        self._api, self._faults, self._journal = GraphApi(tenant, faults, page_size), faults, journal

    def application(self) -> web.Application:
        """What listens."""
        application = web.Application()
        application.router.add_route("*", "/{version:v1[.]0|beta}/{path:.*}", self._respond)
        return application

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        if self._journal is not None:
            self._journal.append(f"{request.method} {unquote_plus(request.raw_path)}")
        await asyncio.sleep(self._faults.delay.total_seconds())
        if self._faults.cut and request.transport is not None:
            request.transport.abort()
            return web.Response()
        try:
            reply = await self._reply(request)
        except Refused as refused:
            reply = refused.reply
        return _response(request, reply)

    async def _reply(self, request: web.Request) -> Reply:
        call = _call(request)
        if call.path == "/$batch":
            return await self._batch(request, call)
        if request.method != "GET":
            raise replies.not_allowed()
        return self._api.answer(call)

    async def _batch(self, request: web.Request, call: Call) -> Reply:
        """Each request inside is answered as if alone, and the answers come in another order."""
        if self._faults.down:
            raise replies.unavailable()
        wanted = await _batched(request)
        answers = [_inside(item["id"], self._api.answer(_batched_call(item, call))) for item in wanted]
        return Reply(200, {"responses": answers[::-1]})


async def _batched(request: web.Request) -> list[Json]:
    try:
        wanted = (await request.json())["requests"]
        valid = 0 < len(wanted) <= LARGEST_BATCH and len({item["id"] for item in wanted}) == len(wanted)
    except (ValueError, KeyError, TypeError) as error:
        raise replies.bad_request("Invalid batch payload format.") from error
    if not valid or not all(_readable(item) for item in wanted):
        raise replies.bad_request("Invalid batch payload format.")
    return list(wanted)


def _readable(item: Json) -> bool:
    """Does the request inside a batch read, and name a path of this host?"""
    url, headers = item.get("url"), item.get("headers", {})
    return item.get("method") == "GET" and isinstance(headers, dict) and isinstance(url, str) and url.startswith("/")


def _call(request: web.Request) -> Call:
    path = unquote(request.rel_url.raw_path.removeprefix(f"/{request.match_info['version']}"))
    return Call(str(request.url.origin()), request.match_info["version"], path, dict(request.query),
                _lower(request.headers))


def _batched_call(item: Json, around: Call) -> Call:
    path, _, query = str(item["url"]).partition("?")
    return Call(around.root, around.version, unquote(path), dict(parse_qsl(query)), _lower(item.get("headers") or {}))


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _inside(request_id: str, reply: Reply) -> Json:
    headers = {"Content-Type": "application/json", **reply.headers}
    return {"id": request_id, "status": reply.status, "headers": headers, "body": _signed(reply, str(uuid4()))}


def _response(request: web.Request, reply: Reply) -> web.Response:
    request_id = str(uuid4())
    headers = {"request-id": request_id, **reply.headers,
               "client-request-id": request.headers.get("client-request-id", request_id)}
    return web.json_response(_signed(reply, request_id, headers["client-request-id"]), status=reply.status,
                             headers=headers)


def _signed(reply: Reply, request_id: str, client_request_id: str = "") -> dict[str, Any]:
    """An error names its request and the time; other bodies are as they are."""
    if "error" not in reply.body:
        return reply.body
    inner = {"date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"), "request-id": request_id,
             "client-request-id": client_request_id or request_id}
    return {"error": reply.body["error"] | {"innerError": inner}}


@asynccontextmanager
async def simulated_graph(*, now: datetime | None = None, faults: Faults | None = None, tenant: Tenant | None = None,
                          port: int = 0, page_size: int = SMALL_PAGES,
                          journal: list[str] | None = None) -> AsyncIterator[str]:
    """Serve Graph on a loopback port while the block runs; gives the root address, without a version.

    ``now`` is the present unless given; ``tenant`` is Contoso at ``now`` unless given. Port 0 takes a free one. Raises
    ``OSError`` when the port is taken.
    """
    served = tenant or Tenant(now or datetime.now(UTC))
    server = GraphServer(served, faults or Faults(), page_size, journal)
    runner = web.AppRunner(server.application(), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, port)
        await site.start()
        yield f"http://{LOOPBACK}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
