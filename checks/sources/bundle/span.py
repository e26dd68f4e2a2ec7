"""When the records or lines of one file of a bundle were written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from checks.facts.base import NEVER

_MOST_COUNTED = 100_000


@dataclass(slots=True)
class Span:
    """``oldest`` and ``newest`` count everything of the file that can be placed in time, of whatever event.

    ``ahead`` are those that were stamped later than they were read, ``furthest`` the latest of these times, and
    ``ahead_at_last`` says whether the one written last is among them. ``cut`` says that the file's end is lost, and
    ``damage`` what else of it is, with its path.
    """

    oldest: datetime | None = None
    newest: datetime | None = None
    furthest: datetime | None = None
    ahead_at_last: bool = False
    cut: bool = False
    damage: str = ""
    ahead: set[tuple[datetime, int]] = field(default_factory=set)
    _last: int = -1

    @property
    def reaches(self) -> tuple[datetime, int]:
        """How far it goes: of several files of one log, the one that goes furthest was written last."""
        return self.newest or NEVER, self._last

    def covers(self, other: "Span") -> bool:
        """Whether nothing of the other file is missing here, as when it is a copy."""
        begins = other.oldest is None or (self.oldest is not None and self.oldest <= other.oldest)
        return begins and self.reaches >= other.reaches

    def saw(self, written: Sequence[tuple[datetime, int]], ahead_from: datetime) -> None:
        """Notes records or lines: when each was written, and its number, which grows as the file is written."""
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
        self.ahead.update(written[:max(0, _MOST_COUNTED - len(self.ahead))])
