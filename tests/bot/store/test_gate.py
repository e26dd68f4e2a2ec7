"""Turns that several processes take together, in an embedded database and in PostgreSQL."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.database import opened
from bot.store.gate import FURTHEST, Limit, SharedGate, SqlGate, gate_in
from tests.bot.store import gate_child
from tests.bot.store.gate_child import ALimit, BusyError

ONE, FIVE = ALimit("a limit", 1, 1.0), ALimit("a limit", 5, 10.0)
A_MOMENT = 0.000_1
"""Seconds by which a database's clock may be rounded."""


@dataclass
class Slept:
    """Waits for nothing and remembers for how long."""

    waits: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


def gate(engine: AsyncEngine, slept: Slept | None = None, tenant: str = "tenant-1") -> SqlGate:
    return SqlGate(engine, tenant, BusyError, sleep=slept or Slept())


async def ready_child(url: URL, limit: ALimit, turns: int) -> Process:
    """A process that begins to take its turns when it is sent a line."""
    arguments = (url.render_as_string(hide_password=False), 10.0, limit.requests, limit.seconds, turns)
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(gate_child.__file__), *map(str, arguments), stdin=PIPE, stdout=PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert child.stdout
    assert await child.stdout.readline() == b"ready\n"
    return child


async def turns_of(child: Process) -> list[float]:
    told, _ = await child.communicate(b"\n")
    assert child.returncode == 0
    taken: list[float] = json.loads(told)
    return taken


@pytest.mark.parametrize("limit", [ONE, FIVE])
async def test_two_processes_together_stay_under_the_limit(url: URL, limit: ALimit) -> None:
    children = [await ready_child(url, limit, 30) for _ in range(2)]
    both = await asyncio.gather(*map(turns_of, children))
    taken = sorted(each for turns in both for each in turns)
    assert len(taken) == 60
    for first, next_but in zip(taken, taken[limit.requests:], strict=False):
        assert next_but - first >= limit.seconds - A_MOMENT


async def test_a_few_at_once_need_not_wait(engine: AsyncEngine) -> None:
    waits = [(await gate(engine).reserve(FIVE, 10.0)).wait for _ in range(6)]
    assert waits[:5] == [0.0] * 5
    assert 0 < waits[5] <= 10.0


async def test_the_turn_is_waited_for(engine: AsyncEngine) -> None:
    slept = Slept()
    for _ in range(2):
        await gate(engine, slept).enter(ONE, 10.0)
    assert len(slept.waits) == 1
    assert 0 < slept.waits[0] <= 1.0


async def test_another_tenant_and_another_limit_have_turns_of_their_own(engine: AsyncEngine) -> None:
    slept = Slept()
    await gate(engine, slept).enter(ONE, 10.0)
    await gate(engine, slept, "tenant-2").enter(ONE, 10.0)
    await gate(engine, slept).enter(ALimit("another", 1, 1.0), 10.0)
    assert slept.waits == []


async def test_a_hold_by_one_is_waited_for_by_the_other_and_kept_over_a_restart(url: URL) -> None:
    async with opened(url) as engine:
        await gate(engine).hold(ONE, 8.0)
        await gate(engine).hold(ONE, 2.0)
    async with opened(url) as engine:
        assert 6.0 < (await gate(engine).reserve(ONE, 10.0)).wait <= 8.0


async def test_a_long_hold_is_refused_at_once_and_takes_no_turn(engine: AsyncEngine) -> None:
    slept = Slept()
    await gate(engine).hold(ONE, 60.0)
    for _ in range(3):
        with pytest.raises(BusyError):
            await gate(engine, slept).enter(ONE, 10.0)
    assert slept.waits == []
    assert (await gate(engine).reserve(ONE, 60.0)).wait <= 60.0


async def test_a_hold_that_comes_during_the_wait_is_waited_for_too(engine: AsyncEngine) -> None:
    slept = Slept()
    other = gate(engine)

    async def sleep(seconds: float) -> None:
        await slept(seconds)
        if len(slept.waits) == 1:
            await other.hold(ONE, 8.0)
        else:
            async with engine.begin() as connection:
                await connection.execute(text("update graph_gate set held_until = 0"))

    await other.enter(ONE, 10.0)
    await SqlGate(engine, "tenant-1", BusyError, sleep=sleep).enter(ONE, 10.0)
    assert [round(wait) for wait in slept.waits] == [1, 8]


async def test_who_gives_up_while_waiting_leaves_the_others_their_turns(engine: AsyncEngine) -> None:
    waiting_at = gate(engine)
    asleep = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    stuck = SqlGate(engine, "tenant-1", BusyError, sleep=sleep)
    await waiting_at.enter(ONE, 10.0)
    queue = [asyncio.create_task(stuck.enter(ONE, 10.0)) for _ in range(10)]
    await asleep.wait()
    for each in queue:
        each.cancel()
    await asyncio.gather(*queue, return_exceptions=True)
    assert (await waiting_at.reserve(ONE, 10.0)).wait <= 2.0


async def test_a_clock_that_was_set_back_stops_nobody(engine: AsyncEngine) -> None:
    await gate(engine).enter(ONE, 10.0)
    async with engine.begin() as connection:
        await connection.execute(text("update graph_gate set held_until = 99999999999, sent = '[99999999999.0]'"))
    assert (await gate(engine).reserve(ONE, 10.0)).wait <= 1.0
    assert FURTHEST < 99999999999


@dataclass
class ToldGate:
    """Remembers what it was asked; ``broken`` is raised instead."""

    told: list[tuple[str, str]] = field(default_factory=list)
    broken: Exception | None = None

    async def enter(self, limit: Limit, patience: float) -> None:
        del patience
        self._tell("enter", limit)

    async def hold(self, limit: Limit, seconds: float) -> None:
        del seconds
        self._tell("hold", limit)

    def _tell(self, what: str, limit: Limit) -> None:
        self.told.append((what, limit.name))
        if self.broken:
            raise self.broken


async def test_only_the_limits_that_are_shared_go_through_the_database() -> None:
    local, shared = ToldGate(), ToldGate()
    both = SharedGate(local, shared, {"a limit"})
    for limit in (ONE, ALimit("the directory", 1_000, 10.0)):
        await both.enter(limit, 10.0)
        await both.hold(limit, 1.0)
    assert [name for _, name in local.told] == ["a limit", "a limit", "the directory", "the directory"]
    assert shared.told == [("enter", "a limit"), ("hold", "a limit")]


async def test_a_database_that_fails_leaves_the_process_its_own_pace(caplog: pytest.LogCaptureFixture) -> None:
    local = ToldGate()
    both = SharedGate(local, ToldGate(broken=OperationalError("", {}, Exception("locked"))), {"a limit"})
    await both.enter(ONE, 10.0)
    await both.hold(ONE, 1.0)
    assert local.told == [("enter", "a limit"), ("hold", "a limit")]
    assert "in this process alone" in caplog.text


async def test_a_refusal_of_the_shared_gate_is_one() -> None:
    both = SharedGate(ToldGate(), ToldGate(broken=BusyError()), {"a limit"})
    with pytest.raises(BusyError):
        await both.enter(ONE, 10.0)


async def test_a_home_that_can_be_written_in_shares_its_gate(tmp_path: Path) -> None:
    local = ToldGate()
    async with gate_in(tmp_path / "home", "tenant-1", local, {"a limit"}, BusyError) as first:
        await first.hold(ONE, 60.0)
    async with gate_in(tmp_path / "home", "tenant-1", local, {"a limit"}, BusyError) as second:
        with pytest.raises(BusyError):
            await second.enter(ONE, 10.0)


async def test_a_home_that_cannot_be_used_leaves_the_process_its_own_gate(
        tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "home").write_text("a file")
    local = ToldGate()
    async with gate_in(tmp_path / "home", "tenant-1", local, {"a limit"}, BusyError) as alone:
        assert alone is local
    assert "in this process alone" in caplog.text
