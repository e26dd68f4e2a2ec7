"""Licences, mailbox, Teams provisioning and policies, with replies in the shape Microsoft writes them."""

from typing import Any

import pytest

from checks.collector import CannotCollect
from checks.facts.access_policies import AccessPolicies, AccessPolicy
from checks.facts.asked import Asked, Topic
from checks.facts.base import Facts
from checks.facts.licences import Licence, Licences, ServicePlan
from checks.facts.mailbox import Mailbox
from checks.facts.sign_ins import AppliedPolicy, Kind, Origin, SignIn, SignIns
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.model import Citation, GapReason, Room
from checks.sources.graph import access_policies, licences, mailbox, teams_provisioning
from checks.sources.graph.client import GraphClient
from tests.checks.sources.graph.answers import LICENCES, MAILBOX, POLICIES, TEAMS
from tests.checks.sources.graph.fake_graph import (
    NOW,
    ROOM_ID,
    Answer,
    FakeGraph,
    Read,
    Time,
    client_of,
    clock,
    error,
    many,
)


class TestLicences:
    async def read(self, client: GraphClient, room: Room, known: Facts) -> Licences:
        return await licences.licences(client, clock, room, known)

    async def test_plans_come_with_their_state(self, graph: FakeGraph, client: GraphClient, room: Room,
                                               known: Facts) -> None:
        plan = {"servicePlanId": "57FF2DA0-773E-42DF-B2AF-FFB7A2317929", "servicePlanName": "TEAMS1",
                "provisioningStatus": "Disabled", "appliesTo": "User"}
        graph.on(LICENCES, many({"id": "x", "skuId": "4CDE982A-ede4-4409-9ae6-b003453c8ea6",
                                 "skuPartNumber": "Microsoft_Teams_Rooms_Pro", "servicePlans": [plan, None]}))
        fact = await self.read(client, room, known)
        assert fact.items == (Licence("4cde982a-ede4-4409-9ae6-b003453c8ea6", "Microsoft_Teams_Rooms_Pro", (
            ServicePlan("57ff2da0-773e-42df-b2af-ffb7a2317929", "TEAMS1", "Disabled"),)),)

    async def test_no_licence_is_a_fact(self, graph: FakeGraph, client: GraphClient, room: Room,
                                        known: Facts) -> None:
        graph.on(LICENCES, many())
        assert (await self.read(client, room, known)).items == ()

    async def test_a_reply_without_a_list_is_no_empty_list(self, graph: FakeGraph, client: GraphClient, room: Room,
                                                           known: Facts) -> None:
        graph.on(LICENCES, Answer({"value": None}))
        with pytest.raises(CannotCollect, match="could not be read"):
            await self.read(client, room, known)

    @pytest.mark.parametrize("entry", [
        None, "x", {}, {"skuId": None, "servicePlans": None}, {"servicePlans": [{"servicePlanId": "p"}]}])
    async def test_a_licence_that_names_nothing_is_no_licence_missing(self, graph: FakeGraph, read: Read,
                                                                      entry: Any) -> None:
        graph.on(LICENCES, many(entry))
        with pytest.raises(CannotCollect, match="could not be read"):
            await read(licences.licences)

    async def test_an_unread_account_is_asked_for_by_its_address(self, graph: FakeGraph, client: GraphClient,
                                                                 room: Room) -> None:
        graph.on("/v1.0/users/room-42@contoso.com/licenseDetails", many())
        assert (await self.read(client, room, Facts())).items == ()

    async def test_a_missing_account_is_not_asked_for(self, graph: FakeGraph, client: GraphClient, room: Room,
                                                      nobody: Facts) -> None:
        with pytest.raises(CannotCollect) as caught:
            await self.read(client, room, nobody)
        assert (caught.value.reason, graph.asked) == (GapReason.NOT_REQUESTED, [])


class TestMailbox:
    async def read(self, client: GraphClient, room: Room, known: Facts) -> Mailbox:
        return await mailbox.mailbox(client, clock, room, known)

    async def test_settings_mean_a_mailbox(self, graph: FakeGraph, client: GraphClient, room: Room,
                                           known: Facts) -> None:
        graph.on(MAILBOX, Answer({"timeZone": "W. Europe Standard Time", "userPurpose": "room"}))
        fact = await self.read(client, room, known)
        assert (fact.reachable, fact.purpose, fact.time_zone) == (True, "room", "W. Europe Standard Time")

    async def test_the_word_for_no_mailbox(self, graph: FakeGraph, client: GraphClient, room: Room,
                                           known: Facts) -> None:
        graph.on(MAILBOX, error(404, "MailboxNotEnabledForRESTAPI",
                                "The mailbox is either inactive, soft-deleted, or is hosted on-premise."))
        assert not (await self.read(client, room, known)).reachable

    @pytest.mark.parametrize("code", ["ResourceNotFound", "ErrorInvalidUser", ""])
    async def test_another_404_is_an_unknown_account(self, graph: FakeGraph, client: GraphClient, room: Room,
                                                     known: Facts, code: str) -> None:
        graph.on(MAILBOX, error(404, code))
        with pytest.raises(CannotCollect, match="does not know the account"):
            await self.read(client, room, known)

    async def test_a_scope_set_in_exchange_is_no_missing_mailbox(self, graph: FakeGraph, client: GraphClient,
                                                                 room: Room, known: Facts) -> None:
        graph.on(MAILBOX, error(403, "ErrorAccessDenied", "Access is denied."))
        with pytest.raises(CannotCollect) as caught:
            await self.read(client, room, known)
        assert caught.value.reason is GapReason.NO_PERMISSION
        assert "MailboxSettings.Read" in caught.value.remedy
        assert "scope" in caught.value.remedy

    async def test_an_empty_object_is_no_mailbox(self, graph: FakeGraph, client: GraphClient, room: Room,
                                                 known: Facts) -> None:
        graph.on(MAILBOX, Answer({}))
        with pytest.raises(CannotCollect, match="could not be read"):
            await self.read(client, room, known)


USER = {"id": ROOM_ID, "accountType": "ineligibleUser", "featureTypes": ["Teams", None, "CallingPlan"],
        "isEnterpriseVoiceEnabled": True}


class TestTeams:
    async def read(self, client: GraphClient, room: Room, known: Facts) -> TeamsProvisioning:
        return await teams_provisioning.teams_provisioning(client, clock, room, known)

    @pytest.mark.parametrize("document", [USER, {"value": USER}, {"value": [USER]}])
    async def test_every_shape_of_the_reply(self, graph: FakeGraph, client: GraphClient, room: Room, known: Facts,
                                            document: dict[str, Any]) -> None:
        graph.on(TEAMS, Answer(document))
        fact = await self.read(client, room, known)
        assert (fact.found, fact.account_type, fact.features) == (True, "ineligibleUser", ("Teams", "", "CallingPlan"))
        assert graph.asked[0].headers["Prefer"] == "include-unknown-enum-members"

    @pytest.mark.parametrize(("told", "features"), [
        ({}, None), ({"featureTypes": None}, None), ({"featureTypes": "Teams"}, None), ({"featureTypes": {}}, None),
        ({"featureTypes": []}, ()), ({"featureTypes": [None]}, ("",)),
    ])
    async def test_an_unreadable_list_is_no_empty_list(self, graph: FakeGraph, read: Read, told: dict[str, Any],
                                                       features: object) -> None:
        graph.on(TEAMS, Answer({"accountType": "resourceAccount"} | told))
        assert (await read(teams_provisioning.teams_provisioning)).features == features

    async def test_teams_may_not_know_the_account(self, graph: FakeGraph, client: GraphClient, room: Room,
                                                  known: Facts) -> None:
        graph.on(TEAMS, error(404, "NotFound"))
        assert not (await self.read(client, room, known)).found

    @pytest.mark.parametrize("document", [{}, {"value": {}}, {"value": []}, {"value": None}])
    async def test_a_reply_that_says_nothing(self, graph: FakeGraph, client: GraphClient, room: Room, known: Facts,
                                             document: dict[str, Any]) -> None:
        graph.on(TEAMS, Answer(document))
        with pytest.raises(CannotCollect, match="could not be read"):
            await self.read(client, room, known)

    @pytest.mark.parametrize("cloud", ["gcchigh", "dod", "china"])
    async def test_other_clouds_do_not_have_it(self, graph: FakeGraph, time: Time, room: Room, known: Facts,
                                               cloud: str) -> None:
        async with client_of(graph.root, time, cloud=cloud) as client:
            with pytest.raises(CannotCollect) as caught:
                await self.read(client, room, known)
        assert (caught.value.reason, graph.asked) == (GapReason.NOT_IN_CLOUD, [])


def attempt(code: int, *policies: AppliedPolicy, origin: Origin = Origin.DEVICE) -> Facts:
    cite = Citation("graph.sign_ins.interactive", "auditLogs/signIns/1")
    return Facts([SignIns((SignIn(NOW, code, Kind.INTERACTIVE, origin, cite, policies=policies),), ())])


BLOCKING = AppliedPolicy("p-1", "", "failure", ("Block",))
NAMED = AppliedPolicy("p-1", "Block all", "failure", ("Block",))


class TestPolicies:
    @pytest.mark.parametrize(("known", "wanted"), [
        (attempt(53003, BLOCKING), True),
        (attempt(50076, BLOCKING), True),
        (attempt(53003), False),
        (attempt(0, BLOCKING), False),
        (attempt(53003, AppliedPolicy("p-1", "", "reportOnlyFailure")), False),
        (attempt(53003, AppliedPolicy("", "", "failure")), False),
        (attempt(53003, BLOCKING, origin=Origin.PERSON), False),
        (Facts(), False),
        (attempt(53003, NAMED), False),
        (attempt(53003, NAMED).adding(Asked(frozenset({Topic.ACCESS}))), True),
        (attempt(53003, NAMED).adding(Asked(frozenset())), False),
        (attempt(0, NAMED).adding(Asked(frozenset({Topic.ACCESS}))), False),
        (Facts([Asked(frozenset({Topic.ACCESS}))]), False),
    ])
    def test_they_are_asked_for_when_a_refusal_leaves_one_without_a_name(self, known: Facts, wanted: bool) -> None:
        assert access_policies.wanted(known) is wanted

    async def read(self, client: GraphClient, room: Room) -> AccessPolicies:
        return await access_policies.access_policies(client, clock, room, attempt(53003, BLOCKING))

    async def test_only_those_named_are_kept(self, graph: FakeGraph, client: GraphClient, room: Room) -> None:
        controls = {"operator": "OR", "builtInControls": ["block"]}
        graph.on(POLICIES, many(
            {"id": "p-0", "displayName": "Other", "state": "enabled", "grantControls": None},
            {"id": "P-1", "displayName": "Block rooms", "state": "enabled", "grantControls": controls}))
        assert (await self.read(client, room)).items == (AccessPolicy("p-1", "Block rooms", "enabled", ("block",)),)

    async def test_a_missing_permission_is_named(self, graph: FakeGraph, client: GraphClient, room: Room) -> None:
        graph.on(POLICIES, error(403, "AccessDenied", "You cannot perform the requested operation"))
        with pytest.raises(CannotCollect) as caught:
            await self.read(client, room)
        assert caught.value.reason is GapReason.NO_PERMISSION
        assert "Policy.Read.All" in caught.value.remedy

    async def test_pages_end(self, graph: FakeGraph, client: GraphClient, room: Room) -> None:
        graph.on(POLICIES, many({"id": "p-0"}, link=f"{graph.root}{POLICIES}?$skip=1"))
        assert (await self.read(client, room)).items == ()
        assert len(graph.asked) == access_policies.MOST_PAGES
