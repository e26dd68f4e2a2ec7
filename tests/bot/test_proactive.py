"""Messages on the wire, and what happens when Teams does not take them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import web
from botbuilder.schema import Activity

from bot.adapter import Connector
from bot.adapter.clouds import CLOUDS
from bot.adapter.tokens import BotTokens
from bot.incoming import Said, read
from bot.ports import MessageGoneError, NotDeliveredError
from bot.proactive import TeamsMessenger
from bot.setting_values import Cloud
from bot.turns import Conversation, Message
from tests.bot.conftest import FakeConnector
from tests.bot.teams_wire import BOT_ID, an_activity

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}
MESSAGE = Message(card=CARD, summary="room-42: MFA required", text="room-42 is done.")
GROUP = "bbbbbbbb-0000-4000-8000-000000000001"
THREAD = "19:abc@thread.tacv2;messageid=1700"


class Pauses:
    """Stands in for waiting, and remembers how long."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture(name="pauses")
def _pauses() -> Pauses:
    return Pauses()


@pytest.fixture(name="messenger")
async def _messenger(pauses: Pauses) -> AsyncIterator[TeamsMessenger]:
    async with Connector(CLOUDS[Cloud.GLOBAL], None, development=True) as connector:
        yield TeamsMessenger(connector, pauses)


def conversation(service_url: str, **changes: Any) -> Conversation:
    result = read(an_activity(service_url, **changes), datetime.now(UTC))
    assert isinstance(result, Said)
    return result.turn.conversation


def thread(service_url: str) -> Conversation:
    mention = {"type": "mention", "text": "<at>R</at>", "mentioned": {"id": BOT_ID}}
    return conversation(service_url, conversation={"id": THREAD, "conversationType": "channel"}, entities=[mention])


def failing(status: int, **kwargs: Any) -> Callable[[], web.Response]:
    return lambda: web.Response(status=status, **kwargs)


async def test_a_card_travels_with_its_summary_and_no_text_that_teams_would_split_off(
        messenger: TeamsMessenger, connector_server: FakeConnector) -> None:
    assert await messenger.post(conversation(connector_server.url), MESSAGE) == "m1"
    sent = connector_server.sent[0]
    assert (sent.method, sent.path) == ("POST", "/v3/conversations/a%3A1personal/activities")
    assert sent.body["attachments"] == [{"contentType": "application/vnd.microsoft.card.adaptive", "content": CARD}]
    assert sent.body["summary"] == MESSAGE.summary
    assert "text" not in sent.body
    assert sent.body["from"] == {"id": BOT_ID, "name": "Roomcheck"}
    assert Activity.deserialize(dict(sent.body)).conversation.id == "a:1personal"
    assert "Authorization" not in sent.headers


async def test_message_without_a_card_is_its_words(messenger: TeamsMessenger, connector_server: FakeConnector) -> None:
    await messenger.post(conversation(connector_server.url), Message(card=None, summary="short"))
    await messenger.post(conversation(connector_server.url), Message(card=CARD, summary="short"))
    words, card = connector_server.messages()
    assert (words["text"], words["textFormat"], "attachments" in words) == ("short", "plain", False)
    assert "text" not in card


async def test_a_message_without_an_id_cannot_be_updated(
        messenger: TeamsMessenger, connector_server: FakeConnector) -> None:
    with pytest.raises(MessageGoneError):
        await messenger.update(conversation(connector_server.url), "", MESSAGE)
    assert connector_server.sent == []


async def test_update_replaces_the_message_in_its_thread(
        messenger: TeamsMessenger, connector_server: FakeConnector) -> None:
    await messenger.update(thread(connector_server.url), "1:m/7", MESSAGE)
    sent = connector_server.sent[0]
    assert sent.method == "PUT"
    assert sent.path == "/v3/conversations/19%3Aabc%40thread.tacv2%3Bmessageid%3D1700/activities/1%3Am%2F7"
    assert sent.body["id"] == "1:m/7"
    assert sent.body["conversation"]["id"] == THREAD


@pytest.mark.parametrize("odd", ["", ".", "..", "..."])
async def test_an_id_that_would_lead_elsewhere_is_not_written_to(
        messenger: TeamsMessenger, connector_server: FakeConnector, odd: str) -> None:
    with pytest.raises(NotDeliveredError, match="no id that Teams gave it"):
        await messenger.post(replace(conversation(connector_server.url), id=odd), MESSAGE)
    assert not connector_server.sent


async def test_typing_never_raises(messenger: TeamsMessenger, connector_server: FakeConnector) -> None:
    connector_server.answers = [failing(500)]
    await messenger.typing(conversation(connector_server.url))
    assert connector_server.sent[0].body["type"] == "typing"
    await messenger.typing(conversation("http://127.0.0.1:1"))


async def test_no_typing_sign_goes_into_a_channel(messenger: TeamsMessenger, connector_server: FakeConnector) -> None:
    await messenger.typing(thread(connector_server.url))
    assert connector_server.sent == []


@pytest.mark.parametrize("status", [403, 404])
async def test_gone(messenger: TeamsMessenger, connector_server: FakeConnector, pauses: Pauses, status: int) -> None:
    connector_server.answers = [failing(status)]
    with pytest.raises(MessageGoneError):
        await messenger.update(conversation(connector_server.url), "m1", MESSAGE)
    assert not pauses.taken


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_transient_answers_are_tried_again(
        messenger: TeamsMessenger, connector_server: FakeConnector, pauses: Pauses, status: int) -> None:
    connector_server.answers = [failing(status, text="<html>busy</html>"), failing(status)]
    assert await messenger.post(conversation(connector_server.url), MESSAGE) == "m3"
    first, second = pauses.taken
    assert 0.25 <= first <= 0.5 <= second <= 1.0


async def test_tries_are_bounded(messenger: TeamsMessenger, connector_server: FakeConnector, pauses: Pauses) -> None:
    connector_server.answers = [failing(503)] * 9
    with pytest.raises(NotDeliveredError):
        await messenger.post(conversation(connector_server.url), MESSAGE)
    assert (len(connector_server.sent), len(pauses.taken)) == (4, 3)


async def test_retry_after_is_honoured(
        messenger: TeamsMessenger, connector_server: FakeConnector, pauses: Pauses) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=4), usegmt=True)
    connector_server.answers = [failing(429, headers={"Retry-After": "3"}),
                                failing(429, headers={"Retry-After": soon}),
                                failing(429, headers={"Retry-After": "odd"})]
    await messenger.post(conversation(connector_server.url), MESSAGE)
    assert pauses.taken[0] == 3
    assert 2 < pauses.taken[1] <= 4


async def test_long_wait_is_the_callers_to_plan(
        messenger: TeamsMessenger, connector_server: FakeConnector, pauses: Pauses) -> None:
    connector_server.answers = [failing(429, headers={"Retry-After": "60"})]
    with pytest.raises(NotDeliveredError) as raised:
        await messenger.post(conversation(connector_server.url), MESSAGE)
    assert raised.value.retry_after == timedelta(seconds=60)
    assert not pauses.taken


@pytest.mark.parametrize(("answer", "words"), [
    (failing(413, text="<html>413</html>", content_type="text/html"), "too large"),
    (failing(400, text='{"error": {"code": "BadSyntax", "message": "m"}}', content_type="application/json"),
     "HTTP 400, BadSyntax"),
    (failing(400, text='{"error": {"code": "<b>x</b>"}}', content_type="application/json"), r"\(HTTP 400\)"),
    (failing(302, headers={"Location": "http://127.0.0.1:1/"}), "HTTP 302"),
    (failing(500, body=b"[" * 60_000), "HTTP 500"),
])
async def test_final_answers_become_a_sentence(messenger: TeamsMessenger, connector_server: FakeConnector,
                                               answer: Callable[[], web.Response], words: str) -> None:
    connector_server.answers = [answer]
    with pytest.raises(NotDeliveredError, match=words):
        await messenger.post(conversation(connector_server.url), MESSAGE)
    assert len(connector_server.sent) == 1


async def test_teams_that_cannot_be_reached_is_tried_again(messenger: TeamsMessenger, pauses: Pauses) -> None:
    with pytest.raises(NotDeliveredError, match="could not be reached"):
        await messenger.post(conversation("http://127.0.0.1:1"), MESSAGE)
    assert len(pauses.taken) == 3


@pytest.mark.parametrize("url", ["https://evil.example/", "http://smba.trafficmanager.net/", "http://127.0.0.1:1/"])
async def test_token_is_sent_nowhere_else(url: str) -> None:
    tokens = BotTokens(lambda: {"access_token": "secret", "expires_in": 3600})
    async with Connector(CLOUDS[Cloud.GLOBAL], tokens) as connector:
        with pytest.raises(NotDeliveredError, match="not one that Teams uses"):
            await TeamsMessenger(connector).post(conversation(url), MESSAGE)


async def test_refused_token_is_replaced(connector_server: FakeConnector) -> None:
    numbers = iter(range(9))
    tokens = BotTokens(lambda: {"access_token": f"t{next(numbers)}", "expires_in": 3600})
    connector_server.answers = [failing(401)]
    async with Connector(CLOUDS[Cloud.GLOBAL], tokens, development=True) as connector:
        messenger = TeamsMessenger(connector)
        with pytest.raises(NotDeliveredError):
            await messenger.post(conversation(connector_server.url), MESSAGE)
        await messenger.post(conversation(connector_server.url), MESSAGE)
    assert [call.headers["Authorization"] for call in connector_server.sent] == ["Bearer t0", "Bearer t1"]


async def test_sign_in_that_fails_is_no_delivery(connector_server: FakeConnector) -> None:
    async with Connector(CLOUDS[Cloud.GLOBAL], BotTokens(dict), development=True) as connector:
        with pytest.raises(NotDeliveredError, match="could not sign in"):
            await TeamsMessenger(connector).post(conversation(connector_server.url), MESSAGE)


async def test_a_teams_group_is_asked_of_teams_with_the_bots_token(connector_server: FakeConnector,
                                                                   pauses: Pauses) -> None:
    answer = {"id": "19:general@thread.tacv2", "name": "Helpdesk", "aadGroupId": GROUP}
    connector_server.answers = [failing(503), lambda: web.json_response(answer)]
    tokens = BotTokens(lambda: {"access_token": "secret", "expires_in": 3600})
    async with Connector(CLOUDS[Cloud.GLOBAL], tokens, development=True) as connector:
        told = await TeamsMessenger(connector, pauses).group_of(thread(connector_server.url), "19:general@thread.tacv2")
    assert told == GROUP
    asked = connector_server.sent[-1]
    assert (asked.method, asked.path) == ("GET", "/v3/teams/19%3Ageneral%40thread.tacv2")
    assert asked.headers["Authorization"] == "Bearer secret"


@pytest.mark.parametrize("answer", [
    failing(404), failing(401), lambda: web.json_response({}), lambda: web.json_response({"aadGroupId": "../users"}),
    lambda: web.json_response({"aadGroupId": 7}), lambda: web.Response(text="<html>"),
    failing(302, headers={"Location": "http://127.0.0.1:1/"}),
])
async def test_a_group_that_teams_does_not_tell_is_none(messenger: TeamsMessenger, connector_server: FakeConnector,
                                                        answer: Callable[[], web.Response]) -> None:
    connector_server.answers = [answer]
    assert not await messenger.group_of(thread(connector_server.url), "19:general@thread.tacv2")
    assert len(connector_server.sent) == 1


@pytest.mark.parametrize(("url", "team"), [("https://evil.example/", "19:general@thread.tacv2"),
                                           ("http://127.0.0.1:1/", "..")])
async def test_a_group_is_asked_for_nowhere_else(url: str, team: str, pauses: Pauses) -> None:
    tokens = BotTokens(lambda: {"access_token": "secret", "expires_in": 3600})
    async with Connector(CLOUDS[Cloud.GLOBAL], tokens, development=True) as connector:
        assert not await TeamsMessenger(connector, pauses).group_of(conversation(url), team)
    assert not pauses.taken, "nobody was asked"


async def test_many_messages_share_one_connection(messenger: TeamsMessenger, connector_server: FakeConnector) -> None:
    for number in range(10):
        await messenger.update(conversation(connector_server.url), f"m{number}", MESSAGE)
    assert len(connector_server.connections) == 1


async def test_where_several_people_see_it_no_ip_address_is_whole(connector_server: FakeConnector,
                                                                   messenger: TeamsMessenger) -> None:
    told = Message({**CARD, "body": [{"type": "TextBlock", "text": "From 203.0.113.7"}]}, "203.0.113.7", "203.0.113.7")
    channel, chat = thread(connector_server.url), conversation(connector_server.url)
    for place in (channel, chat):
        await messenger.post(place, told)
        await messenger.update(place, "m1", told)
        await messenger.begin(place, told)
        await messenger.post(place, Message(None, "203.0.113.7"))
    whole = ["203.0.113.7" in str(each.body) for each in connector_server.sent]
    assert whole == [False] * 4 + [True] * 4
