"""A Microsoft Graph of our own on a loopback socket: it says what it is told to, and remembers what it was asked."""

import gzip
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
from aiohttp import web
from kiota_abstractions.authentication.anonymous_authentication_provider import AnonymousAuthenticationProvider
from multidict import CIMultiDict

from checks.facts.base import Facts
from checks.facts.clouds import CLOUDS
from checks.limits import Limit
from checks.model import Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.pacing import Gate, Pacer
from checks.sources.graph.transport import TIMEOUT, http_client

ROOM_ID = "8f6f0c5e-2f0b-4a3e-9a51-7a0a7d1c0042"
NOW = datetime(2026, 8, 20, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """One scripted reply; ``raw`` replaces the document where it is no JSON."""

    document: Any = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    @property
    def body(self) -> bytes:
        return self.raw if self.raw is not None else json.dumps(self.document).encode()


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived, on its own or inside a batch."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    batched: bool = False
    body: Any = None


Script = Callable[[Seen], Answer] | list[Answer]
Reader = Callable[[GraphClient, Callable[[], datetime], Room, Facts], Awaitable[Any]]
Read = Callable[[Reader], Awaitable[Any]]


def error(status: int, code: str, message: str = "", **headers: str) -> Answer:
    """An error as Graph writes it."""
    inner = {"date": "2026-08-20T09:00:00", "request-id": "5b6f", "client-request-id": "5b6f"}
    document = {"error": {"code": code, "message": message, "innerError": inner}}
    return Answer(document, status, {name.replace("_", "-"): value for name, value in headers.items()})


def many(*records: Mapping[str, Any], link: str = "") -> Answer:
    """A list as Graph writes it."""
    document: dict[str, Any] = {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#x", "value": records}
    return Answer(document | ({"@odata.nextLink": link} if link else {}))


class FakeGraph:
    """Answers by path. A list is answered in order, its last reply again and again; an unknown path is a 404.

    ``posts`` counts the batches; ``story`` tells which HTTP requests were answered, and when (see ``Watching``).
    """

    def __init__(self) -> None:
        self.root = ""
        self.asked: list[Seen] = []
        self.posts = 0
        self.story: list[str] = []
        self._scripts: dict[str, Script] = {}

    def on(self, path: str, *answers: Answer) -> None:
        self._scripts[path] = list(answers)

    def ask(self, path: str, answer: Callable[[Seen], Answer]) -> None:
        self._scripts[path] = answer

    def asked_for(self, path: str) -> list[Seen]:
        return [seen for seen in self.asked if seen.path == path]

    @property
    def http_requests(self) -> int:
        """How many requests crossed the wire: a batch counts as one."""
        return self.posts + sum(not seen.batched for seen in self.asked)

    def answer(self, seen: Seen) -> Answer:
        self.asked.append(seen)
        script = self._scripts.get(seen.path)
        if script is None:
            return error(404, "Request_ResourceNotFound", "Resource does not exist.")
        if callable(script):
            return script(seen)
        return script.pop(0) if len(script) > 1 else script[0]

    async def serve(self, request: web.Request) -> web.Response:
        if request.path == "/v1.0/$batch":
            return await self._batch(request)
        sent = await request.json() if request.method == "POST" else None
        answer = self.answer(Seen(request.method, request.path, dict(request.query), request.headers, body=sent))
        self.story.append(f"answered {request.path}")
        body, headers = answer.body, {"Content-Type": "application/json", **answer.headers}
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.compress(body)
        return web.Response(status=answer.status, body=body, headers=headers)

    async def _batch(self, request: web.Request) -> web.Response:
        self.posts += 1
        whole = self._scripts.get("/v1.0/$batch")
        if whole is not None:
            answer = self.answer(Seen("POST", request.path, {}, request.headers))
            return web.Response(status=answer.status, body=answer.body, headers=dict(answer.headers))
        lines = (await request.json())["requests"]
        assert len(lines) <= 20
        responses = [self._part(line) for line in reversed(lines)]
        self.story.append("answered a batch")
        return web.json_response({"responses": responses})

    def _part(self, line: Mapping[str, Any]) -> dict[str, Any]:
        url = urlsplit(line["url"])
        headers = CIMultiDict(line.get("headers", {}))
        seen = Seen(line["method"], "/v1.0" + unquote(url.path), dict(parse_qsl(url.query)), headers, batched=True)
        answer = self.answer(seen)
        return {"id": line["id"], "status": answer.status, "headers": dict(answer.headers), "body": answer.document}


class Time:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


class Watching(Pacer):
    """A gate that tells the story of the requests it lets through, beside the answers of the server."""

    def __init__(self, story: list[str], time: Time) -> None:
        super().__init__(now=time.now, sleep=time.sleep)
        self._story = story

    async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
        """See ``Gate``."""
        await super().enter(limit, patience, units=units, behind=behind)
        self._story.append("asked")


def client_of(root: str, time: Time, *, cloud: str = "global", gate: Gate | None = None,
              largest: int = 1_000_000, timeout: httpx.Timeout = TIMEOUT) -> GraphClient:
    gate = gate or Pacer(now=time.now, sleep=time.sleep)
    http = http_client(proxies=False, largest=largest, timeout=timeout)
    return GraphClient(root, CLOUDS[cloud], AnonymousAuthenticationProvider(), http, gate, sleep=time.sleep,
                       now=time.now, jitter=lambda: 0.5)


def clock() -> datetime:
    return NOW
