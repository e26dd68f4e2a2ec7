"""Runs that always fail are answered with a plain card, and hold nobody else up."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.faults.cluster import cluster
from tests.bot.faults.conftest import Databases

DATABASES = pytest.mark.parametrize("database", ["embedded", "postgresql"])


@DATABASES
async def test_a_run_that_always_raises_is_answered_plainly(tmp_path: Path, databases: Databases, database: str) -> None:
    async with cluster(tmp_path, databases(database)) as made:
        await made.started(runs=3, rooms=("poison@contoso.com",), at_once=True)
        rows = await made.all_ended()
        assert {row.state for row in rows} == {"failed"}
        assert await made.judged(rows) == {"answered": 3, "twice": 0}
        assert {seen[3] for seen in (await made.seen()).values()} == {
            "Roomcheck itself failed while it looked at this room. Check again; Roomcheck's own log says more."}


async def test_a_run_that_kills_its_process_is_given_up_and_the_others_are_answered(
        tmp_path: Path, postgresql: str) -> None:
    """Ten processes die of each of its three jobs; with two rooms it is answered without the deadly one."""
    async with cluster(tmp_path, postgresql) as made:
        await made.started(performs=False, runs=1, rooms=("deadly@contoso.com", "room-1@contoso.com"))
        healthy = False
        for _ in range(40):
            one = await made.started(later=timedelta(minutes=1), runs=0 if healthy else 1)
            healthy = True
            if await made.ended_or_dead(one):
                break
        rows = await made.all_ended(within=5)
        assert sorted(row.state for row in rows) == ["done", "done"]
