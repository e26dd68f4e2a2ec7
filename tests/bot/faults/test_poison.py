"""Runs and sweeps that always fail are answered with a plain card, and hold nobody else up."""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, select

from bot.fleet import SweepState
from bot.store.tables import sweeps
from checks.fleet import Page
from tests.bot.faults.cluster import cluster
from tests.bot.faults.conftest import DatabaseOf
from tests.bot.faults.fleet_cluster import Fleet, watched_fleet
from tests.bot.run_parts import CHAT, FakeFleet, until
from tests.bot.test_sweeps import answered, swept, watching

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
            "Roomcheck could not look at this room. Check again; Roomcheck's own log says more."}


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


class Poison(FakeFleet):
    """Fails in a way that nobody has thought of while it is ``bitter``."""

    bitter = True

    async def discover(self) -> AsyncIterator[Page]:
        if self.bitter:
            raise ZeroDivisionError
        async for page in super().discover():
            yield page


@DATABASES
async def test_a_sweep_that_always_raises_ends_with_a_card_that_says_so_and_the_next_is_made(
        tmp_path: Path, database_of: DatabaseOf, database: str) -> None:
    fleet, url = Poison({"room-1@contoso.com": True}), database_of(database)
    async with watching(tmp_path, fleet, url=make_url(url) if url else None) as (running, teams):
        failed = await swept(running, conversation=CHAT, asked_by="anna")
        await until(lambda: answered(running, failed.id))
        fleet.bitter = False
        done = await swept(running, conversation=CHAT, asked_by="anna")
        await until(lambda: answered(running, done.id))
    assert (failed.state, failed.attempts, done.state, done.attempts) == (SweepState.FAILED, 3, SweepState.DONE, 1)
    assert len(teams.posts()) == 2, "a card for each"
    last = {each.card_id: each.message.summary for each in teams.updates()}
    assert list(last.values()) == ["The sweep failed. The sweep failed several times; see Roomcheck's log.",
                                   "The only room is well"]


async def test_a_sweep_that_kills_its_process_is_given_up_and_the_next_is_made(tmp_path: Path) -> None:
    """As of a run: several processes die of each of its three jobs."""
    async with watched_fleet(tmp_path, "", random.Random(4)) as fleet:  # noqa: S311 - guards nothing
        fleet.breaks(0)
        (tmp_path / "deadly").touch()
        deaths = 0
        while not await ends(fleet, SweepState.FAILED):
            deaths += 1
            assert deaths < 30
            await fleet.started()
            await until(lambda: not fleet.members[-1].process.is_alive())
        (tmp_path / "deadly").unlink()
        await fleet.started()
        await until(lambda: ends(fleet, SweepState.DONE))
        async with fleet.engine.connect() as connection:
            first = (await connection.execute(select(sweeps).order_by(sweeps.c.created_at).limit(1))).one()
    assert (first.state, first.attempts) == ("failed", 3)
    assert "failed several times" in first.fault


async def ends(fleet: Fleet, how: SweepState) -> bool:
    """Whether a sweep has ended like this; none has where there is no table yet."""
    return bool(fleet.members) and await fleet.count(sweeps, sweeps.c.state == how.value) > 0
