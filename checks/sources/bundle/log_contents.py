"""What was found of one log, in all the entries of a bundle that hold it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from checks.sources.bundle import hardware, heartbeats
from checks.sources.bundle.codes import TRANSPORT_EVENT
from checks.sources.bundle.evtx import EventRecord
from checks.sources.bundle.inventory import Log
from checks.sources.bundle.newest import Newest
from checks.sources.bundle.sign_ins import SIGN_IN_EVENTS
from checks.sources.bundle.span import Span
from checks.sources.bundle.text_log import TextLine


class Kind(StrEnum):
    """Of each kind, the newest records are kept: many of one do not push those of another out."""

    REFUSAL = "refusal"
    FAULT = "fault"
    HEARTBEAT = "heartbeat"
    HARDWARE = "hardware"
    RESTART = "restart"
    LINE = "line"


KEPT: Mapping[Log, Mapping[int, Kind]] = {
    Log.AAD: dict.fromkeys(SIGN_IN_EVENTS | {TRANSPORT_EVENT}, Kind.FAULT),
    Log.HEARTBEATS: {heartbeats.HEALTHY_EVENT: Kind.HEARTBEAT, heartbeats.UNHEALTHY_EVENT: Kind.HEARTBEAT,
                     hardware.HEALTHY_EVENT: Kind.HARDWARE, hardware.UNHEALTHY_EVENT: Kind.HARDWARE,
                     hardware.RESTART_EVENT: Kind.RESTART},
    Log.APP: {},
}
"""The events that facts come from."""


def line_length(line: TextLine) -> int:
    return len(line.text)


def _line_length(found: tuple[str, TextLine]) -> int:
    return line_length(found[1])


def _record_length(record: EventRecord) -> int:
    return sum([len(text) for _, text in record.fields])


@dataclass(slots=True)
class LogContents:
    """``spans`` are the times of each file that holds it, and ``computers`` the computers that each names. ``unread``
    says of files that have the log's name why nothing of them could be read.
    """

    unread: list[str] = field(default_factory=list)
    empty: bool = False
    computers: list[frozenset[str]] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    _records: dict[Kind, Newest[EventRecord]] = field(default_factory=dict)
    _untimely: Newest[EventRecord] = field(default_factory=lambda: Newest(_record_length))
    _lines: Newest[tuple[str, TextLine]] = field(default_factory=lambda: Newest(_line_length))

    @property
    def found(self) -> bool:
        """Was anything of it read that can be placed in time?"""
        return self.oldest is not None

    @property
    def damage(self) -> list[str]:
        """What of the log is lost, one sentence for each file. What a whole copy has is not."""
        whole = [span for span in self.spans if not span.damage]
        lost = [span for span in self.spans if span.damage and not any(each.covers(span) for each in whole)]
        return [*self.unread, *(span.damage for span in lost)]

    @property
    def oldest(self) -> datetime | None:
        return min((span.oldest for span in self.spans if span.oldest), default=None)

    @property
    def newest(self) -> datetime | None:
        return max((span.newest for span in self.spans if span.newest), default=None)

    @property
    def furthest(self) -> datetime | None:
        """The latest time on anything that was stamped later than it was read; None without such a thing."""
        return max((span.furthest for span in self.spans if span.furthest), default=None)

    @property
    def ahead(self) -> int:
        """How many records or lines were stamped later than they were read, copies counted once."""
        return len(set[tuple[datetime, int]]().union(*(span.ahead for span in self.spans)))

    @property
    def ahead_at_last(self) -> bool:
        """Whether the one written last of all is among these."""
        return bool(self._last_span and self._last_span.ahead_at_last)

    @property
    def cut(self) -> bool:
        """Whether the end of the log is lost: nobody knows what came after its newest record."""
        return bool(self._last_span and self._last_span.cut)

    def overlaps(self, other: "LogContents") -> bool:
        """Whether both logs were written in the same days."""
        if not (self.oldest and self.newest and other.oldest and other.newest):
            return False
        return self.oldest <= other.newest and other.oldest <= self.newest

    @property
    def _last_span(self) -> Span | None:
        return max(self.spans, key=lambda span: span.reaches, default=None)

    @property
    def records(self) -> list[EventRecord]:
        """The newest records that facts come from, of each kind in the order in which they were written."""
        return [record for kind in self._records.values() for record in kind.items()]

    @property
    def untimely(self) -> list[EventRecord]:
        """Those that were stamped later than they were read."""
        return self._untimely.items()

    @property
    def lines(self) -> list[tuple[str, TextLine]]:
        """The newest lines that may name an error, each with its entry's path."""
        return self._lines.items()

    def whole_from(self, kinds: Collection[Kind]) -> datetime | None:
        """Since when every record of these kinds is there; None when none had to be left out."""
        begins = {kind: kept.whole_from() for kind, kept in self._records.items()}
        begins[Kind.LINE] = self._lines.whole_from()
        return max((begin for kind, begin in begins.items() if begin and kind in kinds), default=None)

    def keep(self, record: EventRecord, kind: Kind, *, ahead: bool) -> None:
        """Keeps a record that facts come from; one with a code of the token service is a refusal of any event."""
        if kind is Kind.FAULT and "AADSTS" in record.text:
            kind = Kind.REFUSAL
        kept = self._untimely if ahead else self._records.setdefault(kind, Newest(_record_length))
        kept.add((record.id, record.at), record.at, record)

    def keep_line(self, path: str, line: TextLine, at: datetime) -> None:
        """Keeps a line that may name an error."""
        self._lines.add((path, line.number), at, (path, line))
