"""Small bots, the two adapters to run them on, and an Entra that answers MSAL."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext

from bot.adapter import TeamsAdapter
from bot.adapter.teams_adapter import Bot
from bot.server import create_app
from bot.settings import Settings
from tests.bot.teams_wire import APP_ID, TENANT
from tests.settings import named_settings


def demo_settings(**changes: Any) -> Settings:
    """Settings by the names of their fields, whatever the environment says."""
    named = {str(Settings.model_fields[name].alias): value for name, value in changes.items()}
    return named_settings(**named)


def real_settings(**changes: Any) -> Settings:
    """A bot with an identity of its own."""
    return demo_settings(**{"app_id": APP_ID, "app_password": "s3cret", "app_tenant_id": TENANT, **changes})


class Echo(ActivityHandler):  # type: ignore[misc]  # the SDK carries no types
    """Repeats a message; answers an invoke with whatever it was given."""

    def __init__(self, body: Any = None) -> None:
        super().__init__()
        self.body = body
        self.turns = 0

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        self.turns += 1
        await turn_context.send_activity("I heard you.")

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:  # noqa: ARG002 - the SDK's own
        self.turns += 1
        return InvokeResponse(status=200, body=self.body)


@dataclass
class Answered:
    status: int
    body: Any


@dataclass
class Caller:
    """Posts activities to a running bot."""

    url: str
    http: ClientSession

    async def post(self, activity: Any, token: str = "", **headers: str) -> Answered:
        given = {**({"Authorization": f"Bearer {token}"} if token else {}), **headers}
        async with self.http.post(self.url, json=activity, headers=given) as response:
            text = await response.text()
            return Answered(response.status, json.loads(text) if response.content_type == "application/json" else text)


async def _ready() -> Mapping[str, bool]:
    return {}


@asynccontextmanager
async def ours(adapter: TeamsAdapter, bot: Bot) -> AsyncIterator[Caller]:
    """A bot on our adapter, over HTTP."""
    app = create_app(partial(adapter.process, bot=bot), _ready)
    async with adapter, TestServer(app, host="127.0.0.1") as server, ClientSession() as http:
        yield Caller(str(server.make_url("/api/messages")), http)


@asynccontextmanager
async def stock(adapter: Any, bot: Bot) -> AsyncIterator[Caller]:
    """A bot on the SDK's own adapter, over HTTP."""
    async def process(request: web.Request) -> web.Response:
        answer: web.Response = await adapter.process(request, bot)
        return answer

    app = web.Application()
    app.router.add_post("/api/messages", process)
    async with TestServer(app, host="127.0.0.1") as server, ClientSession() as http:
        yield Caller(str(server.make_url("/api/messages")), http)


@dataclass
class _Reply:
    text: str
    status_code: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def raise_for_status(self) -> None:
        assert self.status_code < 400


@dataclass
class FakeEntra:
    """The transport MSAL is given: it answers discovery, and hands out numbered tokens or an error."""

    lifetime: int = 3600
    tokens: int = 0
    refuses: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def get(self, url: str, **_: Any) -> _Reply:
        if "metadata/identity" in url:
            return self._token()
        root = url.partition("/v2.0/")[0].removesuffix("/.well-known/openid-configuration")
        return _Reply(json.dumps({"metadata": [], "issuer": f"{root}/v2.0",
                                  "token_endpoint": f"{root}/oauth2/v2.0/token",
                                  "authorization_endpoint": f"{root}/oauth2/v2.0/authorize"}))

    def post(self, url: str, data: Mapping[str, Any], **_: Any) -> _Reply:
        self.asked.append((url, str(data.get("scope"))))
        if self.refuses:
            return _Reply(json.dumps({"error": "invalid_client", "error_description": "AADSTS7000215: secret"}), 401)
        return self._token()

    def _token(self) -> _Reply:
        self.tokens += 1
        return _Reply(json.dumps({"access_token": f"token-{self.tokens}", "token_type": "Bearer",
                                  "expires_in": self.lifetime}))

    def close(self) -> None:
        pass
