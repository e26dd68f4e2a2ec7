"""Small bots whose turns are counted, on this project's own packages: ``python -m bench.turn_bots TASK``."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botframework.connector.auth import (
    MicrosoftAppCredentials,
    PasswordServiceClientCredentialFactory,
    ServiceClientCredentialsFactory,
)

from bench.turn_task import APP_ID, HEARD, ISSUER, LOGIN, SECRET, TENANT, Task, begun
from bot.activity_handler import TeamsBot
from bot.adapter import create_adapter
from bot.adapter.clouds import CLOUDS
from bot.proactive import TeamsMessenger
from bot.server import create_app, listening, stop_signal
from bot.setting_values import Cloud
from bot.settings import Settings
from bot.turns import Answer, Message
from tests.settings import named_settings

HOST = "127.0.0.1"


async def roomcheck_echo(task: Task) -> None:
    """Its adapter and activity handler with next to nothing behind them."""
    adapter = create_adapter(settings_of(task), development=True)
    bot = TeamsBot(TeamsMessenger(adapter.connector), _Echo())
    async with adapter, listening(create_app(partial(adapter.process, bot=bot), _ready), HOST, task.port):
        await stop_signal()
    await bot.close()


async def stock(task: Task) -> None:
    """The SDK's own adapter, wired as its samples do."""
    await _serve(CloudAdapter(ConfigurationBotFrameworkAuthentication(_Configuration(task))), task)


async def stock_kept(task: Task) -> None:
    """The same, by somebody who has seen that it signs in anew in every turn, and keeps its credentials."""
    await _serve(CloudAdapter(ConfigurationBotFrameworkAuthentication(
        _Configuration(task), credentials_factory=_Kept())), task)


async def bare(task: Task) -> None:
    """The least that a bot does: one token check, one reply."""
    async with aiohttp.ClientSession() as http:
        keys = {key["kid"]: jwt.PyJWK(key).key for key in (await _json(http, task.keys))["keys"]}
        token = (await _json(http, f"{task.around}/{TENANT}/oauth2/v2.0/token", method="POST"))["access_token"]

        async def turn(request: web.Request) -> web.Response:
            signed = request.headers["Authorization"].removeprefix("Bearer ")
            try:
                jwt.decode(signed, keys[jwt.get_unverified_header(signed)["kid"]], algorithms=["RS256"],
                           audience=APP_ID, issuer=ISSUER, leeway=300)
            except (jwt.PyJWTError, KeyError):
                return web.Response(status=401)
            heard = await request.json()
            url = f"{heard['serviceUrl']}/v3/conversations/{heard['conversation']['id']}/activities"
            reply = {"type": "message", "text": HEARD, "conversation": heard["conversation"],
                     "from": heard["recipient"], "recipient": heard["from"], "replyToId": heard["id"]}
            async with http.post(url, json=reply, headers={"Authorization": f"Bearer {token}"}) as posted:
                await posted.read()
            return web.Response()

        await _listen(turn, task)


class _Echo:
    """Answers everything with the same words."""

    async def said(self, _incoming: object) -> Answer:
        return Answer(Message(card=None, summary=HEARD))

    pressed = uploaded = shared = unusable = offer_answered = installed = said


class _StockEcho(ActivityHandler):  # type: ignore[misc]  # the SDK carries no types
    async def on_message_activity(self, turn_context: TurnContext) -> None:
        await turn_context.send_activity(HEARD)


class _Configuration:
    """The names that the SDK looks for."""

    APP_ID, APP_PASSWORD, APP_TYPE, APP_TENANTID = APP_ID, SECRET, "SingleTenant", TENANT

    def __init__(self, task: Task) -> None:
        self.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL = task.metadata
        self.TO_BOT_FROM_EMULATOR_OPENID_METADATA_URL = task.metadata
        self.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER = self.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE = self.OAUTH_URL = ISSUER
        self.TO_CHANNEL_FROM_BOT_LOGIN_URL = f"{LOGIN}/{TENANT}"
        self.CALLER_ID = ""


class _Kept(ServiceClientCredentialsFactory):  # type: ignore[misc]  # as above
    """The SDK's credentials, made once."""

    def __init__(self) -> None:
        self._made = PasswordServiceClientCredentialFactory(APP_ID, SECRET, TENANT)
        self._kept: MicrosoftAppCredentials | None = None

    async def is_valid_app_id(self, app_id: str) -> bool:
        return app_id == APP_ID

    async def is_authentication_disabled(self) -> bool:
        return False

    async def create_credentials(self, *asked: Any, **named: Any) -> MicrosoftAppCredentials:
        if self._kept is None:
            self._kept = await self._made.create_credentials(*asked, **named)
        return self._kept


def settings_of(task: Task, home: Path = Path(), graph: str = "") -> Settings:
    """Settings of a bot whose callers sign with the keys of this task. They hold for the whole process."""
    CLOUDS[Cloud.GLOBAL] = replace(CLOUDS[Cloud.GLOBAL], metadata_url=task.metadata)
    return named_settings(MicrosoftAppId=APP_ID, MicrosoftAppPassword=SECRET, MicrosoftAppTenantId=TENANT,
                          ROOMCHECK_HOME=home, ROOMCHECK_GRAPH_URL=graph)


async def _serve(adapter: CloudAdapter, task: Task) -> None:
    bot = _StockEcho()

    async def turn(request: web.Request) -> web.Response:
        answer: web.Response | None = await adapter.process(request, bot)
        return answer or web.Response()

    await _listen(turn, task)


async def _listen(turn: Any, task: Task) -> None:
    application = web.Application()
    application.router.add_post("/api/messages", turn)
    async with listening(application, HOST, task.port):
        await stop_signal()


async def _json(http: aiohttp.ClientSession, url: str, *, method: str = "GET") -> Any:
    async with http.request(method, url) as answer:
        return await answer.json()


async def _ready() -> Mapping[str, bool]:
    return {}


BOTS = {"roomcheck echo": roomcheck_echo, "stock": stock, "stock kept": stock_kept, "bare": bare}


if __name__ == "__main__":
    work = begun()
    asyncio.run(BOTS[work.name](work))
