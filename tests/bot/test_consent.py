"""Files by consent, from the wire and back to it."""

import asyncio
from typing import Any

import pytest

from bot.activity_handler import TeamsBot
from bot.adapter import create_adapter
from bot.incoming import Ignored, OfferAnswered, read
from bot.proactive import TeamsMessenger
from bot.turns import Answer, Conversation, FileOffer, Message, SavedFile, Scope
from tests.bot.adapter.bots import demo_settings, ours
from tests.bot.conftest import FakeConnector
from tests.bot.fakes import START
from tests.bot.teams_wire import an_activity

PLACE = {"contentUrl": "https://contoso-my.sharepoint.com/rooms.csv", "name": "rooms.csv", "uniqueId": "id-1",
         "uploadUrl": "https://contoso-my.sharepoint.com/up?tempauth=s3cret", "fileType": "csv"}


def consent(service_url: str = "https://smba.trafficmanager.net/emea/", **value: Any) -> dict[str, Any]:
    said = {"type": "fileUpload", "action": "accept", "context": {"offer": "offer-1"}, "uploadInfo": PLACE, **value}
    return an_activity(service_url, type="invoke", name="fileConsent/invoke", replyToId="m7", text=None, value=said)


def test_a_wanted_file() -> None:
    answered = read(consent(), START)
    assert isinstance(answered, OfferAnswered)
    assert (answered.offer, answered.accepted, answered.turn.card_id) == ("offer-1", True, "m7")
    assert (answered.url, answered.page, answered.name, answered.unique_id) == (
        PLACE["uploadUrl"], PLACE["contentUrl"], "rooms.csv", "id-1")


def test_a_file_that_is_not_wanted_names_no_place() -> None:
    answered = read(consent(action="decline", uploadInfo=None), START)
    assert isinstance(answered, OfferAnswered)
    assert (answered.accepted, answered.url) == (False, "")


@pytest.mark.parametrize("value", [{"context": None}, {"context": {"offer": ["x"]}}, {"context": "offer-1"},
                                   {"uploadInfo": {"uploadUrl": 7, "name": {"a": 1}}}, {"uploadInfo": []}])
def test_what_is_malformed_names_nothing(value: dict[str, Any]) -> None:
    answered = read(consent(**value), START)
    assert isinstance(answered, OfferAnswered)
    assert "" in (answered.offer, answered.url)


def test_another_action_is_none_of_ours() -> None:
    assert isinstance(read(consent(action="maybe"), START), Ignored)


def test_the_name_of_a_file_is_only_a_name() -> None:
    answered = read(consent(uploadInfo=PLACE | {"name": "../..\\evil\u202e.csv"}), START)
    assert isinstance(answered, OfferAnswered)
    assert answered.name == "evil.csv"


async def test_an_offer_and_a_saved_file_on_the_wire(connector_server: FakeConnector) -> None:
    adapter = create_adapter(demo_settings(), development=True)
    chat = Conversation("a:1", Scope.PERSONAL, "t", {"serviceUrl": connector_server.url})
    async with adapter:
        messenger = TeamsMessenger(adapter.connector)
        await messenger.post(chat, Message(None, "x", file=FileOffer("a.csv", "Rooms", 12, {"offer": "o"})))
        await messenger.post(chat, Message(None, "x", file=SavedFile("a.csv", PLACE["contentUrl"], "id-1")))
    (offer,), (saved,) = (each["attachments"] for each in connector_server.messages())
    assert offer == {"contentType": "application/vnd.microsoft.teams.card.file.consent", "name": "a.csv", "content": {
        "description": "Rooms", "sizeInBytes": 12, "acceptContext": {"offer": "o"}, "declineContext": {"offer": "o"}}}
    assert saved == {"contentType": "application/vnd.microsoft.teams.card.file.info", "name": "a.csv",
                     "contentUrl": PLACE["contentUrl"], "content": {"uniqueId": "id-1", "fileType": "csv"}}


class Slow:
    """Answers an offer only once it is let."""

    def __init__(self) -> None:
        self.gate, self.heard = asyncio.Event(), list[OfferAnswered]()

    async def offer_answered(self, answered: OfferAnswered) -> Answer:
        self.heard.append(answered)
        await self.gate.wait()
        return Answer(Message(None, "Saved.", "Saved."))

    async def _none(self, _: Any) -> Answer:
        raise AssertionError

    said = pressed = uploaded = shared = unusable = installed = _none


async def test_the_invoke_is_answered_before_the_file_is_saved(connector_server: FakeConnector) -> None:
    adapter, slow = create_adapter(demo_settings(), development=True), Slow()
    bot = TeamsBot(TeamsMessenger(adapter.connector), slow)
    async with ours(adapter, bot) as caller:
        answered = await caller.post(consent(connector_server.url))
        assert answered.status == 200
        assert not connector_server.messages()
        slow.gate.set()
        await bot.close()
    assert [each["text"] for each in connector_server.messages()] == ["Saved."]
