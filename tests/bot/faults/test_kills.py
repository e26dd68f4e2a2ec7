"""Processes are killed at random moments, and nothing that was accepted is lost or told twice."""

import asyncio
import random
from pathlib import Path

from tests.bot.faults.cluster import Cluster, cluster, finished

KILLS = 25


async def alone(made: Cluster, kills: int, chance: random.Random) -> None:
    """One bot on an embedded database, killed and started again and again."""
    for _ in range(kills):
        one = await made.started(runs=8)
        await asyncio.sleep(chance.uniform(0, 0.6))
        await made.kill(one)


async def together(made: Cluster, kills: int, chance: random.Random) -> None:
    """A replica and two workers; each time one of them, or two at once, are killed and replaced."""
    replica = {"performs": False, "runs": 8}
    roles = {(await made.started(**role)).pid: role for role in ({}, {}, replica)}
    left = kills
    while left > 0:
        await asyncio.sleep(chance.uniform(0, 0.6))
        for one in chance.sample(made.members, min(left, chance.choice((1, 1, 2)))):
            left -= 1
            role = roles.pop(one.pid)
            await made.kill(one)
            roles[(await made.started(**role)).pid] = role


async def test_a_bot_alone_is_killed(tmp_path: Path) -> None:
    async with cluster(tmp_path) as made:
        await alone(made, KILLS, random.Random(1))  # noqa: S311 - repeatable, guards nothing
        found = await finished(made)
    assert found["answered"] >= KILLS
    assert len(made.killed) == KILLS


async def test_replicas_and_workers_are_killed(tmp_path: Path, postgresql: str) -> None:
    async with cluster(tmp_path, postgresql) as made:
        await together(made, KILLS, random.Random(2))  # noqa: S311 - as above
        found = await finished(made)
    assert found["answered"] >= KILLS
    assert len(made.killed) == KILLS
