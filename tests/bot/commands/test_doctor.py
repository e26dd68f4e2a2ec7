"""The doctor: a card at once, the answer in its place, and never silence."""

import asyncio
from datetime import timedelta

import pytest

from bot.actions import pack
from bot.authorise import Policy, grants_of
from bot.commands.model import Doctor
from bot.desk import Desk
from bot.ports import NotDeliveredError
from bot.turns import ALREADY_ANSWERED, Message
from checks.collector import CannotCollect
from checks.model import GapReason, Room
from tests.bot.fakes import AARE, GONE, LIMMAT, OPERATOR, World, payloads, texts

REFUSED = CannotCollect(GapReason.NO_PERMISSION, "Roomcheck may not read the list of rooms.", "Grant Place.Read.All.")


@pytest.fixture
def world() -> World:
    return World()


def shown(message: Message) -> str:
    assert message.summary
    return texts(message.card)


async def asked(world: World, text: str = "doctor") -> str:
    """What stands on the card in the end."""
    assert await Desk(world.services).said(world.said(text)) == ALREADY_ANSWERED
    await world.background.settled()
    ((card, message),) = world.messenger.updated
    assert card == "card-1"
    return shown(message)


async def test_a_card_comes_at_once_and_the_answer_takes_its_place(world: World) -> None:
    world.doctor.gate = asyncio.Event()
    await Desk(world.services).said(world.said("doctor"))
    ((_, begun),) = world.messenger.posted
    assert "write doctor again" in shown(begun)
    assert not world.messenger.updated
    world.doctor.gate.set()
    await world.background.settled()
    ((card, answer),) = world.messenger.updated
    assert card == "card-1"
    assert f"Seen through {AARE.label}" in shown(answer)
    assert len(world.messenger.posted) == 1


@pytest.mark.parametrize(("text", "room"), [
    ("doctor", AARE), ("doctor limmat", LIMMAT), ("doctor new@contoso.com", Room("new@contoso.com")),
])
async def test_it_asks_through_the_room_named_else_the_first(world: World, text: str, room: Room) -> None:
    await asked(world, text)
    assert world.doctor.asked == [room]


async def test_where_no_room_can_be_listed_one_is_asked_for(world: World) -> None:
    world.rooms.broken = REFUSED
    card = await asked(world)
    assert "may not read the list of rooms" in card
    assert "doctor room-42@contoso.com" in card
    assert "Grant Place.Read.All." in card
    assert not world.doctor.asked


async def test_an_organisation_without_rooms_is_asked_to_name_one(world: World) -> None:
    world.rooms.rooms = ()
    assert "doctor room-42@contoso.com" in await asked(world)


@pytest.mark.parametrize(("text", "told"), [("doctor nowhere", "has “nowhere”"), ("doctor z", "two letters")])
async def test_a_name_that_is_no_room_is_said(world: World, text: str, told: str) -> None:
    assert told in await asked(world, text)
    assert not world.doctor.asked


async def test_of_several_rooms_one_is_chosen_on_the_card(world: World) -> None:
    await Desk(world.services).said(world.said("doctor zurich"))
    await world.background.settled()
    ((_, choice),) = world.messenger.updated
    offered = payloads(choice.card)
    assert {AARE.label, LIMMAT.label} <= set(offered)
    answer = await Desk(world.services).pressed(world.pressed(offered[LIMMAT.label], card="card-1"))
    await world.background.settled()
    assert answer == ALREADY_ANSWERED
    assert [room.address for room in world.doctor.asked] == [LIMMAT.address]
    assert [card for card, _ in world.messenger.updated] == ["card-1"] * 3
    assert len(world.messenger.posted) == 1


@pytest.mark.parametrize(("broken", "told"), [
    (KeyError("x"), "a fault in Roomcheck"), (TimeoutError(), "within four minutes"),
])
async def test_what_goes_wrong_is_said(world: World, broken: Exception, told: str) -> None:
    world.doctor.broken = broken
    card = await asked(world)
    assert told in card
    assert "Write doctor again" in card


async def test_a_stop_is_said_on_the_card(world: World) -> None:
    world.doctor.gate = asyncio.Event()
    await Desk(world.services).said(world.said("doctor"))
    await world.background.close()
    ((_, message),) = world.messenger.updated
    assert "Roomcheck was stopped" in shown(message)


@pytest.mark.parametrize("refusal", [GONE, NotDeliveredError("busy", timedelta(seconds=60))])
async def test_a_card_that_takes_no_answer_is_followed_by_a_new_one(world: World, refusal: Exception) -> None:
    world.doctor.gate = asyncio.Event()
    await Desk(world.services).said(world.said("doctor"))
    world.messenger.refusal_of_updates = refusal
    world.doctor.gate.set()
    await world.background.settled()
    _, (_, answer) = world.messenger.posted
    assert f"Seen through {AARE.label}" in shown(answer)


async def test_an_operator_is_no_admin(world: World) -> None:
    world.policy = Policy(operators=grants_of([OPERATOR.id]))
    said = await Desk(world.services).said(world.said("doctor"))
    pressed = await Desk(world.services).pressed(world.pressed(pack(Doctor())))
    for answer in (said, pressed):
        assert answer.message
        assert "ROOMCHECK_ADMINS" in shown(answer.message)
    assert not world.messenger.posted
    assert not world.doctor.asked


async def test_it_can_be_asked_again_from_its_own_card(world: World) -> None:
    await asked(world)
    again = payloads(world.messenger.updated[0][1].card)["Ask again"]
    assert again == pack(Doctor(AARE.address))
