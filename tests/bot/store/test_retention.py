"""What is removed, when, and what stays although it is old."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Table, event, func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.fleet import SweepState
from bot.store.retention import KEEP_OUTAGES, KEEP_REPORTS, remove_expired
from bot.store.tables import (
    alerts,
    deliveries,
    outages,
    reports,
    room_states,
    snoozes,
    sweep_rooms,
    sweeps,
)
from tests.bot.store.stored import HOUR, NOW

OLD, FRESH = NOW - KEEP_REPORTS - HOUR, NOW - KEEP_REPORTS + HOUR
ROOM = {"address": "room@contoso.com", "display_name": "Room", "object_id": "", "building": ""}


async def keep(engine: AsyncEngine, table: Table, *rows: dict[str, Any]) -> None:
    async with engine.begin() as connection:
        for row in rows:
            await connection.execute(insert(table).values(row))


async def left(engine: AsyncEngine, table: Table) -> set[str]:
    async with engine.connect() as connection:
        return set((await connection.execute(select(table.primary_key.columns[0]))).scalars())


def sweep(name: str, created_at: datetime, state: SweepState = SweepState.DONE) -> dict[str, Any]:
    return {"id": name, "dedupe_key": name, "created_at": created_at, "state": state.value, "asked_by": "",
            "time_zone": "", "card_id": "", "rooms": 0, "looked_at": 0, "requests": 0, "fault": "", "attempts": 1,
            "answered": True}


def work(sweep_id: str) -> dict[str, Any]:
    return {**ROOM, "sweep_id": sweep_id, "portion": 0, "listed": "", "looked_at": True}


def state(address: str, judged_at: datetime | None, known_since: datetime = OLD, **more: Any) -> dict[str, Any]:
    return {**ROOM, "address": address, "standing": "well", "cause": "", "severity": "", "known_since": known_since,
            "judged_at": judged_at, "sweep_id": "", "report_id": "", "outage_id": "", "memory": {}, **more}


def outage(name: str, began: datetime, ended: datetime | None, **more: Any) -> dict[str, Any]:
    return {"id": name, **{key: ROOM[key] for key in ("address", "display_name", "building")}, "causes": [],
            "began": began, "ended": ended, **more}


def alert(name: str, at: datetime, address: str = ROOM["address"], report_id: str = "") -> dict[str, Any]:
    return {**ROOM, "id": name, "address": address, "sweep_id": "", "change": "broke", "before": {}, "after": {},
            "at": at, "since": at, "episode": "", "report_id": report_id, "acknowledged_by": "", "state": "handed_out"}


def delivery(name: str, alert_id: str, created_at: datetime) -> dict[str, Any]:
    return {"id": name, "alert_id": alert_id, "conversation_id": "", "conversation": {}, "bundle": "",
            "state": "sent", "due": created_at, "claimed_by": "", "attempts": 1, "card_id": "",
            "created_at": created_at}


def report(name: str, judged_at: datetime) -> dict[str, Any]:
    return {"id": name, "run_id": name, "address": ROOM["address"], "judged_at": judged_at, "document": {}}


async def test_snoozes_go_when_they_are_over(engine: AsyncEngine) -> None:
    await keep(engine, snoozes, *({"place": name, "address": "", "until": until, "asked_by": ""}
                                  for name, until in (("over", NOW), ("on", NOW + HOUR))))
    await remove_expired(engine, NOW)
    assert await left(engine, snoozes) == {"on"}


async def test_old_sweeps_go_but_not_the_last_whole_one_nor_one_under_way(engine: AsyncEngine) -> None:
    await keep(engine, sweeps, sweep("older", OLD - HOUR), sweep("last", OLD), sweep("missed", OLD, SweepState.MISSED),
               sweep("failed", OLD + HOUR / 2, SweepState.FAILED), sweep("on", OLD, SweepState.LOOKING),
               sweep("fresh", FRESH, SweepState.FAILED))
    await remove_expired(engine, NOW)
    assert await left(engine, sweeps) == {"last", "on", "fresh"}


@pytest.mark.parametrize(("newer", "kept"), [
    (SweepState.DONE, {"newer"}), (SweepState.FAILED, {"newer"}),
    (SweepState.LOOKING, {"ended", "newer"}), (SweepState.MISSED, {"ended", "newer"}),
])
async def test_a_work_list_goes_when_a_later_sweep_has_ended(engine: AsyncEngine, newer: SweepState,
                                                             kept: set[str]) -> None:
    await keep(engine, sweeps, sweep("ended", NOW - HOUR), sweep("newer", NOW, newer))
    await keep(engine, sweep_rooms, work("ended"), work("newer"))
    await remove_expired(engine, NOW)
    assert await left(engine, sweep_rooms) == kept
    assert await left(engine, sweeps) == {"ended", "newer"}


async def test_alerts_and_their_deliveries_go_unless_their_outage_lasts(engine: AsyncEngine) -> None:
    await keep(engine, outages, outage("lasts", OLD - HOUR, None, address="broken@contoso.com"),
               outage("over", OLD - HOUR, NOW))
    await keep(engine, alerts, alert("old", OLD), alert("fresh", FRESH), alert("lasting", OLD, "broken@contoso.com"),
               alert("earlier", OLD - 2 * HOUR, "broken@contoso.com"))
    names = ("old", "fresh", "lasting", "earlier")
    await keep(engine, deliveries, *(delivery(f"of {name}", name, OLD) for name in names))
    await remove_expired(engine, NOW)
    assert await left(engine, alerts) == {"fresh", "lasting"}
    assert await left(engine, deliveries) == {"of fresh", "of lasting"}


async def test_reports_of_what_is_broken_still_stay(engine: AsyncEngine) -> None:
    await keep(engine, outages, outage("lasts", OLD - HOUR, None))
    await keep(engine, alerts, alert("lasting", OLD, report_id="told"))
    await keep(engine, room_states, state("broken", NOW, outage_id="lasts", report_id="latest"),
               state("well", NOW, report_id="of a room that is well"))
    await keep(engine, reports, *(report(name, OLD) for name in ("told", "latest", "old", "of a room that is well")),
               report("fresh", FRESH))
    await remove_expired(engine, NOW)
    assert await left(engine, reports) == {"told", "latest", "fresh"}


async def test_outages_count_for_more_than_a_year(engine: AsyncEngine) -> None:
    long_ago = NOW - KEEP_OUTAGES - HOUR
    await keep(engine, outages, outage("old", long_ago, long_ago), outage("lasts", long_ago, None),
               outage("kept", long_ago, NOW - KEEP_OUTAGES + HOUR))
    await remove_expired(engine, NOW)
    assert await left(engine, outages) == {"lasts", "kept"}


async def test_a_room_that_nobody_finds_is_forgotten_and_broken_no_longer(engine: AsyncEngine) -> None:
    await keep(engine, room_states, state("gone", OLD, outage_id="lasts"), state("never judged", None),
               state("new", None, FRESH), state("there", FRESH))
    await keep(engine, outages, outage("lasts", OLD - HOUR, None, address="gone"),
               outage("of a room that is there", OLD, None, address="there"))
    await remove_expired(engine, NOW)
    assert await left(engine, room_states) == {"new", "there"}
    async with engine.connect() as connection:
        rows = (await connection.execute(select(outages.c.id, outages.c.ended))).mappings()
        ended = {row["id"]: row["ended"] for row in rows}
    assert ended == {"lasts": OLD, "of a room that is there": None}


async def test_much_is_removed_in_portions_and_by_several_at_once(engine: AsyncEngine) -> None:
    await keep(engine, sweeps, sweep("ended", NOW - HOUR), sweep("newer", NOW))
    async with engine.begin() as connection:
        await connection.execute(insert(sweep_rooms), [{**work("ended"), "address": str(place)} for place in range(95)])
    removed = list[int]()

    @event.listens_for(engine.sync_engine, "after_cursor_execute")
    def _count(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("DELETE FROM sweep_rooms"):
            removed.append(cursor.rowcount)

    await asyncio.gather(*(remove_expired(engine, NOW, at_once=20) for _ in range(2)))
    assert max(removed) <= 20
    assert sum(removed) == 95
    async with engine.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(sweep_rooms))).scalar_one() == 0


async def test_a_room_that_sweeps_find_and_cannot_judge_is_not_forgotten(engine: AsyncEngine) -> None:
    await keep(engine, sweeps, sweep("newest", FRESH))
    await keep(engine, room_states, state("found", OLD, sweep_id="newest", outage_id="lasts"))
    await keep(engine, outages, outage("lasts", OLD, None, address="found"))
    await remove_expired(engine, NOW)
    assert await left(engine, room_states) == {"found"}
    async with engine.connect() as connection:
        assert (await connection.execute(select(outages.c.ended))).scalar_one() is None
