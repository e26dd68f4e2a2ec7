"""Requests that are no activities, and turns that go wrong."""

import logging
from typing import Any

import pytest
from aiohttp import web
from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext

from bot.adapter import TEXT_ANSWER, create_adapter
from bot.ports import MessageGoneError
from tests.bot.adapter.bots import Echo, demo_settings, ours
from tests.bot.conftest import FakeConnector
from tests.bot.teams_wire import a_press, an_activity


class Clumsy(ActivityHandler):  # type: ignore[misc]  # the SDK carries no types
    """Fails at everything."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    async def on_turn(self, turn_context: TurnContext) -> None:  # noqa: ARG002 - the SDK's signature
        raise self.error


class Silent(ActivityHandler):  # type: ignore[misc]  # the SDK carries no types
    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:  # noqa: ARG002 - as above
        return InvokeResponse(status=501)


async def test_failed_message_gets_a_sentence_and_the_log_the_trace(
        connector_server: FakeConnector, caplog: pytest.LogCaptureFixture) -> None:
    bot = Clumsy(PermissionError("the disk said no"))
    async with ours(create_adapter(demo_settings(), development=True), bot) as caller:
        assert (await caller.post(an_activity(connector_server.url))).status == 200
    sentence = connector_server.messages()[0]["text"]
    assert "Something went wrong" in sentence
    assert "disk" not in sentence
    assert "the disk said no" in caplog.text
    reference = sentence.partition("(reference ")[2].partition(")")[0]
    assert reference
    assert reference in caplog.text


async def test_the_sentence_is_in_the_language_of_whoever_reads_it(connector_server: FakeConnector) -> None:
    async with ours(create_adapter(demo_settings(), development=True), Clumsy(KeyError("x"))) as caller:
        await caller.post(an_activity(connector_server.url, locale="de-CH"))
    assert connector_server.messages()[0]["text"].startswith("Hier ist etwas schiefgegangen")


async def test_failed_press_gets_a_sentence(connector_server: FakeConnector) -> None:
    async with ours(create_adapter(demo_settings(), development=True), Clumsy(KeyError("x"))) as caller:
        answer = await caller.post(a_press(connector_server.url))
    assert (answer.status, answer.body["type"]) == (200, TEXT_ANSWER)
    assert "Something went wrong" in answer.body["value"]
    assert not connector_server.sent


@pytest.mark.parametrize("failing", [an_activity(type="conversationUpdate"), an_activity(type="typing")])
async def test_failure_that_nobody_waits_for_is_only_logged(
        connector_server: FakeConnector, failing: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    failing = {**failing, "serviceUrl": connector_server.url}
    async with ours(create_adapter(demo_settings(), development=True), Clumsy(KeyError("x"))) as caller:
        assert (await caller.post(failing)).status == 200
    assert not connector_server.sent
    assert "A turn failed" in caplog.text


async def test_user_who_cannot_be_told_does_not_fail_the_request(
        connector_server: FakeConnector, caplog: pytest.LogCaptureFixture) -> None:
    connector_server.answers = [lambda: web.Response(status=403)]
    async with ours(create_adapter(demo_settings(), development=True), Clumsy(KeyError("x"))) as caller:
        assert (await caller.post(an_activity(connector_server.url))).status == 200
    assert "could not be told" in caplog.text


async def test_conversation_that_is_gone_is_told_nothing(
        connector_server: FakeConnector, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    async with ours(create_adapter(demo_settings(), development=True), Clumsy(MessageGoneError("gone"))) as caller:
        assert (await caller.post(an_activity(connector_server.url))).status == 200
    assert not connector_server.sent
    assert "did not reach" in caplog.text


async def test_invoke_that_is_not_offered_has_no_body(connector_server: FakeConnector) -> None:
    async with ours(create_adapter(demo_settings(), development=True), Silent()) as caller:
        answer = await caller.post(a_press(connector_server.url))
        assert (answer.status, answer.body) == (501, "")


@pytest.mark.parametrize(("body", "content_type", "status"), [
    (b"", "application/json", 400), (b"{", "application/json", 400), (b"[]", "application/json", 400),
    (b"{}", "application/json", 400), (b'{"type": 3}', "application/json", 400),
    (b"\xff\xfe\x00", "application/json", 400),
    (b"[" * 200_000, "application/json", 400), (b'{"type": "message"}', "text/plain", 415),
    (b'{"type": "message"}', "application/json", 403), (b'{"text": "' + b"x" * 2_000_000, "application/json", 413),
])
async def test_what_is_no_activity_is_refused(body: bytes, content_type: str, status: int) -> None:
    bot = Echo()
    async with ours(create_adapter(demo_settings(), development=True), bot) as caller, caller.http.post(
            caller.url, data=body, headers={"Content-Type": content_type}) as response:
        assert response.status == status
    assert bot.turns == 0
