"""Takes turns of wide limits many at a time, so that not every request costs a round trip to the database."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from checks.limits import Limit

FRESH = 1.0
"""Seconds for which turns may be taken ahead: nobody else can use them, and a hold of another process is not seen."""


class _Gate(Protocol):
    async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None: ...

    async def hold(self, limit: Limit, seconds: float) -> None: ...


@dataclass(slots=True)
class _Stock:
    """Units of one limit that this process has taken and not used, how many it took last, and how many it waits for."""

    left: int = 0
    until: float = 0.0
    last: int = 0
    wanted: int = 0
    people: asyncio.Lock = field(default_factory=asyncio.Lock)
    behind: asyncio.Lock = field(default_factory=asyncio.Lock)


class InBlocks:
    """A gate that takes its turns at another one: single ones of a tight limit, of a wide one (``Limit.block``) as
    many as are wanted at the moment, and twice as many when more are wanted within :data:`FRESH` seconds.
    """

    def __init__(self, gate: _Gate, *, now: Callable[[], float] = time.monotonic) -> None:
        self._gate, self._now = gate, now
        self._stocks: dict[str, _Stock] = {}

    async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
        """As the gate."""
        if limit.block == 1:
            await self._gate.enter(limit, patience, units=units, behind=behind)
            return
        stock = self._stocks.setdefault(limit.name, _Stock())
        stock.wanted += units
        try:
            await asyncio.sleep(0)  # whoever asks at the same moment is counted too
            async with stock.behind if behind else stock.people:
                if not self._used(stock, units):
                    size = self._size(stock, limit, units)
                    await self._gate.enter(limit, patience, units=size, behind=behind)
                    self._fill(stock, size, units)
        finally:
            stock.wanted -= units

    async def hold(self, limit: Limit, seconds: float) -> None:
        """As the gate; nothing that was taken before may be used after it."""
        if stock := self._stocks.get(limit.name):
            stock.left = 0
        await self._gate.hold(limit, seconds)

    def _used(self, stock: _Stock, units: int) -> bool:
        """Whether there was enough in stock; it is taken out."""
        if stock.left < units or self._now() > stock.until:
            return False
        stock.left -= units
        return True

    def _size(self, stock: _Stock, limit: Limit, units: int) -> int:
        again = 2 * stock.last if self._now() <= stock.until else 0
        return max(units, min(limit.block, max(stock.wanted, again)))

    def _fill(self, stock: _Stock, size: int, used: int) -> None:
        now = self._now()
        stock.left = size - used + (stock.left if now <= stock.until else 0)
        stock.until, stock.last = now + FRESH, size
