"""A whole room over the engine: few round trips, and a refusal costs only its own fact."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from checks import engine
from checks.collector import Evidence
from checks.facts.access_forecast import AccessForecast
from checks.facts.access_policies import AccessPolicies
from checks.facts.account import Account
from checks.facts.asked import Asked, Topic
from checks.facts.base import Fact, Facts
from checks.facts.devices import DirectoryDevices
from checks.facts.licences import Licences
from checks.facts.mailbox import Mailbox
from checks.facts.place import Place
from checks.facts.security import Risk
from checks.facts.sign_ins import SignIns
from checks.model import GapReason, Room
from checks.sources.graph import collectors as graph_package
from checks.sources.graph import membership
from checks.sources.graph.client import GraphClient
from checks.sources.graph.collectors import core, graph_collectors, permissions, reads
from checks.sources.graph.refusals import SERVED_BY
from checks.sources.graph.shared_files import CONSENTS, ON_REQUEST
from tests.checks.sources.graph import answers
from tests.checks.sources.graph.answers import BETA_SIGN_INS, BY_NAME, EVALUATE, SIGN_INS, failing, healthy, refused
from tests.checks.sources.graph.fake_graph import (
    ROOM_ID,
    Answer,
    FakeGraph,
    Time,
    Watching,
    client_of,
    clock,
    error,
    many,
)

DENIED = error(403, "Authorization_RequestDenied")
ON_DEMAND = {"graph.access_policies", "graph.access_forecast", "graph.risk"}


async def collected(client: GraphClient, room: Room, *topics: Topic) -> engine.Outcome:
    known = Evidence(Facts([Asked(frozenset(topics))] if topics else []))
    return await engine.run(room, graph_collectors(client, clock=clock)(room), {}, known=known)


def gaps(outcome: engine.Outcome) -> dict[str, GapReason]:
    return {gap.source: gap.reason for gap in outcome.collected.gaps}


def depth(story: list[str]) -> int:
    """How often something was asked only after something else had been answered."""
    kinds = ["asked", *(line.partition(" ")[0] for line in story)]
    return 1 + sum((before, after) == ("answered", "asked") for before, after in pairwise(kinds))


async def test_a_healthy_room_takes_five_requests_two_deep(graph: FakeGraph, time: Time, room: Room) -> None:
    healthy(graph)
    async with client_of(graph.root, time, gate=Watching(graph.story, time)) as client:
        outcome = await collected(client, room)
        offered = {collector.fact for collector in graph_collectors(client, clock=clock)(room)}
    assert set(outcome.collected.facts) == offered - {AccessPolicies, AccessForecast, Risk}
    assert gaps(outcome) == dict.fromkeys(ON_DEMAND, GapReason.NOT_REQUESTED)
    assert (graph.http_requests, graph.posts, depth(graph.story)) == (5, 2, 2)
    assert len([seen for seen in graph.asked if seen.batched]) == 4 + 15
    assert time.slept == []


async def test_a_refused_room_takes_eight(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    graph.on(SIGN_INS, many(refused(53003, failing(name=""))))
    outcome = await collected(client, room)
    assert {AccessPolicies, AccessForecast} < set(outcome.collected.facts)
    assert gaps(outcome) == {"graph.risk": GapReason.NOT_REQUESTED}
    assert graph.http_requests == 8
    assert [seen.body["signInConditions"]["devicePlatform"] for seen in graph.asked_for(EVALUATE)] == ["windows"] * 2


async def test_what_follows_a_refusal_is_asked_once_both_logs_are_read(graph: FakeGraph, time: Time,
                                                                       room: Room) -> None:
    healthy(graph)
    graph.on(SIGN_INS, many(refused(53003, failing(name=""))))
    async with client_of(graph.root, time, gate=Watching(graph.story, time)) as client:
        await collected(client, room)
    last = max(graph.story.index(f"answered {path}") for path in (SIGN_INS, BETA_SIGN_INS))
    late = [line.partition(" ")[2] for line in graph.story[last + 1:] if line.startswith("answered")]
    assert {answers.POLICIES, EVALUATE} <= set(late)
    assert depth(graph.story[:last + 1]) == 2


async def test_a_refusal_that_names_its_policy_takes_seven(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    graph.on(SIGN_INS, many(refused(53003, failing())))
    await collected(client, room)
    assert graph.http_requests == 7


async def test_a_device_of_unknown_kind_takes_no_more(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    unknown = {"userAgent": None, "deviceDetail": None}
    graph.on(SIGN_INS, many(refused(53003, failing(name=""), **unknown)))
    graph.on(BETA_SIGN_INS, many())
    outcome = await collected(client, room)
    assert [each.platform for each in outcome.collected.facts[AccessForecast].items] == ["windows", "android"]
    assert graph.http_requests == 8


async def test_who_asks_for_access_gets_the_matrix(graph: FakeGraph, client: GraphClient, room: Room,
                                                   time: Time) -> None:
    healthy(graph)
    outcome = await collected(client, room, Topic.ACCESS)
    assert len(outcome.collected.facts[AccessForecast].items) == 7
    assert graph.http_requests == 12
    assert time.slept == [1.0] * 6
    assert Risk not in outcome.collected.facts


async def test_who_asks_for_everything_gets_the_risk_as_well(graph: FakeGraph, client: GraphClient,
                                                             room: Room) -> None:
    healthy(graph)
    outcome = await collected(client, room, Topic.EVERYTHING)
    assert outcome.collected.facts[Risk].level == "none"
    assert len(outcome.collected.facts[AccessForecast].items) == 7


async def test_a_risky_sign_in_asks_for_the_risk(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    graph.on(SIGN_INS, many(answers.SUCCEEDED | {"riskLevelDuringSignIn": "high"}))
    graph.on(answers.RISK, Answer({"riskLevel": "high", "riskState": "atRisk"}))
    assert (await collected(client, room)).collected.facts[Risk].state == "atRisk"
    assert graph.http_requests == 6


async def test_a_second_room_asks_nothing_of_the_tenant_again(graph: FakeGraph, client: GraphClient,
                                                              room: Room) -> None:
    healthy(graph)
    await collected(client, room)
    first = len(graph.asked)
    await collected(client, room)
    again = {seen.path for seen in graph.asked[first:]}
    assert not again & {answers.SKUS, answers.DEFAULTS, answers.CAMPAIGN, answers.REGISTRATION, answers.HEALTH,
                        answers.DOMAIN}


async def test_what_is_not_to_be_relied_on_is_never_asked_for(graph: FakeGraph, client: GraphClient,
                                                              room: Room) -> None:
    healthy(graph)
    await collected(client, room, Topic.EVERYTHING)
    asked = " ".join(f"{seen.path} {dict(seen.query)}" for seen in graph.asked)
    assert not [word for word in ("signInActivity", "isResourceAccount", "teamwork") if word.casefold() in
                asked.casefold()]


async def test_both_logs_join_in_one_fact(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    graph.on(BETA_SIGN_INS, many(refused(50126)))
    sign_ins = (await collected(client, room)).collected.facts[SignIns]
    assert (len(sign_ins.items), len(sign_ins.covers)) == (2, 2)


async def test_one_refused_log_leaves_the_other(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    graph.on(BETA_SIGN_INS, error(403, "Authentication_MSGraphPermissionMissing"))
    outcome = await collected(client, room)
    assert gaps(outcome)["graph.sign_ins.non_interactive"] is GapReason.NO_PERMISSION
    assert [window.source for window in outcome.collected.facts[SignIns].covers] == ["graph.sign_ins.interactive"]


async def test_a_refused_account_leaves_what_its_address_can_tell(graph: FakeGraph, client: GraphClient,
                                                                  room: Room) -> None:
    healthy(graph)
    graph.on(BY_NAME, DENIED)
    graph.on(f"{BY_NAME}/licenseDetails", many())
    graph.on(f"{BY_NAME}/mailboxSettings", Answer({"timeZone": "UTC"}))
    outcome = await collected(client, room)
    assert {Licences, Mailbox} < set(outcome.collected.facts)
    assert gaps(outcome)["graph.account"] is GapReason.NO_PERMISSION
    unsaid = {"graph.sign_ins.interactive", "graph.place", "graph.managed_devices", "graph.domain"}
    assert {gaps(outcome)[source] for source in unsaid} == {GapReason.FAILED}


async def test_a_missing_account_asks_nothing_more(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    graph.on(answers.BY_MAIL, many())
    graph.on(answers.DELETED, many())
    outcome = await collected(client, room)
    assert not outcome.collected.facts[Account].found
    assert set(gaps(outcome).values()) == {GapReason.NOT_REQUESTED}
    assert (len(graph.asked), graph.http_requests) == (4, 1)


async def test_everything_refused_is_a_gap_each(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    for path in {value for name, value in vars(answers).items() if name.isupper() and isinstance(value, str)}:
        if path != BY_NAME:
            graph.on(path, DENIED)
    outcome = await collected(client, room)
    assert set(outcome.collected.facts) == {Account}
    reasons = [gap.reason for gap in outcome.collected.gaps if gap.source not in ON_DEMAND]
    assert set(reasons) == {GapReason.NO_PERMISSION}
    wanted = {collector.source: collector.permissions[0] for collector in graph_collectors(client, clock=clock)(room)}
    assert all(wanted[gap.source] in gap.remedy for gap in outcome.collected.gaps if gap.source not in ON_DEMAND)


@pytest.mark.parametrize(("cloud", "lacking"), [
    ("gcc", set()), ("gcchigh", {"graph.teams_provisioning"}), ("dod", {"graph.teams_provisioning"}),
    ("china", {"graph.teams_provisioning", "graph.registration_campaign", "graph.risk"}),
])
async def test_what_a_cloud_lacks_is_not_asked_of_it(graph: FakeGraph, time: Time, room: Room, cloud: str,
                                                     lacking: set[str]) -> None:
    healthy(graph)
    async with client_of(graph.root, time, cloud=cloud) as client:
        outcome = await collected(client, room, Topic.EVERYTHING)
    found = gaps(outcome)
    assert {source for source, reason in found.items() if reason is GapReason.NOT_IN_CLOUD} == lacking
    paths = {"graph.teams_provisioning": answers.TEAMS, "graph.registration_campaign": answers.CAMPAIGN,
             "graph.risk": answers.RISK}
    assert [graph.asked_for(paths[source]) for source in lacking] == [[]] * len(lacking)


async def test_what_a_sign_in_calls_for_waits_for_both_logs(client: GraphClient, room: Room) -> None:
    waiting = {each.fact: set(each.needs) for each in graph_collectors(client, clock=clock)(room)}
    assert waiting[AccessForecast] == {Account, SignIns, DirectoryDevices}
    assert waiting[Risk] == {Account, SignIns}
    assert waiting[AccessPolicies] == {SignIns}
    assert {fact for fact, needs in waiting.items() if not needs} == {Account}


async def test_graph_down_is_a_gap_each(time: Time, room: Room) -> None:
    async with client_of("http://127.0.0.1:9", time) as client:
        outcome = await collected(client, room)
        offered = graph_collectors(client, clock=clock)(room)
    facts: set[type[Fact]] = set(outcome.collected.facts)
    assert facts == set()
    assert len(outcome.collected.gaps) == len(offered)


async def test_every_permission_is_declared_and_written_down(client: GraphClient, room: Room) -> None:
    declared = {name for each in graph_collectors(client, clock=clock)(room) for name in each.permissions}
    assert {SERVED_BY.get(name, name) for name in declared} | {membership.PERMISSION} == set(permissions())
    shared = {*CONSENTS, *ON_REQUEST} - {"Sites.Selected"}  # which has another kind of name
    page = Path(str(graph_package.__file__)).with_name("README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b[A-Z][A-Za-z]+\.Read(?:\.[A-Z][A-Za-z]+)?\b", page))
    assert named == set(permissions()) | declared | shared


async def test_every_request_is_written_down(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    graph.on(SIGN_INS, many(refused(53003, failing(name=""))))
    await collected(client, room, Topic.EVERYTHING)
    page = Path(str(graph_package.__file__)).with_name("README.md").read_text(encoding="utf-8")
    known = {"room-42@contoso.com": "{address}", ROOM_ID: "{id}", "contoso.com": "{domain}"}
    for path in {seen.path for seen in graph.asked} - {answers.PLACE}:
        plain = path.removeprefix("/v1.0")
        for value, name in known.items():
            plain = plain.replace(value, name)
        assert re.search(rf"`(GET|POST) {re.escape(plain)}[?`]", page), plain


def test_each_permission_is_read_for_facts() -> None:
    assert {*reads(), membership.PERMISSION} == set(permissions())
    assert all(reads().values())
    assert set(permissions()["Place.Read.All"]) == {Place.title, "the list of rooms"}


def test_the_core_is_what_a_check_lives_on() -> None:
    assert core() == {"User.Read.All", "LicenseAssignment.Read.All", "AuditLog.Read.All", "Policy.Read.All",
                      "MailboxSettings.Read", "Place.Read.All"}
    assert core() < set(permissions())


async def test_what_is_not_asked_says_how_to_ask(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    outcome = await collected(client, room)
    remedies = {gap.source: gap.remedy for gap in outcome.collected.gaps}
    assert "--what-if" in remedies["graph.access_forecast"]
    assert all(remedies[source].endswith(".") for source in ON_DEMAND)


async def test_nobody_elses_records_are_kept(graph: FakeGraph, client: GraphClient, room: Room) -> None:
    healthy(graph)
    graph.on(SIGN_INS, many(refused(userId="employee", userPrincipalName="employee@contoso.com")))
    outcome = await collected(client, room)
    assert "employee" not in repr(list(outcome.collected.facts.values()))
    assert ROOM_ID in repr(list(outcome.collected.facts.values()))
