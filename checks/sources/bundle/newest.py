"""The newest of many things, as many as a fact can have: a log may hold millions."""

from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Generic, TypeVar

from checks.sources.bundle.cost import MIB

MOST_RECORDS = 10_000
"""Of one fact, a bundle gives at most so many records, the newest: over a month of heartbeats."""
_MOST_TEXT = 12 * MIB
"""How many characters the records of one fact may have together."""

T = TypeVar("T")


class Newest(Generic[T]):
    """Keeps the newest of what it is given, each once, in the order given.

    ``length`` tells how many characters a thing has.
    """

    def __init__(self, length: Callable[[T], int], most: int = MOST_RECORDS) -> None:
        self._length, self._most = length, most
        self._kept: dict[Hashable, tuple[datetime, T]] = {}
        self._text = 0
        self._whole_from: datetime | None = None

    def add(self, key: Hashable, at: datetime, item: T) -> None:
        """Of two with one key the first stays."""
        if key in self._kept or (self._whole_from and at < self._whole_from):
            return
        self._kept[key] = at, item
        self._text += self._length(item)
        # some more are let in, so that they need not be sorted for each
        if 4 * len(self._kept) > 5 * self._most or 4 * self._text > 5 * _MOST_TEXT:
            self._leave_out()

    def items(self) -> list[T]:
        """The newest, in the order in which they were given."""
        self._fit()
        return [item for _, item in self._kept.values()]

    def whole_from(self) -> datetime | None:
        """Since when everything is there that was given; None when nothing had to be left out."""
        self._fit()
        return self._whole_from

    def _fit(self) -> None:
        if len(self._kept) > self._most or self._text > _MOST_TEXT:
            self._leave_out()

    def _leave_out(self) -> None:
        newest, text = set[Hashable](), 0
        by_age = sorted(self._kept.items(), key=lambda kept: kept[1][0], reverse=True)
        for key, (at, item) in by_age[:self._most]:
            text += self._length(item)
            if newest and text > _MOST_TEXT:
                break
            newest.add(key)
            self._whole_from = at
        self._kept = {key: kept for key, kept in self._kept.items() if key in newest}
        self._text = sum(self._length(item) for _, item in self._kept.values())
