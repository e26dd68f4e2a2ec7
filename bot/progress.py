"""How far a run has come, as its card shows it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.ports import KeptReport, Run
from checks.engine import Collected, Collecting, Judged, Missed, RunEvent
from checks.facts.asked import Topic
from checks.model import Finding, Room


@dataclass(frozen=True, slots=True)
class RoomProgress:
    """One room's share of a run: the findings so far of ``total`` checks, and what is being looked at now.

    ``asking`` are the sources that have not answered yet, each with its fact, in the order they were asked.
    ``report`` is set when the room is done, ``fault`` when nothing could be judged: what happened and what to do, in
    the language of the card.
    """

    room: Room
    total: int
    findings: tuple[Finding, ...] = ()
    looking_at: str = ""
    report: KeptReport | None = None
    fault: str = ""
    asking: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """One run. ``stage`` says in the language of its card what is done before any room is known ("Fetching
    bundle.zip"), else empty.

    ``asked`` is what was asked for beyond an ordinary check.
    """

    run_id: str
    started_at: datetime
    rooms: tuple[RoomProgress, ...]
    stage: str = ""
    asked: frozenset[Topic] = frozenset()


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a card may be repainted, and from when on a run counts as long."""

    first: timedelta = timedelta(seconds=2)
    after_a_minute: timedelta = timedelta(seconds=10)
    after_five: timedelta = timedelta(seconds=30)
    long: timedelta = timedelta(seconds=30)


def begun(run: Run, total: int, stage: str = "") -> Progress:
    """Nothing is judged yet. ``total`` is how many checks each room gets."""
    rooms = tuple(RoomProgress(room, total) for room in run.rooms)
    return Progress(run.id, run.start_at or run.created_at, rooms, stage, run.asked)


def seen(progress: Progress, index: int, event: RunEvent) -> Progress:
    """What one event of the engine changes in the room at ``index``."""
    match event:
        case Collecting(fact=fact, source=source):
            return _asking(progress, index, (*progress.rooms[index].asking, (fact.title, source)))
        case Collected(fact=fact, source=source):
            return _answered(progress, index, (fact.title, source))
        case Missed(gap=gap):
            return _answered(progress, index, (gap.fact, gap.source))
        case Judged(finding=finding):
            findings = (*progress.rooms[index].findings, finding)
            return _with(progress, index, findings=findings)


def _asking(progress: Progress, index: int, asking: tuple[tuple[str, str], ...]) -> Progress:
    """What was asked last and has not been answered is what is being looked at."""
    looking_at = asking[-1][0] if asking else progress.rooms[index].looking_at
    return _with(progress, index, asking=asking, looking_at=looking_at)


def _answered(progress: Progress, index: int, source: tuple[str, str]) -> Progress:
    asking = progress.rooms[index].asking
    return _asking(progress, index, tuple(each for each in asking if each != source)) if source in asking else progress


def reported(progress: Progress, index: int, kept: KeptReport) -> Progress:
    """The room at ``index`` is done."""
    return _with(progress, index, report=kept, looking_at="", findings=kept.report.findings, room=kept.report.room)


def faulted(progress: Progress, index: int, fault: str) -> Progress:
    """Nothing could be judged of the room at ``index``."""
    return _with(progress, index, fault=fault, looking_at="")


def _with(progress: Progress, index: int, **changes: Any) -> Progress:
    rooms = list(progress.rooms)
    rooms[index] = replace(rooms[index], **changes)
    return replace(progress, rooms=tuple(rooms), stage="")


def next_paint(started_at: datetime, painted_at: datetime, pace: Pace) -> datetime:
    """The earliest time to repaint a card that was painted at ``painted_at``.

    Often at first; seldom later, since every update counts against the conversation's limit.
    """
    age = painted_at - started_at
    if age < timedelta(minutes=1):
        return painted_at + pace.first
    return painted_at + (pace.after_a_minute if age < timedelta(minutes=5) else pace.after_five)
