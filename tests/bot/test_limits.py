"""How fast one person, and one conversation, may ask."""

from dataclasses import replace

import pytest

from bot.actions import pack
from bot.commands.model import ShowHelp
from bot.desk import Desk
from bot.incoming import OfferAnswered, Pressed, UnusableUpload
from bot.limits import A_PERSON, A_PLACE, Limit, Limits, no_limits
from bot.turns import ALREADY_ANSWERED, Answer
from tests.bot.fakes import CHAT, GROUP, OPERATOR, STRANGER, World, texts


class Hands:
    """A clock that stands until it is moved."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(name="hands")
def _hands() -> Hands:
    return Hands()


@pytest.fixture(name="world")
def _world(hands: Hands) -> World:
    return World(limits=Limits(Limit(3, 60.0), Limit(5, 60.0), hands))


async def ask(desk: Desk, world: World, times: int, **whom: object) -> list[Answer]:
    return [await desk.said(world.said("help", **whom)) for _ in range(times)]  # type: ignore[arg-type]  # the world's


def words(answer: Answer) -> str:
    return texts(answer.message.card) if answer.message else ""


async def test_who_asks_too_fast_is_told_once_when_to_go_on_and_then_nothing(world: World, hands: Hands) -> None:
    desk = Desk(world.services)
    *fine, told, silent, silent_too = await ask(desk, world, 6)
    assert all("I answer" in words(each) or "check" in words(each) for each in fine)
    assert "You ask faster than I can answer" in words(told)
    assert "60 seconds" in words(told)
    assert [silent, silent_too] == [ALREADY_ANSWERED, ALREADY_ANSWERED]
    hands.now += 60
    assert "faster" not in words((await ask(desk, world, 1))[0])


async def test_what_was_left_out_does_not_lengthen_the_wait(world: World, hands: Hands) -> None:
    desk = Desk(world.services)
    for _ in range(5):
        await ask(desk, world, 10)
        hands.now += 11.9
    assert (await ask(desk, world, 1))[0] == ALREADY_ANSWERED
    hands.now += 0.5
    assert "faster" not in words((await ask(desk, world, 1))[0])


async def test_each_is_counted_alone_and_their_conversation_as_a_whole(world: World) -> None:
    desk = Desk(world.services)
    await ask(desk, world, 3, where=GROUP)
    assert "faster" not in words((await ask(desk, world, 1, actor=STRANGER, where=GROUP))[0])
    *_, last = await ask(desk, world, 2, actor=STRANGER, where=GROUP)
    assert "This conversation asks faster" in words(last)
    assert "faster" not in words((await ask(desk, world, 1, actor=STRANGER))[0])


async def test_threads_of_a_channel_are_one_conversation(world: World) -> None:
    desk = Desk(world.services)
    for number in range(6):
        thread = replace(GROUP, id=f"19:channel;messageid={number}")
        actor = replace(OPERATOR, id=f"person {number}")
        (answer,) = await ask(desk, world, 1, actor=actor, where=thread)
    assert "This conversation asks faster" in words(answer)


async def test_a_press_that_teams_waits_for_is_told_each_time(world: World) -> None:
    desk, pressed = Desk(world.services), world.pressed(pack(ShowHelp()))
    owed = Pressed(pressed.payload, pressed.turn, "show_help")
    answers = [await desk.pressed(owed) for _ in range(6)]
    assert ["faster" in words(each) for each in answers] == [False] * 3 + [True] * 3
    assert await desk.pressed(pressed) == ALREADY_ANSWERED


async def test_whatever_else_is_sent_counts_too(world: World) -> None:
    desk, turn = Desk(world.services), world.turn()
    await ask(desk, world, 4)
    assert await desk.uploaded(world.uploaded()) == ALREADY_ANSWERED
    assert await desk.unusable(UnusableUpload("what", "remedy", turn)) == ALREADY_ANSWERED
    assert await desk.offer_answered(OfferAnswered("o", True, "", "", "f", "u", turn)) == ALREADY_ANSWERED
    assert not world.runs.kept


async def test_who_teams_does_not_name_counts_with_the_conversation(world: World) -> None:
    desk = Desk(world.services)
    *_, last = await ask(desk, world, 6, actor=replace(STRANGER, id=""))
    assert "This conversation asks faster" in words(last)


def test_memory_is_bounded_and_who_is_forgotten_begins_anew(hands: Hands) -> None:
    world, limits = World(), Limits(Limit(1, 60.0), Limit(1, 60.0), hands)
    for number in range(30_000):
        where = replace(CHAT, id=f"chat {number}")
        assert limits.hold_back(world.turn(actor=replace(OPERATOR, id=f"p{number}"), where=where)) is None
    assert [len(table) for table in limits._asked] == [10_000, 10_000]
    assert limits.hold_back(world.turn(actor=replace(OPERATOR, id="p29999")))
    assert limits.hold_back(world.turn(actor=replace(OPERATOR, id="p7"), where=replace(CHAT, id="another"))) is None


def test_the_bot_is_limited_unless_it_is_told_otherwise() -> None:
    world, by_itself, free = World(), Limits(), no_limits()
    held = [by_itself.hold_back(world.turn()) for _ in range(A_PERSON.most + 1)]
    assert [each is None for each in held] == [True] * A_PERSON.most + [False]
    assert A_PLACE.most > A_PERSON.most
    assert not any(free.hold_back(world.turn()) for _ in range(1_000))
