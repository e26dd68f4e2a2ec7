"""The engine: every fact once, every check when its facts have settled, and nobody pays for another's failure."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from checks.collector import NOTHING, CannotCollect, Collector, Evidence
from checks.engine import Collected, Collecting, Judged, Missed, Outcome, RunEvent, judge, run
from checks.facts.account import Account
from checks.facts.base import Fact, Facts
from checks.facts.mailbox import Mailbox
from checks.facts.sign_ins import SignIns
from checks.model import GapReason, Room, Severity, Status, Verdict, ok
from checks.registry import Catalogue, Check, Need
from tests.checks.builders import (
    CATALOGUE,
    NOW,
    account,
    attempt,
    gap,
    heartbeats,
    logged,
    mailbox,
    sign_ins,
    success,
    well,
)

ROOM = Room("room-42@contoso.com")
Collect = Callable[[Room, Facts], Awaitable[Fact]]


def giving(fact: Fact) -> Collect:
    async def collect(_room: Room, _known: Facts) -> Fact:
        return fact
    return collect


def raising(wrong: Exception) -> Collect:
    async def collect(_room: Room, _known: Facts) -> Fact:
        raise wrong
    return collect


def check_of(name: str, *needs: Need, does: Callable[..., Verdict] = lambda *_facts: ok("Fine.")) -> Check:
    return Check(name, name, "Doc.", Severity.LOW, needs, does)


def catalogue(*checks: Check) -> Catalogue:
    return {check.id: check for check in checks}


NEEDS_ACCOUNT = check_of("a.account", Need(Account, required=True))
NEEDS_MAILBOX = check_of("a.mailbox", Need(Mailbox, required=True))
MAY_READ_BOTH = check_of("a.both", Need(Account, required=False), Need(Mailbox, required=False))


def status_of(outcome: Outcome, check: str) -> Status:
    return next(finding.status for finding in outcome.findings if finding.id == check)


async def test_every_check_is_judged_on_what_was_collected() -> None:
    outcome = await run(ROOM, [Collector(Account, "s", giving(account()))], catalogue(NEEDS_ACCOUNT, NEEDS_MAILBOX))
    assert [finding.id for finding in outcome.findings] == ["a.account", "a.mailbox"]
    assert status_of(outcome, "a.account") is Status.PASS
    assert status_of(outcome, "a.mailbox") is Status.SKIPPED
    assert outcome.collected.facts[Account] == account()


async def test_a_missing_fact_says_what_would_bring_it() -> None:
    outcome = await run(ROOM, [], catalogue(NEEDS_MAILBOX, MAY_READ_BOTH))
    alone, both = outcome.findings
    assert alone.summary == "Needs the room mailbox."
    assert [(told.reason, told.remedy) for told in alone.gaps] == [(GapReason.NOT_OFFERED, Mailbox.holder.remedy)]
    assert both.summary == "Needs one of: the room's account, the room mailbox."


async def test_an_optional_fact_may_be_missing_and_its_gap_shows() -> None:
    refused = raising(CannotCollect(GapReason.NO_PERMISSION, "No.", "Grant it."))
    outcome = await run(ROOM, [Collector(Account, "s", giving(account())), Collector(Mailbox, "m", refused)],
                        catalogue(MAY_READ_BOTH))
    finding, = outcome.findings
    assert finding.status is Status.PASS
    assert [(told.fact, told.source, told.reason) for told in finding.gaps] == [
        (Mailbox.title, "m", GapReason.NO_PERMISSION)]


async def test_a_collector_that_raises_costs_only_itself() -> None:
    outcome = await run(ROOM, [Collector(Mailbox, "m", raising(ZeroDivisionError("secret"))),
                               Collector(Account, "s", giving(account()))], catalogue(NEEDS_ACCOUNT, NEEDS_MAILBOX))
    assert status_of(outcome, "a.account") is Status.PASS
    told, = outcome.collected.gaps
    assert told.reason is GapReason.FAILED
    assert "secret" not in told.detail


async def test_a_collector_that_hangs_is_given_up() -> None:
    async def never(_room: Room, _known: Facts) -> Fact:
        await asyncio.Event().wait()
        raise AssertionError

    outcome = await run(ROOM, [Collector(Account, "s", never, timeout=0.01)], catalogue(NEEDS_ACCOUNT))
    assert [told.reason for told in outcome.collected.gaps] == [GapReason.TIMED_OUT]
    assert status_of(outcome, "a.account") is Status.SKIPPED


def failing(*_facts: Fact) -> Verdict:
    raise ZeroDivisionError("secret")


async def test_a_check_that_raises_costs_only_itself() -> None:
    broken = check_of("a.broken", Need(Account, required=True), does=failing)
    outcome = await run(ROOM, [Collector(Account, "s", giving(account()))], catalogue(broken, NEEDS_ACCOUNT))
    assert status_of(outcome, "a.broken") is Status.ERROR
    assert status_of(outcome, "a.account") is Status.PASS
    assert "secret" not in outcome.findings[0].summary


async def test_a_collector_waits_for_what_it_needs() -> None:
    async def after(_room: Room, known: Facts) -> Fact:
        return mailbox(reachable=known[Account].found)

    first = asyncio.Event()

    async def slow(_room: Room, _known: Facts) -> Fact:
        await first.wait()
        return account()

    def observe(event: RunEvent) -> None:
        if isinstance(event, Collecting) and event.fact is Account:
            first.set()

    outcome = await run(ROOM, [Collector(Mailbox, "m", after, needs=(Account,)), Collector(Account, "s", slow)],
                        catalogue(NEEDS_MAILBOX), observe=observe)
    assert outcome.collected.facts[Mailbox].reachable


async def test_a_collector_that_nobody_asked_for_is_not_run() -> None:
    collector = Collector(Mailbox, "m", raising(AssertionError("it ran")), needs=(Account,),
                          when=lambda known: Account in known)
    outcome = await run(ROOM, [collector], catalogue(NEEDS_MAILBOX))
    assert [told.reason for told in outcome.collected.gaps] == [GapReason.NOT_REQUESTED]


async def test_a_condition_that_raises_costs_only_its_collector() -> None:
    collector = Collector(Mailbox, "m", giving(mailbox()), needs=(Account,),
                          when=lambda known: known[Account].found)
    throttled = Collector(Account, "s", raising(CannotCollect(GapReason.THROTTLED, "Slow.")))
    outcome = await run(ROOM, [collector, throttled], catalogue(NEEDS_MAILBOX))
    assert {told.reason for told in outcome.collected.gaps} == {GapReason.FAILED, GapReason.THROTTLED}


async def test_a_check_waits_for_every_source_of_a_fact() -> None:
    gate = asyncio.Event()

    async def late(_room: Room, _known: Facts) -> Fact:
        await gate.wait()
        return sign_ins(attempt(50126, 1))

    counts: list[int] = []

    def counting(found: SignIns) -> Verdict:
        counts.append(len(found.items))
        return ok("")

    def observe(event: RunEvent) -> None:
        if isinstance(event, Collected) and event.source == "early":
            gate.set()

    collectors = [Collector(SignIns, "early", giving(sign_ins(success(2)))), Collector(SignIns, "late", late)]
    await run(ROOM, collectors, catalogue(check_of("a.b", Need(SignIns, required=True), does=counting)),
              observe=observe)
    assert counts == [2]


async def test_a_check_is_told_as_soon_as_its_own_facts_have_settled() -> None:
    gate, events = asyncio.Event(), []

    async def late(_room: Room, _known: Facts) -> Fact:
        await gate.wait()
        return mailbox()

    def observe(event: RunEvent) -> None:
        events.append(event)
        if isinstance(event, Judged):
            gate.set()

    await asyncio.wait_for(
        run(ROOM, [Collector(Mailbox, "m", late), Collector(Account, "s", giving(account()))],
            catalogue(NEEDS_MAILBOX, NEEDS_ACCOUNT), observe=observe), timeout=5)
    judged_in_order = [event.finding.id for event in events if isinstance(event, Judged)]
    assert judged_in_order == ["a.account", "a.mailbox"]


async def test_events_tell_what_is_asked_what_came_and_what_did_not() -> None:
    events: list[RunEvent] = []
    refused = raising(CannotCollect(GapReason.NO_PERMISSION, "No."))
    await run(ROOM, [Collector(Account, "s", giving(account())), Collector(Mailbox, "m", refused)],
              catalogue(NEEDS_ACCOUNT), observe=events.append)
    of_account = [type(event) for event in events if getattr(event, "source", "") == "s"]
    assert of_account == [Collecting, Collected]
    assert [event.gap.source for event in events if isinstance(event, Missed)] == ["m"]
    assert events.index(Collected(Account, "s")) < next(n for n, event in enumerate(events)
                                                        if isinstance(event, Judged))


async def test_known_evidence_joins_what_is_collected_and_is_not_collected_anew() -> None:
    known = Evidence(Facts([sign_ins(logged(50126, 3))]), (gap(Mailbox),))
    outcome = await run(ROOM, [Collector(SignIns, "s", giving(sign_ins(success(1))))], catalogue(NEEDS_MAILBOX),
                        known=known)
    assert [item.code for item in outcome.evidence.facts[SignIns].items] == [0, 50126]
    assert [item.code for item in outcome.collected.facts[SignIns].items] == [0]
    assert outcome.evidence.gaps == known.gaps
    assert outcome.findings[0].gaps == known.gaps


async def test_a_run_can_be_cancelled() -> None:
    begun = asyncio.Event()

    async def hang(_room: Room, _known: Facts) -> Fact:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    task = asyncio.create_task(run(ROOM, [Collector(Account, "s", hang)], catalogue(NEEDS_ACCOUNT)))
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_judging_needs_no_collectors() -> None:
    finding, = judge(catalogue(NEEDS_ACCOUNT), Evidence(Facts([account()])))
    assert finding.status is Status.PASS
    assert judge(catalogue(NEEDS_ACCOUNT), NOTHING)[0].status is Status.SKIPPED


async def test_what_was_known_before_is_not_the_present_even_where_no_source_answers() -> None:
    last_week = heartbeats(well(120), until=120)
    down = raising(CannotCollect(GapReason.FAILED, "Down."))
    check = {"sign_in.signs_in": CATALOGUE["sign_in.signs_in"]}
    known = Evidence(Facts([last_week]))
    late = await run(ROOM, [Collector(Account, "s", down)], check, known=known, now=NOW)
    assert status_of(late, "sign_in.signs_in") is not Status.PASS
    alone = await run(ROOM, [], check, known=known)
    assert status_of(alone, "sign_in.signs_in") is Status.PASS
