"""What Conditional Access would decide about a sign-in of the room, by Microsoft's own What If."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from datetime import datetime

from checks.collector import CannotCollect
from checks.facts.access_forecast import AccessForecast, Evaluation, ForecastPolicy
from checks.facts.base import Facts
from checks.facts.room_apps import ROOM_RESOURCES
from checks.model import Citation, GapReason, Room
from checks.sources.graph import what_if
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, child, text, texts
from checks.sources.graph.known_account import object_id
from checks.sources.graph.pacing import CONDITIONAL_ACCESS
from checks.sources.graph.refusals import Call, listed, unreadable

SOURCE = "graph.access_forecast"
PERMISSION = "Policy.Read.ConditionalAccess"
_PLACE = "identity/conditionalAccess/evaluate"
_CALL = Call(AccessForecast.title, PERMISSION, CONDITIONAL_ACCESS)
_UNKNOWN = "notEnoughInformation"
_FOR_EVERY_QUESTION = frozenset({GapReason.NO_PERMISSION, GapReason.NOT_LICENSED})
_NAME = re.compile(r"[A-Za-z]{1,60}")
_BEYOND_BUILT_IN = ("authenticationStrength", "termsOfUse", "customAuthenticationFactors")
_TOGETHER = 2
_Answer = tuple[datetime, Evaluation]
_Outcome = _Answer | CannotCollect


async def access_forecast(client: GraphClient, clock: Callable[[], datetime], _room: Room,
                          known: Facts) -> AccessForecast:
    """The answers that could be had. Raises :class:`~checks.collector.CannotCollect` when there was none."""
    user, told, anew = object_id(known), what_if.circumstances(known), what_if.wanted_anew(known)
    questions = what_if.questions(known)

    def ask(question: what_if.Question) -> Awaitable[_Outcome]:
        return _tried(_kept(client, clock, user, question, told, anew=anew))

    # Beside a refusal the two questions are one round; many are put in turn, since one answer may settle them all.
    together = len(questions) <= _TOGETHER
    outcomes = await (asyncio.gather(*map(ask, questions)) if together else _in_turn(ask, questions))
    answers = [each for each in outcomes if not isinstance(each, CannotCollect)]
    if not answers:
        raise next(each for each in outcomes if isinstance(each, CannotCollect))
    return AccessForecast(min(at for at, _each in answers), Citation(SOURCE, _PLACE),
                          tuple(evaluation for _at, evaluation in answers))


async def _in_turn(ask: Callable[[what_if.Question], Awaitable[_Outcome]],
                   questions: Iterable[what_if.Question]) -> list[_Outcome]:
    """Every outcome, up to one that all further questions would share."""
    outcomes: list[_Outcome] = []
    for question in questions:
        outcomes.append(await ask(question))
        if isinstance(outcomes[-1], CannotCollect) and outcomes[-1].reason in _FOR_EVERY_QUESTION:
            break
    return outcomes


async def _tried(asked: Awaitable[_Answer]) -> _Outcome:
    try:
        return await asked
    except CannotCollect as refusal:
        return refusal


async def _kept(client: GraphClient, clock: Callable[[], datetime], user: str, question: what_if.Question,
                told: what_if.Circumstances, *, anew: bool) -> _Answer:
    async def ask() -> _Answer:
        document = await client.post(f"/{_PLACE}", what_if.body(user, question, told), _CALL)
        policies = tuple(policy for policy in map(_policy, _whole(document)) if _matters(policy))
        return clock(), Evaluation(question.platform, ROOM_RESOURCES[question.app_id], policies, question.flow)

    return await client.kept.get((SOURCE, user, question, told), ask, anew=anew)


def _whole(document: Json) -> tuple[Json, ...]:
    """Every policy. What is not read must not pass for a policy that does not apply: then nothing is known at all."""
    records = listed(document, _CALL)
    if "@odata.nextLink" in document or not all(isinstance(each.get("policyApplies"), bool) for each in records):
        raise unreadable(_CALL)
    return records


def _matters(policy: ForecastPolicy) -> bool:
    return policy.state != "disabled" and (policy.applies or _UNKNOWN in policy.reasons)


def _policy(record: Json) -> ForecastPolicy:
    grants = child(record, "grantControls")
    return ForecastPolicy(text(record, "id").lower(), text(record, "displayName"), text(record, "state"),
                          record.get("policyApplies") is True, _reasons(record), _grant_controls(grants),
                          tuple(_session_controls(child(record, "sessionControls"))), text(grants, "operator").upper())


def _reasons(record: Json) -> tuple[str, ...]:
    """Graph writes the reasons into one string, with commas between them."""
    told = [*texts(record, "analysisReasons"), *text(record, "analysisReasons").split(",")]
    return tuple(reason.strip() for reason in told if reason.strip() not in {"", "notSet"})


def _grant_controls(grants: Json) -> tuple[str, ...]:
    return (*texts(grants, "builtInControls"), *(name for name in _BEYOND_BUILT_IN if grants.get(name)))


def _session_controls(controls: Json) -> Iterator[str]:
    """The controls that are on: those that are true, or that are there and do not say that they are off."""
    for name, value in controls.items():
        on = value is True or (isinstance(value, dict) and value.get("isEnabled", True) is True)
        if on and _NAME.fullmatch(name):
            mode = text(value, "mode") if name == "continuousAccessEvaluation" and isinstance(value, dict) else ""
            yield f"{name}:{mode}" if mode else name
