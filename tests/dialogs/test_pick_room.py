"""Which room?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import pack
from bot.authorise import Policy, grants_of
from bot.commands.model import ContinueDialog
from bot.desk import Desk
from bot.ports import RunState
from bot.turns import ALREADY_ANSWERED, Answer
from checks.facts.asked import Topic
from checks.model import Cause
from dialogs import DIALOGS
from tests.bot.fakes import AARE, GONE, GROUP, LIMMAT, OPERATOR, World, finding_of, payloads, texts


@pytest.fixture
async def world() -> World:
    """Zurich was asked for, and two rooms are called so."""
    world = World()
    await Desk(world.services).said(world.said("check zurich"))
    return world


async def choose(world: World, choice: str, **fields: str) -> Answer:
    (dialog_id,) = world.dialogs.kept
    payload = pack(ContinueDialog(dialog_id, choice, {})) | {f"field.{name}": said for name, said in fields.items()}
    return await Desk(world.services).pressed(world.pressed(payload))


def assert_closed(world: World) -> None:
    """Nothing waits, and the question's card shows no button any more, to nobody."""
    assert not world.dialogs.kept
    (card_id, left), = world.messenger.updated
    assert (card_id, payloads(left.card)) == ("card-1", {})


def shown(answer: Answer) -> str:
    assert answer.message
    return texts(answer.message.card) + answer.message.text


async def test_every_room_of_the_name_has_a_button(world: World) -> None:
    (_, question), = world.messenger.posted
    assert {"Check: Zurich Aare", "Check: Zurich Limmat", "Close"} == payloads(question.card).keys()


async def test_the_last_report_is_shown_for_everyone_where_the_question_stood() -> None:
    world = World()
    await world.keep_report()
    await Desk(world.services).said(world.said("report zurich"))
    (_, question), = world.messenger.posted
    press = payloads(question.card)["Show report: Zurich Aare"]
    answer = await Desk(world.services).pressed(world.pressed(press))
    assert "Zurich Aare" in shown(answer)
    assert world.messenger.updated == [("card-1", answer.message)]
    assert not world.dialogs.kept


@pytest.mark.parametrize(("policy", "whole"), [
    (Policy(operators=grants_of([OPERATOR.id])), True), (Policy(viewers=grants_of([OPERATOR.id])), False),
])
async def test_the_card_that_the_question_stood_on_is_masked_for_viewers(policy: Policy, whole: bool) -> None:
    world = World(policy=policy)
    await world.keep_report(findings=(finding_of(Cause.MFA_REQUIRED, summary="14 sign-ins from 203.0.113.7."),))
    await Desk(world.services).said(world.said("report zurich"))
    (_, question), = world.messenger.posted
    await Desk(world.services).pressed(world.pressed(payloads(question.card)["Show report: Zurich Aare"]))
    (_, report), = world.messenger.updated
    assert ("203.0.113.7" in texts(report.card), "203.0.x.x" in texts(report.card)) == (whole, not whole)


async def test_the_picked_room_runs_where_the_question_stood(world: World) -> None:
    answer = await choose(world, LIMMAT.address)
    run = world.runs.only()
    assert (run.rooms, run.card_id, run.state) == ((LIMMAT,), "card-1", RunState.QUEUED)
    assert "Zurich Limmat" in shown(answer)
    assert not world.dialogs.kept


async def test_what_was_asked_for_besides_is_asked_of_the_picked_room() -> None:
    world = World()
    await Desk(world.services).said(world.said("what-if zurich"))
    (_, question), = world.messenger.posted
    await Desk(world.services).pressed(world.pressed(payloads(question.card)["Check: Zurich Aare"]))
    assert (world.runs.only().rooms, world.runs.only().asked) == ((AARE,), frozenset({Topic.ACCESS}))


async def test_a_second_press_shows_the_run_of_the_first(world: World) -> None:
    (dialog_id,) = world.dialogs.kept
    payload = pack(ContinueDialog(dialog_id, LIMMAT.address, {}))
    for _ in range(2):
        answer = await Desk(world.services).pressed(world.pressed(payload))
        assert "Zurich Limmat" in shown(answer)
    assert len(world.runs.kept) == 1


async def test_a_room_that_was_not_offered_is_refused(world: World) -> None:
    assert "not among those" in shown(await choose(world, "ceo@contoso.com"))
    assert not world.runs.kept


@pytest.mark.parametrize(("words", "room"), [("limmat", LIMMAT), ("Zurich Aare", AARE), (LIMMAT.address, LIMMAT)])
async def test_the_room_can_be_written(world: World, words: str, room: object) -> None:
    assert await Desk(world.services).said(world.said(words)) == ALREADY_ANSWERED
    assert (world.runs.only().rooms, world.runs.only().card_id) == ((room,), "card-1")
    assert not world.dialogs.kept


async def test_another_address_than_those_offered_runs_that_room(world: World) -> None:
    await Desk(world.services).said(world.said("bern@contoso.com"))
    assert world.runs.only().rooms[0].address == "bern@contoso.com"


@pytest.mark.parametrize("words", ["what a nice day", "oslo"])
async def test_other_words_are_no_answer(world: World, words: str) -> None:
    assert "no command" in shown(await Desk(world.services).said(world.said(words)))
    assert world.dialogs.kept
    assert not world.runs.kept


async def test_words_elsewhere_are_no_answer(world: World) -> None:
    assert "no command" in shown(await Desk(world.services).said(world.said("limmat", where=GROUP)))
    assert not world.runs.kept


@pytest.mark.parametrize("words", ["cancel", "Never mind."])
async def test_it_can_be_left_in_words(world: World, words: str) -> None:
    assert "Closed." in shown(await Desk(world.services).said(world.said(words)))
    assert_closed(world)


async def test_it_can_be_left_by_a_press(world: World) -> None:
    answer = await choose(world, "leave")
    assert answer.message
    assert "Closed." in shown(answer)
    assert payloads(answer.message.card) == {}
    assert_closed(world)


async def test_a_card_that_teams_does_not_repaint_is_left_all_the_same(world: World) -> None:
    world.messenger.refusal = GONE
    assert "Closed." in shown(await choose(world, "leave"))
    assert not world.dialogs.kept


async def test_two_presses_at_once_start_one_run(world: World) -> None:
    opened = world.dialogs.only()
    for _ in range(2):
        await DIALOGS["pick_room"].proceed(world.turn(card="card-1"), opened, LIMMAT.address, {}, world.services)
    assert len(world.runs.kept) == 1


async def test_a_colleague_is_told_that_somebody_else_was_asked(world: World) -> None:
    colleague = replace(OPERATOR, id="0a1b2c3d-0000-4000-8000-00000000000b")
    world.policy = Policy(operators=grants_of([OPERATOR.id, colleague.id]))
    payload = pack(ContinueDialog(world.dialogs.only().id, LIMMAT.address, {}))
    answer = await Desk(world.services).pressed(world.pressed(payload, actor=colleague))
    assert "Somebody else was asked" in shown(answer)
    assert not world.runs.kept


async def test_a_press_from_another_conversation_is_refused(world: World) -> None:
    payload = pack(ContinueDialog(world.dialogs.only().id, LIMMAT.address, {}))
    answer = await Desk(world.services).pressed(world.pressed(payload, where=GROUP))
    assert "Somebody else was asked" in shown(answer)
    assert not world.runs.kept


@pytest.mark.parametrize("words", ["limmat", "cancel"])
async def test_who_is_no_operator_any_more_answers_nothing(world: World, words: str) -> None:
    world.policy = Policy()
    await Desk(world.services).said(world.said(words))
    assert not world.runs.kept
    assert world.dialogs.kept


async def test_it_expires(world: World) -> None:
    world.clock.pass_by(timedelta(hours=1, seconds=1))
    assert "no longer open" in shown(await choose(world, LIMMAT.address))
    assert not world.runs.kept


@pytest.fixture
async def upload() -> World:
    """A zip came whose logs do not name the room, so its run waits."""
    world = World()
    await Desk(world.services).uploaded(world.uploaded())
    world.runs.change(world.runs.only().id, state=RunState.WAITING)
    return world


async def test_the_room_of_an_upload_is_filled_in(upload: World) -> None:
    answer = await choose(upload, "name_room", room=" Room-42@contoso.com ")
    run = upload.runs.only()
    assert [room.address for room in run.rooms] == ["room-42@contoso.com"]
    assert "room-42@contoso.com" in shown(answer)
    assert not upload.dialogs.kept


@pytest.mark.parametrize(("filled", "why"), [
    ("", "name one room"), ("a@x.com b@x.com", "name one room"), ("r\u043eom@x.com", "CYRILLIC"), ("oslo", "“oslo”"),
])
async def test_what_cannot_be_a_room_is_asked_again(upload: World, filled: str, why: str) -> None:
    assert why in shown(await choose(upload, "name_room", room=filled))
    assert upload.runs.only().state is RunState.WAITING
    assert upload.dialogs.kept


async def test_a_name_of_several_rooms_narrows_the_question_for_the_upload(upload: World) -> None:
    assert "Zurich Limmat" in shown(await choose(upload, "name_room", room="zurich"))
    await choose(upload, LIMMAT.address)
    assert upload.runs.only().rooms == (LIMMAT,)


async def test_a_zip_still_being_read_says_so(upload: World) -> None:
    upload.runs.change(upload.runs.only().id, state=RunState.QUEUED)
    assert "still reading" in shown(await choose(upload, "name_room", room="a@x.com"))


async def test_a_zip_that_waits_no_more_says_so(upload: World) -> None:
    upload.runs.change(upload.runs.only().id, state=RunState.DONE)
    assert "no longer waits" in shown(await choose(upload, "name_room", room="a@x.com"))


async def test_a_zip_that_needed_no_answer_does_not_keep_others_from_being_heard(upload: World) -> None:
    waiting = upload.runs.only().id
    await Desk(upload.services).uploaded(upload.uploaded())
    finished = next(each for each in upload.runs.kept if each != waiting)
    upload.runs.change(finished, state=RunState.DONE)
    await Desk(upload.services).said(upload.said("room-42@contoso.com"))
    assert [room.address for room in upload.runs.kept[waiting].rooms] == ["room-42@contoso.com"]


async def test_while_a_zip_is_read_the_room_of_a_check_can_be_written(world: World) -> None:
    await Desk(world.services).uploaded(world.uploaded())
    await Desk(world.services).said(world.said("limmat"))
    assert [run.rooms for run in world.runs.kept.values()] == [(), (LIMMAT,)]


async def test_the_question_about_a_zip_can_be_left_in_words_and_its_card_is_closed(upload: World) -> None:
    assert "Closed." in shown(await Desk(upload.services).said(upload.said("cancel")))
    assert_closed(upload)


@pytest.mark.parametrize("words", ["LIMMAT", "zurich.limmat", "Zürich Limmat"])
async def test_case_accents_and_signs_between_words_do_not_count(world: World, words: str) -> None:
    await Desk(world.services).said(world.said(words))
    assert world.runs.only().rooms == (LIMMAT,)
