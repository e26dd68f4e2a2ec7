"""The manual checks, the next step chosen by what was found."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import pack
from bot.commands.model import BeginDialog, ContinueDialog
from bot.desk import Desk
from bot.turns import Answer, Detail
from checks.model import Cause, Confidence, Finding, Severity, Status
from checks.registry import discover
from dialogs.guide import ARTICLE_ORDER, OUTCOME_OF, OUTCOMES, SIGN_IN_CODES, STEP_OF, STEPS, SYMPTOM
from dialogs.guided_fix import most_steps, next_step
from dialogs.report_says import answered_steps, suspected_steps
from tests.bot.fakes import AARE, GROUP, START, World, finding_of, payloads, report_of, texts


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
        "Meetings show, but cannot be joined", "Close",
    ]


async def test_without_a_report_it_begins_with_the_heartbeat(world: World) -> None:
    await begin(world)
    assert STEPS["heartbeat"].title in await answer_all(world, "symptom.banner")


@pytest.mark.parametrize(("cause", "step"), STEP_OF.items())
async def test_the_last_report_chooses_the_step_and_says_why(world: World, cause: Cause, step: str) -> None:
    await world.keep_report(cause=cause, confidence=Confidence.MEDIUM)
    await begin(world)
    shown = await answer_all(world, "symptom.meetings")
    assert STEPS[step].title in shown
    assert f"Roomcheck's last report says: The room suffers from {cause.value}." in shown


async def test_a_failed_check_points_too(world: World) -> None:
    await world.keep_report(cause=Cause.UNDETERMINED, findings=(
        finding_of(Cause.LICENCE_MISSING, Status.WARN), finding_of(Cause.MAILBOX_MISSING, summary="No mailbox."),
        finding_of(Cause.MFA_REQUIRED, Status.PASS),
    ))
    await begin(world)
    assert "Roomcheck saw: No mailbox." in await answer_all(world, "symptom.banner")
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
    answer = await choose(world, "leave")
    assert answer.message
    assert payloads(answer.message.card) == {}
    assert "Closed." in seen(answer)
    assert not world.dialogs.kept


async def test_leaving_uncovers_the_report_that_it_was_opened_from(world: World) -> None:
    await world.keep_report()
    await begin(world)
    answer = await choose(world, "leave")
    assert answer.message
    assert "How to fix" in payloads(answer.message.card)
    assert world.messenger.updated == []


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
    assert list(payloads(answer.message.card)) == ["Collect its logs", "Close"]


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


@given(st.sampled_from(list(Cause)), st.sets(st.sampled_from(ARTICLE_ORDER)), st.data())
def test_any_answers_come_to_an_end_and_no_step_comes_twice(cause: Cause, passed: set[str],
                                                            data: st.DataObject) -> None:
    suspected = suspected_steps(report_of(AARE, cause, START))
    spared = passed - set(suspected)
    answers: dict[str, str] = {}
    most = most_steps(answers, suspected, spared)
    while step := next_step(answers, suspected, spared):
        assert step not in answers
        answers[step] = data.draw(st.sampled_from([choice.id for choice in STEPS[step].choices]))
        assert most_steps(answers, suspected, spared) == most
    assert len(answers) == most
    assert answers.keys() == {SYMPTOM, *ARTICLE_ORDER, *suspected} - spared


def judged(check: str, status: Status, summary: str = "", cause: Cause | None = None) -> Finding:
    return Finding(check, check, Severity.HIGH, status, summary, cause=cause)


MFA_FOUND = judged("sign_in.mfa", Status.FAIL, "8 sign-ins were stopped.", Cause.MFA_REQUIRED)


@pytest.mark.parametrize("cause", sorted(set(Cause) - {Cause.HEALTHY, Cause.RECOVERED, Cause.UNDETERMINED}))
async def test_a_report_that_is_sure_opens_at_what_to_do(world: World, cause: Cause) -> None:
    await world.keep_report(cause=cause, findings=(judged("sign_in.x", Status.FAIL, "Seen 8 times.", cause),))
    answer = await begin(world)
    assert answer.message
    shown = seen(answer)
    assert "Roomcheck saw: Seen 8 times." in shown
    for line in OUTCOME_OF[cause].todo if cause in OUTCOME_OF else ("Exclude the room.",):
        assert line in shown
    assert list(payloads(answer.message.card)) == [
        "Check the room again", "Go through all steps instead", "Collect its logs", "Close"]


async def test_all_steps_can_be_gone_through_instead(world: World) -> None:
    await world.keep_report(findings=(MFA_FOUND, judged("mailbox.found", Status.PASS, "There is one.")))
    await begin(world)
    assert "Step 1 of at most 9" in await answer_all(world, "all_steps")
    shown = await answer_all(world, "symptom.banner")
    assert STEPS["mfa"].title in shown
    assert "Roomcheck saw: 8 sign-ins were stopped." in shown
    assert "Roomcheck saw: There is one." in await answer_all(
        world, "mfa.no", "heartbeat.mailbox")


async def test_a_group_that_sees_no_evidence_is_guided_without_it(world: World) -> None:
    also = judged("mailbox.found", Status.FAIL, "No mailbox.", Cause.MAILBOX_MISSING)
    await world.keep_report(findings=(MFA_FOUND, also))
    desk, asked = Desk(world.services), pack(BeginDialog("guided_fix", AARE.address))
    for detail, told in ((Detail.CAUSE, False), (Detail.EVIDENCE, True)):
        await world.details.set(GROUP, detail, "", START)
        shown = seen(await desk.pressed(world.pressed(asked, where=GROUP)))
        assert OUTCOME_OF[Cause.MFA_REQUIRED].todo[0] in shown
        assert ("8 sign-ins were stopped." in shown, "No mailbox." in shown) == (told, told)
        opened = list(world.dialogs.kept)[-1]
        for choice in ("all_steps", "symptom.banner"):
            shown = seen(await desk.pressed(world.pressed(pack(ContinueDialog(opened, choice, {})), where=GROUP)))
        assert STEPS["mfa"].title in shown
        assert ("8 sign-ins were stopped." in shown) is told


async def test_the_remedy_says_what_it_does_not_mend_and_how_long_it_takes(world: World) -> None:
    kept = await world.keep_report(findings=(MFA_FOUND, judged("mailbox.found", Status.FAIL, "No mailbox.",
                                                               Cause.MAILBOX_MISSING)))
    diagnosis = replace(kept.report.diagnosis, recheck_after=timedelta(hours=2))
    await world.reports.keep(kept.id, kept.run_id, replace(kept.report, diagnosis=diagnosis))
    shown = seen(await begin(world))
    assert "Also failed, and not mended by this: No mailbox." in shown
    assert shown.count("after about") == 1
    assert "after about 2 hours" in shown


@pytest.mark.parametrize("confidence", [Confidence.MEDIUM, Confidence.LOW])
async def test_a_report_that_is_not_sure_is_asked_about(world: World, confidence: Confidence) -> None:
    await world.keep_report(confidence=confidence)
    assert STEPS[SYMPTOM].title in seen(await begin(world))


async def test_an_old_report_is_not_sure_and_answers_nothing(world: World) -> None:
    await world.keep_report(findings=(judged("device.heartbeat", Status.PASS, "Well."),))
    world.clock.pass_by(timedelta(hours=24, seconds=1))
    assert STEPS[SYMPTOM].title in seen(await begin(world))
    await answer_all(world, "symptom.banner")
    assert STEPS["heartbeat"].title in await answer_all(world, "mfa.no")


async def test_what_the_report_answers_is_not_asked(world: World) -> None:
    passed = tuple(judged(check, Status.PASS) for check in ("sign_in.mfa", "access.conditional_access",
                                                            "device.compliant", "mailbox.found"))
    heartbeat = judged("device.heartbeat", Status.FAIL, "Exchange says GeneralError.")
    await world.keep_report(cause=Cause.UNDETERMINED, findings=(heartbeat, *passed))
    assert "Step 1 of at most 5" in seen(await begin(world))
    shown = await answer_all(world, "symptom.meetings")
    assert STEPS["password_expired"].title in shown
    assert "Step 2 of at most 5" in shown
    end = await answer_all(world, "password_expired.no", "wrong_credentials.no", "network.not_sure", "licence.no")
    assert OUTCOMES["nothing"].title in end
    assert f"Left out, since the report answers it: {STEPS['heartbeat'].title};" in end
    assert "Step 1 of at most 9" in await answer_all(world, "all_steps")


def test_a_step_is_answered_only_when_each_of_its_checks_passed() -> None:
    one = judged("access.conditional_access", Status.PASS)
    for other in (Status.SKIPPED, Status.ERROR, Status.WARN, Status.FAIL):
        findings = (one, judged("device.compliant", other))
        assert answered_steps(report_of(AARE, Cause.UNDETERMINED, START, findings), START) == ()
    assert answered_steps(report_of(AARE, Cause.UNDETERMINED, START, (one,)), START) == ()


async def test_where_codes_are_found_is_said_once(world: World) -> None:
    await begin(world)
    first = await answer_all(world, "symptom.banner", "heartbeat.code")
    assert "Event Viewer" in first
    for before in SIGN_IN_CODES[:-1]:
        assert "Event Viewer" not in await answer_all(world, f"{before}.no")


def test_what_a_step_rests_on_are_checks_of_the_catalogue() -> None:
    assert {check for step in STEPS.values() for check in step.checks} <= discover().keys()
