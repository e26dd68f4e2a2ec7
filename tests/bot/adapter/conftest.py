"""Azure Bot Service on this machine: a key server, and tokens signed with our own keys."""

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
from bot.settings import Cloud
from tests.bot.teams_wire import APP_ID

ISSUER = "https://api.botframework.com"


def make_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class FakeBotService:
    """Publishes keys by id and signs tokens with them. ``fetches`` counts how often the keys were asked for."""

    url: str = ""
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=lambda: {"first": make_key()})
    endorsements: tuple[str, ...] = ("msteams",)
    fetches: int = 0
    broken: bool = False

    async def metadata(self, _: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def published(self, _: web.Request) -> web.Response:
        self.fetches += 1
        if self.broken:
            return web.Response(status=503, text="<html>")
        odd: list[Mapping[str, Any]] = [{"kid": "odd", "kty": "made-up"}]
        known = [{**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": name,
                  "endorsements": list(self.endorsements)} for name, key in self.keys.items()]
        return web.json_response({"keys": [*known, *odd]})

    def token(self, service_url: str, kid: str = "first", key: rsa.RSAPrivateKey | None = None, **claims: Any) -> str:
        now = int(time.time())
        body = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 5, "exp": now + 600, "serviceurl": service_url, **claims}
        present = {name: value for name, value in body.items() if value is not None}
        return jwt.encode(present, key or self.keys[kid], algorithm="RS256", headers={"kid": kid})

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
