"""Imported by the process that members are forked from: a bot lives and ends in it once, so that no member has to learn
anew what only a first time is slow.
"""

import asyncio
import tempfile
import threading
from pathlib import Path

from tests.bot.run_parts import RecordingTeams, a_run, bot


async def _live(home: Path) -> None:
    async with bot(home, RecordingTeams()) as running:
        run = a_run()
        await running.service.start(run)
        await running.settled(run.id)


with tempfile.TemporaryDirectory() as folder:
    asyncio.run(_live(Path(folder)))
if threading.active_count() > 1:
    raise RuntimeError("A fork would take over a thread's locks without the thread.")
