"""Sweeps and what they leave, on the real databases."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.alerts import Rule
from bot.fleet import Change, RoomState, Seen, Standing, Sweep, SweepState
from bot.store.fleet import SqlFleet
from bot.store.outbox import SqlOutbox
from bot.store.reports import SqlReports
from bot.store.sweeps import Listed, SqlSweeps, job_of
from bot.store.tables import alerts, outages, reports
from bot.transitions import after
from checks.model import Cause, Report, Room, Severity, Status
from tests.bot.fakes import CHAT
from tests.bot.store.stored import HOUR, NOW, NoJobs
from tests.bot.test_alerts import a_report, finding
from tests.bot.test_transitions import HEALTHY, LICENCE, MFA

SWEEP = Sweep("s1", "tick 1", NOW)


def listed(*numbers: int, building: str = "Zurich") -> list[Listed]:
    return [Listed(Room(f"room-{number}@contoso.com", f"Room {number}", f"id-{number}"), building, "{}")
            for number in numbers]


@pytest.fixture
def sweeps(engine: AsyncEngine) -> SqlSweeps:
    return SqlSweeps(engine, NoJobs())


async def test_a_wish_is_begun_once(sweeps: SqlSweeps) -> None:
    begun = await sweeps.begin(SWEEP)
    assert begun
    assert (begun.id, begun.attempts) == ("s1", 1)
    assert await sweeps.begin(replace(SWEEP, id="s2")) is None


async def test_two_processes_that_begin_at_the_same_time_begin_one(sweeps: SqlSweeps) -> None:
    wishes = [replace(SWEEP, id=f"s{place}", dedupe_key=f"key {place}", asked_by="anna") for place in range(8)]
    begun = await asyncio.gather(*map(sweeps.begin, wishes))
    assert len({each.id for each in begun if each}) == 1
    assert None not in begun


async def test_a_tick_that_finds_a_sweep_under_way_is_noted_as_missed(sweeps: SqlSweeps) -> None:
    await sweeps.begin(SWEEP)
    other = await sweeps.begin(replace(SWEEP, id="s2", dedupe_key="tick 2"))
    assert other
    assert other.id == "s1"
    missed = await sweeps.get("s2")
    assert missed
    assert (missed.state, missed.looked_at) == (SweepState.MISSED, 0)
    going_on = await sweeps.under_way()
    assert going_on
    assert going_on.id == "s1"


async def test_a_person_who_asks_while_one_goes_on_leaves_no_trace(sweeps: SqlSweeps) -> None:
    await sweeps.begin(SWEEP)
    await sweeps.begin(replace(SWEEP, id="s2", dedupe_key="press", asked_by="anna", conversation=CHAT))
    assert await sweeps.get("s2") is None


async def test_a_room_has_one_place_on_the_list_however_often_it_is_found(sweeps: SqlSweeps) -> None:
    await sweeps.begin(SWEEP)
    for found in (listed(1, 2, 3), listed(2, 3, 4), listed(1, 1, 5)):
        await sweeps.list_rooms("s1", found, 2)
    assert await sweeps.start_looking("s1", 7, "") == 3
    rooms = [room.room.address for portion in range(3) for room in await sweeps.portion("s1", portion)]
    assert rooms == [f"room-{number}@contoso.com" for number in range(1, 6)]
    assert sorted(await sweeps.object_ids("s1")) == [f"id-{number}" for number in range(1, 6)]


async def test_a_sweep_without_rooms_has_no_portions(sweeps: SqlSweeps) -> None:
    await sweeps.begin(SWEEP)
    assert await sweeps.start_looking("s1", 1, "") == 0


def seen(number: int, report: Report, sweep: str, at: datetime, state: RoomState | None = None) -> Seen:
    room = Room(f"room-{number}@contoso.com", f"Room {number}")
    return after(state or RoomState(room, "Zurich"), replace(report, room=room, judged_at=at), sweep, Rule(confirm=1))


async def swept(sweeps: SqlSweeps, sweep_id: str, at: datetime, *rooms: tuple[int, Report]) -> None:
    """A whole sweep that saw these."""
    await sweeps.begin(Sweep(sweep_id, sweep_id, at))
    await sweeps.list_rooms(sweep_id, listed(*(number for number, _report in rooms)), 100)
    await sweeps.start_looking(sweep_id, 1, "")
    known = {each.room.address: each.state for each in await sweeps.portion(sweep_id, 0)}
    kept = [seen(number, report, sweep_id, at, known[f"room-{number}@contoso.com"]) for number, report in rooms]
    await sweeps.keep(sweep_id, kept, 2)
    await sweeps.finish(sweep_id, SweepState.DONE, at + HOUR, "")


async def test_what_a_portion_showed_is_kept_once_and_together(sweeps: SqlSweeps, engine: AsyncEngine) -> None:
    await sweeps.begin(SWEEP)
    await sweeps.list_rooms("s1", listed(1, 2), 100)
    await sweeps.start_looking("s1", 1, "")
    kept = [seen(1, MFA, "s1", NOW), seen(2, HEALTHY, "s1", NOW)]
    for _ in range(2):
        await sweeps.keep("s1", kept, 3)
    sweep = await sweeps.get("s1")
    assert sweep
    assert sweep.looked_at == 2
    async with engine.connect() as connection:
        counted = [(await connection.execute(select(func.count()).select_from(table))).scalar_one()
                   for table in (alerts, outages, reports)]
    assert counted == [1, 1, 2]
    sweep = await sweeps.get("s1")
    assert sweep
    assert sweep.looked_at == 2
    assert await sweeps.portion("s1", 0) == []
    state = await SqlFleet(engine).state_of("ROOM-1@contoso.com")
    assert state == kept[0].state
    report = await SqlReports(engine).get(kept[0].report_id)
    assert report
    assert report.report.diagnosis.cause is Cause.MFA_REQUIRED


async def test_alerts_wait_for_the_end_of_their_sweep(sweeps: SqlSweeps, engine: AsyncEngine) -> None:
    await sweeps.begin(SWEEP)
    await sweeps.list_rooms("s1", listed(1), 100)
    await sweeps.start_looking("s1", 1, "")
    await sweeps.keep("s1", [seen(1, MFA, "s1", NOW)], 1)
    outbox = SqlOutbox(engine)
    await outbox.hand_out((), 5, NOW)
    async with engine.connect() as connection:
        assert (await connection.execute(select(alerts.c.state))).scalar_one() == "held"
    await sweeps.finish("s1", SweepState.DONE, NOW, "")
    await outbox.hand_out((), 5, NOW)
    async with engine.connect() as connection:
        assert (await connection.execute(select(alerts.c.state))).scalar_one() == "handed_out"


async def test_the_fleet_is_counted_as_the_last_sweep_saw_it(sweeps: SqlSweeps, engine: AsyncEngine) -> None:
    await swept(sweeps, "s1", NOW, (1, MFA), (2, HEALTHY), (3, HEALTHY), (9, HEALTHY))
    await swept(sweeps, "s2", NOW + HOUR, (1, MFA), (2, LICENCE), (3, HEALTHY))
    fleet = SqlFleet(engine)
    counts = await fleet.counts(5)
    assert counts.total == 3, "the ninth room was on no list any more"
    assert dict(counts.by_cause) == {Cause.HEALTHY: 1, Cause.MFA_REQUIRED: 1, Cause.LICENCE_MISSING: 1}
    assert [state.seen.severity for state in counts.worst] == [Severity.CRITICAL, Severity.HIGH]
    assert [(alert.room.address, alert.change) for alert in counts.changed] == [("room-2@contoso.com", Change.BROKE)]
    assert [state.room.address for state in await fleet.states()] == [f"room-{each}@contoso.com" for each in (1, 2, 3)]
    assert await fleet.buildings() == ["Zurich"]
    assert {each.since for each in await fleet.watched()} == {NOW}


async def test_rooms_that_a_sweep_saw_before_it_failed_are_rooms_of_the_fleet(
        sweeps: SqlSweeps, engine: AsyncEngine) -> None:
    await swept(sweeps, "s1", NOW, (1, HEALTHY), (2, HEALTHY))
    await sweeps.begin(Sweep("s2", "s2", NOW + HOUR))
    await sweeps.list_rooms("s2", listed(1, 2), 1)
    await sweeps.start_looking("s2", 1, "")
    await sweeps.keep("s2", [seen(1, MFA, "s2", NOW + HOUR)], 1)
    await sweeps.finish("s2", SweepState.FAILED, NOW + HOUR, "It failed.")
    assert (await SqlFleet(engine).counts(1)).total == 2


async def test_outages_are_found_by_room_and_time(sweeps: SqlSweeps, engine: AsyncEngine) -> None:
    for hour, report in enumerate((HEALTHY, MFA, HEALTHY, LICENCE)):
        await swept(sweeps, f"s{hour}", NOW + hour * HOUR, (1, report), (2, HEALTHY))
    fleet = SqlFleet(engine)
    latest, first = await fleet.outages("room-1@contoso.com", NOW)
    assert (latest.ended, latest.causes) == (None, (Cause.LICENCE_MISSING,))
    assert (first.began, first.ended) == (NOW + HOUR, NOW + 2 * HOUR)
    assert await fleet.outages("room-2@contoso.com", NOW) == []
    assert await fleet.every_outage(NOW + 2.5 * HOUR) == [latest]


async def test_a_room_that_could_not_be_looked_at_stays_as_it_was(sweeps: SqlSweeps, engine: AsyncEngine) -> None:
    await swept(sweeps, "s1", NOW, (1, MFA))
    await sweeps.begin(Sweep("s2", "s2", NOW + HOUR))
    await sweeps.list_rooms("s2", listed(1), 100)
    await sweeps.start_looking("s2", 1, "")
    (room,) = await sweeps.portion("s2", 0)
    assert room.state
    await sweeps.keep("s2", [Seen(room.state, judged=False)], 0)
    await sweeps.finish("s2", SweepState.DONE, NOW + HOUR, "")
    assert (await SqlFleet(engine).counts(1)).total == 1, "it is a room of the fleet still"
    sweep, state = await sweeps.get("s2"), await SqlFleet(engine).state_of("room-1@contoso.com")
    assert sweep
    assert (sweep.rooms, sweep.looked_at) == (1, 0)
    assert [each.room for each in await SqlFleet(engine).states()] == [room.state.room], "it is still there"
    assert state
    assert (state.seen.standing, state.judged_at) == (Standing.BROKEN, NOW)


async def test_rooms_that_are_on_no_list_any_more_are_named(sweeps: SqlSweeps) -> None:
    await swept(sweeps, "s1", NOW, (1, HEALTHY), (2, HEALTHY))
    await sweeps.begin(Sweep("s2", "s2", NOW + HOUR))
    await sweeps.list_rooms("s2", listed(1), 100)
    assert [state.room.address for state in await sweeps.missing_from("s2", NOW - HOUR)] == ["room-2@contoso.com"]
    assert await sweeps.missing_from("s2", NOW + HOUR) == []


async def test_a_sweep_whose_job_is_gone_gets_another_once(sweeps: SqlSweeps) -> None:
    await sweeps.begin(SWEEP)
    (lost,) = await sweeps.forgotten()
    assert job_of(lost) == "sweep-s1.1"
    await asyncio.gather(*(sweeps.resubmit(lost) for _ in range(3)))
    again = await sweeps.get("s1")
    assert again
    assert again.attempts == 2


async def test_an_end_that_is_not_shown_is_found_until_it_is(sweeps: SqlSweeps) -> None:
    await sweeps.begin(replace(SWEEP, conversation=CHAT, asked_by="anna"))
    await sweeps.finish("s1", SweepState.DONE, NOW + HOUR, "")
    assert [each.id for each in await sweeps.unanswered(NOW)] == ["s1"]
    assert await sweeps.unanswered(NOW + 2 * HOUR) == []
    await sweeps.answered("s1")
    assert await sweeps.unanswered(NOW) == []


async def test_an_end_is_not_ended_again(sweeps: SqlSweeps) -> None:
    await sweeps.begin(SWEEP)
    await sweeps.finish("s1", SweepState.DONE, NOW, "fine")
    await sweeps.finish("s1", SweepState.FAILED, NOW + HOUR, "late")
    kept = await sweeps.get("s1")
    assert kept
    assert (kept.state, kept.fault, kept.ended_at) == (SweepState.DONE, "fine", NOW)


async def test_a_rooms_time_counts_from_when_it_was_known_how_it_stands(sweeps: SqlSweeps, engine: AsyncEngine) -> None:
    fleet, unknown = SqlFleet(engine), replace(HEALTHY, diagnosis=replace(HEALTHY.diagnosis, cause=Cause.UNDETERMINED))
    await swept(sweeps, "s1", NOW, (1, unknown))
    assert await fleet.watched() == []
    for hour, report in enumerate((HEALTHY, MFA, unknown), start=1):
        await swept(sweeps, f"s{hour + 1}", NOW + hour * HOUR, (1, report))
        assert [each.since for each in await fleet.watched()] == [NOW + HOUR]


async def test_whether_a_room_was_broken_at_first_sight_is_kept(sweeps: SqlSweeps, engine: AsyncEngine) -> None:
    await swept(sweeps, "s1", NOW, (1, MFA), (2, HEALTHY))
    await swept(sweeps, "s2", NOW + HOUR, (1, LICENCE), (2, MFA))
    states = await SqlFleet(engine).states()
    assert [(each.now_since, each.at_least) for each in states] == [(NOW, True), (NOW + HOUR, False)]
    async with engine.connect() as connection:
        kept = (await connection.execute(select(alerts.c.change, alerts.c.at_least).order_by(
            alerts.c.at, alerts.c.address))).all()
    assert [tuple(each) for each in kept] == [(Change.BROKE, True), (Change.CAUSE_CHANGED, True), (Change.BROKE, False)]


async def test_what_was_seen_only_once_is_counted_before_it_is_told(sweeps: SqlSweeps, engine: AsyncEngine) -> None:
    await sweeps.begin(SWEEP)
    await sweeps.list_rooms("s1", listed(1), 100)
    await sweeps.start_looking("s1", 1, "")
    room = Room("room-1@contoso.com", "Room 1")
    once = after(RoomState(room, "Zurich"), replace(MFA, room=room, judged_at=NOW), "s1", Rule(confirm=2))
    await sweeps.keep("s1", [once], 1)
    await sweeps.finish("s1", SweepState.DONE, NOW, "")
    fleet = SqlFleet(engine)
    assert (await fleet.counts(5)).by_cause == ((Cause.MFA_REQUIRED, 1),)
    assert [each.seen.standing for each in (await fleet.counts(5)).worst] == [Standing.UNKNOWN]
    assert await fleet.watched() == []


async def test_what_comes_after_a_sweeps_end_is_not_kept(sweeps: SqlSweeps, engine: AsyncEngine) -> None:
    await sweeps.begin(SWEEP)
    await sweeps.list_rooms("s1", listed(1), 100)
    await sweeps.start_looking("s1", 1, "")
    await sweeps.finish("s1", SweepState.FAILED, NOW, "it failed several times")
    await sweeps.keep("s1", [seen(1, MFA, "s1", NOW)], 1)
    assert await SqlFleet(engine).state_of("room-1@contoso.com") is None
    async with engine.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(alerts))).scalar_one() == 0


async def test_a_room_that_could_long_not_be_judged_is_missed_all_the_same(sweeps: SqlSweeps) -> None:
    await swept(sweeps, "s1", NOW, (1, HEALTHY), (2, HEALTHY))
    blind = a_report(Cause.UNDETERMINED, finding(Status.SKIPPED))
    await swept(sweeps, "s2", NOW + 240 * HOUR, (1, HEALTHY), (2, blind))
    await sweeps.begin(Sweep("s3", "s3", NOW + 241 * HOUR))
    await sweeps.list_rooms("s3", listed(1), 100)
    missing = await sweeps.missing_from("s3", NOW + 200 * HOUR)
    assert [state.room.address for state in missing] == ["room-2@contoso.com"]
