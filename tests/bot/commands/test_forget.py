"""``forget``: asked once, done once, and for admins alone."""

import pytest

from bot.access_ports import Forgotten, RoomBusyError
from bot.actions import pack
from bot.authorise import Policy, grants_of
from bot.commands.model import Forget
from bot.desk import Desk
from tests.bot.fakes import AARE, OPERATOR, World, payloads, texts

KEPT = Forgotten(reports=12, runs=1, alerts=2, others=7)


@pytest.fixture
def world() -> World:
    world = World()
    world.memory.kept[AARE.address] = KEPT
    return world


async def said(world: World) -> str:
    answer = await Desk(world.services).said(world.said(f"forget {AARE.address}"))
    assert answer.message
    assert payloads(answer.message.card).get("Forget it") in (None, pack(Forget(AARE.address, confirmed=True)))
    return texts(answer.message.card)


async def confirmed(world: World) -> str:
    answer = await Desk(world.services).pressed(world.pressed(pack(Forget(AARE.address, confirmed=True))))
    assert answer.message
    return texts(answer.message.card)


async def test_it_is_asked_first_and_nothing_is_removed(world: World) -> None:
    asked = await said(world)
    assert "Forget it" in asked
    assert "The audit keeps who asked about it." in asked
    assert world.memory.kept


async def test_once_confirmed_it_says_what_was_removed_and_what_stays(world: World) -> None:
    told = await confirmed(world)
    assert f"What was kept about {AARE.address} is removed: 12 reports, 1 check, 2 alerts, 7 other records." in told
    assert "The audit keeps who asked about it." in told
    assert not world.memory.kept
    assert "Nothing was kept about" in await confirmed(world)


async def test_a_room_that_is_being_checked_is_left_alone(world: World) -> None:
    world.memory.busy = RoomBusyError("A check of it is under way.")
    told = await confirmed(world)
    assert "A check of it is under way. Nothing was removed." in told
    assert world.memory.kept


async def test_an_operator_may_not_and_a_button_gives_no_right(world: World) -> None:
    world.policy = Policy(operators=grants_of([OPERATOR.id]))
    assert "You are not on the list" in await confirmed(world)
    assert "You are not on the list" in await said(world)
    assert world.memory.kept


async def test_both_steps_are_noted_with_the_room(world: World) -> None:
    await said(world)
    await confirmed(world)
    assert [(line.command, line.rooms) for line in world.audit.lines] == [("Forget", (AARE.address,))] * 2
