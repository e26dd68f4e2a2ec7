"""What a check of a room costs at Microsoft Graph: how many requests, and how many rounds of them."""

import re
from dataclasses import replace

import pytest

from checks.collector import NOTHING, Collector, Evidence
from checks.engine import run
from checks.facts.asked import Asked, Topic
from checks.facts.base import Fact, Facts
from checks.model import Room
from checks.sources.graph.collectors import graph_collectors
from checks.sources.graph.connect import connect_simulated
from demo.graph_server import simulated_graph
from demo.rooms import MINUTE, ROOMS
from demo.scenario import Scenario, attempts, each
from demo.tenant import Tenant
from tests.rooms.case import Case
from tests.rooms.cases import CATALOGUE, NOW
from tests.rooms.scenarios import SCENARIOS

MOST_REQUESTS, MOST_ROUNDS, MOST_IN_A_BATCH = 8, 3, 20
WHOLE_PAGES = 1000
_NEVER_ASKED = re.compile("signInActivity|isResourceAccount|teamwork/devices", re.IGNORECASE)
ORDINARY = {name: case for name, case in SCENARIOS.items() if case.source == "graph" and not case.asked}


async def requests_of(scenario: Scenario, *topics: Topic, case: Case | None = None) -> tuple[list[str], list[str]]:
    """Every HTTP request of a check, and those that went inside a batch."""
    tenant = Tenant(NOW, (scenario,), case.policies, case.state) if case else Tenant(NOW, (scenario,))
    journal: list[str] = []
    inside: list[str] = []
    known = Evidence(Facts([Asked(frozenset(topics))])) if topics else NOTHING
    async with (simulated_graph(tenant=tenant, page_size=WHOLE_PAGES, journal=journal, inside=inside) as root,
                connect_simulated(root) as client):
        room = Room(scenario.address)
        await run(room, graph_collectors(client, clock=lambda: NOW)(room), CATALOGUE, known=known)
    return journal, inside


async def test_a_check_of_a_room_takes_at_most_eight_requests(scenario: Scenario) -> None:
    journal, inside = await requests_of(scenario)
    assert len(journal) <= MOST_REQUESTS, journal
    batches = [each for each in journal if each.endswith("/$batch")]
    assert len(inside) <= len(batches) * MOST_IN_A_BATCH
    assert not [each for each in (*journal, *inside) if _NEVER_ASKED.search(each)]


@pytest.mark.parametrize("name", ORDINARY)
async def test_whatever_is_wrong_with_it(name: str) -> None:
    journal, _inside = await requests_of(ORDINARY[name].room, case=ORDINARY[name])
    assert len(journal) <= MOST_REQUESTS, journal


async def test_however_often_it_signs_in() -> None:
    """Both logs go on for pages, and the newest attempt of each was refused for what What If is asked about."""
    for_days = each(3 * MINUTE, 3_000, 5 * MINUTE)
    met = tuple(attempt for code, times in ((50076, (2 * MINUTE,)), (0, for_days)) for by_hand in (True, False)
                for attempt in attempts(times, code, interactive=by_hand))
    busy = replace(ROOMS[0], attempts=met)
    journal, _inside = await requests_of(busy)
    assert sum("/auditLogs/signIns" in line for line in journal) == 2, journal
    assert any("/evaluate" in line for line in journal)
    assert len(journal) <= MOST_REQUESTS, journal


async def test_a_healthy_room_takes_five() -> None:
    journal, _inside = await requests_of(ROOMS[0])
    assert len(journal) == 5


async def test_what_if_is_asked_only_by_a_refusal_or_a_person() -> None:
    plain, _inside = await requests_of(ROOMS[0])
    asked, _inside = await requests_of(ROOMS[0], Topic.ACCESS)
    assert [sum("/evaluate" in each for each in journal) for journal in (plain, asked)] == [0, 7]


def rounds_of(collector: Collector, offered: tuple[Collector, ...]) -> int:
    """Its own round, after those of all that it waits for. A collector asks all it needs at once."""
    waits = [rounds_of(each, offered) for fact in collector.needs for each in offered if each.fact is fact]
    return 1 + max(waits, default=0)


def test_nothing_waits_for_more_than_two_rounds() -> None:
    client = connect_simulated("http://127.0.0.1:1")
    offered = tuple(graph_collectors(client, clock=lambda: NOW)(Room("room-42@contoso.com")))
    rounds = {each.source: rounds_of(each, offered) for each in offered}
    assert max(rounds.values()) <= MOST_ROUNDS, rounds
    facts: set[type[Fact]] = {each.fact for each in offered}
    assert {fact for each in offered for fact in each.needs} <= facts
