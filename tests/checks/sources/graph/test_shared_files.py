"""The message that shares a file, and the file."""

from base64 import b64encode, urlsafe_b64decode
from dataclasses import replace
from typing import Any

import pytest

from checks.collector import CannotCollect
from checks.model import GapReason
from checks.shared_files import Attached, Post, Withheld, WithheldError
from checks.sources.graph.client import ATTEMPTS, GraphClient
from checks.sources.graph.shared_files import GraphSharedFiles
from tests.checks.sources.graph.fake_graph import Answer, FakeGraph, error

SENDER, TEAM = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000001"
OTHER = "cccccccc-0000-4000-8000-000000000001"
CHANNEL, CHAT = "19:helpdesk@thread.tacv2", "19:rooms@thread.v2"
REPLY = Post(CHANNEL, "1701", SENDER, TEAM, "1700")
FIRST, GROUP = replace(REPLY, thread="1701"), Post(CHAT, "1701", SENDER)
PATHS = {REPLY: f"/v1.0/teams/{TEAM}/channels/{CHANNEL}/messages/1700/replies/1701",
         FIRST: f"/v1.0/teams/{TEAM}/channels/{CHANNEL}/messages/1701", GROUP: f"/v1.0/chats/{CHAT}/messages/1701"}
PAGE = "https://contoso.sharepoint.com/sites/helpdesk/Shared Documents/Räume & Co/room.zip?x=1"
FILE = {"id": "1", "name": "room.zip", "size": 10, "file": {},
        "@microsoft.graph.downloadUrl": "https://x/" + "t" * 3000,
        "createdBy": {"user": {"id": OTHER}}, "lastModifiedBy": {"user": {"id": SENDER.upper()}}}


def message(**changes: Any) -> dict[str, Any]:
    attachments = [{"contentType": "reference", "name": "room.zip", "contentUrl": PAGE},
                   {"contentType": "messageReference", "name": "quoted.zip"}, "odd"]
    return {"id": "1701", "deletedDateTime": None, "from": {"user": {"id": SENDER.upper()}},
            "channelIdentity": {"teamId": TEAM, "channelId": CHANNEL}, "attachments": attachments, **changes}


@pytest.fixture(name="files")
def _files(client: GraphClient) -> GraphSharedFiles:
    return GraphSharedFiles(client)


@pytest.mark.parametrize("post", PATHS)
async def test_a_message_names_its_files_and_its_sender(graph: FakeGraph, files: GraphSharedFiles, post: Post) -> None:
    place = {"channelIdentity": None, "chatId": CHAT} if post is GROUP else {}
    graph.on(PATHS[post], Answer(message(**place)))
    posted = await files.posted(post)
    assert posted.sender == SENDER
    assert posted.files == (Attached("room.zip", PAGE),)
    assert [(seen.method, seen.path) for seen in graph.asked] == [("GET", PATHS[post])]


@pytest.mark.parametrize("odd", [{"id": "1702"}, {"channelIdentity": {"channelId": "19:other@thread.tacv2"}},
                                 {"channelIdentity": None, "chatId": CHAT}])
async def test_an_answer_about_another_message_is_none(
        graph: FakeGraph, files: GraphSharedFiles, odd: dict[str, Any]) -> None:
    graph.on(PATHS[REPLY], Answer(message(**odd)))
    with pytest.raises(CannotCollect, match="could not be read"):
        await files.posted(REPLY)


@pytest.mark.parametrize("sender", [None, {"user": None}, {"application": {"id": SENDER}}])
async def test_what_no_person_sent_has_no_sender(graph: FakeGraph, files: GraphSharedFiles, sender: Any) -> None:
    graph.on(PATHS[REPLY], Answer(message(**{"from": sender})))
    assert (await files.posted(REPLY)).sender == ""


@pytest.mark.parametrize(("answer", "why"), [
    (error(403, "Forbidden"), Withheld.CONSENT), (error(404, "NotFound"), Withheld.GONE),
    (Answer(message(deletedDateTime="2026-08-20T09:00:00Z")), Withheld.GONE),
])
async def test_a_message_that_is_withheld_says_why(
        graph: FakeGraph, files: GraphSharedFiles, answer: Answer, why: Withheld) -> None:
    graph.on(PATHS[REPLY], answer)
    with pytest.raises(WithheldError) as refused:
        await files.posted(REPLY)
    assert refused.value.why is why


async def test_a_file_is_found_by_its_page(graph: FakeGraph, files: GraphSharedFiles) -> None:
    def answer(seen: Any) -> Answer:
        token = seen.path.split("/")[3]
        assert token.startswith("u!")
        assert not set(token) & set("=+/")
        coded = token.removeprefix("u!")
        assert urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode() == PAGE
        return Answer(FILE)

    token_path = "/v1.0/shares/" + _token() + "/driveItem"
    graph.ask(token_path, answer)
    stored = await files.stored(PAGE)
    assert (stored.name, stored.size, stored.changed_by) == ("room.zip", 10, SENDER)
    assert stored.url == FILE["@microsoft.graph.downloadUrl"], "whole, however long it is"
    assert "https" not in repr(stored)


def _token() -> str:
    """By Microsoft Learn's own recipe: base64, no padding, two letters exchanged."""
    return "u!" + b64encode(PAGE.encode()).decode().rstrip("=").replace("/", "_").replace("+", "-")


@pytest.mark.parametrize("who", [None, {}, {"application": {"id": SENDER}}, {"user": {"displayName": "SharePoint"}}])
async def test_a_file_that_no_person_changed_last_is_nobodys(graph: FakeGraph, files: GraphSharedFiles,
                                                             who: Any) -> None:
    changed = {"createdBy": {"user": {"id": SENDER}}, "lastModifiedBy": who}
    graph.on(f"/v1.0/shares/{_token()}/driveItem", Answer({**FILE, **changed}))
    assert (await files.stored(PAGE)).changed_by == ""


async def test_a_folder_has_no_address(graph: FakeGraph, files: GraphSharedFiles) -> None:
    graph.on(f"/v1.0/shares/{_token()}/driveItem", Answer({**FILE, "file": None, "folder": {}}))
    assert (await files.stored(PAGE)).url == ""


@pytest.mark.parametrize("status", [403, 404])
async def test_a_file_that_may_not_be_seen(graph: FakeGraph, files: GraphSharedFiles, status: int) -> None:
    graph.on(f"/v1.0/shares/{_token()}/driveItem", error(status, "accessDenied"))
    with pytest.raises(WithheldError) as refused:
        await files.stored(PAGE)
    assert refused.value.why is Withheld.RIGHT


@pytest.mark.parametrize(("answer", "reason"), [
    (error(503, "x"), GapReason.FAILED), (error(429, "x"), GapReason.THROTTLED),
    (Answer({"name": "room.zip"}), GapReason.FAILED),
])
async def test_other_trouble_is_told_as_it_is(
        graph: FakeGraph, files: GraphSharedFiles, answer: Answer, reason: GapReason) -> None:
    graph.on(f"/v1.0/shares/{_token()}/driveItem", *[answer] * ATTEMPTS)
    with pytest.raises(CannotCollect) as trouble:
        await files.stored(PAGE)
    assert trouble.value.reason is reason
