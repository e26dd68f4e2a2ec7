"""When a room was well and when it was not, as its device's logs tell it. Standard library only."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Condition(StrEnum):
    """How the heartbeats of a while were. ``PARTLY`` is several of the others by turns, ``SILENT`` no heartbeat
    although one was due.
    """

    WELL = "well"
    UNWELL = "unwell"
    PARTLY = "partly"
    SILENT = "silent"


class MarkKind(StrEnum):
    """What a code was written down for."""

    SIGN_IN = "sign_in"
    NETWORK = "network"
    FEDERATION = "federation"
    HARDWARE = "hardware"
    APP = "app"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A while of one condition, from its first heartbeat to its last, of which there were ``beats``. A silence has
    none: it lasts from the heartbeat before it to the one after it, or to the log's own beginning or end.
    """

    condition: Condition
    start: datetime
    end: datetime
    beats: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A code that the logs hold ``count`` times from ``start`` to ``end``, as a rule never an hour apart.

    ``code`` is written as it is looked up (``AADSTS50076``, ``0xCAA82EE7``), or is the app's own word for its error;
    empty where the record names none.
    """

    kind: MarkKind
    code: str
    start: datetime
    end: datetime
    count: int


@dataclass(frozen=True, slots=True)
class History:
    """What the device's logs say of the time from ``begins`` to ``ends``, the oldest first.

    ``stretches`` never overlap; of more than half an hour between two of them nothing is known. They are empty without
    a heartbeat log (``has_heartbeats``); where records of it are lost (``is_damaged``), no silence is told.
    ``first_bad`` is when the present or the last row of unwell heartbeats began, ``last_bad`` its newest, ``last_good``
    the newest well one; ``recovered`` says that enough well ones came after it. ``merged`` counts the stretches, marks
    and restarts that were joined with a neighbour, or left out, because there were too many.
    """

    begins: datetime
    ends: datetime
    has_heartbeats: bool
    is_damaged: bool = False
    stretches: tuple[Stretch, ...] = ()
    marks: tuple[Mark, ...] = ()
    restarts: tuple[datetime, ...] = ()
    first_bad: datetime | None = None
    last_bad: datetime | None = None
    last_good: datetime | None = None
    recovered: bool = False
    merged: int = 0
