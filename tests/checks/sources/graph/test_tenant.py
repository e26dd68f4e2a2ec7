"""What holds for the whole tenant, and the room on its list of places."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest

from checks.collector import CannotCollect
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.facts.tenant import ServiceIssue, Subscription
from checks.model import GapReason, Room
from checks.sources.graph import tenant
from checks.sources.graph.client import GraphClient
from checks.sources.graph.place import place
from checks.sources.graph.registration_policy import registration_policy
from tests.checks.sources.graph.answers import CAMPAIGN, DEFAULTS, HEALTH, PLACE, REGISTRATION, SKUS, healthy
from tests.checks.sources.graph.fake_graph import Answer, FakeGraph, Read, Reader, Time, client_of, clock, error, many


class Source(NamedTuple):
    path: str
    reader: Reader
    permission: str


KEPT = pytest.mark.parametrize("source", [
    Source(SKUS, tenant.subscriptions, "LicenseAssignment.Read.All"),
    Source(DEFAULTS, tenant.security_defaults, "Policy.Read.All"),
    Source(CAMPAIGN, tenant.registration_campaign, "Policy.Read.AuthenticationMethod (or Policy.Read.All)"),
    Source(REGISTRATION, registration_policy, "Policy.Read.DeviceConfiguration"),
    Source(HEALTH, tenant.service_health, "ServiceHealth.Read.All"),
])


@KEPT
async def test_it_is_asked_once_in_a_minute(graph: FakeGraph, read: Read, time: Time, source: Source) -> None:
    healthy(graph)
    first, *rest = await asyncio.gather(*(read(source.reader) for _ in range(3)))
    assert all(each is first for each in rest)
    assert await read(source.reader) is first
    assert len(graph.asked_for(source.path)) == 1
    time.seconds += 60
    await read(source.reader)
    assert len(graph.asked_for(source.path)) == 2


@KEPT
async def test_a_refusal_names_the_permission_and_is_kept_for_a_minute(graph: FakeGraph, read: Read, time: Time,
                                                                       source: Source) -> None:
    graph.on(source.path, error(403, "Authorization_RequestDenied"))
    for _ in range(2):
        with pytest.raises(CannotCollect) as caught:
            await read(source.reader)
        assert caught.value.reason is GapReason.NO_PERMISSION
        assert f"Grant {source.permission} to" in caught.value.remedy
    assert len(graph.asked) == 1
    time.seconds += 60
    healthy(graph)
    await read(source.reader)


@KEPT
async def test_without_an_account_nothing_of_the_tenant_matters(graph: FakeGraph, client: GraphClient, room: Room,
                                                                nobody: Facts, source: Source) -> None:
    healthy(graph)
    with pytest.raises(CannotCollect) as caught:
        await source.reader(client, clock, room, nobody)
    assert (caught.value.reason, graph.asked_for(source.path)) == (GapReason.NOT_REQUESTED, [])


@KEPT
@pytest.mark.parametrize("document", [{}, {"value": None, "isEnabled": "no", "registrationEnforcement": None},
                                      {"registrationEnforcement": {"authenticationMethodsRegistrationCampaign": {}}}])
async def test_a_reply_that_says_nothing_is_no_answer(graph: FakeGraph, read: Read, source: Source,
                                                      document: dict[str, Any]) -> None:
    graph.on(source.path, Answer(document))
    with pytest.raises(CannotCollect, match="could not be read"):
        await read(source.reader)


async def test_subscriptions(graph: FakeGraph, read: Read) -> None:
    graph.on(SKUS, many({"skuId": "SKU", "skuPartNumber": "Microsoft_Teams_Rooms_Pro", "capabilityStatus": "Warning",
                         "consumedUnits": 12, "prepaidUnits": {"enabled": 10, "suspended": 2}},
                        {"skuId": "x", "capabilityStatus": "Unheard", "prepaidUnits": None, "consumedUnits": "3"}))
    assert (await read(tenant.subscriptions)).items == (
        Subscription("sku", "Microsoft_Teams_Rooms_Pro", "Warning", 10, 12), Subscription("x", "", "Unheard", 0, 0))
    assert graph.asked[0].query == {"$select": "skuId,skuPartNumber,capabilityStatus,consumedUnits,prepaidUnits"}


@pytest.mark.parametrize("enabled", [True, False])
async def test_security_defaults(graph: FakeGraph, read: Read, enabled: bool) -> None:
    graph.on(DEFAULTS, Answer({"isEnabled": enabled}))
    assert (await read(tenant.security_defaults)).enabled is enabled


async def test_the_registration_campaign(graph: FakeGraph, read: Read) -> None:
    everybody = {"id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "microsoftAuthenticator"}
    graph.on(CAMPAIGN, Answer({"registrationEnforcement": {"authenticationMethodsRegistrationCampaign": {
        "state": "enabled", "includeTargets": [everybody, None, {"id": 3}],
        "excludeTargets": [{"id": "G-1", "targetType": "group"}]}}}))
    fact = await read(tenant.registration_campaign)
    assert (fact.state, fact.included, fact.excluded) == ("enabled", frozenset({"all_users"}), frozenset({"g-1"}))


async def test_the_cloud_in_china_has_no_campaign(graph: FakeGraph, time: Time, room: Room, known: Facts) -> None:
    async with client_of(graph.root, time, cloud="china") as client:
        with pytest.raises(CannotCollect) as caught:
            await tenant.registration_campaign(client, clock, room, known)
    assert (caught.value.reason, graph.asked) == (GapReason.NOT_IN_CLOUD, [])


async def test_open_issues(graph: FakeGraph, read: Read) -> None:
    issue = {"id": "TM1", "title": "Some users cannot sign in", "service": "Microsoft Teams",
             "classification": "incident", "startDateTime": "2026-08-20T04:00:00Z"}
    graph.on(HEALTH, many(issue, {"id": "EX2", "title": None, "classification": "unheardOf", "startDateTime": None}))
    assert (await read(tenant.service_health)).issues == (
        ServiceIssue("TM1", "Some users cannot sign in", "Microsoft Teams", "incident",
                     datetime(2026, 8, 20, 4, tzinfo=UTC)), ServiceIssue("EX2", "", "", "unheardOf"))
    assert graph.asked[0].query == {"$filter": "isResolved eq false"}


async def test_open_issues_are_bounded(graph: FakeGraph, read: Read) -> None:
    graph.on(HEALTH, many(*({"id": str(number)} for number in range(150)), link=f"{graph.root}{HEALTH}?$skip=150"))
    assert len((await read(tenant.service_health)).issues) == tenant.MOST_ISSUES
    assert len(graph.asked) == 1


class TestPlace:
    async def test_the_room_is_on_the_list(self, graph: FakeGraph, read: Read) -> None:
        healthy(graph)
        fact = await read(place)
        assert (fact.found, fact.name, fact.building, fact.teams_enabled) == (True, "Room 42", "Zurich", "enabled")

    async def test_it_may_not_be(self, graph: FakeGraph, read: Read) -> None:
        graph.on(PLACE, error(404, "ErrorItemNotFound"))
        assert not (await read(place)).found

    async def test_nulls_and_new_words_are_read(self, graph: FakeGraph, read: Read) -> None:
        graph.on(PLACE, Answer({"id": "1", "displayName": None, "building": 4, "teamsEnabledState": "unheardOf"}))
        fact = await read(place)
        assert (fact.name, fact.building, fact.teams_enabled) == ("", "", "unheardOf")

    async def test_an_empty_object_is_no_place(self, graph: FakeGraph, read: Read) -> None:
        graph.on(PLACE, Answer({}))
        with pytest.raises(CannotCollect, match="could not be read"):
            await read(place)

    async def test_the_permission_is_named(self, graph: FakeGraph, read: Read) -> None:
        graph.on(PLACE, error(403, "ErrorAccessDenied"))
        with pytest.raises(CannotCollect) as caught:
            await read(place)
        assert "Grant Place.Read.All" in caught.value.remedy

    async def test_a_strange_address_stays_one_segment(self, graph: FakeGraph, client: GraphClient, room: Room,
                                                       known: Facts) -> None:
        strange = replace(known[Account], mail="a/b?c#{d}@contoso.com")
        graph.on("/v1.0/places/a/b?c#{d}@contoso.com", Answer({}))
        with pytest.raises(CannotCollect, match="could not be read"):
            await place(client, clock, room, Facts([strange]))
        assert graph.asked[0].path == "/v1.0/places/a/b?c#{d}@contoso.com"
