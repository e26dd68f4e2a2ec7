"""Joins requests that fall due together into one ``$batch``."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation

from checks.sources.graph.json_reading import NOTHING, Json, child, children, number, text
from checks.telemetry import span

MOST = 20
"""How many requests Graph takes in one batch."""
LINGER, LINGER_BEHIND = 0.05, 2.0
"""Seconds: for a batch that somebody waits for, and for one of background work, which is better full than soon."""

_OK, _BAD_GATEWAY = 200, 502


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP reply. ``headers`` have lower-case names; ``document`` is empty for an error that is no JSON."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    document: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    request: RequestInformation
    answer: asyncio.Future[Reply]


class Batcher:
    """Collects the requests that fall due at once and sends them as one.

    ``send`` sends a single request. What it raises, or answers, for the batch as a whole is every part's own.
    ``linger`` is how many seconds a batch waits, at most, for a request that is still on its way through the gate.
    """

    def __init__(self, root: str, send: Callable[[RequestInformation], Awaitable[Reply]],
                 linger: float = LINGER) -> None:
        self._root, self._send, self._linger = root, send, linger
        self._waiting: list[_Asked] = []
        self._flushing: set[asyncio.Task[None]] = set()
        self._coming: set[int] = set()
        self._all_here = asyncio.Event()

    @contextmanager
    def coming(self, request: RequestInformation) -> Iterator[None]:
        """Say that :meth:`get` will be asked for this: a gate that many processes share takes a moment."""
        self._coming.add(id(request))
        self._all_here.clear()
        try:
            yield
        finally:
            self._arrived(request)

    def _arrived(self, request: RequestInformation) -> None:
        self._coming.discard(id(request))
        if not self._coming:
            self._all_here.set()

    async def get(self, request: RequestInformation) -> Reply:
        """The reply to a GET below the root."""
        asked = _Asked(request, asyncio.get_running_loop().create_future())
        self._waiting.append(asked)
        self._arrived(request)
        if len(self._waiting) == 1:
            task = asyncio.create_task(self._flush())
            self._flushing.add(task)
            task.add_done_callback(self._flushing.discard)
        return await asked.answer

    async def close(self) -> None:
        """Drop what is under way; its callers are cancelled."""
        for task in self._flushing:
            task.cancel()
        await asyncio.gather(*self._flushing, return_exceptions=True)
        for asked in self._waiting:
            asked.answer.cancel()

    async def _flush(self) -> None:
        await asyncio.sleep(0)  # who asks two things at once does so in tasks of its own, which begin a turn later
        if self._coming:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._all_here.wait(), self._linger)
        due, self._waiting = self._waiting, []
        parts = [due[start:start + MOST] for start in range(0, len(due), MOST)]
        await asyncio.gather(*(self._answer(part) for part in parts))

    async def _answer(self, part: list[_Asked]) -> None:
        try:
            replies = await self._replies(part)
        except asyncio.CancelledError:
            for asked in part:
                asked.answer.cancel()
            raise
        except Exception as wrong:  # noqa: BLE001 - it is raised where the answer is awaited
            for asked in _open(part):
                asked.answer.set_exception(wrong)
        else:
            for asked, reply in zip(part, replies, strict=True):
                if not asked.answer.done():
                    asked.answer.set_result(reply)

    async def _replies(self, part: list[_Asked]) -> list[Reply]:
        if len(part) == 1:
            return [await self._send(part[0].request)]
        with span("graph /$batch", {"roomcheck.parts": len(part)}):
            whole = await self._send(self._batch(part))
        if whole.status != _OK:
            return [whole] * len(part)
        answers = {text(answer, "id"): answer for answer in children(whole.document, "responses")}
        return [_reply(answers.get(str(place), NOTHING)) for place in range(1, len(part) + 1)]

    def _batch(self, part: list[_Asked]) -> RequestInformation:
        request = RequestInformation(Method.POST)
        request.url = f"{self._root}/$batch"
        request.headers.add("Accept", "application/json")
        request.headers.add("Content-Type", "application/json")
        requests = [self._line(str(place), asked.request) for place, asked in enumerate(part, start=1)]
        request.content = json.dumps({"requests": requests}).encode()
        return request

    def _line(self, place: str, request: RequestInformation) -> dict[str, object]:
        request.headers.remove("Authorization")
        request.path_parameters["baseurl"] = ""
        url = request.url.replace("%24", "$")
        return {"id": place, "method": "GET", "url": url, "headers": dict(request.request_headers or {})}


def _open(part: Iterable[_Asked]) -> list[_Asked]:
    return [asked for asked in part if not asked.answer.done()]


def _reply(answer: Json) -> Reply:
    """A part that the batch left without an answer, or without a JSON object, reads as a failure of the gateway."""
    headers = {name.lower(): text(child(answer, "headers"), name) for name in child(answer, "headers")}
    status = number(answer, "status") or _BAD_GATEWAY
    if status == _OK and not isinstance(answer.get("body"), dict):
        status = _BAD_GATEWAY
    return Reply(status, headers, child(answer, "body"))
