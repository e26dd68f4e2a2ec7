"""The simulated tenant through a sweep's eyes: the same causes as room by room, in few requests."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from checks.collector import Evidence
from checks.engine import Outcome, judge
from checks.facts.base import Facts
from checks.facts.sign_ins import SignIns
from checks.fleet import FleetRoom
from checks.model import Cause, GapReason, Report, Room
from checks.report import make_report
from checks.sources.graph.collectors import graph_collectors
from checks.sources.graph.connect import connect_simulated
from checks.sources.graph.fleet import GraphFleet
from checks.sources.graph.sign_ins import LOOK_BACK
from demo.employees import EMPLOYEE_MARK
from demo.fleet import ONE_IN, fleet_of, large_tenant
from demo.graph_server import simulated_graph
from demo.rooms import ROOMS
from demo.scenario import Scenario
from demo.tenant import Tenant
from tests.rooms.cases import CATALOGUE, NOW, CollectorsFor, through_graph

WHOLE_PAGES = 1_000
PORTION = 100
AN_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Watched:
    """A fleet, the collectors of a check of one room beside it, what was asked, and the time that it believes."""

    fleet: GraphFleet
    collectors_for: CollectorsFor
    journal: list[str]
    now: datetime = NOW


@asynccontextmanager
async def fleet_in(tenant: Tenant, *, whole_tenant: bool = False) -> AsyncIterator[Watched]:
    journal: list[str] = []
    async with (simulated_graph(tenant=tenant, page_size=WHOLE_PAGES, journal=journal) as root,
                connect_simulated(root) as client):
        def clock() -> datetime:
            return watched.now

        watched = Watched(GraphFleet(client, clock=clock, whole_tenant=whole_tenant),
                          graph_collectors(client, clock=clock), journal)
        yield watched


async def discovered(watched: Watched) -> list[FleetRoom]:
    return [room async for page in watched.fleet.discover() for room in page.rooms]


def report_on(room: FleetRoom, evidence: Evidence) -> Report:
    return make_report(room.room, Outcome(judge(CATALOGUE, evidence), evidence, evidence), NOW)


def beyond(rooms: Sequence[FleetRoom]) -> list[FleetRoom]:
    """The rooms that no list has, as the sweep before knew them."""
    known = {room.room.address for room in rooms}
    return [FleetRoom(Room(room.address)) for room in ROOMS if room.address not in known]


async def test_every_room_is_judged_as_a_check_of_it_alone_judges_it() -> None:
    """No difference is allowed in the cause, nor in how sure it is: what a sweep leaves out decides none of these.
    Every gap that a check alone does not have says that it was not asked, and what to do.
    """
    async with fleet_in(Tenant(NOW)) as watched:
        listed = await discovered(watched)
        rooms = [*listed, *beyond(listed)]
        looked = await watched.fleet.look(rooms)
        assert len(rooms) == len(ROOMS)
        for room, evidence in zip(rooms, looked.evidence, strict=True):
            alone = await through_graph(_scenario(room), watched.collectors_for)
            one = make_report(Room(room.room.address), alone, NOW).diagnosis
            swept = report_on(room, evidence).diagnosis
            assert (swept.cause, swept.confidence) == (one.cause, one.confidence), room.room
            assert_more_gaps_are_unasked(evidence, alone.evidence)


def assert_more_gaps_are_unasked(swept: Evidence, alone: Evidence) -> None:
    told = {(gap.fact, gap.source) for gap in alone.gaps}
    more = [gap for gap in swept.gaps if (gap.fact, gap.source) not in told]
    assert all(gap.reason is GapReason.NOT_REQUESTED and gap.detail and gap.remedy for gap in more)
    assert {fact.title for fact in set(alone.facts) - set(swept.facts)} <= {gap.fact for gap in more}


def _scenario(room: FleetRoom) -> Scenario:
    return next(each for each in ROOMS if each.address == room.room.address)


async def test_a_fleet_of_five_hundred_takes_a_fifth_of_a_request_a_room() -> None:
    count = 500
    async with fleet_in(large_tenant(count, NOW)) as watched:
        rooms = await discovered(watched)
        assert sorted(room.room.address for room in rooms) == [room.address for room in fleet_of(count)]
        for start in range(0, count, PORTION):
            await watched.fleet.look(rooms[start:start + PORTION])
        assert len(watched.journal) <= 0.2 * count, len(watched.journal)


async def test_a_tenth_of_a_fleet_is_in_trouble_and_is_seen_to_be() -> None:
    count = 170
    async with fleet_in(large_tenant(count, NOW)) as watched:
        rooms = await discovered(watched)
        expected = {room.address: room.expected.graph for room in fleet_of(count)}
        looked = await watched.fleet.look(rooms)
        found = {room.room.address: report_on(room, evidence).diagnosis.cause
                 for room, evidence in zip(rooms, looked.evidence, strict=True)}
    assert found == expected
    assert sum(cause is not Cause.HEALTHY for cause in found.values()) == count // ONE_IN


def an_hour_ago(room: FleetRoom, evidence: Evidence) -> FleetRoom:
    """The room with what a sweep an hour ago knew of its sign-ins."""
    known, then = evidence.facts[SignIns], NOW - AN_HOUR
    covers = tuple(replace(each, start=then - LOOK_BACK, end=then) for each in known.covers)
    kept = SignIns(tuple(each for each in known.items if each.at <= then), covers)
    return replace(room, kept=Evidence(Facts([kept])))


async def test_the_next_sweep_asks_for_what_is_new_and_knows_as_much_as_one_that_asks_for_all() -> None:
    async with fleet_in(Tenant(NOW)) as watched:
        rooms = [room for room in await discovered(watched) if not _scenario(room).refuses]
        anew = (await watched.fleet.look(rooms)).evidence
        watched.journal.clear()
        after = await watched.fleet.look(list(map(an_hour_ago, rooms, anew)))
        asked = [line for line in watched.journal if "/auditLogs/signIns" in line]
        assert len(asked) == 2
        assert all("createdDateTime ge 2026-03-02T06:14:27Z" in line for line in asked)
        for one, other in zip(after.evidence, anew, strict=True):
            assert one.facts[SignIns].items == other.facts[SignIns].items
            assert set(one.facts[SignIns].covers) == set(other.facts[SignIns].covers)


async def test_everybody_is_read_once_for_all_rooms_and_of_people_nothing_is_kept() -> None:
    async with fleet_in(Tenant(NOW), whole_tenant=True) as watched:
        rooms = [room for room in await discovered(watched) if not _scenario(room).refuses]
        anew = (await watched.fleet.look(rooms)).evidence
        assert await watched.fleet.everyone([room.room.object_id for room in rooms], NOW - AN_HOUR) == 1
        watched.journal.clear()
        after = await watched.fleet.look(list(map(an_hour_ago, rooms, anew)))
        assert not [line for line in watched.journal if "/auditLogs/signIns" in line]
        for one, other in zip(after.evidence, anew, strict=True):
            assert one.facts[SignIns].items == other.facts[SignIns].items
        assert EMPLOYEE_MARK not in repr([each.facts[SignIns] for each in after.evidence])
