"""Whoever waits for the wish to stop heeds it from when it begins to, not only from when it has nothing else to do."""

import subprocess
import sys
from pathlib import Path

ASKED_BEFORE_IT_IS_AWAITED = """
import asyncio, os, signal
from bot.server import stop_signal

async def main():
    stopped = stop_signal()
    os.kill(os.getpid(), signal.SIGTERM)
    await stopped
    print("in order")

asyncio.run(main())
"""


def test_a_wish_to_stop_that_comes_at_once_is_heeded() -> None:
    ended = subprocess.run([sys.executable, "-c", ASKED_BEFORE_IT_IS_AWAITED], cwd=Path(__file__).parents[2],  # noqa: S603 - ours
                           check=False, capture_output=True, text=True, timeout=120)
    assert (ended.returncode, ended.stdout) == (0, "in order\n")
