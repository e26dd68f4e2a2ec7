"""From an activity over HTTP to what the conversation shows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.activity_handler import TeamsBot
from bot.adapter import TEXT_ANSWER, create_adapter
from bot.incoming import FILE, Installed, OfferAnswered, Pressed, Said, Shared, UnusableUpload, Uploaded
from bot.proactive import TeamsMessenger
from bot.turns import ALREADY_ANSWERED, Answer, Message
from tests.bot.adapter.bots import Caller, demo_settings, ours
from tests.bot.conftest import FakeConnector
from tests.bot.teams_wire import BOT_ID, TENANT, a_press, an_activity

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}


@dataclass
class Services:
    """Answers everything alike, and remembers what it was asked."""

    answer: Answer = field(default_factory=lambda: Answer(Message(card=CARD, summary="A card.")))
    heard: list[Any] = field(default_factory=list)
    gate: asyncio.Event | None = None
    fault: Exception | None = None

    async def _take(self, incoming: Any) -> Answer:
        self.heard.append(incoming)
        if self.gate:
            await self.gate.wait()
        if self.fault:
            raise self.fault
        return self.answer

    async def said(self, said: Said) -> Answer:
        return await self._take(said)

    async def pressed(self, pressed: Pressed) -> Answer:
        return await self._take(pressed)

    async def uploaded(self, uploaded: Uploaded) -> Answer:
        return await self._take(uploaded)

    async def shared(self, shared: Shared) -> Answer:
        return await self._take(shared)

    async def unusable(self, upload: UnusableUpload) -> Answer:
        return await self._take(upload)

    async def offer_answered(self, answered: OfferAnswered) -> Answer:
        return await self._take(answered)

    async def installed(self, installed: Installed) -> Answer:
        return await self._take(installed)


@asynccontextmanager
async def running(services: Services, press_limit: float = 4.0, typing_after: float = 60.0) -> AsyncIterator[Caller]:
    adapter = create_adapter(demo_settings(), development=True)
    bot = TeamsBot(TeamsMessenger(adapter.connector), services, press_limit=press_limit, typing_after=typing_after)
    async with ours(adapter, bot) as caller:
        yield caller
        await bot.close()


@pytest.fixture(name="services")
def _services() -> Services:
    return Services()


async def test_what_is_said_gets_a_reply(services: Services, connector_server: FakeConnector) -> None:
    async with running(services) as caller:
        assert (await caller.post(an_activity(connector_server.url))).status == 200
    assert [type(each) for each in services.heard] == [Said]
    assert [call.body["type"] for call in connector_server.sent] == ["message"]
    assert connector_server.messages()[0]["attachments"][0]["content"] == CARD


async def test_answer_that_takes_long_is_announced_by_typing(
        services: Services, connector_server: FakeConnector) -> None:
    services.gate = connector_server.arrived  # set by the sign itself, so that the answer waits for it
    async with running(services, typing_after=0.0) as caller, asyncio.timeout(10):
        await caller.post(an_activity(connector_server.url))
    assert [call.body["type"] for call in connector_server.sent] == ["typing", "message"]


async def test_answer_that_was_quick_is_not_announced_afterwards(
        services: Services, connector_server: FakeConnector) -> None:
    places = [{"id": name, "conversationType": "personal", "tenantId": TENANT} for name in ("quick", "slow")]
    async with running(services, typing_after=0.1) as caller, asyncio.timeout(10):
        await caller.post(an_activity(connector_server.url, conversation=places[0]))
        connector_server.arrived.clear()
        services.gate = connector_server.arrived  # until the first sign of either
        await caller.post(an_activity(connector_server.url, conversation=places[1]))
    kinds = [call.body["type"] for call in connector_server.sent]
    [sign] = [call for call in connector_server.sent[kinds.index("message"):] if call.body["type"] == "typing"]
    assert sign.body["conversation"]["id"] == "slow"


async def test_answer_that_was_posted_already_is_not_posted_again(
        services: Services, connector_server: FakeConnector) -> None:
    services.answer = ALREADY_ANSWERED
    async with running(services) as caller:
        await caller.post(an_activity(connector_server.url))
    assert not connector_server.messages()


async def test_upload_and_unusable_upload(services: Services, connector_server: FakeConnector) -> None:
    file = {"contentType": FILE, "name": "a.zip", "content": {"downloadUrl": "https://x.sharepoint.com/a"}}
    async with running(services) as caller:
        await caller.post(an_activity(connector_server.url, attachments=[file]))
        await caller.post(an_activity(connector_server.url, attachments=[file, file]))
    assert [type(each) for each in services.heard] == [Uploaded, UnusableUpload]
    assert len(connector_server.messages()) == 2


async def test_a_file_that_is_shared_in_a_group_chat(services: Services, connector_server: FakeConnector) -> None:
    chat = {"id": "19:rooms@thread.v2", "conversationType": "groupChat", "isGroup": True, "tenantId": TENANT}
    mention = {"type": "mention", "mentioned": {"id": BOT_ID}, "text": "<at>Roomcheck</at>"}
    file = {"contentType": "reference", "name": "a.zip"}
    async with running(services) as caller:
        await caller.post(an_activity(connector_server.url, conversation=chat, text="<at>Roomcheck</at>",
                                      entities=[mention], attachments=[file]))
    assert [type(each) for each in services.heard] == [Shared]
    assert len(connector_server.messages()) == 1


async def test_press_is_answered_to_the_presser_alone(services: Services, connector_server: FakeConnector) -> None:
    async with running(services) as caller:
        answer = await caller.post(a_press(connector_server.url))
    assert answer.body == {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD}
    assert not connector_server.sent


@pytest.mark.parametrize(("given", "words"), [
    (ALREADY_ANSWERED, "On it: the card in this conversation shows how it goes."),
    (Answer(Message(card=None, summary="Short.", text="At length.")), "At length."),
    (Answer(Message(card=None, summary="Short.")), "Short."),
])
async def test_press_without_a_card_is_answered_in_words(
        services: Services, connector_server: FakeConnector, given: Answer, words: str) -> None:
    services.answer = given
    async with running(services) as caller:
        answer = await caller.post(a_press(connector_server.url))
    assert answer.body == {"statusCode": 200, "type": TEXT_ANSWER, "value": words}


async def test_submit_is_answered_by_an_ordinary_reply(services: Services, connector_server: FakeConnector) -> None:
    async with running(services) as caller:
        await caller.post(an_activity(connector_server.url, text=None, value={"report": "r1"}, replyToId="m1"))
    assert [type(each) for each in services.heard] == [Pressed]
    assert [call.body["type"] for call in connector_server.sent] == ["message"]


async def test_slow_press_is_answered_in_time_and_goes_on(
        services: Services, connector_server: FakeConnector, caplog: pytest.LogCaptureFixture) -> None:
    services.gate, services.fault = asyncio.Event(), OSError("late trouble")
    async with running(services, press_limit=0.05) as caller:
        answer = await caller.post(a_press(connector_server.url))
        assert "longer than it should" in answer.body["value"]
        services.gate.set()
    assert "late trouble" in caplog.text
    assert not connector_server.sent


async def test_failing_press_is_answered_too(services: Services, connector_server: FakeConnector) -> None:
    services.fault = OSError("trouble")
    async with running(services) as caller:
        answer = await caller.post(a_press(connector_server.url))
    assert "Something went wrong" in answer.body["value"]


async def test_invoke_that_is_not_offered(services: Services, connector_server: FakeConnector) -> None:
    async with running(services) as caller:
        assert (await caller.post(a_press(connector_server.url, name="task/fetch"))).status == 400
    assert not services.heard


@pytest.mark.parametrize("arrival", [{"type": "installationUpdate", "action": "add"},
                                     {"type": "conversationUpdate", "membersAdded": [{"id": BOT_ID}]}])
async def test_arrival_is_welcomed(
        services: Services, connector_server: FakeConnector, arrival: dict[str, Any]) -> None:
    async with running(services) as caller:
        await caller.post(an_activity(connector_server.url, **arrival))
    assert [type(each) for each in services.heard] == [Installed]
    assert len(connector_server.messages()) == 1


async def test_talk_of_others_is_neither_heard_nor_logged(
        services: Services, connector_server: FakeConnector, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    talk = an_activity(connector_server.url, text="nobody's business",
                       conversation={"id": "19:x@thread.v2", "conversationType": "groupChat"})
    async with running(services) as caller:
        assert (await caller.post(talk)).status == 200
    assert not services.heard
    assert not connector_server.sent
    assert "business" not in caplog.text
