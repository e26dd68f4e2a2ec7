"""Azure Bot Service on this machine: a key server, and tokens signed with our own keys."""

import functools
import json
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from bot.adapter.clouds import CLOUDS, BotCloud
from bot.setting_values import Cloud
from tests.bot.teams_wire import APP_ID

ISSUER = "https://api.botframework.com"


def make_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@functools.cache
def first_key() -> rsa.RSAPrivateKey:
    """One for all tests, since making one takes long."""
    return make_key()


@dataclass
class FakeBotService:
    """Publishes keys by id and signs tokens with them. ``fetches`` counts how often the keys were asked for."""

    url: str = ""
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=lambda: {"first": first_key()})
    endorsements: tuple[str, ...] = ("msteams",)
    unendorsed: frozenset[str] = frozenset()
    fetches: int = 0
    broken: bool = False

    async def metadata(self, _: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def published(self, _: web.Request) -> web.Response:
        self.fetches += 1
        if self.broken:
            return web.Response(status=503, text="<html>")
        odd: list[Mapping[str, Any]] = [{"kid": "odd", "kty": "made-up"}]
        known = [{**self.public(name), **({} if name in self.unendorsed else {"endorsements": list(self.endorsements)})}
                 for name in self.keys]
        return web.json_response({"keys": [*known, *odd]})

    def public(self, name: str) -> dict[str, Any]:
        key: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(self.keys[name].public_key()))
        return {**key, "kid": name}

    def claims(self, service_url: str, **changes: Any) -> dict[str, Any]:
        """What a token says, changed as asked; None takes a claim away."""
        now = int(time.time())
        body = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 5, "exp": now + 600, "serviceurl": service_url,
                **changes}
        return {name: value for name, value in body.items() if value is not None}

    def token(self, service_url: str, kid: str = "first", key: rsa.RSAPrivateKey | None = None, **claims: Any) -> str:
        return jwt.encode(self.claims(service_url, **claims), key or self.keys[kid], algorithm="RS256",
                          headers={"kid": kid})

    @property
    def cloud(self) -> BotCloud:
        return replace(CLOUDS[Cloud.GLOBAL], metadata_url=f"{self.url}/metadata")


@pytest.fixture
async def bot_service() -> AsyncIterator[FakeBotService]:
    fake = FakeBotService()
    app = web.Application()
    app.router.add_get("/metadata", fake.metadata)
    app.router.add_get("/keys", fake.published)
    async with TestServer(app, host="127.0.0.1") as server:
        fake.url = str(server.make_url("/")).rstrip("/")
        yield fake
