"""A zip posted in a channel or a group chat: fetched through Graph where that is granted, and never read unasked."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.store.database import embedded_url
from demo.connector import PERSON, TEAM, Teams
from demo.graph_faults import Throttle
from demo.posts import Post, Stored
from tests.bot.kept import files, tables, whole_log
from tests.walks.conftest import Walk, buttons, judged, room, says, walking, words

BLOCKED = room("Lugano Ceresio")
NEW_THREAD = {"id": "19:helpdesk@thread.tacv2", "conversationType": "channel", "isGroup": True}
REPLY = {**NEW_THREAD, "id": "19:helpdesk@thread.tacv2;messageid=1600000000000"}
GROUP = {"id": "19:rooms@thread.v2", "conversationType": "groupChat", "isGroup": True}
APP = "c0470500-0000-4000-8000-0000000000d1"
COLLEAGUE = {"id": "user-bea", "name": "Bea", "aadObjectId": "c0470500-0000-4000-8000-0000000000a2"}


@pytest.fixture(name="walk")
async def _walk(tmp_path: Path) -> AsyncIterator[Walk]:
    async with walking(tmp_path, MicrosoftAppTenantId="c0470500-0000-4000-8000-000000000000",
                       ROOMCHECK_TEAMS_APP_ID=APP) as made:
        yield made


def asked_for_files(walk: Walk) -> list[str]:
    return [each for each in walk.asked if "/messages/" in each or "/shares/" in each]


@pytest.mark.parametrize(("place", "text", "path"), [
    (NEW_THREAD, "", f"/teams/{TEAM['aadGroupId']}/channels/19:helpdesk@thread.tacv2/messages/ID"),
    (REPLY, "logs", f"/teams/{TEAM['aadGroupId']}/channels/19:helpdesk@thread.tacv2/messages/1600000000000/replies/ID"),
    (GROUP, f"logs of {BLOCKED.address}", "/chats/19:rooms@thread.v2/messages/ID"),
], ids=["new thread", "reply", "group chat"])
async def test_a_zip_that_mentions_the_bot_is_read(walk: Walk, place: Mapping[str, Any], text: str, path: str) -> None:
    async with walk.chat(place) as person:
        await person.share(walk.bundle(BLOCKED), walk.tenant.posts, text)
        done = await person.until(judged(person, "Conditional Access"))
        assert BLOCKED.address in words(done.card)
    assert len(person.posted) == 1, "the card that was begun with is the one that ends it"
    message, file = asked_for_files(walk)
    assert message == f"GET /v1.0{path}".replace("ID", walk.tenant.posts.posted[0].id)
    assert file.startswith("GET /v1.0/shares/u!")


async def test_a_team_is_found_where_the_message_names_its_group_too(walk: Walk) -> None:
    async with walk.chat(NEW_THREAD) as person:
        person.names_group, person.knows_teams = True, False
        await person.share(walk.bundle(BLOCKED), walk.tenant.posts)
        await person.until(judged(person, "Conditional Access"))


async def test_a_team_whose_group_teams_does_not_tell_leads_to_the_personal_chat(walk: Walk) -> None:
    async with walk.chat(NEW_THREAD) as person:
        person.knows_teams = False
        await person.share(walk.bundle(BLOCKED), walk.tenant.posts)
        told = await person.until(says(person, "personal chat"))
        assert "Open our personal chat" in buttons(told.card)
    assert asked_for_files(walk) == []


async def test_where_its_message_was_is_kept_no_longer_than_needed(walk: Walk) -> None:
    async with walk.chat(GROUP) as person:
        await person.share(walk.bundle(BLOCKED), walk.tenant.posts)
        await person.until(judged(person, "Conditional Access"))
    [posted] = walk.tenant.posts.posted
    kept = tables(embedded_url(walk.home / "bot"))["runs"]
    assert "/files/" not in kept
    assert f'"message": "{posted.id}"' not in kept


@pytest.mark.parametrize(("denied", "place", "grant"), [
    ("ChannelMessage.Read.Group", NEW_THREAD, "resource-specific consent"),
    ("ChatMessage.Read.Chat", GROUP, "resource-specific consent"),
    ("/shares", NEW_THREAD, "Files.Read.All"),
], ids=["channel", "group chat", "file"])
async def test_what_is_not_granted_leads_to_the_personal_chat(
        walk: Walk, denied: str, place: Mapping[str, Any], grant: str) -> None:
    walk.faults.denied.add(denied)
    async with walk.chat(place) as person:
        await person.share(walk.bundle(BLOCKED), walk.tenant.posts)
        told = await person.until(says(person, "personal chat"))
        assert grant in words(told.card)
        assert "Sites.Selected" in words(told.card)
        assert f"/l/entity/{APP}/conversations" in buttons(told.card)["Open our personal chat"]["url"]
    assert not walk.read


@pytest.mark.parametrize("cloud", ["gcchigh", "dod", "china"])
async def test_in_clouds_without_files_for_bots_graph_is_not_asked(tmp_path: Path, cloud: str) -> None:
    async with walking(tmp_path, ROOMCHECK_CLOUD=cloud) as walk, walk.chat(NEW_THREAD) as person:
        await person.share(walk.bundle(BLOCKED), walk.tenant.posts)
        assert person.posted, "it is answered at once"
        assert says(person, "personal chat")()
        assert not walk.asked


async def test_trouble_that_passes_is_told_as_that(walk: Walk) -> None:
    walk.faults.throttles.append(Throttle("/shares", 100, 60))
    async with walk.chat(NEW_THREAD) as person:
        await person.share(walk.bundle(BLOCKED), walk.tenant.posts)
        told = await person.until(says(person, "send it again"))
        assert "no more questions" in words(told.card)
        assert "Open our personal chat" not in buttons(told.card)


@pytest.mark.parametrize(("made", "changed"), [(COLLEAGUE, COLLEAGUE), (PERSON, COLLEAGUE)])
async def test_a_file_of_somebody_else_is_not_fetched(walk: Walk, made: Mapping[str, str],
                                                      changed: Mapping[str, str]) -> None:
    """Whoever can write a message through Graph can name any file in it, such as one they may no longer read."""
    theirs = Stored("secret.zip", 10, made["aadObjectId"], "http://127.0.0.1:1/secret", changed["aadObjectId"])
    walk.tenant.posts.stored.append(theirs)
    async with walk.chat(NEW_THREAD) as person:
        await person.post_about(walk.tenant.posts, [(theirs.name, theirs.page)])
        await person.until(says(person, "by somebody else"))
    assert not walk.read


async def test_a_message_of_somebody_else_is_no_way_to_a_file(walk: Walk) -> None:
    posts, theirs = walk.tenant.posts, Stored("room.zip", 10, COLLEAGUE["aadObjectId"], "http://127.0.0.1:1/room.zip")
    posts.stored.append(theirs)
    posts.posted.append(Post("1700", "19:rooms@thread.v2", COLLEAGUE["aadObjectId"], [(theirs.name, theirs.page)]))
    async with walk.chat(GROUP) as person:
        await person.mention("the zip", id="1700", attachments=[{"contentType": "reference", "name": "room.zip"}])
        told = await person.until(says(person, "somebody else sent the message"))
        assert "Open our personal chat" in buttons(told.card)
    assert [each for each in asked_for_files(walk) if "/shares/" in each] == []


async def test_a_page_elsewhere_is_not_asked_for(walk: Walk) -> None:
    async with walk.chat(GROUP) as person:
        await person.post_about(walk.tenant.posts, [("room.zip", "https://contoso.sharepoint.com.evil.example/room.zip")])
        await person.until(says(person, "not in SharePoint"))
    assert [each for each in asked_for_files(walk) if "/shares/" in each] == []


async def test_what_does_not_mention_the_bot_is_dropped_unread(
        tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """With consent to read a channel, Teams delivers all that is written there."""
    canaries = {"text": "canary-said", "name": "canary-file.zip", "person": "Canary Person", "page": "canary-page",
                "id": "1699999999999", "sender": "c0470500-0000-4000-8000-00000000ca9a"}
    with whole_log() as log:
        async with walking(tmp_path) as walk, walk.chat(NEW_THREAD) as person:
            person.person = {"id": "user-canary", "name": canaries["person"], "aadObjectId": canaries["sender"]}
            await unmentioned(person, canaries)
            assert not person.posted
            assert not walk.asked
            kept = {**tables(embedded_url(walk.home / "bot")), **dict(files(walk.home))}
    wrote = capfd.readouterr()
    written = {**kept, "log": log.getvalue(), "output": wrote.out + wrote.err}
    assert {canary: where for canary in canaries.values() for where, held in written.items() if canary in held} == {}
    assert [table for table in ("runs", "audit", "dialogs", "people") if kept[table]] == []


async def unmentioned(person: Teams, canaries: Mapping[str, str]) -> None:
    """A message with a file, one with a command, and one that mentions somebody else."""
    shared = [{"contentType": "reference", "name": canaries["name"], "contentUrl": f"https://x/{canaries['page']}"},
              {"contentType": "text/html", "content": f"{canaries['text']}<attachment id=\"1\"></attachment>"}]
    await person.say(canaries["text"], id=canaries["id"], attachments=shared)
    await person.say(f"check {canaries['text']}@contoso.com", id=canaries["id"])
    other = {"type": "mention", "mentioned": {"id": "user-bea", "name": "Bea"}, "text": "<at>Bea</at>"}
    await person.say(f"<at>Bea</at> {canaries['text']}", id=canaries["id"], entities=[other], attachments=shared)
