"""What was found of one log, in all the entries of a bundle that hold it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import itemgetter

from checks.facts.base import NEVER
from checks.sources.bundle.codes import TRANSPORT_EVENT
from checks.sources.bundle.evtx import EventRecord
from checks.sources.bundle.inventory import Log
from checks.sources.bundle.newest import Newest
from checks.sources.bundle.sign_ins import SIGN_IN_EVENTS
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
    Log.HEARTBEATS: {2000: Kind.HEARTBEAT, 2001: Kind.HEARTBEAT, 3000: Kind.HARDWARE, 3001: Kind.HARDWARE,
                     4000: Kind.RESTART},
    Log.APP: {},
}
"""The events that facts come from."""
_MOST_COUNTED = 100_000


def _line_length(found: tuple[str, TextLine]) -> int:
    return len(found[1].text)


def _record_length(record: EventRecord) -> int:
    return len(record.text)


@dataclass(slots=True)
class LogContents:
    """``oldest`` and ``newest`` count every record of the log, of whatever event.

    ``furthest`` is the latest time on a record that was stamped later than it was read, and ``ahead_at_last`` says
    whether the one written last is such a one. ``damage`` says what of the log is lost, one sentence for each entry and
    loss.
    """

    oldest: datetime | None = None
    newest: datetime | None = None
    damage: list[str] = field(default_factory=list)
    empty: bool = False
    computers: list[frozenset[str]] = field(default_factory=list)
    furthest: datetime | None = None
    ahead_at_last: bool = False
    _records: dict[Kind, Newest[EventRecord]] = field(default_factory=dict)
    _untimely: Newest[EventRecord] = field(default_factory=lambda: Newest(_record_length))
    _lines: Newest[tuple[str, TextLine]] = field(default_factory=lambda: Newest(_line_length))
    _ahead: set[tuple[datetime, int]] = field(default_factory=set)
    _last: int = -1

    @property
    def found(self) -> bool:
        """Was anything of it read that can be placed in time?"""
        return self.oldest is not None

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

    @property
    def ahead(self) -> int:
        """How many records or lines were stamped later than they were read, copies counted once."""
        return len(self._ahead)

    def whole_from(self, kinds: Collection[Kind]) -> datetime | None:
        """Since when every record of these kinds is there; None when none had to be left out."""
        begins = {kind: kept.whole_from() for kind, kept in self._records.items()}
        begins[Kind.LINE] = self._lines.whole_from()
        return max((begin for kind, begin in begins.items() if begin and kind in kinds), default=None)

    def saw(self, written: Sequence[tuple[datetime, int]], ahead_from: datetime) -> None:
        """Notes records or lines: when each was written, and its number, which grows as the log is written."""
        if not written:
            return
        (first, _), (last, _) = min(written), max(written)
        if last > ahead_from:
            self._saw_ahead([each for each in written if each[0] > ahead_from])
            last = max((at for at, _ in written if at <= ahead_from), default=NEVER)
        if last > NEVER:
            self.oldest, self.newest = min(self.oldest or first, first), max(self.newest or last, last)
        at, number = max(written, key=itemgetter(1))
        if number >= self._last:
            self._last, self.ahead_at_last = number, at > ahead_from

    def _saw_ahead(self, written: Sequence[tuple[datetime, int]]) -> None:
        self.furthest = max([at for at, _ in written] + [self.furthest or NEVER])
        self._ahead.update(written[:max(0, _MOST_COUNTED - len(self._ahead))])

    def keep(self, record: EventRecord, kind: Kind, *, ahead: bool) -> None:
        """Keeps a record that facts come from; one with a code of the token service is a refusal of any event."""
        if kind is Kind.FAULT and "AADSTS" in record.text:
            kind = Kind.REFUSAL
        kept = self._untimely if ahead else self._records.setdefault(kind, Newest(_record_length))
        kept.add((record.id, record.at), record.at, record)

    def keep_line(self, path: str, line: TextLine, at: datetime) -> None:
        """Keeps a line that may name an error."""
        self._lines.add((path, line.number), at, (path, line))
