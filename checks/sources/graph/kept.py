"""Answers that are good for a while, so that a fleet of rooms, or two people at once, cost one request."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from checks.collector import CannotCollect

GOOD_FOR, BAD_FOR = 600.0, 60.0
"""Seconds for which an answer is kept unless it says otherwise, and a refusal at most."""

V = TypeVar("V")


@dataclass(slots=True)
class _Slot:
    """One question: what it was last answered with, when, and the turn of whoever asks."""

    outcome: Any = None
    at: float = float("-inf")
    good_for: float = GOOD_FOR
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def good_until(self) -> float:
        bad_for = min(BAD_FOR, self.good_for)
        return self.at + (bad_for if isinstance(self.outcome, CannotCollect) else self.good_for)


class Kept:
    """Outcomes by question. Who asks while the answer is under way waits for that one."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._slots: dict[Hashable, _Slot] = {}

    async def get(self, question: Hashable, ask: Callable[[], Awaitable[V]], *, anew: bool = False,
                  good_for: float = GOOD_FOR) -> V:
        """The kept answer, else the one that ``ask`` gives, which is then good for so many seconds.

        ``anew`` takes none that is older than this call. Raises :class:`~checks.collector.CannotCollect`, which is kept
        as well, if not for as long.
        """
        called, slot = self._now(), self._slot(question)
        async with slot.turn:
            if slot.good_until <= self._now() or (anew and slot.at <= called):
                slot.outcome = await _outcome(ask)
                slot.at, slot.good_for = self._now(), good_for
            outcome = slot.outcome
        if isinstance(outcome, CannotCollect):
            raise outcome.with_traceback(None)
        answer: V = outcome
        return answer

    def _slot(self, question: Hashable) -> _Slot:
        """The question's slot. Those that are past and that nobody asks make room: people ask about anything."""
        if question not in self._slots:
            now = self._now()
            self._slots = {each: slot for each, slot in self._slots.items()
                           if slot.good_until > now or slot.turn.locked()}
        return self._slots.setdefault(question, _Slot())


async def _outcome(ask: Callable[[], Awaitable[V]]) -> V | CannotCollect:
    try:
        return await ask()
    except CannotCollect as refusal:
        return refusal
