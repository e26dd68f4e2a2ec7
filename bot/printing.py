"""Answers on the command line: cards drawn as text, JSON, a timeline as a file; and the exit status that tells."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.cards import Links, plain, report_card
from bot.cards.wording import look_of
from bot.ports import KeptReport
from bot.terminal import draw
from bot.timeline_svg import timeline_svg
from bot.turns import Card
from checks.codec import report_json
from checks.model import Cause, Report

HEALTHY, FAILED, UNJUDGED = 0, 1, 2
_FINE = frozenset({Cause.HEALTHY, Cause.RECOVERED})
_ORDER = ("bad", "unknown", "fine")


def print_reports(reports: Sequence[Report], links: Links, *, as_json: bool) -> int:
    """Print at least one report; the exit status is that of the worst."""
    if as_json:
        documents = [report_json(report) for report in reports]
        print_json(documents if len(documents) > 1 else documents[0])
    elif len(reports) == 1:
        show(report_card(KeptReport("", "", reports[0]), links=links))
    else:
        Console().print(_listed(reports))
    return _status(report.diagnosis.cause for report in reports)


class NotWrittenError(Exception):
    """A file cannot be written; the message says why."""


def write_timeline(report: Report, computer: str, path: Path) -> None:
    """Draw the report's timeline into the file, or say that it has none. Raises :class:`NotWrittenError`."""
    if report.timeline is None:
        print("No timeline is drawn: the logs in the zip place nothing in time.", file=sys.stderr)
        return
    try:
        path.write_text(timeline_svg(report.timeline, report.room, computer), encoding="utf-8")
    except OSError as refused:
        raise NotWrittenError(f"The timeline cannot be written to {path}: {refused.strerror}. "
                              "Name a file in a folder that is there and that you may write in.") from refused


def show(card: Card) -> None:
    Console().print(draw(card, pressable=False)[0])


def print_json(document: object) -> None:
    print(json.dumps(document, indent=2, ensure_ascii=False))


def _listed(reports: Sequence[Report]) -> Text:
    """Several rooms, those in trouble first: which, how it stands, what is wrong, and what to do first."""
    ranked = sorted(reports, key=lambda report: _ORDER.index(_look_group(report.diagnosis.cause)))
    return Text("\n\n").join(Text("\n").join(_lines(report)) for report in ranked)


def _look_group(cause: Cause) -> str:
    return "fine" if cause in _FINE else "unknown" if cause is Cause.UNDETERMINED else "bad"


def _lines(report: Report) -> Iterator[Text]:
    diagnosis, look = report.diagnosis, look_of(report)
    name = Text(f"{look.symbol} {plain(report.room.label)}", style="bold")
    yield name.append(f"  {look.word}", style="not bold")
    if report.room.label != report.room.address:
        yield Text(f"  {plain(report.room.address)}", style="dim")
    yield Text(f"  {plain(diagnosis.sentence)}")
    if diagnosis.cause not in _FINE:
        yield Text(f"  First: {plain(diagnosis.first_step)}")


def _status(causes: Iterable[Cause]) -> int:
    found = set(causes) - _FINE
    return HEALTHY if not found else UNJUDGED if found == {Cause.UNDETERMINED} else FAILED
