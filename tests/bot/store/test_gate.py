"""Turns that several processes take together, in an embedded database and in PostgreSQL."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.store.blocks import InBlocks
from bot.store.database import embedded_url, opened
from bot.store.gate import SharedGate, SqlGate, gate_in
from bot.store.lane import FURTHEST
from checks.limits import OVERTAKEN_FOR, CongestedError, Limit
from checks.sources.graph.pacing import Pacer
from tests.bot.store import gate_child
from tests.checks.sources.graph.fake_graph import Time

ONE, FIVE = Limit("a limit", 1, 1.0), Limit("a limit", 5, 10.0)
WIDE = Limit("a wide limit", 100, 10.0, block=10)
QUICK = Limit("a limit", 2, 0.4)
A_MOMENT = 0.000_1
"""Seconds by which a database's clock may be rounded."""


@dataclass
class Slept:
    """Waits for nothing and remembers for how long."""

    waits: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.waits.append(seconds)


def gate(engine: AsyncEngine, slept: Slept | None = None, tenant: str = "tenant-1") -> SqlGate:
    return SqlGate(engine, tenant, sleep=slept or Slept())


@contextlib.asynccontextmanager
async def ready_child(url: URL, doing: str, limit: Limit, turns: int = 0) -> AsyncIterator[Process]:
    """A process that begins when it is sent a line."""
    arguments = (url.render_as_string(hide_password=False), doing, limit.requests, limit.seconds, limit.block, turns)
    child = await asyncio.create_subprocess_exec(
        sys.executable, str(gate_child.__file__), *map(str, arguments), stdin=PIPE, stdout=PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    try:
        assert await line_of(child) == "ready"
        yield child
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


async def line_of(child: Process) -> str:
    assert child.stdout
    return (await child.stdout.readline()).decode().strip()


def tell(child: Process) -> None:
    assert child.stdin
    child.stdin.write(b"\n")


async def turns_of(child: Process) -> list[float]:
    told, _ = await child.communicate(b"\n")
    assert child.returncode == 0
    taken: list[float] = json.loads(told.splitlines()[-1])
    return taken


@pytest.mark.parametrize("limit", [ONE, FIVE, WIDE])
async def test_two_processes_together_stay_under_the_limit(url: URL, limit: Limit) -> None:
    async with ready_child(url, "reserve", limit, 30) as one, ready_child(url, "reserve", limit, 30) as other:
        both = await asyncio.gather(turns_of(one), turns_of(other))
    taken = sorted(each for turns in both for each in turns)
    assert len(taken) == 60
    for first, next_but in zip(taken, taken[limit.requests // limit.block:], strict=False):
        assert next_but - first >= limit.seconds - A_MOMENT


async def test_a_hold_of_one_process_is_obeyed_by_another(url: URL) -> None:
    async with ready_child(url, "hold", ONE, 60) as child:
        await turns_of(child)
    async with opened(url) as engine:
        with pytest.raises(CongestedError):
            await gate(engine).enter(ONE, 10.0)
        assert 50.0 < (await gate(engine).reserve(ONE, 60.0)).wait <= 60.0


async def test_people_of_one_process_go_before_the_sweep_of_another(url: URL) -> None:
    async with ready_child(url, "sweep", QUICK) as child, opened(url) as engine:
        tell(child)
        assert await line_of(child) == "turn"
        people, taken = gate_child.Watched(engine, "tenant-1"), []
        await asyncio.gather(*(people.enter(QUICK, 10.0) for _ in range(6)))
        taken = people.taken
        swept = await turns_of(child)
    assert len(swept) >= 1
    assert [at for at in swept if taken[0] + A_MOMENT < at < taken[-1] - A_MOMENT] == []


async def test_a_killed_process_wastes_one_turn_at_most(url: URL) -> None:
    async with ready_child(url, "crowd", ONE, 8) as child, opened(url) as engine:
        tell(child)
        assert await line_of(child) == "first"
        child.send_signal(signal.SIGKILL)
        await child.wait()
        assert (await gate(engine).reserve(ONE, 10.0)).wait <= 2.0
        assert (await gate(engine).reserve(ONE, 10.0, behind=True)).wait <= 5.0


async def test_a_sweep_has_no_turn_ahead_of_it(engine: AsyncEngine) -> None:
    waiting = gate(engine)
    assert (await waiting.reserve(ONE, 10.0, behind=True)).wait == 0
    waits = [(await waiting.reserve(ONE, 10.0, behind=True)).wait for _ in range(5)]
    assert all(0 < wait <= 1.0 for wait in waits)
    assert (await waiting.reserve(ONE, 10.0)).wait <= 1.0


async def test_a_sweep_spaces_its_turns_so_that_nobody_waits_for_long(engine: AsyncEngine) -> None:
    await gate(engine).reserve(FIVE, 10.0, behind=True)
    assert 1.9 < (await gate(engine).reserve(FIVE, 10.0, behind=True)).wait <= 2.0
    assert (await gate(engine).reserve(FIVE, 10.0)).wait == 0


async def test_a_sweep_keeps_out_until_those_behind_a_turn_have_theirs(engine: AsyncEngine) -> None:
    await gate(engine).reserve(WIDE, 10.0, units=5, more_wait=True)
    assert 0.9 < (await gate(engine).reserve(WIDE, 10.0, behind=True)).wait <= 1.0
    assert (await gate(engine).reserve(WIDE, 10.0)).wait == 0


async def test_who_was_overtaken_for_long_waits_in_the_order_of_all(engine: AsyncEngine) -> None:
    time, people = Time(), gate(engine)
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        """While it sleeps, somebody else takes the turn."""
        waited.append(seconds)
        await time.sleep(OVERTAKEN_FOR / 3)
        await people.reserve(ONE, 10.0)

    await people.enter(ONE, 10.0)
    await SqlGate(engine, "tenant-1", sleep=sleep, now=time.now).enter(ONE, 10.0, behind=True)
    assert len(waited) == 4


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
    await gate(engine, slept).enter(Limit("another", 1, 1.0), 10.0)
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
        with pytest.raises(CongestedError):
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
    await SqlGate(engine, "tenant-1", sleep=sleep).enter(ONE, 10.0)
    assert [round(wait) for wait in slept.waits] == [1, 8]


async def test_who_gives_up_while_waiting_leaves_the_others_their_turns(engine: AsyncEngine) -> None:
    waiting_at = gate(engine)
    asleep = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    stuck = SqlGate(engine, "tenant-1", sleep=sleep)
    await waiting_at.enter(ONE, 10.0)
    queue = [asyncio.create_task(stuck.enter(ONE, 10.0)) for _ in range(10)]
    await asleep.wait()
    for each in queue:
        each.cancel()
    await asyncio.gather(*queue, return_exceptions=True)
    assert (await waiting_at.reserve(ONE, 10.0)).wait <= 2.0


@pytest.mark.parametrize("hours", [-5, -0.02, 5])
async def test_a_clock_that_jumps_moves_no_turn(engine: AsyncEngine, hours: float) -> None:
    for _ in range(5):
        await gate(engine).enter(FIVE, 10.0)
    await gate(engine).hold(FIVE, 8.0)
    await shift(engine, -hours * 3600)
    wait = (await gate(engine).reserve(FIVE, 10.0)).wait
    assert wait == 0 if hours > 0 else 9.0 < wait <= 10.0


async def shift(engine: AsyncEngine, seconds: float) -> None:
    """What the gate wrote, as if it had been so much later by the clock that is right now."""
    async with engine.begin() as connection:
        row = (await connection.execute(text("select sent, held_until, read_at from graph_gate"))).mappings().one()
        sent = row["sent"] if isinstance(row["sent"], list) else json.loads(row["sent"])
        await connection.execute(
            text("update graph_gate set sent = :sent, held_until = :held, read_at = :read"),
            {"sent": json.dumps([at + seconds for at in sent]), "held": row["held_until"] + seconds,
             "read": row["read_at"] + seconds})


async def test_times_that_nobody_can_have_meant_stop_nobody(engine: AsyncEngine) -> None:
    await gate(engine).enter(ONE, 10.0)
    async with engine.begin() as connection:
        await connection.execute(text("update graph_gate set held_until = 99999999999, sent = '[99999999999.0]'"))
    assert (await gate(engine).reserve(ONE, 10.0)).wait <= 1.0
    assert FURTHEST < 99999999999


async def test_turns_that_an_older_version_wrote_count(engine: AsyncEngine) -> None:
    await gate(engine).enter(ONE, 10.0)
    async with engine.begin() as connection:
        row = (await connection.execute(text("select sent from graph_gate"))).scalar_one()
        assert isinstance((row if isinstance(row, list) else json.loads(row))[0], float)
        await connection.execute(text("update graph_gate set read_at = 0, people_until = 0"))
    assert 0 < (await gate(engine).reserve(ONE, 10.0)).wait <= 1.0


class Counting(SqlGate):
    """Counts how often it asks the database."""

    asked = 0

    async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
        self.asked += units > 0
        await super().enter(limit, patience, units=units, behind=behind)


async def test_a_wide_limit_is_asked_for_many_turns_at_once(engine: AsyncEngine) -> None:
    time = Time()
    counting = Counting(engine, "tenant-1", sleep=Slept())
    blocks = InBlocks(counting, now=time.now)
    await asyncio.gather(*(blocks.enter(WIDE, 10.0) for _ in range(10)))
    assert counting.asked == 1
    for _ in range(10):
        await blocks.enter(WIDE, 10.0)
    assert counting.asked == 2


async def test_a_block_is_not_kept_for_long_nor_past_a_hold(engine: AsyncEngine) -> None:
    time = Time()
    counting = Counting(engine, "tenant-1", sleep=Slept())
    blocks = InBlocks(counting, now=time.now)
    for _ in range(2):
        await blocks.enter(WIDE, 10.0)
    assert counting.asked == 2
    await blocks.enter(WIDE, 10.0)
    assert counting.asked == 2, "the second block was of two"
    await blocks.enter(WIDE, 10.0)
    await time.sleep(1.1)
    await blocks.enter(WIDE, 10.0)
    assert counting.asked == 4
    await blocks.enter(WIDE, 10.0)
    await blocks.hold(WIDE, 60.0)
    assert counting.asked == 5, "and one of that block is left"
    with pytest.raises(CongestedError):
        await blocks.enter(WIDE, 10.0)


async def test_a_wide_limit_counts_units(engine: AsyncEngine) -> None:
    waits = [(await gate(engine).reserve(WIDE, 10.0, units=30)).wait for _ in range(4)]
    assert waits[:3] == [0, 0, 0]
    assert 9.0 < waits[3] <= 13.0


def away() -> AsyncEngine:
    return create_async_engine(URL.create("postgresql+psycopg", database="none", query={"host": "/nowhere"}))


async def test_without_its_database_a_process_keeps_the_whole_limit_alone(caplog: pytest.LogCaptureFixture) -> None:
    time = Time()
    alone = SharedGate(SqlGate(away(), "tenant-1"), Pacer(now=time.now, sleep=time.sleep), now=time.now)
    for _ in range(6):
        await alone.enter(FIVE, 10.0)
    assert time.slept == [10.0]
    await alone.hold(FIVE, 60.0)
    with pytest.raises(CongestedError):
        await alone.enter(FIVE, 10.0)
    assert "in this process alone" in caplog.text


@dataclass
class ToldGate:
    """Remembers how often it was asked; ``broken`` is raised instead."""

    asked: int = 0
    broken: Exception | None = None

    async def enter(self, limit: Limit, patience: float, *, units: int = 1, behind: bool = False) -> None:
        del limit, patience, units, behind
        await self._asked()

    async def hold(self, limit: Limit, seconds: float) -> None:
        del limit, seconds
        await self._asked()

    async def _asked(self) -> None:
        self.asked += 1
        if self.broken:
            raise self.broken


async def test_a_database_that_failed_is_asked_again_after_a_while() -> None:
    time, shared = Time(), ToldGate(broken=OperationalError("", {}, Exception("gone")))
    both = SharedGate(shared, ToldGate(), now=time.now)
    for _ in range(5):
        await both.enter(FIVE, 10.0)
    assert shared.asked == 1
    await time.sleep(11.0)
    await both.enter(FIVE, 10.0)
    assert shared.asked == 2


async def test_a_refusal_of_the_shared_gate_is_one_and_takes_no_turn_here() -> None:
    local = ToldGate()
    with pytest.raises(CongestedError):
        await SharedGate(ToldGate(broken=CongestedError()), local).enter(ONE, 10.0)
    assert local.asked == 0


async def test_all_that_work_with_one_database_share_its_gate(url: URL) -> None:
    async with gate_in(url, "tenant-1", ToldGate()) as first:
        await first.hold(ONE, 60.0)
    async with gate_in(url, "tenant-1", ToldGate()) as second:
        with pytest.raises(CongestedError):
            await second.enter(ONE, 10.0)


async def test_a_postgresql_database_is_not_migrated_for_the_gate(empty_postgres: URL) -> None:
    local = ToldGate()
    async with gate_in(empty_postgres, "tenant-1", local) as alone:
        assert alone is local


async def test_a_home_that_cannot_be_used_leaves_the_process_its_own_gate(
        tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "home").write_text("a file")
    local = ToldGate()
    async with gate_in(embedded_url(tmp_path / "home"), "tenant-1", local) as alone:
        assert alone is local
    assert "in this process alone" in caplog.text
