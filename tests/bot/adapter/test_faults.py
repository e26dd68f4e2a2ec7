"""The five faults of the archived SDK: each is shown on the stock adapter, and mended on ours."""

import asyncio
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from azure.core.exceptions import SerializationError
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import AdaptiveCardInvokeResponse
from botframework.connector.auth import (
    AuthenticationConstants,
    BotFrameworkAuthenticationFactory,
    PasswordServiceClientCredentialFactory,
)

from bot.adapter import TEXT_ANSWER, create_adapter
from tests.bot.adapter.bots import Echo, FakeEntra, demo_settings, ours, real_settings, stock
from tests.bot.adapter.conftest import ISSUER, FakeBotService, make_key
from tests.bot.conftest import FakeConnector
from tests.bot.teams_wire import APP_ID, TENANT, a_press, an_activity

CARD = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive",
        "value": {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "hi"}]}}
SENTENCE = {"statusCode": 200, "type": TEXT_ANSWER, "value": "Done."}


def stock_with_keys(service: FakeBotService) -> CloudAdapter:
    """The SDK's adapter, pointed at our key server."""
    return CloudAdapter(BotFrameworkAuthenticationFactory.create(
        to_channel_from_bot_login_url="https://login.microsoftonline.com/botframework.com",
        to_channel_from_bot_oauth_scope=ISSUER, to_bot_from_channel_token_issuer=ISSUER,
        oauth_url=ISSUER, to_bot_from_channel_open_id_metadata_url=f"{service.url}/metadata",
        to_bot_from_emulator_open_id_metadata_url=f"{service.url}/metadata", caller_id="",
        credential_factory=PasswordServiceClientCredentialFactory(APP_ID, "s3cret", TENANT)))


@pytest.fixture(name="press")
def _press(connector_server: FakeConnector) -> dict[str, Any]:
    return a_press(connector_server.url)


class TestInvokeBodies:
    """1: every answered button was an error, since the body was serialised twice."""

    async def test_stock_fails_on_what_its_own_handler_makes(self, press: dict[str, Any]) -> None:
        async with stock(CloudAdapter(), Echo(AdaptiveCardInvokeResponse(
                status_code=200, type=CARD["type"], value=CARD["value"]).serialize())) as caller:
            assert (await caller.post(press)).status == 500

    @pytest.mark.parametrize("body", [
        CARD, AdaptiveCardInvokeResponse(status_code=200, type=CARD["type"], value=CARD["value"])])
    async def test_ours_sends_a_dict_and_a_model_alike(self, press: dict[str, Any], body: Any) -> None:
        async with ours(create_adapter(demo_settings(), development=True), Echo(body)) as caller:
            answer = await caller.post(press)
            assert (answer.status, answer.body) == (200, CARD)


class TestSentences:
    """2: a press could not be answered with a sentence."""

    def test_stock_model_cannot_hold_one(self) -> None:
        with pytest.raises(SerializationError):
            AdaptiveCardInvokeResponse(status_code=200, type=TEXT_ANSWER, value="Done.").serialize()

    async def test_ours_sends_it(self, press: dict[str, Any]) -> None:
        async with ours(create_adapter(demo_settings(), development=True), Echo(SENTENCE)) as caller:
            answer = await caller.post(press)
            assert (answer.status, answer.body) == (200, SENTENCE)


class TestUnknownKeys:
    """3: a key that was not known was an error of the bot's, and the new one was never fetched."""

    async def test_stock_answers_500(self, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
        activity = an_activity(connector_server.url)
        stranger = bot_service.token(connector_server.url, kid="rotated", key=make_key())
        known = bot_service.token(connector_server.url)
        adapter = stock_with_keys(bot_service)
        # The SDK fetches keys on the event loop itself, so here in a thread, before the first call.
        extractor = await asyncio.to_thread(_stock_keys, bot_service.url)
        assert extractor.keys
        async with stock(adapter, Echo()) as caller:
            assert (await caller.post(a_press(connector_server.url), known)).status != 401
            assert (await caller.post(activity, stranger)).status == 500

    async def test_ours_answers_401(
            self, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
        adapter = create_adapter(real_settings(), development=True, cloud=bot_service.cloud, http_client=FakeEntra())
        activity, bot = an_activity(connector_server.url), Echo()
        async with ours(adapter, bot) as caller:
            assert (await caller.post(activity, bot_service.token(connector_server.url))).status == 200
            stranger = bot_service.token(connector_server.url, kid="rotated", key=make_key())
            assert (await caller.post(activity, stranger)).status == 401
            assert bot.turns == 1


def _stock_keys(url: str) -> Any:
    from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor  # noqa: PLC0415 - no public name

    metadata = JwtTokenExtractor.get_open_id_metadata(f"{url}/metadata")
    asyncio.run(metadata.get("first"))
    return metadata


class TestTokens:
    """4: every turn made a new sign-in, and the event loop stood still meanwhile."""

    async def test_stock_makes_new_credentials_each_time(self) -> None:
        factory = PasswordServiceClientCredentialFactory(APP_ID, "s3cret", TENANT)
        login = AuthenticationConstants.TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX
        made = [await factory.create_credentials(APP_ID, ISSUER, login, validate_authority=True) for _ in range(2)]
        assert made[0] is not made[1]
        assert made[0].app is None  # so each of them asks for a token of its own

    async def test_ours_signs_in_once_for_many_turns(
            self, bot_service: FakeBotService, connector_server: FakeConnector) -> None:
        entra = FakeEntra()
        adapter = create_adapter(real_settings(), development=True, cloud=bot_service.cloud, http_client=entra)
        token = bot_service.token(connector_server.url)
        async with ours(adapter, Echo()) as caller:
            for _ in range(30):
                assert (await caller.post(an_activity(connector_server.url), token)).status == 200
        assert entra.tokens == 1
        assert {call.headers["Authorization"] for call in connector_server.sent} == {"Bearer token-1"}

    async def test_loop_runs_on_while_a_token_is_awaited(self, bot_service: FakeBotService) -> None:
        answer_now = threading.Event()

        class SlowEntra(FakeEntra):
            def post(self, url: str, data: Mapping[str, Any], **kwargs: Any) -> Any:
                assert answer_now.wait(5)
                return super().post(url, data, **kwargs)

        adapter = create_adapter(real_settings(), development=True, cloud=bot_service.cloud, http_client=SlowEntra())
        opening = asyncio.ensure_future(adapter.__aenter__())
        await asyncio.sleep(0)
        assert not opening.done()
        answer_now.set()  # reached only because the loop goes on
        await opening
        await adapter.__aexit__()


class TestConnections:
    """5: every reply opened a connection of its own."""

    TURNS = 8

    async def _connections(self, running: Any, connector: FakeConnector) -> int:
        async with running as caller:
            for _ in range(self.TURNS):
                assert (await caller.post(an_activity(connector.url))).status < 300
        assert len(connector.messages()) == self.TURNS
        return len(connector.connections)

    async def test_stock_opens_one_for_each_turn(self, connector_server: FakeConnector) -> None:
        assert await self._connections(stock(CloudAdapter(), Echo()), connector_server) == self.TURNS

    async def test_ours_opens_one(self, connector_server: FakeConnector) -> None:
        adapter = create_adapter(demo_settings(), development=True)
        assert await self._connections(ours(adapter, Echo()), connector_server) == 1
