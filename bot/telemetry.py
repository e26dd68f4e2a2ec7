"""What the bot counts and measures, and the spans of its turns and jobs. Every attribute is of a closed set."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from bot.about import about
from bot.ports import Run
from checks.model import GapReason, Report
from checks.telemetry import Count, Instrument, Level, Spread, brief, is_heard, note, span

VERDICTS = Count("roomcheck.verdicts", "{verdict}", "Verdicts of the checks, in reports of runs and sweeps.",
                 ("check", "status"))
REPORTS = Count("roomcheck.reports", "{report}", "Reports, by the cause that they name.", ("cause",))
GAPS = Count("roomcheck.gaps", "{gap}", "Facts that a report lacks, and why.", ("fact", "reason"))
RUNS = Count("roomcheck.runs", "{run}", "Checks, uploads and sweeps that came to their end: done, refused for "
             "what was sent or named, or failed.", ("kind", "outcome"))
RUN_DURATION = Spread("roomcheck.run.duration", "s", "From the wish, or the time it was to begin, to its answer.",
                      ("kind",))
FIRST_CARD = Spread("roomcheck.card.delay", "s", "From the wish to the card that shows it.", ("kind",))
TURN_DURATION = Spread("roomcheck.turn.duration", "s", "How long one thing said, pressed or sent took to be answered.",
                       ("command",))
DENIED = Count("roomcheck.denied", "{command}", "Commands that were denied to whoever asked.", ("command",))
TURNED_AWAY = Count("roomcheck.turned_away", "{call}", "Calls whose token or tenant was not accepted.", ("status",))
ALERTS = Count("roomcheck.alerts", "{alert}", "Alerts by what became of them: sent, put_off until later, "
               "not_wanted any more, given_up, or stopped with their conversation.", ("outcome",))
LOG_LINES = Count("roomcheck.log.lines", "{line}", "Lines of the log from warnings on.", ("level",))

QUEUE_LENGTH = Level("roomcheck.queue.length", "{run}", "Runs that are promised and not answered, those under way "
                     "included.")
QUEUE_AGE = Level("roomcheck.queue.age", "s", "For how long the oldest of them has been due.")
OUTAGES = Level("roomcheck.outages", "{outage}", "Outages that are open.")
OUTBOX_LENGTH = Level("roomcheck.outbox.length", "{alert}", "Alerts whose time has come and that are not sent, those "
                      "that were tried included.")
OUTBOX_AGE = Level("roomcheck.outbox.age", "s", "For how long the oldest of them has waited.")
ROOMS = Level("roomcheck.rooms", "{room}", "Rooms of the last sweep, by how they stand.", ("standing",))
SWEEP_AGE = Level("roomcheck.sweep.age", "s", "How long ago the last whole sweep began.")

INSTRUMENTS: tuple[Instrument, ...] = (
    VERDICTS, REPORTS, GAPS, RUNS, RUN_DURATION, FIRST_CARD, TURN_DURATION, DENIED, TURNED_AWAY, ALERTS, LOG_LINES,
    QUEUE_LENGTH, QUEUE_AGE, OUTAGES, OUTBOX_LENGTH, OUTBOX_AGE, ROOMS, SWEEP_AGE)

_NOBODY_ASKED = frozenset({GapReason.NOT_REQUESTED, GapReason.NOT_OFFERED})
_command: ContextVar[str] = ContextVar("command", default="")


@contextmanager
def run_at_work(run_id: str) -> Iterator[None]:
    """The job of a run. Whatever performs it, and however often, its spans are in one trace."""
    with about(run=run_id), span("run", {"roomcheck.run": run_id}, of=run_id):
        yield


@contextmanager
def sweep_at_work(sweep_id: str) -> Iterator[None]:
    """As :func:`run_at_work`, of a sweep."""
    with about(sweep=sweep_id), span("sweep", {"roomcheck.run": sweep_id}, of=sweep_id):
        yield


@contextmanager
def room_at_work(named: str) -> Iterator[None]:
    """One room of a run."""
    with about(room=named), span("room", {"roomcheck.room": named}):
        yield


@contextmanager
def portion_at_work(rooms: int) -> Iterator[None]:
    """Some rooms of a sweep, which are looked at as one."""
    with span("portion", {"roomcheck.rooms": rooms}), brief():
        yield


@contextmanager
def turn_at_work() -> Iterator[None]:
    """One thing that was said, pressed or sent, until it is answered."""
    if not is_heard():
        yield
        return
    begun, before = time.perf_counter(), _command.set("none")
    try:
        with span("turn"):
            yield
    finally:
        TURN_DURATION.took(time.perf_counter() - begun, command=_command.get())
        _command.reset(before)


def note_command(command: object) -> None:
    """What was understood of it."""
    if is_heard():
        _command.set(type(command).__name__)
        note({"roomcheck.command": type(command).__name__})


def kind_of(run: Run) -> str:
    """A check or an upload."""
    return "upload" if run.upload else "check"


def count_card(run: Run, now: datetime) -> None:
    """The run is shown for the first time."""
    FIRST_CARD.took((now - run.created_at).total_seconds(), kind=kind_of(run))


def count_end(kind: str, outcome: str, due: datetime, now: datetime) -> None:
    """A run or a sweep has come to its end."""
    note({"roomcheck.kind": kind, "roomcheck.outcome": outcome})
    RUNS.add(kind=kind, outcome=outcome)
    RUN_DURATION.took((now - due).total_seconds(), kind=kind)


def count_report(report: Report) -> None:
    """A room was judged. What nobody asked for is no gap worth counting."""
    REPORTS.add(cause=report.diagnosis.cause.value)
    for finding in report.findings:
        VERDICTS.add(check=finding.id, status=finding.status.value)
    for gap in report.gaps:
        if gap.reason not in _NOBODY_ASKED:
            GAPS.add(fact=gap.fact, reason=gap.reason.value)
