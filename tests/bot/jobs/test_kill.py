"""A process that is killed loses no run, and its successor finishes on the same card."""

import asyncio
import contextlib
import json
import signal
import sqlite3
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.jobs.slot import AlreadyRunningError
from bot.ports import RunState
from tests.bot.run_parts import RecordingTeams, ShiftedClock, bot, until

ROOT = Path(__file__).parents[3]
CHILD = Path(__file__).with_name("child.py")


@contextlib.asynccontextmanager
async def child(home: Path, stall: str, wish: str, *, ready: str = "started") -> AsyncIterator[Process]:
    """A bot in another process, once it is ready; killed at the end, without a chance to tidy up."""
    process = await asyncio.create_subprocess_exec(sys.executable, CHILD, home, stall, wish, cwd=ROOT,
                                                   env={"PYTHONPATH": str(ROOT)})
    try:
        await until((home / ready).exists)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            assert await process.wait() == -signal.SIGKILL


def shown(home: Path) -> list[tuple[str, str]]:
    file = home / "shown"
    lines = file.read_text().splitlines() if file.exists() else []
    return [(line["kind"], line["card"]) for line in map(json.loads, lines)]


def collected(home: Path) -> list[str]:
    return (home / "collected").read_text().splitlines()


def reports_in(home: Path) -> int:
    with sqlite3.connect(home / "roomcheck.sqlite") as connection:
        return int(connection.execute("select count(*) from reports").fetchone()[0])


@pytest.mark.parametrize(("stall", "wish"), [("collect", "check"), ("read", "upload"), ("last", "check")])
async def test_a_killed_run_is_finished_on_its_card(tmp_path: Path, stall: str, wish: str) -> None:
    async with child(tmp_path, stall, wish, ready="stalled"):
        pass
    teams = RecordingTeams()
    async with bot(tmp_path, teams) as running:
        run = await running.settled("the-run")
    (kind, card), *updates = shown(tmp_path)
    assert kind == "post"
    assert all(update == ("update", card) for update in updates)
    assert run.card_id == card
    assert {each.card_id for each in teams.updates()} == {card}
    assert teams.posts() == []


async def test_ctrl_c_ends_at_once_and_the_run_goes_on_later(tmp_path: Path) -> None:
    async with child(tmp_path, "collect", "check", ready="stalled") as process:
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), 10) == 0
    async with bot(tmp_path, RecordingTeams()) as running:
        await running.settled("the-run")


async def test_what_was_finished_before_the_kill_is_not_done_again(tmp_path: Path) -> None:
    async with child(tmp_path, "collect", "check", ready="stalled"):
        await until(lambda: reports_in(tmp_path) == 1)
        await until((tmp_path / "started").exists)
    (tmp_path / "started").unlink()
    async with child(tmp_path, "nowhere", "nothing"):
        await until(lambda: len(collected(tmp_path)) == 2)
    assert collected(tmp_path) == ["quick@contoso.com", "slow@contoso.com"]


async def test_a_run_killed_before_its_card_gets_one_from_the_reconciler(tmp_path: Path) -> None:
    async with child(tmp_path, "post", "check", ready="stalled"):
        pass
    teams = RecordingTeams()
    async with bot(tmp_path, teams, clock=ShiftedClock(timedelta(seconds=20))) as running:
        run = await running.settled("the-run")
    assert [each.card_id for each in teams.posts()] == [run.card_id]


async def test_a_later_run_keeps_its_time_over_a_kill(tmp_path: Path) -> None:
    async with child(tmp_path, "nowhere", "later"):
        pass
    teams = RecordingTeams()
    async with bot(tmp_path, teams) as running:
        run = await running.store.runs.get("the-run")
        assert run
        assert run.state is RunState.QUEUED
        assert await running.store.jobs.lost([f"{run.id}.{run.attempts}"]) == set()
    assert teams.shown == []


async def test_two_processes_do_not_work_on_one_database(tmp_path: Path) -> None:
    async with child(tmp_path, "nowhere", "check"):
        with pytest.raises(AlreadyRunningError, match="stop it first"):
            async with bot(tmp_path, RecordingTeams()):
                pytest.fail("both are at work")
    async with bot(tmp_path, RecordingTeams()) as running:
        assert await running.store.runs.get("the-run")
