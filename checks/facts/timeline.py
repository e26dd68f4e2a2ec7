"""When the room was well and unwell, merged from everything that its device's logs hold."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import ClassVar, Self

from checks.facts.base import DEVICE, NEVER, Fact, Holder
from checks.facts.reading import ENOUGH_HEARTBEATS
from checks.history import Condition, History, Mark, MarkKind, Stretch
from checks.model import Window

MOST_STRETCHES, MOST_MARKS, MOST_CODES, MOST_RESTARTS = 200, 200, 20, 200
"""So many of each a history holds, however many a log brings."""

TOGETHER = timedelta(hours=1)
"""One code that comes again within this time is one mark."""

_NEWEST_STAY = 20
"""So many of the newest stretches are never joined: they say how things stand, and since when."""

_BAD = frozenset({Condition.UNWELL, Condition.PARTLY})


@dataclass(frozen=True, slots=True)
class Timeline(Fact):
    """``covers`` are the windows of the logs it was made of; it says nothing of any other time."""

    title: ClassVar[str] = "the device's timeline"
    how_to_get: ClassVar[str] = "Send the room's diagnostic zip."
    holder: ClassVar[Holder] = DEVICE

    covers: tuple[Window, ...]
    history: History

    @property
    def seen_until(self) -> datetime:
        return max((window.end for window in self.covers), default=NEVER)

    def merged(self, other: Self) -> Self:
        """Both. Of a time that both saw, the one that saw further is believed."""
        older, newer = sorted((self, other), key=lambda each: (each.seen_until, each.history.ends))
        covers = tuple(dict.fromkeys((*older.covers, *newer.covers)))
        return replace(newer, covers=covers, history=_joined(older.history, newer.history))


def _joined(older: History, newer: History) -> History:
    before = _before(older.stretches, newer.stretches[0].start) if newer.stretches else older.stretches
    marks = (*newer.marks, *(mark for mark in older.marks if mark.start < newer.begins))
    return history_of(
        min(older.begins, newer.begins), newer.ends, (*before, *newer.stretches), marks,
        {*older.restarts, *newer.restarts}, has_heartbeats=older.has_heartbeats or newer.has_heartbeats,
        is_damaged=older.is_damaged or newer.is_damaged, merged=older.merged + newer.merged)


def _before(stretches: Iterable[Stretch], end: datetime) -> tuple[Stretch, ...]:
    """What of the stretches lies before ``end``."""
    return tuple(replace(each, end=min(each.end, end)) for each in stretches if each.start < end)


def history_of(begins: datetime, ends: datetime, stretches: Sequence[Stretch], marks: Iterable[Mark],
               restarts: Iterable[datetime], *, has_heartbeats: bool, is_damaged: bool = False,
               merged: int = 0) -> History:
    """The history of these, the oldest first, with what follows from them. No more of anything than fits one."""
    few, kept, times = _few_stretches(stretches), _few_marks(marks), sorted(restarts)
    left = len(stretches) - len(few) + kept[1] + max(len(times) - MOST_RESTARTS, 0)
    first, last = _trouble(few)
    good = max((each.end for each in few if each.condition is Condition.WELL), default=None)
    after = sum(each.beats for each in few if each.condition is Condition.WELL and last and each.start > last)
    return History(begins, ends, has_heartbeats, is_damaged, few, kept[0], tuple(times[-MOST_RESTARTS:]), first, last,
                   good, recovered=after >= ENOUGH_HEARTBEATS, merged=merged + left)


def _trouble(stretches: Sequence[Stretch]) -> tuple[datetime | None, datetime | None]:
    """When the last row of unwell heartbeats began and ended. A silence neither breaks it nor begins it."""
    row: list[Stretch] = []
    for each in reversed(stretches):
        if each.condition in _BAD:
            row.append(each)
        elif each.condition is Condition.WELL and row:
            break
    return (row[-1].start, row[0].end) if row else (None, None)


def _few_stretches(stretches: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """The shortest of the older ones joined with what comes before them, until few enough are left."""
    if len(stretches) <= MOST_STRETCHES:
        return tuple(stretches)
    old, new = stretches[:-_NEWEST_STAY], stretches[-_NEWEST_STAY:]
    lasted = sorted(range(1, len(old)), key=lambda place: old[place].end - old[place - 1].start)
    joined_to_last = set(lasted[:len(stretches) - MOST_STRETCHES])
    groups: list[list[Stretch]] = []
    for place, each in enumerate(old):
        if place in joined_to_last:
            groups[-1].append(each)
        else:
            groups.append([each])
    return (*map(_as_one, groups), *new)


def _as_one(group: Sequence[Stretch]) -> Stretch:
    conditions = {each.condition for each in group}
    condition = conditions.pop() if len(conditions) == 1 else Condition.PARTLY
    return Stretch(condition, group[0].start, group[-1].end, sum(each.beats for each in group))


def _few_marks(marks: Iterable[Mark]) -> tuple[tuple[Mark, ...], int]:
    """The marks, those of one code together where they are close, and how many were joined or left out beyond that."""
    by_code: dict[tuple[MarkKind, str], list[Mark]] = {}
    for mark in sorted(marks, key=lambda each: each.start):
        by_code.setdefault((mark.kind, mark.code), []).append(mark)
    rows = [_close(row) for row in by_code.values()]
    rows.sort(key=lambda row: (sum(mark.count for mark in row), row[-1].end), reverse=True)
    kept = [mark for row in _closer(rows[:MOST_CODES]) for mark in row]
    kept.sort(key=lambda mark: (mark.start, mark.kind, mark.code))
    return tuple(kept), sum(map(len, rows)) - len(kept)


def _closer(rows: Sequence[list[Mark]]) -> list[list[Mark]]:
    """The rows with few enough marks: those joined that lie closest together, of equals the oldest."""
    spare = max(sum(map(len, rows)) - MOST_MARKS, 0)
    apart = sorted((later.start - before.end, later.start, place, number) for number, row in enumerate(rows)
                   for place, (before, later) in enumerate(pairwise(row), start=1))
    joined_to_last = {(number, place) for *_, place, number in apart[:spare]}
    return [_joined_at(row, {place for place in range(1, len(row)) if (number, place) in joined_to_last})
            for number, row in enumerate(rows)]


def _joined_at(row: Sequence[Mark], places: Collection[int]) -> list[Mark]:
    """The row with the marks at these places joined with those before them."""
    made: list[Mark] = []
    for place, mark in enumerate(row):
        if place in places:
            made[-1] = _together(made[-1], mark)
        else:
            made.append(mark)
    return made


def _close(marks: Sequence[Mark]) -> list[Mark]:
    """The marks of one code, in the order of their beginnings, as one while they go on."""
    made: list[Mark] = []
    for mark in marks:
        if made and mark.start - made[-1].end <= TOGETHER:
            made[-1] = _together(made[-1], mark)
        else:
            made.append(mark)
    return made


def _together(before: Mark, later: Mark) -> Mark:
    return replace(before, end=max(before.end, later.end), count=before.count + later.count)
