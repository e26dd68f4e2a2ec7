"""Leads through the manual checks, past those that the last report answers; straight to the end when it is sure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from bot.cards import LEAVE, card_message, guide_card
from bot.cards.text import in_english
from bot.cards.times import span
from bot.commands.check import check
from bot.commands.model import Check
from bot.commands.permission import must
from bot.commands.services import COLLECT_LOGS, GUIDED_FIX, Services, Subject
from bot.ports import OpenDialog
from bot.turns import Answer, Detail, Turn
from bot.words import _
from checks.causes import GUIDES
from checks.model import Report
from dialogs.guide import (
    ARTICLE_ORDER,
    NOT_SURE,
    OUTCOME_OF,
    OUTCOMES,
    SIGN_IN_CODES,
    STEPS,
    SYMPTOM,
    WHERE_CODES_ARE,
    Choice,
)
from dialogs.leaving import leave, wants_out
from dialogs.report_says import also_failed, answered_steps, behind_headline, is_sure, suspected_steps, told_about

_OPEN_FOR = timedelta(hours=24)
_CHECK, _LOGS, _ALL_STEPS = "check", "logs", "all_steps"
_THE_REPORT = "the_report"
"""The end that the report itself says."""

Answers = Mapping[str, str]
"""The choice made at each step, in the order of the steps taken."""


class GuidedFix:
    name = GUIDED_FIX

    async def begin(self, turn: Turn, subject: Subject, services: Services) -> Answer:
        """Ask what goes wrong; when the room's last report is sure of it, say what to do at once."""
        opened = OpenDialog(services.new_id(), self.name, turn.conversation, turn.actor.id, {"room": subject.room},
                            services.clock() + _OPEN_FOR)
        sure = is_sure(await _last_report(opened, services), services.clock())
        opened = _begun(opened, ends=_THE_REPORT if sure else "")
        await services.open_dialogs.keep(opened)
        return await _shown(opened, services)

    async def proceed(self, turn: Turn, opened: OpenDialog, choice: str, fields: Mapping[str, str],
                      services: Services) -> Answer:
        """Take the step that the choice belongs to; a choice of another step only shows the present one again."""
        del fields
        if choice == LEAVE:
            return await leave(turn, opened, services)
        if choice in (_CHECK, _LOGS):
            return await _follow(turn, opened, choice, services)
        step, _dot, chosen = choice.partition(".")
        if choice == _ALL_STEPS:
            opened = _begun(opened, every_step=True)
            await services.open_dialogs.keep(opened)
        elif step == _at(opened) and _choice(step, chosen):
            opened = await _advanced(opened, chosen, services)
        return await _shown(opened, services)

    async def heard(self, turn: Turn, opened: OpenDialog, said: str, services: Services) -> Answer | None:
        return await leave(turn, opened, services) if wants_out(said) else None


def next_step(answers: Answers, suspected: Iterable[str], answered: Iterable[str] = ()) -> str:
    """The step to take after these answers, empty when none is left. ``answered`` are those that need no look.

    First what the report points at, then what the newest answers lead to, then the article's order.
    """
    if SYMPTOM not in answers:
        return SYMPTOM
    led = [step for at, chosen in reversed(list(answers.items())) for step in _leads(at, chosen)]
    past = {*answers, *answered}
    return next((step for step in (*suspected, *led, *ARTICLE_ORDER) if step not in past), "")


def most_steps(answers: Answers, suspected: Iterable[str], answered: Iterable[str] = ()) -> int:
    """How many steps there can be in all, those taken among them."""
    return len({SYMPTOM, *suspected, *ARTICLE_ORDER} - set(answered) | set(answers))


def _choice(step: str, chosen: str) -> Choice | None:
    return next((each for each in STEPS[step].choices if each.id == chosen), None)


def _leads(step: str, chosen: str) -> tuple[str, ...]:
    choice = _choice(step, chosen)
    return choice.leads if choice else ()


def _begun(opened: OpenDialog, *, ends: str = "", every_step: bool = False) -> OpenDialog:
    state = {"room": opened.state["room"], "answers": {}, "at": SYMPTOM, "ends": ends, "every_step": every_step}
    return replace(opened, state=state)


async def _advanced(opened: OpenDialog, chosen: str, services: Services) -> OpenDialog:
    at = _at(opened)
    choice = _choice(at, chosen)
    answers = {**_answers(opened), at: chosen}
    ends = choice.ends if choice else ""
    report = await _last_report(opened, services)
    following = "" if ends else next_step(answers, suspected_steps(report), _answered(opened, report, services))
    state = {**opened.state, "answers": answers, "at": following, "ends": ends or ("" if following else "nothing")}
    later = replace(opened, state=state, expires=services.clock() + _OPEN_FOR)
    await services.open_dialogs.keep(later)
    return later


def _answered(opened: OpenDialog, report: Report | None, services: Services) -> tuple[str, ...]:
    return () if opened.state.get("every_step") else answered_steps(report, services.clock())


async def _shown(opened: OpenDialog, services: Services) -> Answer:
    ends, report = str(opened.state.get("ends", "")), await _last_report(opened, services)
    evidence = await services.details.of(opened.conversation) is Detail.EVIDENCE
    if ends == _THE_REPORT and report is not None and is_sure(report, services.clock()):
        return _remedy(opened, report, evidence=evidence)
    if ends in OUTCOMES:
        return _outcome(opened, ends, report, services)
    return _step(opened, report, services, evidence=evidence)


def _step(opened: OpenDialog, report: Report | None, services: Services, *, evidence: bool) -> Answer:
    step, answers = STEPS[_at(opened)], _answers(opened)
    choices = [(f"{step.id}.{each.id}", _(each.title)) for each in step.choices]
    where = WHERE_CODES_ARE if step.id in SIGN_IN_CODES and not set(SIGN_IN_CODES) & answers.keys() else ()
    most = most_steps(answers, suspected_steps(report), _answered(opened, report, services))
    told = told_about(step.id, report) if evidence else ()
    paragraphs = [*told, *map(_, where), *map(_, step.look)]
    made = guide_card(opened.id, _(step.title), paragraphs, choices, step=len(answers) + 1, of=most)
    return Answer(card_message(made, _(step.title)))


def _remedy(opened: OpenDialog, report: Report, *, evidence: bool) -> Answer:
    """What to do about a cause that the report is sure of."""
    diagnosis = report.diagnosis
    outcome = OUTCOME_OF.get(diagnosis.cause)
    todo = [*map(_, outcome.todo)] if outcome else [in_english(diagnosis.first_step)]
    seen, others = (behind_headline(report), also_failed(report)) if evidence else ((), ())
    paragraphs = [in_english(diagnosis.sentence), *seen, *todo, _wait(diagnosis.recheck_after), *others]
    choices = [(_CHECK, _("Check the room again")), (_ALL_STEPS, _("Go through all steps instead")),
               (_LOGS, _("Collect its logs"))]
    title = _(outcome.title) if outcome else _("What to do")
    return Answer(card_message(guide_card(opened.id, title, paragraphs, choices), title))


def _outcome(opened: OpenDialog, ends: str, report: Report | None, services: Services) -> Answer:
    outcome, room = OUTCOMES[ends], str(opened.state["room"])
    again = [(_CHECK, _("Check the room again"))] if room else []
    logs = [(_LOGS, _("Collect its logs"))]
    spared = _answered(opened, report, services) if ends == "nothing" else ()
    every = [(_ALL_STEPS, _("Go through all steps"))] if spared else []
    choices = logs + again + every if ends == "nothing" else again + logs
    wait = [_wait(GUIDES[outcome.cause].recheck_after)] if outcome.cause else []
    left_out = [_("Left out, since the report answers it: {steps}.", steps=steps)] if (steps := _titles(spared)) else []
    paragraphs, title = [*_left_open(opened), *left_out, *map(_, outcome.todo), *wait], _(outcome.title)
    return Answer(card_message(guide_card(opened.id, title, paragraphs, choices), title))


def _wait(recheck_after: timedelta | None) -> str:
    if not recheck_after:
        return _("Then check the room again.")
    return _("Then check the room again: a change shows in Microsoft's logs after about {span}.",
             span=span(recheck_after))


def _left_open(opened: OpenDialog) -> list[str]:
    """What the person was not sure of, where that can matter."""
    unsure = _titles(step for step, chosen in _answers(opened).items() if chosen == NOT_SURE)
    return [_("Still open: {steps}.", steps=unsure)] if unsure and opened.state["ends"] == "nothing" else []


def _titles(steps: Iterable[str]) -> str:
    return "; ".join(_(STEPS[step].title) for step in steps if step in STEPS)


async def _follow(turn: Turn, opened: OpenDialog, choice: str, services: Services) -> Answer:
    """What the end offers: check the room again, or collect its logs."""
    room = str(opened.state["room"])
    await services.open_dialogs.close(opened.id)
    if choice == _CHECK and room:
        await must(turn, Check((room,)), services)
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
