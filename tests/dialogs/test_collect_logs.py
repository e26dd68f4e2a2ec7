"""How to collect a zip, and waiting for it."""

from datetime import timedelta

import pytest

from bot.actions import pack
from bot.commands.model import BeginDialog
from bot.desk import Desk
from bot.turns import ALREADY_ANSWERED, Answer, Conversation
from tests.bot.fakes import AARE, BERN, CHAT, GROUP, World, texts


@pytest.fixture
def world() -> World:
    return World()


async def begin(world: World, room: str = AARE.address, where: Conversation = CHAT) -> Answer:
    payload = pack(BeginDialog("collect_logs", room))
    return await Desk(world.services).pressed(world.pressed(payload, where=where))


def shown(answer: Answer) -> str:
    assert answer.message
    return texts(answer.message.card) + answer.message.text


async def test_the_ways_to_a_zip_are_shown(world: World) -> None:
    await world.keep_report()
    card = shown(await begin(world))
    for way in ("Zurich Aare", "Pro Management portal", "Teams admin centre", "CollectSrsV2Logs.ps1", "Intune"):
        assert way in card


async def test_the_zip_joins_the_rooms_case_even_after_a_restart(world: World) -> None:
    await begin(world)
    world.clock.pass_by(timedelta(hours=20))
    assert await Desk(world.services).uploaded(world.uploaded()) == ALREADY_ANSWERED
    assert [room.address for room in world.runs.only().rooms] == [AARE.address]
    assert not world.dialogs.kept


async def test_an_address_beside_the_zip_counts_more(world: World) -> None:
    await begin(world)
    await Desk(world.services).uploaded(world.uploaded(BERN.address))
    assert [room.address for room in world.runs.only().rooms] == [BERN.address]


async def test_the_newest_question_waits(world: World) -> None:
    await begin(world)
    await begin(world, BERN.address)
    assert len(world.dialogs.kept) == 1
    await Desk(world.services).uploaded(world.uploaded())
    assert [room.address for room in world.runs.only().rooms] == [BERN.address]


async def test_a_zip_that_comes_twice_is_read_once_and_for_the_room(world: World) -> None:
    await begin(world)
    for _ in range(2):
        await Desk(world.services).uploaded(world.uploaded(activity="m1"))
    assert [room.address for room in world.runs.only().rooms] == [AARE.address]
    assert not world.dialogs.kept


async def test_without_a_room_the_logs_say_whose_they_are(world: World) -> None:
    assert "Any Teams Room" in shown(await begin(world, ""))
    await Desk(world.services).uploaded(world.uploaded())
    assert world.runs.only().rooms == ()


async def test_it_expires(world: World) -> None:
    await begin(world)
    world.clock.pass_by(timedelta(hours=24, seconds=1))
    await Desk(world.services).uploaded(world.uploaded())
    assert world.runs.only().rooms == ()


async def test_in_a_group_the_zip_goes_to_the_personal_chat_with_the_address(world: World) -> None:
    card = shown(await begin(world, where=GROUP))
    assert "personal chat" in card
    assert f"Write {AARE.address} beside the zip" in card


async def test_it_can_be_left_and_other_things_written_meanwhile(world: World) -> None:
    await begin(world)
    assert "What you can write" in shown(await Desk(world.services).said(world.said("help")))
    assert "Closed." in shown(await Desk(world.services).said(world.said("stop")))
    assert not world.dialogs.kept
