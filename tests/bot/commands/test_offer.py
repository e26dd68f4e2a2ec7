"""Files by consent."""

from datetime import timedelta

import pytest

from bot.authorise import Policy, grants_of
from bot.desk import Desk
from bot.file_ports import NotSavedError
from bot.fleet import Outage, RoomState, Sight, Standing
from bot.incoming import OfferAnswered
from bot.turns import Actor, Conversation, FileOffer, Message, SavedFile
from checks.model import Cause, Room
from tests.bot.fakes import AARE, BERN, CHAT, GROUP, OPERATOR, START, STRANGER, World, texts

PLACE = "https://contoso-my.sharepoint.com/upload?tempauth=s3cret"
PAGE = "https://contoso-my.sharepoint.com/personal/ada/rooms.csv"


@pytest.fixture
def world() -> World:
    world = World()
    formula = Room("calc@contoso.com", "=cmd|' /C calc'!A0")
    world.fleet.rooms = [RoomState(room, where, Sight(Standing.WELL, Cause.HEALTHY)) for room, where in (
        (AARE, "Zurich"), (BERN, "Bern"), (formula, "Bern"))]
    world.fleet.kept_outages = [Outage("o1", AARE, "Zurich", (Cause.MFA_REQUIRED,), START - timedelta(hours=3))]
    return world


async def asked(world: World, text: str, where: Conversation = CHAT) -> Message:
    answer = await Desk(world.services).said(world.said(text, where=where))
    assert answer.message
    return answer.message


async def answered(world: World, offer: Message, *, accepted: bool = True, actor: Actor = OPERATOR,
                   where: Conversation = CHAT, page: str = PAGE) -> Message | None:
    assert isinstance(offer.file, FileOffer)
    turn = world.turn(actor=actor, where=where, card="card-9")
    answer = await Desk(world.services).offer_answered(
        OfferAnswered(offer.file.context["offer"], accepted, PLACE, page, "rooms.csv", "id-1", turn))
    return answer.message


async def test_the_fleet_is_offered_and_put_where_teams_says(world: World) -> None:
    offer = await asked(world, "fleet csv")
    assert isinstance(offer.file, FileOffer)
    assert offer.file.name == "roomcheck-fleet-2026-11-22.csv"
    saved = await answered(world, offer)
    assert saved
    assert saved.file == SavedFile("rooms.csv", PAGE, "id-1")
    content = world.file_saver.saved[PLACE] if world.file_saver else b""
    assert len(content) == offer.file.size
    assert AARE.address in content.decode("utf-8-sig")
    assert [(card, message.text) for card, message in world.messenger.updated] == [("card-9", "Saved: rooms.csv")]


async def test_the_context_carries_an_id_and_nothing_else(world: World) -> None:
    offer = await asked(world, "fleet building Zurich csv")
    assert isinstance(offer.file, FileOffer)
    assert offer.file.context == {"offer": world.dialogs.only().id}


async def test_a_building_and_a_room(world: World) -> None:
    await answered(world, await asked(world, "fleet building Bern csv"))
    await answered(world, await asked(world, "history aare csv"))
    assert world.file_saver
    content = world.file_saver.saved[PLACE].decode("utf-8-sig")
    assert content.splitlines()[1].endswith("Multi-factor authentication demanded,2026-11-22T12:00:00Z,,3.00")


@pytest.mark.parametrize(("actor", "where"), [(Actor("0a1b2c3d-0000-4000-8000-00000000000b", "Bob", "tenant-1"), CHAT),
                                              (OPERATOR, GROUP)])
async def test_somebody_elses_offer_is_refused(world: World, actor: Actor, where: Conversation) -> None:
    world.policy = Policy(operators=grants_of([OPERATOR.id, actor.id]))
    refused = await answered(world, await asked(world, "fleet csv"), actor=actor, where=where)
    assert refused
    assert "Somebody else was offered this file" in texts(refused.card)
    assert world.file_saver
    assert not world.file_saver.saved


async def test_whoever_may_not_see_rooms_gets_no_file(world: World) -> None:
    refused = await answered(world, await asked(world, "fleet csv"), actor=STRANGER)
    assert refused
    assert "Not allowed" in texts(refused.card)
    assert world.dialogs.kept


async def test_an_offer_is_answered_once(world: World) -> None:
    offer = await asked(world, "fleet csv")
    await answered(world, offer)
    again = await answered(world, offer)
    assert again
    assert "no longer open" in texts(again.card)


async def test_a_file_that_is_not_wanted_leaves_a_line(world: World) -> None:
    offer = await asked(world, "fleet csv")
    assert await answered(world, offer, accepted=False) is None
    assert [message.text for _, message in world.messenger.updated] == ["The file was not wanted."]
    assert not world.dialogs.kept


async def test_what_could_not_be_saved_names_the_command_line(world: World) -> None:
    assert world.file_saver
    world.file_saver.refusal = NotSavedError("OneDrive is full.", "Make room.")
    told = await answered(world, await asked(world, "history aare csv"))
    assert told
    assert f"app.py history {AARE.address} --csv FILE" in texts(told.card)


async def test_a_page_elsewhere_is_not_linked(world: World) -> None:
    saved = await answered(world, await asked(world, "fleet csv"), page="https://evil.example/rooms.csv")
    assert saved
    assert saved.file is None
    assert "rooms.csv is in your OneDrive." in saved.text


@pytest.mark.parametrize("text", ["fleet csv", "history aare csv"])
async def test_elsewhere_than_in_a_personal_chat_the_command_line_is_named(world: World, text: str) -> None:
    told = texts((await asked(world, text, GROUP)).card)
    assert "--csv FILE" in told
    assert "personal chat" in told


async def test_in_a_cloud_without_files_the_command_line_is_named(world: World) -> None:
    world.file_saver = None
    assert "app.py fleet --csv FILE" in texts((await asked(world, "fleet csv")).card)
