"""Microsoft Graph over the SDK's request builders and adapter, read as raw JSON.

The SDK's models cost milliseconds for each object and its retries and batches do not work, so those are left out.
"""

import asyncio
import json
import logging
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
import httpx
from kiota_abstractions.authentication import AuthenticationProvider
from kiota_abstractions.method import Method
from kiota_abstractions.native_response_handler import NativeResponseHandler
from kiota_abstractions.request_information import RequestInformation
from kiota_http.middleware.options import ResponseHandlerOption
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient

from checks.facts.clouds import Cloud
from checks.limits import CongestedError
from checks.sources.graph import refusals
from checks.sources.graph.asking import LONGEST_HOLD, Send, asking, retry_after
from checks.sources.graph.batching import LINGER, LINGER_BEHIND, Batcher, Reply
from checks.sources.graph.costs import units_of
from checks.sources.graph.counting import one_more
from checks.sources.graph.json_reading import NOTHING, Json, parsed
from checks.sources.graph.kept import Kept
from checks.sources.graph.pacing import DIRECTORY, Gate, Sleep
from checks.sources.graph.refusals import Call
from checks.sources.graph.transport import OversizedReplyError, UnknownEncodingError

log = logging.getLogger(__name__)

ATTEMPTS = 4
LONGEST_WAIT = 10.0
"""Seconds that one question may spend waiting for Graph to recover, all attempts together."""
MOST_PAGES = 5
"""How far a list is followed that is short in every tenant but a strange one."""

_OK, _THROTTLED = 200, 429
_PRIORITY = "x-ms-throttle-priority"
_PASSING = frozenset({_THROTTLED, 500, 502, 503, 504})
_UNREACHABLE = (httpx.NetworkError, httpx.ConnectTimeout, httpx.RemoteProtocolError, httpx.ProxyError,
                aiohttp.ClientError, OSError)
_chance = random.SystemRandom().random


class GraphClient:
    """Asks Microsoft Graph and only ever answers with JSON objects or :class:`~checks.collector.CannotCollect`.

    ``root`` has neither version nor trailing slash. A client of work that nobody waits for is ``behind``: it lets all
    others go first, here and at Graph, and waits for as long as Graph wants. ``sleep``, ``now`` (seconds of any clock
    that only goes on) and ``jitter`` (a number from 0 to 1) are for tests. ``kept`` holds what is good for a while, of
    this tenant; ``dated`` is told the ``Date`` of every reply.
    """

    def __init__(self, root: str, cloud: Cloud, authentication: AuthenticationProvider, http: httpx.AsyncClient,
                 gate: Gate, *, sleep: Sleep = asyncio.sleep, now: Callable[[], float] = time.monotonic,
                 jitter: Callable[[], float] = _chance, behind: bool = False) -> None:
        self.cloud = cloud
        self.kept = Kept(now)
        self.dated: Callable[[str | None], None] = _not_noted
        self._root, self._authentication, self._http, self._gate = root, authentication, http, gate
        self._sleep, self._now, self._jitter = sleep, now, jitter
        self._in_background: list[GraphClient] = []
        self._behind, self._patience = behind, LONGEST_HOLD if behind else LONGEST_WAIT
        self._adapter = GraphRequestAdapter(authentication, http)
        self._adapter.base_url = f"{root}/v1.0"
        self._batcher = Batcher(self._adapter.base_url, self._once, LINGER_BEHIND if behind else LINGER)
        self.v1 = GraphServiceClient(request_adapter=self._adapter)

    def in_background(self) -> "GraphClient":
        """A client of work that nobody waits for, over this one's connections and gate. It is closed with this one."""
        made = GraphClient(self._root, self.cloud, self._authentication, self._http, self._gate, sleep=self._sleep,
                           now=self._now, jitter=self._jitter, behind=True)
        self._in_background.append(made)
        return made

    async def close(self) -> None:
        """End what is under way and let go of every connection."""
        for each in (*self._in_background, self):
            await each._batcher.close()  # noqa: SLF001 - one of this class
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _kind: type[BaseException] | None, _error: BaseException | None,
                        _trace: TracebackType | None) -> None:
        await self.close()

    def request(self, path: str, query: Mapping[str, str | int], *, version: str = "v1.0") -> RequestInformation:
        """A GET for what the SDK's builders do not offer. ``path`` is our own text, ``query`` may be anyone's."""
        base = "{+baseurl}" if version == "v1.0" else f"{{+root}}/{version}"
        names = f"{{?{','.join(query)}}}" if query else ""
        made = RequestInformation(Method.GET, f"{base}{path}{names}".replace("$", "%24"))
        made.path_parameters["root"] = self._root
        made.query_parameters = {name.replace("$", "%24"): value for name, value in query.items()}
        made.headers.add("Accept", "application/json")
        return made

    async def get(self, request: RequestInformation, call: Call) -> Json:
        """One object. A 404 is a :class:`~checks.sources.graph.refusals.GraphError` with that status."""
        return await self._answer(request, call, self._once)

    async def get_jointly(self, request: RequestInformation, call: Call) -> Json:
        """As :meth:`get`, but in one ``$batch`` with whatever else is asked at the same moment."""
        with self._batcher.coming(request):
            return await self._answer(request, call, self._batcher.get, alone=False)

    async def post(self, path: str, body: Json, call: Call) -> Json:
        """What a question answers that is too long for an address. It must change nothing, since it may be repeated."""
        request = RequestInformation(Method.POST)
        request.url = f"{self._root}/v1.0{path}"
        request.headers.add("Accept", "application/json")
        request.headers.add("Content-Type", "application/json")
        request.content = json.dumps(body).encode()
        return await self._answer(request, call, self._once)

    async def listed(self, request: RequestInformation, call: Call, *,
                     most_pages: int = MOST_PAGES) -> tuple[tuple[Json, ...], bool]:
        """A short list, its first page asked as in :meth:`get_jointly`, and whether that is all of it."""
        document = await self.get_jointly(request, call)
        found = [*refusals.listed(document, call)]
        for _page in range(most_pages - 1):
            if not (link := _next_link(document)):
                break
            document = await self.get(self._next(link, request, call), call)
            found += refusals.listed(document, call)
        return tuple(found), not _next_link(document)

    async def pages(self, request: RequestInformation, call: Call) -> AsyncIterator[tuple[tuple[Json, ...], bool]]:
        """The pages of a list, each with whether there are more. Stop when enough has been seen."""
        while True:
            document = await self.get(request, call)
            page, link = refusals.listed(document, call), _next_link(document)
            yield page, bool(link)
            if not link:
                return
            request = self._next(link, request, call)

    def _next(self, link: str, before: RequestInformation, call: Call) -> RequestInformation:
        """The request for a next page, which must stay on the server the token is for. It has the headers of the one
        before: the directory wants those of an advanced query with every page.
        """
        if _origin(link) != _origin(self._root):
            log.error("graph named a next page on a foreign server for %s", call.subject)
            raise refusals.foreign_page(call)
        request = RequestInformation(Method.GET)
        request.url = link
        request.headers.add_all(before.headers)
        return request

    async def _answer(self, request: RequestInformation, call: Call, send: Send, *, alone: bool = True) -> Json:
        if self._behind and call.limit is DIRECTORY:
            request.headers.remove(_PRIORITY)
            request.headers.add(_PRIORITY, "low")
        with asking(request, call, send, alone=alone) as told:
            reply = await self._persist(request, call, told)
        if reply.status == _OK:
            return reply.document
        refusal = refusals.refused(reply.status, reply.document, call)
        log.info("graph refused %s: %s %s, request-id %s", call.subject, reply.status, refusal.code,
                 reply.headers.get("request-id", "")[:64])
        raise refusal

    async def _persist(self, request: RequestInformation, call: Call, send: Send) -> Reply:
        """Ask until there is an answer that will not pass by itself, or patience ends."""
        waited = 0.0
        for attempt in range(ATTEMPTS):
            reply = await self._try(request, call, send)
            if reply is not None and reply.status not in _PASSING:
                return reply
            wait = self._pause(reply, attempt)
            waited += wait
            if reply is not None and reply.status == _THROTTLED:
                await self._gate.hold(call.limit, wait)
            elif waited <= self._patience and attempt + 1 < ATTEMPTS:
                await self._sleep(wait)
            if waited > self._patience:
                break
        if reply is None:
            raise refusals.unreachable(call)
        return reply

    async def _try(self, request: RequestInformation, call: Call, send: Send) -> Reply | None:
        """The reply to one attempt, or None when the server could not be reached."""
        try:
            units = units_of(request.url) if call.limit is DIRECTORY else 1
            await self._gate.enter(call.limit, self._patience, units=units, behind=self._behind)
            return await send(request)
        except CongestedError:
            raise refusals.congested(call) from None
        except _UNREACHABLE as lost:
            log.info("graph not reached for %s: %s", call.subject, type(lost).__name__)
            return None
        except httpx.TimeoutException as late:
            raise refusals.timed_out(call) from late
        except OversizedReplyError as large:
            raise refusals.oversized(call) from large
        except (ValueError, httpx.HTTPError, UnknownEncodingError) as strange:
            raise refusals.unreadable(call) from strange

    async def _once(self, request: RequestInformation) -> Reply:
        """Send once over the SDK's adapter, with a fresh token."""
        request.headers.remove("Authorization")
        request.add_request_options([ResponseHandlerOption(NativeResponseHandler())])
        one_more()
        got: Any = await self._adapter.send_primitive_async(request, "bytes", None)
        headers = {name.lower(): value for name, value in got.headers.items()}
        self.dated(headers.get("date"))
        return Reply(got.status_code, headers, _document(got))

    def _pause(self, reply: Reply | None, attempt: int) -> float:
        """How long to wait: what the server asks for, else longer each time, never in step with others."""
        asked = retry_after(reply.headers) if reply is not None else 0.0
        if asked > 0:
            return asked
        base = 1.0 if reply is not None and reply.status == _THROTTLED else 0.3
        return base * 2.0**attempt * (0.5 + self._jitter())


def _not_noted(_date: str | None) -> None:
    """Nobody asks for the time."""


def _next_link(document: Json) -> str:
    """The address of the next page, or empty."""
    link = document.get("@odata.nextLink")
    return link if isinstance(link, str) else ""


def _origin(url: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port; None for an address that is odd enough not to be trusted."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return None
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port


def _document(reply: httpx.Response) -> Json:
    """The body as JSON; an error's body may be anything, an answer's may not. Raises ``ValueError``."""
    try:
        return parsed(reply.content)
    except ValueError:
        if reply.status_code == _OK:
            raise
        return NOTHING
