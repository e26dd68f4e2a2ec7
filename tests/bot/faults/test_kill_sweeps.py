"""Whoever sweeps is killed at random moments: every room that broke is told once, and so is its recovery."""

import random
from pathlib import Path

import pytest

from tests.bot.faults.conftest import DatabaseOf
from tests.bot.faults.fleet_cluster import told_once, watched_fleet

KILLS = 8


@pytest.mark.parametrize(("kind", "workers"), [("embedded", 1), ("postgresql", 2)])
async def test_no_alert_is_lost_and_none_comes_twice(tmp_path: Path, database_of: DatabaseOf, kind: str,
                                                     workers: int) -> None:
    chance = random.Random(3)  # noqa: S311 - repeats the same kills, guards nothing
    async with watched_fleet(tmp_path, database_of(kind), chance) as fleet:
        found = await told_once(fleet, KILLS, workers)
    assert found["twice"] <= KILLS
