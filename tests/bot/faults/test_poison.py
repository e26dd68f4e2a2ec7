"""Runs that always fail are answered with a plain card, and hold nobody else up."""

from pathlib import Path

import pytest

from tests.bot.faults.cluster import cluster
from tests.bot.faults.conftest import DatabaseOf

DATABASES = pytest.mark.parametrize("database", ["embedded", "postgresql"])


@DATABASES
async def test_a_run_that_always_raises_is_answered_plainly(
        tmp_path: Path, database_of: DatabaseOf, database: str) -> None:
    async with cluster(tmp_path, database_of(database)) as made:
        await made.started(runs=3, rooms=("poison@contoso.com",), at_once=True)
        rows = await made.all_ended()
        assert {row.state for row in rows} == {"failed"}
        assert await made.judged(rows) == {"answered": 3, "twice": 0}
        assert {seen[3] for seen in (await made.seen()).values()} == {
            "Roomcheck itself failed while it looked at this room. Check again; Roomcheck's own log says more."}


async def test_a_run_that_kills_its_process_is_given_up_and_the_next_one_is_answered(tmp_path: Path) -> None:
    """Several processes die of each of its three jobs; then it is answered with words."""
    async with cluster(tmp_path) as made:
        one = await made.started(runs=1, rooms=("deadly@contoso.com",))
        deaths = 0
        while not await made.ended_or_dead(one):
            deaths += 1
            assert deaths < 30
            one = await made.started()
        await made.kill(one)
        await made.started(runs=1)
        await made.accepted(2)
        rows = await made.all_ended()
        assert sorted(row.state for row in rows) == ["done", "failed"]
        assert await made.judged(rows) == {"answered": 2, "twice": 0}
