"""Answers on the command line: cards drawn as text, or JSON; and the exit status that tells."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict

from rich.console import Console

from bot.cards import Links, doctor_card, report_card, rooms_card
from bot.ports import KeptReport
from bot.progress import Progress, RoomProgress
from bot.setup import Setup
from bot.terminal import draw
from bot.turns import Card
from checks.codec import report_json
from checks.doctor import Examination, Grant, examination_json
from checks.model import Cause, Report

HEALTHY, FAILED, UNJUDGED = 0, 1, 2


def print_reports(reports: Sequence[Report], links: Links, *, as_json: bool) -> int:
    """Print at least one report; the exit status is that of the worst."""
    if as_json:
        documents = [report_json(report) for report in reports]
        _print_json(documents if len(documents) > 1 else documents[0])
    else:
        show(_card(reports, links))
    return _status(report.diagnosis.cause for report in reports)


def print_examination(examination: Examination, setup: Setup, links: Links, *, as_json: bool) -> int:
    """Print how the permissions stand; the exit status says whether one is missing, or could not be told."""
    if as_json:
        _print_json(asdict(setup) | examination_json(examination))
    else:
        show(doctor_card(examination, setup, links=links))
    return FAILED if examination.of(Grant.MISSING) else UNJUDGED if examination.of(Grant.UNKNOWN) else HEALTHY


def show(card: Card) -> None:
    Console().print(draw(card, pressable=False)[0])


def _print_json(document: object) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))


def _card(reports: Sequence[Report], links: Links) -> Card:
    """One report in full; of several a row each."""
    kept = [KeptReport("", "", report) for report in reports]
    if len(kept) == 1:
        return report_card(kept[0], links=links)
    rooms = tuple(RoomProgress(each.report.room, len(each.report.findings), report=each) for each in kept)
    return rooms_card(Progress("", kept[0].report.judged_at, rooms))


def _status(causes: Iterable[Cause]) -> int:
    found = set(causes) - {Cause.HEALTHY, Cause.RECOVERED}
    return HEALTHY if not found else UNJUDGED if found == {Cause.UNDETERMINED} else FAILED
