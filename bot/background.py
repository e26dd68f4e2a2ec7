"""Work that goes on beside the turns and need not survive a restart."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

log = logging.getLogger(__name__)


class Background:
    """Work that was begun in a turn and answers for itself. What goes wrong in it is logged."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._after)

    async def settled(self) -> None:
        """Wait until nothing goes on."""
        while self._running:
            await asyncio.wait(self._running)

    async def close(self) -> None:
        """Interrupt what goes on; each piece of work may still say so to whoever waits for it."""
        await asyncio.sleep(0)  # what has not started yet could say nothing
        for task in self._running:
            task.cancel()
        await self.settled()

    def _after(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (fault := task.exception()):
            log.error("Work beside the turns failed.", exc_info=fault)
