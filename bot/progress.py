"""How far a run has come, as its card shows it."""

from dataclasses import dataclass
from datetime import datetime

from bot.ports import KeptReport
from checks.model import Finding, Room


@dataclass(frozen=True, slots=True)
class RoomProgress:
    """One room's share of a run: the findings so far of ``total`` checks, and what is being looked at now.

    ``report`` is set when the room is done, ``fault`` when nothing could be judged: what happened and what to do.
    """

    room: Room
    total: int
    findings: tuple[Finding, ...] = ()
    looking_at: str = ""
    report: KeptReport | None = None
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """One run. ``stage`` says what is done before any room is known ("Fetching bundle.zip"), else empty."""

    run_id: str
    started_at: datetime
    rooms: tuple[RoomProgress, ...]
    stage: str = ""
