"""``check``: addresses run, names are looked up."""

import pytest

from bot.commands.check import check
from bot.commands.model import Check
from bot.turns import ALREADY_ANSWERED
from checks.collector import CannotCollect
from checks.model import GapReason
from tests.bot.fakes import AARE, BERN, World, texts


@pytest.fixture
def world() -> World:
    return World()


async def test_an_address_runs_without_the_directory(world: World) -> None:
    world.rooms.broken = CannotCollect(GapReason.NO_PERMISSION, "No.")
    assert await check(world.turn(), Check(("new@contoso.com",)), world.services) == ALREADY_ANSWERED
    assert world.rooms.asked == []
    assert world.runs.only().rooms[0].address == "new@contoso.com"


async def test_several_rooms_share_one_run_in_their_order_each_once(world: World) -> None:
    await check(world.turn(), Check((BERN.address, "aare", AARE.address)), world.services)
    assert [room.address for room in world.runs.only().rooms] == [BERN.address, AARE.address]


async def test_a_part_of_one_name_runs_that_room(world: World) -> None:
    await check(world.turn(), Check(("bundes",)), world.services)
    assert world.runs.only().rooms == (BERN,)


async def test_a_whole_name_wins_over_longer_ones(world: World) -> None:
    world.rooms.rooms += (type(BERN)("aare-2@contoso.com", "Zurich Aare 2"),)
    await check(world.turn(), Check(("zurich aare",)), world.services)
    assert world.runs.only().rooms == (AARE,)


async def test_a_name_of_several_rooms_asks_and_runs_the_others(world: World) -> None:
    answer = await check(world.turn(), Check(("bern", "zurich")), world.services)
    assert world.runs.only().rooms == (BERN,)
    assert answer.message
    assert "Zurich Limmat" in texts(answer.message.card)
    assert world.dialogs.only().name == "pick_room"


async def test_every_name_that_is_no_room_gets_its_answer(world: World) -> None:
    answer = await check(world.turn(), Check(("zurich", "oslo")), world.services)
    (picker,) = [message for _, message in world.messenger.posted]
    assert "Zurich Aare" in texts(picker.card)
    assert answer.message
    assert "“oslo”" in texts(answer.message.card)
    assert not world.runs.kept


@pytest.mark.parametrize(("name", "near"), [("zurihc aare", "check zurich-aare@contoso.com"),
                                            ("bernn", "check bern@contoso.com")])
async def test_no_room_of_that_name_suggests_those_near_it(world: World, name: str, near: str) -> None:
    answer = await check(world.turn(), Check((name,)), world.services)
    assert answer.message
    assert near in texts(answer.message.card)


async def test_no_room_near_it_says_that_an_address_works(world: World) -> None:
    answer = await check(world.turn(), Check(("oslo",)), world.services)
    assert answer.message
    assert "A full address always works" in texts(answer.message.card)


async def test_a_directory_that_cannot_be_read_says_why_and_what_to_do(world: World) -> None:
    world.rooms.broken = CannotCollect(GapReason.NO_PERMISSION, "Graph refuses to list users.", "Grant User.Read.All.")
    answer = await check(world.turn(), Check((BERN.address, "zurich")), world.services)
    assert answer.message
    shown = texts(answer.message.card)
    assert "Graph refuses to list users." in shown
    assert "Grant User.Read.All. A full address always works." in shown
    assert [room.address for room in world.runs.only().rooms] == [BERN.address]


async def test_a_button_cannot_smuggle_in_a_look_alike(world: World) -> None:
    answer = await check(world.turn(card="card-1"), Check(("r\u043eom@contoso.com",)), world.services)
    assert not world.runs.kept
    assert answer.message
    assert "CYRILLIC" in texts(answer.message.card)


async def test_one_letter_is_not_searched_for(world: World) -> None:
    answer = await check(world.turn(), Check(("z",)), world.services)
    assert world.rooms.asked == []
    assert answer.message
    assert "too little" in texts(answer.message.card)
