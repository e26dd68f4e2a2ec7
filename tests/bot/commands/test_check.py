"""``check``: addresses run, names are looked up."""

import pytest

from bot.actions import pack
from bot.commands.check import check
from bot.commands.model import Check
from bot.turns import ALREADY_ANSWERED
from checks.collector import CannotCollect
from checks.facts.asked import Topic
from checks.model import GapReason, Room
from tests.bot.fakes import AARE, BERN, World, payloads, texts


@pytest.fixture
def world() -> World:
    return World()


async def test_an_address_runs_without_the_directory(world: World) -> None:
    world.rooms.broken = CannotCollect(GapReason.NO_PERMISSION, "No.")
    assert await check(world.turn(), Check(("new@contoso.com",)), world.services) == ALREADY_ANSWERED
    assert world.runs.only().rooms[0].address == "new@contoso.com"


async def test_several_rooms_share_one_run_in_their_order_each_once(world: World) -> None:
    await check(world.turn(), Check((BERN.address, "aare", AARE.address)), world.services)
    assert [room.address for room in world.runs.only().rooms] == [BERN.address, AARE.address]


async def test_a_part_of_one_name_runs_that_room(world: World) -> None:
    await check(world.turn(), Check(("bundes",)), world.services)
    assert world.runs.only().rooms == (BERN,)


async def test_a_whole_name_wins_over_longer_ones(world: World) -> None:
    world.rooms.rooms += (Room("aare-2@contoso.com", "Zurich Aare 2"),)
    await check(world.turn(), Check(("zurich aare",)), world.services)
    assert world.runs.only().rooms == (AARE,)


async def test_a_name_of_several_rooms_asks_and_runs_the_others(world: World) -> None:
    answer = await check(world.turn(), Check(("bern", "zurich")), world.services)
    assert world.runs.only().rooms == (BERN,)
    assert answer == ALREADY_ANSWERED
    assert "Zurich Limmat" in texts(world.messenger.posted[-1][1].card)
    assert world.dialogs.only().name == "pick_room"


async def test_every_name_that_is_no_room_gets_its_answer(world: World) -> None:
    answer = await check(world.turn(), Check(("zurich", "oslo")), world.services)
    (picker,) = [message for _, message in world.messenger.posted]
    assert "Zurich Aare" in texts(picker.card)
    assert answer.message
    assert "“oslo”" in texts(answer.message.card)
    assert not world.runs.kept


@pytest.mark.parametrize(("name", "near"), [("zurihc aare", AARE), ("bernn", BERN)])
async def test_no_room_of_that_name_offers_those_near_it(world: World, name: str, near: Room) -> None:
    answer = await check(world.turn(), Check((name,)), world.services)
    assert answer.message
    assert payloads(answer.message.card)[f"Check: {near.label}"] == pack(Check((near.address,)))


async def test_a_mistyped_address_runs_and_is_asked_about(world: World) -> None:
    answer = await check(world.turn(), Check(("zurich-arae@contoso.com",)), world.services)
    assert world.runs.only().rooms[0].address == "zurich-arae@contoso.com"
    assert answer.message
    assert "Did you mean zurich-aare@contoso.com?" in texts(answer.message.card)
    assert payloads(answer.message.card)["Check: Zurich Aare"] == pack(Check((AARE.address,)))


async def test_an_account_that_was_found_before_is_not_asked_about(world: World) -> None:
    await world.keep_report(room=Room("zurich-arae@contoso.com"))
    assert await check(world.turn(), Check(("zurich-arae@contoso.com",)), world.services) == ALREADY_ANSWERED


async def test_an_address_that_came_with_a_button_is_not_asked_about(world: World) -> None:
    pressed = world.turn(card="card-1")
    assert await check(pressed, Check(("zurich-arae@contoso.com",)), world.services) == ALREADY_ANSWERED


async def test_no_room_near_it_says_that_an_address_works(world: World) -> None:
    answer = await check(world.turn(), Check(("oslo",)), world.services)
    assert answer.message
    shown = texts(answer.message.card)
    assert "A room without a mailbox is not on that list. A full address always works." in shown


async def test_a_directory_that_cannot_be_read_says_why_and_what_to_do(world: World) -> None:
    world.rooms.broken = CannotCollect(GapReason.NO_PERMISSION, "Graph refuses to list users.", "Grant User.Read.All.")
    answer = await check(world.turn(), Check((BERN.address, "zurich")), world.services)
    assert answer.message
    shown = texts(answer.message.card)
    assert "Graph refuses to list users." in shown
    assert "Grant User.Read.All. A full address always works." in shown
    assert [room.address for room in world.runs.only().rooms] == [BERN.address]


@pytest.mark.parametrize("name", ["zurihc aare", "zurich-arae@contoso.com"])
async def test_what_is_asked_for_besides_is_asked_of_the_room_that_was_meant(world: World, name: str) -> None:
    access = frozenset({Topic.ACCESS})
    answer = await check(world.turn(), Check((name,), access), world.services)
    assert answer.message
    assert payloads(answer.message.card)["Check: Zurich Aare"] == pack(Check((AARE.address,), access))
    assert all(run.asked == access for run in world.runs.kept.values())


async def test_a_button_cannot_smuggle_in_a_look_alike(world: World) -> None:
    answer = await check(world.turn(card="card-1"), Check(("r\u043eom@contoso.com",)), world.services)
    assert not world.runs.kept
    assert answer.message
    assert "CYRILLIC" in texts(answer.message.card)


@pytest.mark.parametrize("name", ["z", "\N{SLIGHTLY SMILING FACE}", "z."])
async def test_one_letter_is_not_searched_for(world: World, name: str) -> None:
    answer = await check(world.turn(), Check((name,)), world.services)
    assert world.rooms.reads == 0
    assert answer.message
    assert "Write at least two letters." in texts(answer.message.card)
