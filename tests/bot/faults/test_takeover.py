"""What a dead process was at is taken over, a live one's is left alone, and no two processes share a name."""

import asyncio
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from bot.jobs.presence import SharedPresence
from bot.jobs.slot import SlotLostError
from bot.ports import RunState
from bot.settings import ConfigurationError
from bot.store.runs import SqlRuns
from tests.bot.faults.cluster import Cluster, cluster
from tests.bot.run_parts import RecordingTeams, a_run, bot, until

_SLOT_ZERO = 0x52430001, 0


def driverless(address: str) -> str:
    """As psycopg itself reads it."""
    return address.replace("+psycopg", "")


def asked(address: str, query: str, *given: Any) -> list[Any]:
    with psycopg.connect(driverless(address), autocommit=True) as connection:
        return connection.execute(query, given).fetchall()


def begun(address: str) -> str:
    """Who has begun the only job there is; empty while nobody has."""
    found = asked(address, "SELECT executor_id FROM dbos.workflow_status WHERE status = 'PENDING'")
    return str(found[0][0]) if found else ""


async def one_run_at(made: Cluster) -> None:
    await made.started(performs=False, runs=1, rooms=("slow@contoso.com",))
    await until(lambda: begun(made.part.database))


async def test_a_dead_workers_job_is_taken_over_within_five_seconds(tmp_path: Path, postgresql: str) -> None:
    async with cluster(tmp_path, postgresql) as made:
        dies = await made.started(slow=600.0)
        await one_run_at(made)
        await made.started()
        at = time.monotonic()
        await made.kill(dies)
        rows = await made.all_ended(within=30)
        assert time.monotonic() - at < 5
        assert await made.judged(rows) == {"answered": 1, "twice": 0}


async def test_a_live_workers_job_is_left_to_it(tmp_path: Path, postgresql: str) -> None:
    async with cluster(tmp_path, postgresql) as made:
        await made.started(slow=600.0)
        await one_run_at(made)
        other = SharedPresence(make_url(postgresql), performs=True)
        async with other, other.watched(None):
            await until(lambda: other.is_gone("slot-7"))
            assert not other.is_gone("slot-0")
        assert begun(postgresql) == "slot-0"


async def test_each_process_has_the_lowest_free_name_of_its_kind(tmp_path: Path, postgresql: str) -> None:
    async with cluster(tmp_path, postgresql) as made:
        first = await made.started()
        names = [first.name, *[(await made.started(**role)).name for role in ({}, {"performs": False})]]
        assert names == ["slot-0", "slot-1", "replica-0"]
        await made.kill(first)
        assert (await made.started()).name == "slot-0"


async def test_a_run_that_was_accepted_is_left_to_its_process_while_that_lives(postgresql: str, tmp_path: Path) -> None:
    teams, long_ago = RecordingTeams(), timedelta(minutes=1)
    run = a_run()
    async with bot(tmp_path, teams, url=make_url(postgresql)) as running:
        holder = SharedPresence(make_url(postgresql), performs=False)
        async with holder:
            await SqlRuns(running.store.engine, running.store.jobs, holder).accept(run)
            others = running.store.others
            assert others
            await until(lambda: others.is_gone("replica-7"))
            assert await running.store.runs.unanswered(run.created_at + long_ago) == []
        await until(lambda: others.is_gone("replica-0"))
        assert [each.id for each in await running.store.runs.unanswered(run.created_at + long_ago)] == [run.id]


async def test_a_run_left_behind_goes_to_one_of_those_who_want_it(postgresql: str, tmp_path: Path) -> None:
    run = a_run()
    async with bot(tmp_path, RecordingTeams(), url=make_url(postgresql)) as running:
        await running.store.runs.accept(run)
        stores = [SqlRuns(running.store.engine, running.store.jobs, _SoleSurvivor(f"slot-{number}"))
                  for number in range(1, 6)]
        found = await asyncio.gather(*(each.unanswered(run.created_at + timedelta(minutes=1)) for each in stores))
    assert sorted(map(len, found)) == [0, 0, 0, 0, 1]


class _SoleSurvivor:
    """Takes every other process for gone."""

    def __init__(self, name: str) -> None:
        self.name = name

    def is_gone(self, name: str) -> bool:
        return name != self.name


async def test_a_broken_connection_gets_its_name_back(postgresql: str, tmp_path: Path) -> None:
    async with bot(tmp_path, RecordingTeams(), url=make_url(postgresql)) as running:
        holder = asked(postgresql, "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND "
                                   "objid = %s", *_SLOT_ZERO)
        asked(postgresql, "SELECT pg_terminate_backend(%s)", holder[0][0])
        await until(lambda: [row for row in asked(
            postgresql, "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s",
            *_SLOT_ZERO) if row != holder[0]])
        run = a_run()
        await running.service.start(run)
        await running.settled(run.id, RunState.DONE)


async def test_a_process_ends_when_another_has_taken_its_name(postgresql: str, tmp_path: Path) -> None:
    async def robbed() -> None:
        async with bot(tmp_path, RecordingTeams(), url=make_url(postgresql)):
            thief.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND "
                          "classid = %s AND objid = %s", _SLOT_ZERO)
            thief.execute("SELECT pg_advisory_lock(%s, %s)", _SLOT_ZERO)
            await asyncio.wait_for(asyncio.Event().wait(), 20)

    with psycopg.connect(driverless(postgresql), autocommit=True) as thief, pytest.raises(SlotLostError, match="slot-"):
        await robbed()


async def test_leaving_the_work_to_others_needs_a_database_to_share(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL is not set"):
        async with bot(tmp_path, RecordingTeams(), performs=False):
            pytest.fail("it started")
