"""Processes are killed at random moments, and nothing that was accepted is lost or told twice.

``make soak-kills`` is the long form.
"""

import random
from pathlib import Path

from tests.bot.faults.cluster import cluster, finished
from tests.bot.faults.killing import alone, together

KILLS, RUNS = 25, 4


async def test_a_bot_alone_is_killed(tmp_path: Path) -> None:
    async with cluster(tmp_path) as made:
        await alone(made, KILLS, random.Random(1), RUNS)  # noqa: S311 - repeatable, guards nothing
        found = await finished(made)
    assert found["answered"] >= KILLS
    assert len(made.killed) == KILLS


async def test_replicas_and_workers_are_killed(tmp_path: Path, postgresql: str) -> None:
    async with cluster(tmp_path, postgresql) as made:
        await together(made, KILLS, random.Random(2), RUNS)  # noqa: S311 - as above
        found = await finished(made)
    assert found["answered"] >= KILLS
    assert len(made.killed) == KILLS
