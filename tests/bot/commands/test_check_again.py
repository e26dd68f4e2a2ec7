"""*Check again* and *Ask Conditional Access*: one press, one run, on the pressed card."""

from datetime import timedelta

import pytest

from bot.commands.check_again import ask_access, check_again
from bot.commands.model import AskAccess, CheckAgain
from bot.ports import RunState
from bot.turns import ALREADY_ANSWERED
from checks.facts.asked import Topic
from tests.bot.fakes import AARE, BERN, START, World, texts

QUARTER = timedelta(minutes=15)
AGAIN = CheckAgain("run-1")
LATER = CheckAgain("run-1", QUARTER)


@pytest.fixture
async def world() -> World:
    world = World()
    await world.keep_run(rooms=(AARE, BERN))
    world.clock.pass_by(timedelta(minutes=1))
    return world


async def test_the_new_run_uses_the_pressed_card_and_shows_its_progress(world: World) -> None:
    answer = await check_again(world.turn(card="card-1"), AGAIN, world.services)
    new = world.runs.kept["id000002"]
    assert new.rooms == (AARE, BERN)
    assert (new.card_id, new.state, new.start_at) == ("card-1", RunState.QUEUED, None)
    assert world.messenger.posted == []
    assert answer.message
    assert "0 of 2 rooms done" in texts(answer.message.card)


@pytest.mark.parametrize("state", [RunState.ACCEPTED, RunState.QUEUED])
async def test_a_second_press_while_it_runs_shows_its_progress(world: World, state: RunState) -> None:
    await check_again(world.turn(card="card-1"), AGAIN, world.services)
    world.runs.change("id000002", state=state)
    world.clock.pass_by(timedelta(minutes=5))
    answer = await check_again(world.turn(card="card-1"), AGAIN, world.services)
    assert len(world.runs.kept) == 2
    assert answer.message
    assert "0 of 2 rooms done" in texts(answer.message.card)


async def test_a_press_delivered_again_when_its_run_has_ended_changes_nothing(world: World) -> None:
    await check_again(world.turn(card="card-1"), AGAIN, world.services)
    world.runs.change("id000002", state=RunState.DONE)
    world.clock.pass_by(timedelta(seconds=10))
    assert await check_again(world.turn(card="card-1"), AGAIN, world.services) == ALREADY_ANSWERED
    assert len(world.runs.kept) == 2


async def test_later_the_same_button_starts_a_new_run(world: World) -> None:
    await check_again(world.turn(card="card-1"), AGAIN, world.services)
    world.runs.change("id000002", state=RunState.DONE)
    world.clock.pass_by(timedelta(hours=1))
    await check_again(world.turn(card="card-1"), AGAIN, world.services)
    assert len(world.runs.kept) == 3


async def test_the_button_of_the_new_card_starts_a_run_at_once(world: World) -> None:
    await check_again(world.turn(card="card-1"), AGAIN, world.services)
    world.runs.change("id000002", state=RunState.DONE)
    await check_again(world.turn(card="card-1"), CheckAgain("id000002"), world.services)
    assert len(world.runs.kept) == 3


async def test_the_same_report_on_another_card_has_its_own_run(world: World) -> None:
    for card in ("card-1", "card-9"):
        await check_again(world.turn(card=card), AGAIN, world.services)
    assert {run.card_id for run in world.runs.kept.values()} == {"card-1", "card-9"}
    assert len(world.runs.kept) == 3


async def test_in_15_minutes_says_when_to_everyone(world: World) -> None:
    answer = await check_again(world.turn(card="card-1"), LATER, world.services)
    new = world.runs.kept["id000002"]
    assert answer == ALREADY_ANSWERED
    assert new.start_at == START + timedelta(minutes=16)
    ((_, line),) = world.messenger.posted
    assert line.card is None
    assert line.summary == "I will check Zurich Aare and 1 other room again on Sun 22 Nov 2026, 15:16 UTC."


async def test_promised_twice_it_is_done_once(world: World) -> None:
    await check_again(world.turn(card="card-1"), LATER, world.services)
    world.clock.pass_by(timedelta(minutes=2))
    answer = await check_again(world.turn(card="card-1"), LATER, world.services)
    assert len(world.runs.kept) == 2
    assert answer.message
    assert "15:16 UTC" in answer.message.summary


async def test_a_promise_for_later_does_not_forbid_a_check_now(world: World) -> None:
    await check_again(world.turn(card="card-1"), LATER, world.services)
    world.clock.pass_by(timedelta(minutes=2))
    await check_again(world.turn(card="card-1"), AGAIN, world.services)
    assert [run.start_at is None for run in world.runs.kept.values()] == [True, False, True]


async def test_a_check_right_after_a_promise_for_later_is_no_repeat_of_it(world: World) -> None:
    await check_again(world.turn(card="card-1"), LATER, world.services)
    world.clock.pass_by(timedelta(seconds=5))
    await check_again(world.turn(card="card-1"), AGAIN, world.services)
    assert [run.start_at is None for run in world.runs.kept.values()] == [True, False, True]


ACCESS = frozenset({Topic.ACCESS})


async def test_asking_conditional_access_runs_the_same_rooms_on_the_same_card(world: World) -> None:
    answer = await ask_access(world.turn(card="card-1"), AskAccess("run-1"), world.services)
    new = world.runs.kept["id000002"]
    assert (new.rooms, new.card_id, new.asked, new.start_at) == ((AARE, BERN), "card-1", ACCESS, None)
    assert world.messenger.posted == []
    assert answer.message


async def test_asked_twice_it_is_done_once(world: World) -> None:
    for _ in range(2):
        await ask_access(world.turn(card="card-1"), AskAccess("run-1"), world.services)
    assert len(world.runs.kept) == 2
    world.runs.change("id000002", state=RunState.DONE)
    assert await ask_access(world.turn(card="card-1"), AskAccess("run-1"), world.services) == ALREADY_ANSWERED
    assert len(world.runs.kept) == 2


async def test_asking_right_after_an_ordinary_check_is_no_repeat_of_it(world: World) -> None:
    await check_again(world.turn(card="card-1"), AGAIN, world.services)
    world.runs.change("id000002", state=RunState.DONE)
    await ask_access(world.turn(card="card-1"), AskAccess("run-1"), world.services)
    assert [run.asked for run in world.runs.kept.values()] == [frozenset(), frozenset(), ACCESS]


@pytest.mark.parametrize("command", [AGAIN, LATER])
async def test_again_asks_for_what_was_asked_for_before(world: World, command: CheckAgain) -> None:
    world.runs.change("run-1", asked=ACCESS)
    await check_again(world.turn(card="card-1"), command, world.services)
    assert world.runs.kept["id000002"].asked == ACCESS


async def test_an_unknown_run_is_a_sentence(world: World) -> None:
    answer = await check_again(world.turn(card="card-1"), CheckAgain("forged"), world.services)
    assert len(world.runs.kept) == 1
    assert answer.message
    assert "no longer know" in texts(answer.message.card)
