"""The manual checks, the next step chosen by what was found."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import pack
from bot.commands.model import BeginDialog, ContinueDialog
from bot.desk import Desk
from bot.turns import Answer
from checks.model import Cause, Status
from dialogs.guide import ARTICLE_ORDER, OUTCOMES, STEP_OF, STEPS, SYMPTOM
from dialogs.guided_fix import next_step, suspected_steps
from tests.bot.fakes import AARE, START, World, finding_of, payloads, report_of, texts


@pytest.fixture
def world() -> World:
    return World()


async def begin(world: World, room: str = AARE.address) -> Answer:
    return await Desk(world.services).pressed(world.pressed(pack(BeginDialog("guided_fix", room))))


async def choose(world: World, choice: str) -> Answer:
    (dialog_id,) = world.dialogs.kept
    return await Desk(world.services).pressed(world.pressed(pack(ContinueDialog(dialog_id, choice, {}))))


async def answer_all(world: World, *choices: str) -> str:
    shown = ""
    for choice in choices:
        shown = seen(await choose(world, choice))
    return shown


def seen(answer: Answer) -> str:
    assert answer.message
    return texts(answer.message.card) + answer.message.text


async def test_it_opens_with_the_four_symptoms(world: World) -> None:
    answer = await begin(world)
    assert answer.message
    assert list(payloads(answer.message.card)) == [
        "The console says it cannot sign in", "Scheduled meetings are missing", "The room's name is missing",
        "Meetings show, but cannot be joined", "Leave",
    ]


async def test_without_a_report_it_begins_with_the_heartbeat(world: World) -> None:
    await begin(world)
    assert STEPS["heartbeat"].title in await answer_all(world, "symptom.banner")


@pytest.mark.parametrize(("cause", "step"), STEP_OF.items())
async def test_the_last_report_chooses_the_step_and_says_why(world: World, cause: Cause, step: str) -> None:
    await world.keep_report(cause=cause)
    await begin(world)
    shown = await answer_all(world, "symptom.meetings")
    assert STEPS[step].title in shown
    assert f"The last report points here: The room suffers from {cause.value}." in shown


async def test_a_failed_check_points_too(world: World) -> None:
    await world.keep_report(cause=Cause.UNDETERMINED, findings=(
        finding_of(Cause.LICENCE_MISSING, Status.WARN), finding_of(Cause.MAILBOX_MISSING, summary="No mailbox."),
        finding_of(Cause.MFA_REQUIRED, Status.PASS),
    ))
    await begin(world)
    assert "The last report points here: No mailbox." in await answer_all(world, "symptom.banner")
    assert STEPS["licence"].title in await answer_all(world, "mailbox.no")
    assert STEPS["heartbeat"].title in await answer_all(world, "licence.no")


@pytest.mark.parametrize(("choice", "step"), [("code", "mfa"), ("mailbox", "mailbox"), ("network", "network"),
                                              ("teams", "mfa"), ("not_sure", "mfa")])
async def test_the_heartbeat_chooses_what_follows(world: World, choice: str, step: str) -> None:
    await begin(world)
    assert STEPS[step].title in await answer_all(world, "symptom.banner", f"heartbeat.{choice}")


async def test_yes_ends_with_what_to_do(world: World) -> None:
    await begin(world)
    shown = await answer_all(world, "symptom.banner", "heartbeat.code", "mfa.no", "conditional_access.yes")
    for line in OUTCOMES["conditional_access"].todo:
        assert line in shown


async def test_the_end_checks_the_room_again(world: World) -> None:
    await begin(world)
    await answer_all(world, "symptom.banner", "heartbeat.code", "mfa.yes")
    await choose(world, "check")
    assert [room.address for room in world.runs.only().rooms] == [AARE.address]
    assert not world.dialogs.kept


async def test_nothing_found_names_what_is_open_and_offers_the_logs(world: World) -> None:
    await begin(world)
    await answer_all(world, "symptom.banner", "heartbeat.not_sure", "mfa.not_sure")
    others = [f"{step}.{'failures' if step == 'network' else 'no'}" for step in ARTICLE_ORDER[2:]]
    shown = await answer_all(world, *others)
    assert OUTCOMES["nothing"].title in shown
    assert f"Still open: {STEPS['heartbeat'].title}; {STEPS['mfa'].title}." in shown
    assert "Collect the room's logs" in seen(await choose(world, "logs"))
    assert world.dialogs.only().name == "collect_logs"


async def test_a_button_of_an_earlier_step_changes_nothing(world: World) -> None:
    await begin(world)
    await answer_all(world, "symptom.banner", "heartbeat.code", "mfa.no")
    assert STEPS["conditional_access"].title in await answer_all(world, "mfa.no", "heartbeat.network", "mfa.yes")


@pytest.mark.parametrize("choice", ["heartbeat.nonsense", "nonsense", ".", "account.missing", "symptom"])
async def test_a_choice_that_is_none_shows_the_step_again(world: World, choice: str) -> None:
    await begin(world)
    await answer_all(world, "symptom.banner")
    assert STEPS["heartbeat"].title in await answer_all(world, choice)


async def test_it_can_be_left_at_any_step(world: World) -> None:
    await begin(world)
    await answer_all(world, "symptom.banner")
    assert "no longer wait" in await answer_all(world, "leave")
    assert not world.dialogs.kept


async def test_it_expires_a_day_after_the_last_answer(world: World) -> None:
    await begin(world)
    world.clock.pass_by(timedelta(hours=20))
    await answer_all(world, "symptom.banner")
    world.clock.pass_by(timedelta(hours=20))
    assert STEPS["mfa"].title in await answer_all(world, "heartbeat.code")
    world.clock.pass_by(timedelta(hours=25))
    assert "no longer open" in await answer_all(world, "mfa.yes")


async def test_without_a_room_it_offers_no_check(world: World) -> None:
    await begin(world, "")
    await answer_all(world, "symptom.banner", "heartbeat.code")
    answer = await choose(world, "mfa.yes")
    assert answer.message
    assert list(payloads(answer.message.card)) == ["Collect its logs", "Leave"]


def test_every_step_and_outcome_named_exists() -> None:
    choices = [choice for step in STEPS.values() for choice in step.choices]
    assert {step for choice in choices for step in choice.leads} <= STEPS.keys()
    assert {choice.ends for choice in choices if choice.ends} == OUTCOMES.keys() - {"nothing"}
    assert set(ARTICLE_ORDER) | {SYMPTOM, "account"} == set(STEPS)
    assert set(STEP_OF.values()) <= STEPS.keys()


def test_no_step_has_more_choices_than_a_card_shows() -> None:
    assert all(len(step.choices) <= 5 for step in STEPS.values())


def test_only_causes_without_a_manual_check_have_no_step() -> None:
    assert set(Cause) - STEP_OF.keys() == {
        Cause.HEALTHY, Cause.RECOVERED, Cause.UNDETERMINED, Cause.SIGN_IN_BLOCKED_OTHER,
    }


@given(st.sampled_from(list(Cause)), st.data())
def test_any_answers_come_to_an_end_and_no_step_comes_twice(cause: Cause, data: st.DataObject) -> None:
    suspected = suspected_steps(report_of(AARE, cause, START))
    answers: dict[str, str] = {}
    while step := next_step(answers, suspected):
        assert step not in answers
        answers[step] = data.draw(st.sampled_from([choice.id for choice in STEPS[step].choices]))
    assert set(ARTICLE_ORDER) <= answers.keys()
