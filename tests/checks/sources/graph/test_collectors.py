"""A whole room over the engine: few round trips, and a refusal costs only its own fact."""

import re
from pathlib import Path

from checks import engine
from checks.facts.account import Account
from checks.facts.base import Fact
from checks.facts.licences import Licences
from checks.facts.mailbox import Mailbox
from checks.facts.sign_ins import SignIns
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.model import GapReason, Room
from checks.sources.graph import collectors as graph_package
from checks.sources.graph.client import GraphClient
from checks.sources.graph.collectors import graph_collectors, permissions
from tests.checks.sources.graph.fake_graph import ROOM_ID, Answer, FakeGraph, Time, client_of, clock, error, many
from tests.checks.sources.graph.test_account import BY_NAME, USER
from tests.checks.sources.graph.test_facts import LICENCES, MAILBOX, POLICIES, TEAMS
from tests.checks.sources.graph.test_sign_ins import BETA, REFUSED, V1


def healthy(graph: FakeGraph) -> None:
    graph.on(BY_NAME, Answer(USER))
    graph.on(LICENCES, many())
    graph.on(MAILBOX, Answer({"timeZone": "UTC", "userPurpose": "room"}))
    graph.on(TEAMS, Answer({"accountType": "resourceAccount", "featureTypes": ["Teams"]}))
    graph.on(V1, many())
    graph.on(BETA, many())


async def collected(client: GraphClient, room: Room) -> engine.Outcome:
    return await engine.run(room, graph_collectors(client, clock=clock)(room), {})


def gaps(outcome: engine.Outcome) -> dict[str, GapReason]:
    return {gap.source: gap.reason for gap in outcome.collected.gaps}


async def test_a_room_takes_four_round_trips(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    outcome = await collected(client, room)
    assert set(outcome.collected.facts) == {Account, Licences, Mailbox, TeamsProvisioning, SignIns}
    assert gaps(outcome) == {"graph.access_policies": GapReason.NOT_REQUESTED}
    assert graph.asked[0].path == BY_NAME
    assert (len([seen for seen in graph.asked if not seen.batched]) + graph.posts, graph.posts) == (4, 1)


async def test_both_logs_join_in_one_fact(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    graph.on(V1, many(REFUSED))
    graph.on(BETA, many(REFUSED | {"id": "n", "correlationId": "2"}))
    graph.on(POLICIES, many({"id": "p-1", "displayName": "Block", "state": "enabled"}))
    outcome = await collected(client, room)
    sign_ins = outcome.collected.facts[SignIns]
    assert (len(sign_ins.items), len(sign_ins.covers)) == (2, 2)
    assert gaps(outcome) == {}


async def test_one_refused_log_leaves_the_other(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    graph.on(BETA, error(403, "Authentication_MSGraphPermissionMissing"))
    outcome = await collected(client, room)
    assert gaps(outcome)["graph.sign_ins.non_interactive"] is GapReason.NO_PERMISSION
    assert [window.source for window in outcome.collected.facts[SignIns].covers] == ["graph.sign_ins.interactive"]


async def test_a_refused_account_leaves_what_its_address_can_tell(graph: FakeGraph, client: GraphClient,
                                                                  room: Room) -> None:
    graph.on(BY_NAME, error(403, "Authorization_RequestDenied"))
    graph.on(f"{BY_NAME}/licenseDetails", many())
    graph.on(f"{BY_NAME}/mailboxSettings", Answer({"timeZone": "UTC"}))
    outcome = await collected(client, room)
    assert set(outcome.collected.facts) == {Licences, Mailbox}
    assert gaps(outcome)["graph.account"] is GapReason.NO_PERMISSION
    assert gaps(outcome)["graph.sign_ins.interactive"] is GapReason.FAILED


async def test_a_missing_account_asks_nothing_more(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    graph.on("/v1.0/users", many())
    graph.on("/v1.0/directory/deletedItems/microsoft.graph.user", many())
    outcome = await collected(client, room)
    assert not outcome.collected.facts[Account].found
    assert set(gaps(outcome).values()) == {GapReason.NOT_REQUESTED}
    assert len(graph.asked) == 4


async def test_everything_refused_is_a_gap_each(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    for path in (LICENCES, MAILBOX, TEAMS, V1, BETA):
        graph.on(path, error(403, "Authorization_RequestDenied"))
    outcome = await collected(client, room)
    assert set(outcome.collected.facts) == {Account}
    assert list(gaps(outcome).values()).count(GapReason.NO_PERMISSION) == 5


async def test_graph_down_is_a_gap_each(time: Time, room: Room) -> None:
    async with client_of("http://127.0.0.1:9", time) as client:
        outcome = await collected(client, room)
    facts: set[type[Fact]] = set(outcome.collected.facts)
    assert facts == set()
    assert len(outcome.collected.gaps) == 7


async def test_every_permission_is_declared_and_written_down(client: GraphClient, room: Room) -> None:
    declared = {name for each in graph_collectors(client, clock=clock)(room) for name in each.permissions}
    assert declared | {"Place.Read.All"} == set(permissions())
    page = Path(str(graph_package.__file__)).with_name("README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\b[A-Z][A-Za-z]+\.Read(?:\.All)?\b", page)) == set(permissions())


async def test_nobody_elses_records_are_kept(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    graph.on(V1, many(REFUSED | {"userId": "employee", "userPrincipalName": "employee@contoso.com"}))
    outcome = await collected(client, room)
    assert "employee" not in repr(list(outcome.collected.facts.values()))
    assert ROOM_ID in repr(list(outcome.collected.facts.values()))
