"""Leads through the manual checks: first what goes wrong in the room, then what the last report points at."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.cards import LEAVE, card_message, guide_card
from bot.commands.check import check
from bot.commands.model import Check
from bot.commands.services import COLLECT_LOGS, GUIDED_FIX, Services, Subject
from bot.ports import OpenDialog
from bot.turns import Answer, Turn
from checks.model import Cause, Report, Status
from dialogs.guide import ARTICLE_ORDER, NOT_SURE, OUTCOMES, STEP_OF, STEPS, SYMPTOM, Choice
from dialogs.leaving import leave, wants_out

_OPEN_FOR = timedelta(hours=24)
_CHECK, _LOGS = "check", "logs"
_WRONG = (Status.FAIL, Status.WARN)

Answers = Mapping[str, str]
"""The choice made at each step, in the order of the steps taken."""


class GuidedFix:
    name = GUIDED_FIX

    async def begin(self, turn: Turn, subject: Subject, services: Services) -> Answer:
        state = {"room": subject.room, "answers": {}, "at": SYMPTOM}
        opened = OpenDialog(services.new_id(), self.name, turn.conversation, turn.actor.id, state,
                            services.clock() + _OPEN_FOR, turn.card_id)
        await services.open_dialogs.keep(opened)
        return await _shown(opened, services)

    async def proceed(self, turn: Turn, opened: OpenDialog, choice: str, fields: Mapping[str, str],
                      services: Services) -> Answer:
        """Take the step that the choice belongs to; a choice of another step only shows the present one again."""
        del fields
        if choice == LEAVE:
            return await leave(opened, services)
        if choice in (_CHECK, _LOGS):
            return await _follow(turn, opened, choice, services)
        step, _, chosen = choice.partition(".")
        if step == _at(opened) and _choice(step, chosen):
            opened = await _advanced(opened, chosen, services)
        return await _shown(opened, services)

    async def heard(self, turn: Turn, opened: OpenDialog, said: str, services: Services) -> Answer | None:
        del turn
        return await leave(opened, services) if wants_out(said) else None


def next_step(answers: Answers, suspected: tuple[str, ...]) -> str:
    """The step to take after these answers, empty when none is left.

    First what the report points at, then what the newest answers lead to, then the article's order.
    """
    if SYMPTOM not in answers:
        return SYMPTOM
    led = [step for at, chosen in reversed(list(answers.items())) for step in _leads(at, chosen)]
    return next((step for step in (*suspected, *led, *ARTICLE_ORDER) if step not in answers), "")


def suspected_steps(report: Report | None) -> tuple[str, ...]:
    """The steps that confirm what a report found: its headline first, then the failed checks, then the warnings."""
    if report is None:
        return ()
    found = [each.cause for status in _WRONG for each in report.findings if each.status is status and each.cause]
    return tuple(dict.fromkeys(STEP_OF[cause] for cause in (report.diagnosis.cause, *found) if cause in STEP_OF))


def _choice(step: str, chosen: str) -> Choice | None:
    return next((each for each in STEPS[step].choices if each.id == chosen), None)


def _leads(step: str, chosen: str) -> tuple[str, ...]:
    choice = _choice(step, chosen)
    return choice.leads if choice else ()


async def _advanced(opened: OpenDialog, chosen: str, services: Services) -> OpenDialog:
    at = _at(opened)
    choice = _choice(at, chosen)
    answers = {**_answers(opened), at: chosen}
    ends = choice.ends if choice else ""
    following = "" if ends else next_step(answers, suspected_steps(await _last_report(opened, services)))
    state = {**opened.state, "answers": answers, "at": following, "ends": ends or ("" if following else "nothing")}
    later = replace(opened, state=state, expires=services.clock() + _OPEN_FOR)
    await services.open_dialogs.keep(later)
    return later


async def _shown(opened: OpenDialog, services: Services) -> Answer:
    ends = str(opened.state.get("ends", ""))
    return _outcome(opened, ends) if ends in OUTCOMES else await _step(opened, services)


async def _step(opened: OpenDialog, services: Services) -> Answer:
    step = STEPS[_at(opened)]
    choices = [(f"{step.id}.{each.id}", each.title) for each in step.choices]
    pointed = _pointing(step.id, await _last_report(opened, services))
    taken = len(_answers(opened)) + 1
    made = guide_card(opened.id, step.title, [*pointed, *step.look], choices, step=taken,
                      of=max(len(ARTICLE_ORDER) + 1, taken))
    return Answer(card_message(made, step.title))


def _pointing(step: str, report: Report | None) -> list[str]:
    """Why the last report leads to this step, in its own words."""
    if report is None or step not in suspected_steps(report):
        return []
    if _points(report.diagnosis.cause, step):
        return [f"The last report points here: {report.diagnosis.sentence}"]
    found = next(each for each in report.findings if each.status in _WRONG and _points(each.cause, step))
    return [f"The last report points here: {found.summary}"]


def _points(cause: Cause | None, step: str) -> bool:
    return cause is not None and STEP_OF.get(cause) == step


def _outcome(opened: OpenDialog, ends: str) -> Answer:
    outcome, room = OUTCOMES[ends], str(opened.state["room"])
    again = [(_CHECK, "Check the room again")] if room else []
    logs = [(_LOGS, "Collect its logs")]
    choices = logs + again if ends == "nothing" else again + logs
    paragraphs = [*_left_open(opened), *outcome.todo]
    return Answer(card_message(guide_card(opened.id, outcome.title, paragraphs, choices), outcome.title))


def _left_open(opened: OpenDialog) -> list[str]:
    """What the person was not sure of, where that can matter."""
    unsure = [STEPS[step].title for step, chosen in _answers(opened).items() if chosen == NOT_SURE and step in STEPS]
    return [f"Still open: {'; '.join(unsure)}."] if unsure and opened.state["ends"] == "nothing" else []


async def _follow(turn: Turn, opened: OpenDialog, choice: str, services: Services) -> Answer:
    """What the end offers: check the room again, or collect its logs."""
    room = str(opened.state["room"])
    await services.open_dialogs.close(opened.id)
    if choice == _CHECK and room:
        return await check(turn, Check((room,)), services)
    return await services.dialogs[COLLECT_LOGS].begin(turn, Subject(room=room), services)


async def _last_report(opened: OpenDialog, services: Services) -> Report | None:
    room = str(opened.state["room"])
    kept = await services.reports.latest(room) if room else None
    return kept.report if kept else None


def _at(opened: OpenDialog) -> str:
    return str(opened.state["at"])


def _answers(opened: OpenDialog) -> dict[str, str]:
    kept = opened.state["answers"]
    return {str(step): str(chosen) for step, chosen in kept.items()} if isinstance(kept, Mapping) else {}
