"""The simulated Graph on a loopback port. It asks for no token and knows no tenant but Contoso."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeGuard
from urllib.parse import parse_qsl, unquote, unquote_plus
from uuid import uuid4

from aiohttp import web

from demo import graph_replies as replies
from demo.graph_api import GraphApi
from demo.graph_call import Call
from demo.graph_faults import Faults, Mishap
from demo.graph_objects import Json
from demo.graph_replies import Refused, Reply
from demo.tenant import Tenant

LOOPBACK = "127.0.0.1"
LARGEST_BATCH = 20
_GOODBYE = 1.0
"""Seconds for answers under way when the server ends: a slow one may be minutes slow."""
_GARBLED = '{"value": [{"id":'
SMALL_PAGES = 10
"""Entries on a page, at most: so few that pages are followed."""


class GraphServer:
    """One tenant behind HTTP.

    ``journal`` collects every HTTP request as ``GET /v1.0/users/…``, a batch being one; ``inside`` collects the
    requests inside batches in the same form.
    """

    def __init__(self, api: GraphApi, faults: Faults, journal: list[str], inside: list[str]) -> None:
        self._api, self._faults, self._journal, self._inside = api, faults, journal, inside

    def application(self) -> web.Application:
        """What listens."""
        application = web.Application()
        application.router.add_route("*", "/{version:v1[.]0|beta}/{path:.*}", self._respond)
        return application

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        self._journal.append(f"{request.method} {unquote_plus(request.raw_path)}")
        await asyncio.sleep(self._faults.delay.total_seconds())
        if self._faults.cut and request.transport is not None:
            request.transport.abort()
            return web.Response()
        mishap = self._faults.met(f"/{request.match_info['path']}")
        try:
            reply = replies.failed(mishap.value) if _is_error(mishap) else await self._reply(request)
        except Refused as refused:
            reply = refused.reply
        return await _on_its_way(request, _response(request, reply), mishap)

    async def _reply(self, request: web.Request) -> Reply:
        call = await _call(request)
        if call.path == "/$batch" and call.method == "POST":
            return self._batch(call)
        return self._api.answer(call)

    def _batch(self, call: Call) -> Reply:
        """Each request inside is answered as if alone, and the answers come in another order."""
        self._api.refuse(call)
        wanted = _batched(call.body)
        self._inside += [f"GET /{call.version}{unquote_plus(item['url'])}" for item in wanted]
        answers = [self._part(item["id"], _batched_call(item, call)) for item in wanted]
        return Reply(200, {"responses": [answer for answer in answers[::-1] if answer]})

    def _part(self, request_id: str, call: Call) -> Json | None:
        mishap = self._faults.met(call.path)
        if mishap in (Mishap.MUTE, Mishap.TORN):
            return None
        answer = _inside(request_id, replies.failed(mishap.value) if _is_error(mishap) else self._api.answer(call))
        return answer | {"body": _GARBLED} if mishap is Mishap.GARBLED else answer


def _is_error(mishap: Mishap | None) -> TypeGuard[Mishap]:
    return mishap in (Mishap.FAILS, Mishap.AWAY)


async def _on_its_way(request: web.Request, whole: web.Response, mishap: Mishap | None) -> web.StreamResponse:
    """The answer, or what the mishap leaves of it."""
    if mishap is Mishap.MUTE:
        await asyncio.Event().wait()
    if mishap is Mishap.GARBLED:
        return web.Response(text=_GARBLED, content_type="application/json")
    if mishap is not Mishap.TORN or request.transport is None or not isinstance(whole.body, bytes):
        return whole
    torn = web.StreamResponse(headers={"Content-Length": str(len(whole.body)), "Content-Type": "application/json"})
    await torn.prepare(request)
    await torn.write(whole.body[:len(whole.body) // 2])
    request.transport.close()
    return torn


def _batched(body: Any) -> list[Json]:
    try:
        wanted = body["requests"]
        valid = 0 < len(wanted) <= LARGEST_BATCH and len({item["id"] for item in wanted}) == len(wanted)
    except (KeyError, TypeError) as error:
        raise replies.bad_request("Invalid batch payload format.") from error
    if not valid or not all(_readable(item) for item in wanted):
        raise replies.bad_request("Invalid batch payload format.")
    return list(wanted)


def _readable(item: Json) -> bool:
    """Does the request inside a batch read, and name a path of this host?"""
    url, headers = item.get("url"), item.get("headers", {})
    return item.get("method") == "GET" and isinstance(headers, dict) and isinstance(url, str) and url.startswith("/")


async def _call(request: web.Request) -> Call:
    path = unquote(request.rel_url.raw_path.removeprefix(f"/{request.match_info['version']}"))
    return Call(str(request.url.origin()), request.match_info["version"], path, dict(request.query),
                _lower(request.headers), request.method, await _body(request))


async def _body(request: web.Request) -> Any:
    """The body as JSON; None where there is none, or none that can be read."""
    try:
        return await request.json()
    except ValueError:
        return None


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
                          port: int = 0, page_size: int = SMALL_PAGES, journal: list[str] | None = None,
                          inside: list[str] | None = None) -> AsyncIterator[str]:
    """Serve Graph on a loopback port while the block runs; gives the root address, without a version.

    ``now`` is the present unless given; ``tenant`` is Contoso at ``now`` unless given. ``journal`` and ``inside``, if
    given, collect what was asked, as :class:`GraphServer` tells. Port 0 takes a free one. Raises ``OSError`` when the
    port is taken.
    """
    served, switched = tenant or Tenant(now or datetime.now(UTC)), faults or Faults()
    server = GraphServer(GraphApi(served, switched, page_size), switched, [] if journal is None else journal,
                         [] if inside is None else inside)
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=_GOODBYE)
    await runner.setup()
    try:
        site = web.TCPSite(runner, LOOPBACK, port)
        await site.start()
        yield f"http://{LOOPBACK}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
