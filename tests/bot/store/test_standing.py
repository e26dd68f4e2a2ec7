"""The numbers for whoever watches, as the database holds them."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from opentelemetry.trace import NoOpTracer
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.fleet import RoomState, Sweep, SweepState
from bot.measuring import measured, show
from bot.ports import RunState
from bot.store.fleet_rows import state_row, sweep_row
from bot.store.rows import run_row
from bot.store.standing import Waiting, numbers_of
from bot.store.tables import deliveries, outages, room_states, runs, sweeps
from bot.telemetry import QUEUE_AGE, QUEUE_LENGTH, ROOMS, SWEEP_AGE
from checks.model import Room
from checks.telemetry import Record, listen
from tests.bot.run_parts import a_run, until

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def keep_runs(engine: AsyncEngine) -> None:
    old, later = a_run(created_at=NOW - 9 * MINUTE, state=RunState.QUEUED), a_run(start_at=NOW + MINUTE)
    begun = a_run(created_at=NOW - 30 * MINUTE, start_at=NOW - 5 * MINUTE)
    ended = a_run(created_at=NOW - 60 * MINUTE, state=RunState.DONE)
    waiting = a_run(created_at=NOW - 60 * MINUTE, state=RunState.WAITING)
    async with engine.begin() as connection:
        for run in (old, begun, replace(later, created_at=NOW - 60 * MINUTE), ended, waiting):
            await connection.execute(insert(runs).values(**run_row(run)))


async def test_what_is_promised_and_due_waits(engine: AsyncEngine) -> None:
    await keep_runs(engine)
    assert (await numbers_of(engine, NOW)).queue == Waiting(2, NOW - 9 * MINUTE)


def delivery(state: str, due: datetime, since: datetime = NOW - 7 * MINUTE, attempts: int = 0) -> dict[str, object]:
    named = uuid4().hex
    return {"id": named, "alert_id": named, "conversation_id": "19:x", "conversation": {}, "bundle": "b",
            "state": state, "due": due, "claimed_by": "", "attempts": attempts, "card_id": "", "created_at": since}


async def test_alerts_wait_that_were_not_tried_and_those_that_are_tried_again(engine: AsyncEngine) -> None:
    tried = delivery("due", NOW + 14 * MINUTE, NOW - 300 * MINUTE, attempts=9)
    snoozed = delivery("due", NOW + MINUTE, NOW + MINUTE)
    kept = [delivery("due", NOW - MINUTE), tried, snoozed, delivery("sent", NOW - MINUTE, NOW - 400 * MINUTE)]
    async with engine.begin() as connection:
        await connection.execute(insert(deliveries), kept)
    assert (await numbers_of(engine, NOW)).outbox == Waiting(2, NOW - 300 * MINUTE)


async def test_outages_rooms_and_the_last_sweep(engine: AsyncEngine) -> None:
    outage = {"address": "room-1@contoso.com", "display_name": "", "building": "", "causes": [], "began": NOW}
    await keep_sweep(engine)
    async with engine.begin() as connection:
        await connection.execute(insert(outages), [{"id": "1", "ended": None, **outage},
                                                   {"id": "2", "ended": NOW, **outage}])
    numbers = await numbers_of(engine, NOW)
    assert (numbers.outages, numbers.rooms, numbers.swept) == (1, {"well": 1, "broken": 2}, NOW - 20 * MINUTE)


async def keep_sweep(engine: AsyncEngine) -> None:
    """One that is whole, one before it that knew another room, and one that was begun since and looked at nothing."""
    every = (Sweep("s0", "s0", NOW - 80 * MINUTE, SweepState.DONE),
             Sweep("s1", "s1", NOW - 20 * MINUTE, SweepState.DONE),
             Sweep("s2", "s2", NOW - 5 * MINUTE, SweepState.MISSED))
    states = [RoomState(Room(f"room-{number}@contoso.com"), "") for number in range(3)]
    async with engine.begin() as connection:
        for sweep in every:
            await connection.execute(insert(sweeps).values(**sweep_row(sweep)))
        gone = RoomState(Room("room-9@contoso.com"), "")
        await connection.execute(insert(room_states).values(**state_row(gone, "s0") | {
            "standing": "well", "known_since": NOW}))
        for number, state in enumerate(states):
            row = state_row(state, "s1") | {"standing": "broken" if number else "well", "known_since": NOW}
            await connection.execute(insert(room_states).values(**row))


async def test_nothing_is_of_no_age(engine: AsyncEngine) -> None:
    numbers = await numbers_of(engine, NOW)
    assert (numbers.queue, numbers.outbox, numbers.swept) == (Waiting(0, None), Waiting(0, None), None)
    show(numbers, NOW)
    assert list(QUEUE_AGE.shown()) == [(0.0, {})]
    assert list(SWEEP_AGE.shown()) == []
    assert [each for _value, each in ROOMS.shown()] == [{"standing": each} for each in ("well", "broken", "unknown")]


@pytest.mark.parametrize(("tracer", "records", "tasks"), [
    (None, {}, 0), (NoOpTracer(), {}, 0), (None, {"x": lambda _amount, _by: None}, 1),
])
async def test_the_database_is_asked_where_somebody_wants_metrics(
        engine: AsyncEngine, tracer: NoOpTracer | None, records: Mapping[str, Record], tasks: int) -> None:
    listen(tracer, records)
    before = asyncio.all_tasks()
    try:
        async with measured(engine, lambda: NOW):
            assert len(asyncio.all_tasks() - before) == tasks
    finally:
        listen()


async def test_levels_are_measured_where_somebody_listens(engine: AsyncEngine) -> None:
    await keep_runs(engine)
    listen(records={"x": lambda _amount, _by: None})
    try:
        async with measured(engine, lambda: NOW, every=timedelta(milliseconds=10)):
            await until(lambda: [value for value, _by in QUEUE_LENGTH.shown()] == [2])
    finally:
        listen()
    assert list(QUEUE_AGE.shown()) == [(540.0, {})]
