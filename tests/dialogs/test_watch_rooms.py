"""Of which rooms shall this conversation be told?"""

from datetime import time, timedelta

import pytest

from bot.actions import pack
from bot.commands.model import BeginDialog, ContinueDialog
from bot.desk import Desk
from bot.fleet import Extent, Quiet, RoomState
from checks.model import Severity
from tests.bot.fakes import AARE, BERN, World, payloads, texts


@pytest.fixture
async def world() -> World:
    """``watch`` was written, and asks."""
    world = World(time_zone="Europe/Zurich", locale="de-CH")
    world.fleet.rooms = [RoomState(AARE, "Zurich"), RoomState(BERN, "Bern")]
    await Desk(world.services).said(world.said("watch", activity="m1"))
    return world


async def choose(world: World, choice: str, **fields: str) -> str:
    payload = pack(ContinueDialog(world.dialogs.only().id, choice, {})) | {
        f"field.{name}": said for name, said in fields.items()}
    answer = await Desk(world.services).pressed(world.pressed(payload))
    assert answer.message
    return texts(answer.message.card)


async def test_the_question_is_asked_once(world: World) -> None:
    await Desk(world.services).said(world.said("watch", activity="m1"))
    (_, question), = world.messenger.posted
    assert {"Watch these rooms", "Watch the building", "Watch all rooms", "Close"} <= payloads(question.card).keys()


async def test_rooms_with_conditions(world: World) -> None:
    told = await choose(world, "watch_rooms", rooms="bern", least="high", quiet="18:00-07:00", language="fr")
    (kept,) = world.subscriptions.kept
    assert (kept.extent, kept.target, kept.least, kept.language) == (Extent.ROOM, BERN.address, Severity.HIGH, "fr")
    assert kept.quiet == Quiet(time(18), time(7), "Europe/Zurich")
    assert not world.dialogs.kept
    assert [texts(message.card) for _, message in world.messenger.updated] == [told]


async def test_a_building_and_all(world: World) -> None:
    await choose(world, "watch_building", building="Zurich")
    await Desk(world.services).said(world.said("watch"))
    await choose(world, "watch_all")
    assert [(each.extent, each.target) for each in world.subscriptions.kept] == [
        (Extent.BUILDING, "Zurich"), (Extent.ALL, "")]


@pytest.mark.parametrize(("choice", "fields", "wrong"), [
    ("watch_rooms", {"rooms": ""}, "Write which rooms first"), ("watch_rooms", {"rooms": "a@b"}, "no ending"),
    ("watch_rooms", {"rooms": " ".join(f"r{n}@x.com" for n in range(21))}, "21 rooms"),
    ("watch_building", {"building": ""}, "Choose a building first"),
    ("watch_all", {"quiet": "all night"}, "two times of day"), ("watch_all", {"quiet": "7-7"}, "two times of day"),
    ("what", {"rooms": "bern"}, "Write which rooms first"),
])
async def test_what_cannot_be_meant_asks_again_with_what_was_filled_in(
        world: World, choice: str, fields: dict[str, str], wrong: str) -> None:
    told = await choose(world, choice, **fields)
    assert wrong in told
    assert not world.subscriptions.kept
    assert world.dialogs.kept
    assert all(said in told for said in fields.values())


async def test_values_that_the_card_does_not_offer_count_as_none(world: World) -> None:
    await choose(world, "watch_all", least="worst", language="xx")
    (kept,) = world.subscriptions.kept
    assert (kept.least, kept.language) == (Severity.LOW, "de")


async def test_it_is_left_by_a_press_and_in_words(world: World) -> None:
    assert "Closed" in await choose(world, "leave")
    await Desk(world.services).said(world.said("watch"))
    await Desk(world.services).said(world.said("never mind"))
    assert not world.dialogs.kept


async def test_a_button_asks_in_its_place(world: World) -> None:
    answer = await Desk(world.services).pressed(world.pressed(pack(BeginDialog("watch_rooms", AARE.address))))
    assert answer.message
    assert AARE.address in texts(answer.message.card)
    assert len(world.messenger.posted) == 1


async def test_after_a_day_it_is_over(world: World) -> None:
    opened = world.dialogs.only().id
    world.clock.pass_by(timedelta(days=2))
    answer = await Desk(world.services).pressed(world.pressed(pack(ContinueDialog(opened, "watch_all", {}))))
    assert answer.message
    assert "no longer open" in texts(answer.message.card)
    assert not world.subscriptions.kept
