"""What surrounds a bot whose turns are counted: who signs its calls, who takes its replies, and who speaks to it."""

import asyncio
import itertools
import json
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from bench.turn_task import APP_ID, ISSUER, LOGIN, TENANT

_ENDPOINT = "/api/messages"
_TOKENS = 16
"""Tokens that take turns, as those of several of the service's machines would."""
_TICKS = os.sysconf("SC_CLK_TCK")
_KEY_ID = "ours"
_ERRORS = 400
"""HTTP's first status of an error."""
_PATIENCE = 30.0


@dataclass(slots=True)
class Around:
    """Azure Bot Service, the directory and the connector, on this machine. ``replies`` counts messages, no typing
    signs; ``expected`` are the conversations that wait for one. Open one with :func:`around`.
    """

    url: str = ""
    replies: int = 0
    expected: dict[str, asyncio.Event] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def token(self, number: int = 0, *, key: rsa.RSAPrivateKey | None = None) -> str:
        """A token as the service signs it; another one for another number."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 5, "exp": now + 3600 + number, "serviceurl": self.url}
        return jwt.encode(claims, key or self.key, algorithm="RS256", headers={"kid": _KEY_ID})

    def app(self) -> web.Application:
        application = web.Application()
        application.router.add_get("/openidconfiguration", self._metadata)
        application.router.add_get("/keys", self._keys)
        application.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._directory)
        application.router.add_post("/{tenant}/oauth2/v2.0/token", self._sign_in)
        application.router.add_post("/v3/conversations/{conversation}/activities", self._take)
        application.router.add_post("/v3/conversations/{conversation}/activities/{activity}", self._take)
        return application

    async def _metadata(self, _: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys",
                                  "id_token_signing_alg_values_supported": ["RS256"]})

    async def _keys(self, _: web.Request) -> web.Response:
        known = {**json.loads(RSAAlgorithm.to_jwk(self.key.public_key())), "kid": _KEY_ID, "use": "sig",
                 "endorsements": ["msteams"]}
        return web.json_response({"keys": [known]})

    async def _directory(self, request: web.Request) -> web.Response:
        root = f"{LOGIN}/{request.match_info['tenant']}"
        return web.json_response({"issuer": f"{root}/v2.0", "token_endpoint": f"{root}/oauth2/v2.0/token",
                                  "authorization_endpoint": f"{root}/oauth2/v2.0/authorize"})

    async def _sign_in(self, _: web.Request) -> web.Response:
        return web.json_response({"access_token": self.token(), "token_type": "Bearer", "expires_in": 3600})

    async def _take(self, request: web.Request) -> web.Response:
        if not request.headers.get("Authorization", "").startswith("Bearer "):
            return web.Response(status=401)
        if b'"message"' in await request.read():
            self.replies += 1
            if waiting := self.expected.get(request.match_info["conversation"]):
                waiting.set()
        return web.json_response({"id": "1"}, status=201)


@asynccontextmanager
async def around() -> AsyncIterator[Around]:
    here = Around()
    runner = web.AppRunner(here.app(), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        here.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield here
    finally:
        await runner.cleanup()


@dataclass(frozen=True, slots=True)
class Spell:
    """What one spell of talking to a bot came to. ``waits`` are milliseconds, ``spent`` and ``ours`` the seconds of
    processor time that the bot and those around it took.
    """

    seconds: float
    waits: tuple[float, ...]
    spent: float
    ours: float

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.waits) / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of the bot's processor time for a turn."""
        return 1000 * self.spent / len(self.waits)


class WrongAnswer(Exception):
    """A bot does not do what is measured."""


class Person:
    """Says the same thing to the bot at a port, again and again."""

    def __init__(self, here: Around, http: aiohttp.ClientSession, port: int, pid: int, words: str) -> None:
        self._here, self._http, self._pid = here, http, pid
        self._url = f"http://127.0.0.1:{port}{_ENDPOINT}"
        self._words = words
        self._tokens = itertools.cycle([here.token(number) for number in range(_TOKENS)])
        self._ids = itertools.count(int(time.time() * 1000))

    async def say(self, token: str = "") -> int:
        """Say it once in a conversation of its own, and wait for the answer and the reply; the status of the answer."""
        headers = {"Authorization": f"Bearer {token or next(self._tokens)}", "Content-Type": "application/json"}
        number = str(next(self._ids))
        self._here.expected[number] = replied = asyncio.Event()
        body = json.dumps(_activity(self._here.url, self._words, number))
        try:
            async with self._http.post(self._url, data=body, headers=headers) as answer:
                await answer.read()
            if answer.ok:
                await asyncio.wait_for(replied.wait(), _PATIENCE)
        except TimeoutError:
            raise WrongAnswer("it did not reply") from None
        finally:
            del self._here.expected[number]
        return answer.status

    async def for_a_while(self, seconds: float, at_once: int) -> Spell:
        """Say it for so long, so many at once. Raises WrongAnswer unless each was answered by one reply."""
        waits: list[float] = []
        replies, spent, ours = self._here.replies, _processor_time(self._pid), time.process_time()
        begun = time.perf_counter()
        await asyncio.gather(*(self._on_and_on(begun + seconds, waits) for _ in range(at_once)))
        ended = time.perf_counter()
        spell = Spell(ended - begun, tuple(waits), _processor_time(self._pid) - spent, time.process_time() - ours)
        if self._here.replies - replies != len(waits):
            raise WrongAnswer(f"{len(waits)} turns got {self._here.replies - replies} replies")
        return spell

    async def _on_and_on(self, end: float, waits: list[float]) -> None:
        while (begun := time.perf_counter()) < end:
            status = await self.say()
            if status >= _ERRORS:
                raise WrongAnswer(f"it answered {status}")
            waits.append(1000 * (time.perf_counter() - begun))

    async def must_check_tokens(self) -> None:
        """Raises WrongAnswer when the bot listens to what somebody else has signed."""
        replies = self._here.replies
        status = await self.say(self._here.token(key=rsa.generate_private_key(65537, 2048)))
        if status < _ERRORS or self._here.replies != replies:
            raise WrongAnswer("it does not check who signed a token")

    async def until_awake(self, alive: Callable[[], bool]) -> None:
        """Say it until there is an answer. Raises WrongAnswer when the bot is gone, or answers with an error."""
        while alive():
            try:
                status = await self.say()
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.1)
                continue
            if status < _ERRORS:
                return
            raise WrongAnswer(f"it answered {status}")
        raise WrongAnswer("it ended while it began")


def _activity(service_url: str, words: str, number: str) -> dict[str, Any]:
    return {"type": "message", "id": number, "timestamp": "2025-11-22T10:00:00.1234567Z", "channelId": "msteams",
            "serviceUrl": service_url, "locale": "en-GB", "localTimezone": "Europe/Zurich", "text": words,
            "textFormat": "plain",
            "from": {"id": "29:1abc", "name": "Ada Admin", "aadObjectId": "aaaaaaaa-0000-0000-0000-000000000001"},
            "recipient": {"id": f"28:{APP_ID}", "name": "Roomcheck"},
            "conversation": {"id": number, "conversationType": "personal", "tenantId": TENANT},
            "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "CH", "platform": "Windows",
                          "timezone": "Europe/Zurich"}],
            "channelData": {"tenant": {"id": TENANT}}}


def _processor_time(pid: int) -> float:
    """Seconds of processor time that a process has used, as the kernel counts them (proc(5))."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _TICKS
