"""Who is let in."""

import base64
import json
import logging
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.adapter import create_adapter
from tests.bot.adapter.bots import Caller, Echo, FakeEntra, ours, real_settings
from tests.bot.adapter.conftest import FakeBotService, make_key
from tests.bot.conftest import FakeConnector
from tests.bot.teams_wire import an_activity


@pytest.fixture(name="bot")
def _bot() -> Echo:
    return Echo()


@pytest.fixture(name="caller")
async def _caller(bot_service: FakeBotService, bot: Echo) -> AsyncIterator[Caller]:
    adapter = create_adapter(real_settings(), development=True, cloud=bot_service.cloud, http_client=FakeEntra())
    async with ours(adapter, bot) as caller:
        yield caller


async def test_good_token_is_let_in(
        caller: Caller, bot: Echo, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    token = bot_service.token(connector_server.url)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 200
    assert bot.turns == 1
    assert connector_server.messages()[0]["text"] == "I heard you."


async def test_clocks_may_differ_by_five_minutes(
        caller: Caller, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    token = bot_service.token(connector_server.url, exp=int(time.time()) - 200)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 200


@pytest.mark.parametrize("claims", [
    {"exp": 1_000_000_000}, {"exp": None}, {"nbf": 4_000_000_000}, {"aud": "someone-else"}, {"aud": None},
    {"iss": "https://login.microsoftonline.com/x/v2.0"}, {"iss": None}, {"serviceurl": "https://evil.example/"},
    {"serviceurl": None},
])
async def test_wrong_claims_are_401(caller: Caller, bot: Echo, bot_service: FakeBotService,
                                    connector_server: FakeConnector, claims: dict[str, Any]) -> None:
    token = bot_service.token(connector_server.url, **claims)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401
    assert bot.turns == 0


async def test_key_of_someone_else_is_401(
        caller: Caller, bot: Echo, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    token = bot_service.token(connector_server.url, key=make_key())
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401
    assert bot.turns == 0


def _unsigned() -> str:
    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'none', 'kid': 'first'})}.{part({'aud': 'x'})}."


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic abc", "Bearer  ",
                                    f"Bearer {_unsigned()}", "Bearer " + "e" * 7000])
async def test_whatever_is_wrong_with_the_header_is_401(
        caller: Caller, bot: Echo, connector_server: FakeConnector, header: str) -> None:
    answer = await caller.post(an_activity(connector_server.url), Authorization=header)
    assert answer.status == 401
    assert bot.turns == 0


async def test_missing_header_is_401_before_the_body_is_read(caller: Caller) -> None:
    assert (await caller.post({"type": "message", "text": "x" * 5_000_000})).status == 401


async def test_key_that_may_not_speak_for_teams_is_401(
        caller: Caller, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    bot_service.endorsements = ("webchat",)
    token = bot_service.token(connector_server.url)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401


async def test_key_server_that_is_down_is_401(
        caller: Caller, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
    bot_service.broken = True
    token = bot_service.token(connector_server.url)
    assert (await caller.post(an_activity(connector_server.url), token)).status == 401


@pytest.mark.parametrize("changes", [
    {"channelData": {"tenant": {"id": "other"}}},
    {"conversation": {"id": "a:1", "conversationType": "personal", "tenantId": "other"}},
    {"channelData": None, "conversation": {"id": "a:1", "conversationType": "personal"}},
    {"channelId": "webchat"},
    {"channelId": None},
])
async def test_strangers_are_403_and_their_words_are_not_logged(
        caller: Caller, bot: Echo, bot_service: FakeBotService, caplog: pytest.LogCaptureFixture,
        changes: dict[str, Any]) -> None:
    url = "http://127.0.0.1:1"
    bot_service.endorsements = ()
    caplog.set_level(logging.DEBUG)
    activity = an_activity(url, text="secret words", **changes)
    assert (await caller.post(activity, bot_service.token(url))).status == 403
    assert bot.turns == 0
    assert "turned away" in caplog.text
    assert "secret" not in caplog.text
    assert "Ada" not in caplog.text


async def test_address_that_teams_does_not_use_is_403(
        caller: Caller, bot: Echo, bot_service: FakeBotService) -> None:
    evil = "https://smba.trafficmanager.net.evil.example/"
    assert (await caller.post(an_activity(evil), bot_service.token(evil))).status == 403
    assert bot.turns == 0
