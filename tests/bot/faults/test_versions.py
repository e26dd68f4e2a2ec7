"""While a new version is rolled out, old and new finish each other's work."""

import asyncio
from pathlib import Path

import pytest

from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import Room
from tests.bot.faults.cluster import cluster, finished
from tests.bot.faults.versions import VERSIONS
from tests.bot.run_parts import RecordingTeams, a_run, bot, enabled, graph


@pytest.mark.parametrize(("begins", "finishes", "jobs"), [
    ("older", "this", 1), ("this", "older", 1), ("this", "newer", 1), ("older", "newer", 1),
    # What it has recorded of a step that it does not know cannot be gone on with; the run gets another job.
    ("newer", "this", 2), ("newer", "older", 2),
])
async def test_a_job_is_finished_by_another_version(tmp_path: Path, begins: str, finishes: str, jobs: int) -> None:
    reached, teams, run = asyncio.Event(), RecordingTeams(), a_run()

    async def stalled(_room: Room, _known: Facts) -> Account:
        reached.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with bot(tmp_path, teams, collectors_for=graph(stalled), make_jobs=VERSIONS[begins]) as running:
        await running.service.start(run)
        await reached.wait()
    async with bot(tmp_path, teams, collectors_for=graph(enabled), make_jobs=VERSIONS[finishes]) as running:
        done = await running.settled(run.id)
    assert (done.attempts, len(teams.posts())) == (jobs, 1)


async def test_two_versions_work_side_by_side_and_take_over_from_each_other(tmp_path: Path, postgresql: str) -> None:
    async with cluster(tmp_path, postgresql) as made:
        older, newer = await made.started(version="older"), await made.started(version="newer")
        await made.started(performs=False, runs=24)
        await made.accepted(8)
        await made.kill(older)
        older = await made.started(version="older")
        await made.accepted(16)
        await made.kill(newer)
        await made.accepted(24)
        assert await finished(made) == {"answered": 24, "twice": 0}
