"""Who is killed, and when."""

import asyncio
import random

from tests.bot.faults.cluster import Cluster

_LONGEST = 0.4
"""Seconds between two kills, at most."""


async def alone(made: Cluster, kills: int, chance: random.Random, runs: int = 8) -> None:
    """One bot, killed and started again and again."""
    for _ in range(kills):
        one = await made.started(runs=runs)
        await asyncio.sleep(chance.uniform(0, _LONGEST))
        await made.kill(one)


async def together(made: Cluster, kills: int, chance: random.Random, runs: int = 8) -> None:
    """A replica and two workers; each time one of them, or two at once, are killed and replaced."""
    replica = {"performs": False, "runs": runs}
    roles = {(await made.started(**role)).pid: role for role in ({}, {}, replica)}
    left = kills
    while left > 0:
        await asyncio.sleep(chance.uniform(0, _LONGEST))
        for one in chance.sample(made.members, min(left, chance.choice((1, 1, 2)))):
            left -= 1
            role = roles.pop(one.pid)
            await made.kill(one)
            roles[(await made.started(**role)).pid] = role
