"""How many runs may be under way at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import URL

from bot.actions import pack, unpack
from bot.admission import MOST, MOST_OF_A_PERSON, NotBegunError, admit, unended_of
from bot.cards.times import moment
from bot.commands.model import CheckAgain, ShowReport
from bot.desk import Desk
from bot.ports import Run, RunState
from bot.turns import ALREADY_ANSWERED, Answer
from checks.collector import Collector
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import Room
from tests.bot.fakes import AARE, START, STRANGER, World, payloads, texts
from tests.bot.run_parts import ROOM, Bot, RecordingTeams, a_run, an_upload, bot, enabled, graph, until

SOON = timedelta(minutes=15)
OTHER = Room("other@contoso.com", "Other")


def refused(run: Run, *others: Run) -> str:
    """Why there is no place for it; empty where there is."""
    try:
        admit(run, [unended_of(each) for each in others], max(each.created_at for each in (run, *others)))
    except NotBegunError as why:
        return why.what
    return ""


def runs(number: int, **changes: object) -> list[Run]:
    return [a_run(**changes) for _ in range(number)]


def test_one_run_of_a_room_may_wait_for_another_and_no_third() -> None:
    assert not refused(a_run(), *runs(1))
    assert "another check of it waits already" in refused(a_run(), *runs(2))
    assert "another check" in refused(a_run(asked_by="ben", rooms=(OTHER, ROOM)), *runs(2))
    assert not refused(a_run(rooms=(OTHER,)), *runs(2))


def test_uploads_and_later_checks_stand_in_no_rooms_way() -> None:
    later = runs(3, start_at=a_run().created_at + SOON)
    uploads = [an_upload(rooms=(ROOM,)) for _ in range(3)]
    assert not refused(a_run(), *later, *uploads)
    assert not refused(a_run(start_at=a_run().created_at + SOON), *runs(2))
    assert not refused(an_upload(rooms=(ROOM,)), *runs(2))


def test_of_a_room_one_check_may_be_planned_for_later() -> None:
    start_at = a_run().created_at + SOON
    later = a_run(start_at=start_at)
    assert not refused(later, *runs(1))
    told = refused(a_run(asked_by="ben", rooms=(OTHER, ROOM), start_at=start_at + SOON), later)
    assert told == f"Room 1 is to be checked on {moment(start_at, later.time_zone)} already."
    assert not refused(a_run(rooms=(OTHER,), start_at=start_at), later)
    assert not refused(a_run(), later, *runs(1)), "beside the usual two"


async def test_a_second_check_for_later_is_not_begun_and_the_card_says_when_the_first_is() -> None:
    world = World()
    await world.runs.accept(Run("r1", world.turn().conversation, "ben", "k1", START, (AARE,), start_at=START + SOON))
    await world.runs.accept(Run("r2", world.turn().conversation, "anna", "k2", START, (AARE,), card_id="c2",
                                state=RunState.DONE))
    answer = await Desk(world.services).pressed(world.pressed(pack(CheckAgain("r2", after=SOON))))
    assert "is to be checked on" in shown(answer)
    assert "or check it now" in shown(answer)
    assert len(world.runs.kept) == 2


def test_a_person_may_have_so_many_unfinished() -> None:
    others = [a_run(rooms=(Room(f"{number}@contoso.com"),)) for number in range(MOST_OF_A_PERSON)]
    assert not refused(a_run(), *others[1:])
    assert "40 checks that you asked for" in refused(a_run(), *others)
    assert "40 checks" in refused(an_upload(), *others)
    assert not refused(a_run(asked_by="ben"), *others)


def test_all_people_together_may_have_so_many_unfinished() -> None:
    others = [a_run(asked_by=f"p{number}", rooms=(OTHER,), start_at=a_run().created_at + SOON)
              for number in range(MOST)]
    assert not refused(a_run(), *others[1:])
    assert "500 checks to finish" in refused(a_run(), *others)


class Gated:
    """Collectors that answer when the gate is open, and the rooms that they were asked about."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.begun: list[Room] = []

    def __call__(self, room: Room) -> Sequence[Collector]:
        self.begun.append(room)
        return graph(self._answer)(room)

    async def _answer(self, room: Room, known: Facts) -> Account:
        await self.gate.wait()
        return await enabled(room, known)


async def test_the_second_run_of_a_room_waits_for_the_first_and_a_third_is_not_begun(tmp_path: Path) -> None:
    gated = Gated()
    async with bot(tmp_path, RecordingTeams(), collectors_for=gated, admits=True) as running:
        first, second = a_run(), a_run(asked_by="ben")
        assert await running.service.start(first)
        await until(lambda: gated.begun)
        assert await running.service.start(second)
        with pytest.raises(NotBegunError, match="is being checked just now"):
            await running.service.start(a_run(asked_by="eve"))
        assert not await running.service.start(replace(second, id="again"))
        assert await running.service.start(a_run(rooms=(OTHER,)))
        await until(lambda: len(gated.begun) > 1)
        assert gated.begun == [ROOM, OTHER]
        gated.gate.set()
        await running.settled(first.id)
        await running.settled(second.id)
        assert gated.begun == [ROOM, OTHER, ROOM]
        assert await running.service.start(a_run(asked_by="eve"))


async def begun_of(number: int, *replicas: Bot) -> tuple[int, int]:
    """Of so many runs of one room that are asked for at once, how many are begun and how many are not."""
    outcomes = await asyncio.gather(
        *(replicas[each % len(replicas)].service.start(a_run(asked_by=f"p{each}")) for each in range(number)),
        return_exceptions=True)
    return outcomes.count(True), sum(isinstance(each, NotBegunError) for each in outcomes)


async def test_of_many_that_ask_at_once_two_are_begun(tmp_path: Path) -> None:
    async with bot(tmp_path, RecordingTeams(), collectors_for=Gated(), admits=True) as running:
        assert await begun_of(12, running) == (2, 10)


async def test_of_many_that_ask_two_replicas_at_once_two_are_begun(tmp_path: Path, postgres_url: URL) -> None:
    async with bot(tmp_path, RecordingTeams(), url=postgres_url, performs=False, admits=True) as one, \
            bot(tmp_path, RecordingTeams(), url=postgres_url, performs=False, admits=True) as other:
        assert await begun_of(12, one, other) == (2, 10)


def shown(answer: Answer) -> str:
    assert answer.message
    return texts(answer.message.card)


async def test_who_comes_third_is_told_and_may_see_what_is_found() -> None:
    world = World()
    for _ in range(2):
        assert await Desk(world.services).said(world.said("check room-42@contoso.com")) == ALREADY_ANSWERED
    answer = await Desk(world.services).said(world.said("check room-42@contoso.com"))
    assert "room-42@contoso.com is being checked just now" in shown(answer)
    assert answer.message
    (see, *_) = payloads(answer.message.card).values()
    assert unpack(see) == ShowReport("room-42@contoso.com")
    assert len(world.runs.kept) == 2
    for run_id in world.runs.kept:
        world.runs.change(run_id, state=RunState.DONE)
    assert await Desk(world.services).said(world.said("check room-42@contoso.com")) == ALREADY_ANSWERED


async def test_an_upload_that_is_not_begun_leaves_no_question_open() -> None:
    world = World()
    for number in range(MOST_OF_A_PERSON):
        await world.runs.accept(Run(f"r{number}", world.turn().conversation, world.turn().actor.id, f"k{number}", START,
                                    (OTHER,), start_at=START + SOON))
    assert "40 checks" in shown(await Desk(world.services).uploaded(world.uploaded()))
    assert not world.dialogs.kept
    assert len(world.runs.kept) == MOST_OF_A_PERSON
    assert STRANGER.id not in {run.asked_by for run in world.runs.kept.values()}
