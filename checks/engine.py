"""Collects each fact once, judges every check when its facts have settled, and tells observers as it goes."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from checks.collector import NOTHING, CannotCollect, Collector, Evidence, answer, gap_of, not_wanted
from checks.facts.account import Account
from checks.facts.base import NEVER, Fact, Facts
from checks.facts.remembered import remembered
from checks.model import Finding, Gap, GapReason, Room, Status, Verdict, not_applicable, not_judged
from checks.registry import Catalogue, Check, Need

log = logging.getLogger(__name__)

_NO_ACCOUNT = "Nothing else was asked, since there is no account."


@dataclass(frozen=True, slots=True)
class Collecting:
    """A source is being asked for a fact."""

    fact: type[Fact]
    source: str


@dataclass(frozen=True, slots=True)
class Collected:
    fact: type[Fact]
    source: str


@dataclass(frozen=True, slots=True)
class Missed:
    """A source could not give its fact."""

    gap: Gap


@dataclass(frozen=True, slots=True)
class Judged:
    finding: Finding


RunEvent = Collecting | Collected | Missed | Judged
Observer = Callable[[RunEvent], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run leaves: one finding per check, and what was newly collected."""

    findings: tuple[Finding, ...]
    collected: Evidence
    evidence: Evidence


async def run(room: Room, collectors: Sequence[Collector], catalogue: Catalogue, *, known: Evidence = NOTHING,
              observe: Observer = lambda _event: None, now: datetime = NEVER) -> Outcome:
    """Collect what the collectors offer, join it with what is known, and judge every check.

    ``now`` is when the run began: what was known before is not taken for the present, even where no source answers.
    A collector that fails, or a check that raises, costs only itself. The findings come in the catalogue's order.
    """
    case = _Case(room, collectors, known, observe, now)
    async with asyncio.TaskGroup() as group:
        for collector in collectors:
            group.create_task(case.collect(collector))
        judging = [group.create_task(case.judge(check)) for check in catalogue.values()]
    collected = Evidence(Facts(case.collected), tuple(case.gaps))
    return Outcome(tuple(task.result() for task in judging), collected, known.joined(collected))


def judge(catalogue: Catalogue, evidence: Evidence, now: datetime = NEVER) -> tuple[Finding, ...]:
    """One finding per check on evidence that is already complete; ``now`` as in :func:`run`."""
    return tuple(find(check, evidence, now) for check in catalogue.values())


class _Case:
    """One run's state: which facts have settled, and what came of them."""

    def __init__(self, room: Room, collectors: Sequence[Collector], known: Evidence, observe: Observer,
                 now: datetime) -> None:
        self.room, self.known, self.observe, self.now = room, known, observe, now
        self.collected: list[Fact] = []
        self.gaps: list[Gap] = []
        self._open = _counted(collector.fact for collector in collectors)
        self._settled = {fact: asyncio.Event() for fact in self._open}

    async def collect(self, collector: Collector) -> None:
        await self._settle(collector.needs)
        try:
            self.collected.append(await answer(collector, self._fact_of(collector)))
            self.observe(Collected(collector.fact, collector.source))
        except CannotCollect as why:
            self._miss(collector, why)
        finally:
            self._close(collector.fact)

    async def judge(self, check: Check) -> Finding:
        await self._settle((Account, *(need.fact for need in check.needs)))
        finding = find(check, self.known.joined(Evidence(Facts(self.collected), tuple(self.gaps))), self.now)
        self.observe(Judged(finding))
        return finding

    async def _fact_of(self, collector: Collector) -> Fact:
        known = self.known.facts.adding(*self.collected)
        if not collector.when(known):
            raise not_wanted(collector)
        self.observe(Collecting(collector.fact, collector.source))
        return await collector.collect(self.room, known)

    def _miss(self, collector: Collector, why: CannotCollect) -> None:
        gap = gap_of(collector, why)
        self.gaps.append(gap)
        self.observe(Missed(gap))

    def _close(self, fact: type[Fact]) -> None:
        self._open[fact] -= 1
        if not self._open[fact]:
            self._settled[fact].set()

    async def _settle(self, facts: Iterable[type[Fact]]) -> None:
        for fact in facts:
            if fact in self._settled:
                await self._settled[fact].wait()


def _counted(facts: Iterable[type[Fact]]) -> dict[type[Fact], int]:
    counts: dict[type[Fact], int] = {}
    for fact in facts:
        counts[fact] = counts.get(fact, 0) + 1
    return counts


def find(check: Check, evidence: Evidence, now: datetime = NEVER) -> Finding:
    """One check's finding: its verdict, or SKIPPED with the gaps, or ERROR when it raises.

    The present is the latest moment that the evidence could see, or ``now`` when that is later.
    """
    begun = time.perf_counter()
    facts = evidence.facts
    able = check.can_judge(facts)
    wanting = check.needs if able else _wanting(check, facts)
    missed = tuple(gap for need in wanting for gap in _gaps_of(need.fact, evidence))
    verdict = _verdict(check, facts, max(now, facts.now)) if able else _skipped(wanting)
    if verdict.applies and verdict.status is Status.SKIPPED and _stopped_at_account(check, evidence, missed):
        verdict = not_applicable(_NO_ACCOUNT)
    gaps = missed if verdict.applies else ()
    took = timedelta(seconds=time.perf_counter() - begun)
    return Finding(check.id, check.title, check.severity, verdict.status, verdict.summary, verdict.citations, gaps,
                   verdict.next_steps, verdict.cause, verdict.since, verdict.latest, verdict.confidence, took)


def _wanting(check: Check, facts: Facts) -> tuple[Need, ...]:
    """The needs that alone keep a check from judging."""
    missing = tuple(need for need in check.needs if need.required and need.fact not in facts)
    return missing or tuple(need for need in check.needs if not need.beside)


def _gaps_of(fact: type[Fact], evidence: Evidence) -> tuple[Gap, ...]:
    told = _by_title(evidence).get(fact.title, ())
    if told or fact in evidence.facts or not fact.is_evidence or _has_no_account(evidence):
        return told
    return (Gap(fact.title, "", GapReason.NOT_OFFERED, fact.holder.unasked, fact.holder.remedy),)


@remembered
def _by_title(evidence: Evidence) -> Mapping[str, tuple[Gap, ...]]:
    found: dict[str, tuple[Gap, ...]] = {}
    for gap in evidence.gaps:
        found[gap.fact] = (*found.get(gap.fact, ()), gap)
    return found


def _stopped_at_account(check: Check, evidence: Evidence, missed: Sequence[Gap]) -> bool:
    """Whether what is missing was not asked for, since there is no account."""
    wanting = bool(missed) or not check.can_judge(evidence.facts)
    return wanting and _has_no_account(evidence) and all(gap.reason is GapReason.NOT_REQUESTED for gap in missed)


def _has_no_account(evidence: Evidence) -> bool:
    """Whether the directory has no such account, so that no other source need be asked."""
    return Account in evidence.facts and not evidence.facts[Account].found


def _verdict(check: Check, facts: Facts, now: datetime) -> Verdict:
    try:
        return check(facts, now)
    except Exception as wrong:
        log.exception("check %s raised", check.id)
        return Verdict(Status.ERROR, f"This check itself failed ({type(wrong).__name__}); the others stand.")


def _skipped(wanting: Sequence[Need]) -> Verdict:
    names = [need.fact.title for need in wanting]
    if any(need.required for need in wanting):
        return not_judged(f"Needs {' and '.join(names)}.")
    return not_judged(f"Needs {'one of: ' if len(names) > 1 else ''}{', '.join(names)}.")
