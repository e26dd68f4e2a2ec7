"""What a conversation sees that is shown the cause alone: the headline, what to do, and nothing that they rest on."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.cards import fix_card, progress_card, report_card, rooms_card
from bot.cards.alert import alert_card
from bot.cards.fleet import fleet_card
from bot.cards.parts import walk
from bot.commands.model import ShowEvidence, ShowTicket
from bot.ports import KeptReport
from bot.progress import Progress, RoomProgress
from bot.turns import Card, Detail
from checks.model import Confidence, Finding
from tests.bot.cards.fleet_samples import COUNTS, SWEEP, alert
from tests.bot.cards.samples import (
    IN_TROUBLE,
    MAILBOX,
    MFA,
    MFA_REQUIRED,
    NOW,
    PASSED,
    ROOM,
    dated,
    failing,
    failing_twice,
    full,
    healthy,
    kept,
    recovered,
    running,
    unasked,
    undetermined,
)
from tests.bot.cards.test_report import folds, pressed, shown

REPORTS = {
    "failing": failing(), "twice": failing_twice(), "healthy": healthy(), "recovered": recovered(),
    "undetermined": undetermined(), "unasked": unasked(), "full": full(), "with a timeline": dated(IN_TROUBLE),
}


def evidence(findings: tuple[Finding, ...]) -> Iterator[str]:
    """Every text that is evidence: which check found what, in which record."""
    for finding in findings:
        yield from (finding.title, finding.summary)
        for cite in finding.citations:
            yield from filter(None, (cite.locator, cite.quote, cite.correlation_id, cite.request_id))
        for gap in finding.gaps:
            yield gap.detail


def told(card: Card, report: KeptReport) -> list[str]:
    """The evidence of a report that its card tells."""
    said = "\n".join(shown(card))
    return [each for each in dict.fromkeys(evidence(report.report.findings)) if each and each in said]


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_a_report_tells_the_cause_and_the_first_step_and_no_evidence(report: KeptReport) -> None:
    card, whole = report_card(report, detail=Detail.CAUSE), report_card(report)
    diagnosis = report.report.diagnosis
    assert told(whole, report)
    assert not told(card, report)
    assert diagnosis.sentence in shown(card)
    assert not diagnosis.first_step or diagnosis.first_step in shown(card)
    assert diagnosis.why not in shown(card)
    assert folds(card) == ["More to do"]
    assert not [each for each in walk(card) if each.get("type") == "Image"]
    assert pressed(card) == pressed(whole)
    assert f"report {report.report.room.address}" in "\n".join(shown(card))


def test_it_tells_since_when_and_how_sure() -> None:
    said = shown(report_card(failing(), detail=Detail.CAUSE))
    assert "Since Fri 20 Nov 2026, 09:14 UTC (2 days); last seen Sun 22 Nov, 15:11" in said
    assert "How sure: certain" in said
    guess = kept(replace(MFA_REQUIRED, confidence=Confidence.LOW), MFA)
    assert "How sure: only suggested" in shown(report_card(guess, detail=Detail.CAUSE))


def test_evidence_and_ticket_stay_within_reach() -> None:
    commands = pressed(report_card(failing(), detail=Detail.CAUSE))
    assert ShowEvidence("r-1") in commands
    assert ShowTicket("r-1") in commands


def test_a_run_tells_how_far_it_is_and_not_what_it_found() -> None:
    going_on = running(*PASSED, MFA)
    card, whole = progress_card(going_on, detail=Detail.CAUSE), progress_card(going_on)
    assert "7 of 22 checks judged" in shown(card)
    assert "the sign-ins of the last 7 days" in shown(card)
    assert MFA.summary in shown(whole)
    assert not told(card, kept(MFA_REQUIRED, MFA, *PASSED))
    assert not folds(card)


def test_a_run_that_is_done_is_drawn_as_its_report() -> None:
    done = Progress("run-1", NOW, (RoomProgress(ROOM, 22, report=failing()),))
    assert progress_card(done, detail=Detail.CAUSE) == report_card(failing(), detail=Detail.CAUSE)


def test_how_to_fix_tells_what_to_do_and_cites_nothing() -> None:
    report = failing_twice()
    card = fix_card(report, detail=Detail.CAUSE)
    assert told(fix_card(report), report)
    assert not told(card, report)
    assert MFA_REQUIRED.first_step in shown(card)
    assert any(line.startswith("Room mailbox missing: ") for line in shown(card))
    assert "Text for Identity team" in folds(fix_card(report))
    assert folds(card) == ["PowerShell commands", "Microsoft's pages"]


@pytest.mark.parametrize("card", [
    alert_card(alert(), failing()), alert_card(alert(), failing(), language="de"),
    alert_card(alert(), failing_twice(), recovered=replace(alert(), before=alert().after)),
    rooms_card(Progress("run-1", NOW, (RoomProgress(ROOM, 22, report=failing()),
                                       RoomProgress(ROOM, 22, findings=(MFA, MAILBOX), looking_at="the mailbox")))),
    fleet_card(SWEEP, COUNTS),
], ids=["alert", "alert in German", "alert that is over", "rooms", "fleet"])
def test_cards_that_are_alike_at_every_level_hold_no_evidence(card: Card) -> None:
    assert not told(card, failing_twice())
    assert not told(card, failing())
