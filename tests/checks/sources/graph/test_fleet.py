"""A fleet through Microsoft Graph: which rooms there are, and what is asked about them."""

from dataclasses import replace
from typing import Any

import pytest

from checks.collector import CannotCollect, Evidence
from checks.facts.access_policies import AccessPolicies
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.facts.devices import DirectoryDevices
from checks.facts.licences import Licences
from checks.facts.mailbox import Mailbox
from checks.facts.place import Place
from checks.facts.room_licences import ROOM_SKUS
from checks.facts.security import Memberships, PerUserMfa, SecurityDefaults
from checks.facts.sign_ins import SignIns
from checks.fleet import FleetRoom, Page
from checks.model import GapReason, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.fleet import GraphFleet
from tests.checks.sources.graph.answers import ACCOUNT, SUCCEEDED, failing, healthy, refused
from tests.checks.sources.graph.answers import BETA_SIGN_INS as BETA
from tests.checks.sources.graph.fake_graph import NOW, ROOM_ID, Answer, FakeGraph, Seen, clock, error, many

PLACES, USERS = "/v1.0/places/microsoft.graph.room", "/v1.0/users"
POLICIES = "/v1.0/identity/conditionalAccess/policies"
PRO = next(iter(ROOM_SKUS))
LICENSED = ACCOUNT | {"licenseAssignmentStates": [{"skuId": PRO, "state": "Active", "error": "None",
                                                   "disabledPlans": []}]}
OTHER = LICENSED | {"id": "8f6f0c5e-2f0b-4a3e-9a51-7a0a7d1c0043", "userPrincipalName": "other@contoso.com",
                    "mail": "Other.Room@contoso.com", "proxyAddresses": [], "displayName": "Other"}
ROOM_PLACE = {"id": "p-1", "displayName": "Room 42", "emailAddress": "Room-42@contoso.com", "building": "Zurich",
              "teamsEnabledState": "enabled"}
OTHER_PLACE = ROOM_PLACE | {"id": "p-2", "displayName": "Other", "emailAddress": "other.room@contoso.com",
                            "building": "Bern"}
SUCCESS = SUCCEEDED | {"signInEventTypes": ["interactiveUser"]}


@pytest.fixture
def fleet(client: GraphClient) -> GraphFleet:
    return GraphFleet(client, clock=clock)


async def pages(fleet: GraphFleet) -> list[Page]:
    return [page async for page in fleet.discover()]


async def rooms_of(fleet: GraphFleet) -> list[FleetRoom]:
    return [room for page in await pages(fleet) for room in page.rooms]


def users(*licensed: dict[str, Any], by_mail: tuple[dict[str, Any], ...] = ()) -> Any:
    """The directory: accounts with a licence, and those that are asked for by their mail."""
    def answer(seen: Seen) -> Answer:
        return many(*(licensed if "assignedLicenses" in seen.query["$filter"] else by_mail))
    return answer


async def test_an_account_and_its_place_are_one_room_with_all_that_the_lists_say(graph: FakeGraph,
                                                                                fleet: GraphFleet) -> None:
    graph.on(PLACES, many(ROOM_PLACE, OTHER_PLACE))
    graph.ask(USERS, users(LICENSED, OTHER))
    room, other = await rooms_of(fleet)
    assert (room.room, room.building) == (Room("room-42@contoso.com", "Room 42", ROOM_ID), "Zurich")
    account, place = room.listed.facts[Account], room.listed.facts[Place]
    assert (account.usage_location, account.primary_address) == ("CH", "room-42@contoso.com")
    assert account.also_held_by is None, "nobody was asked for others that hold the address"
    assert (place.found, place.teams_enabled) == (True, "enabled")
    assert (other.room.address, other.building) == ("other@contoso.com", "Bern")


async def test_the_directory_is_asked_for_every_licence_for_rooms_as_an_advanced_query(graph: FakeGraph,
                                                                                      fleet: GraphFleet) -> None:
    graph.on(PLACES, many())
    link = f"{graph.root}{USERS}?$filter=assignedLicenses&$skiptoken=2"
    graph.on(USERS, many(LICENSED, link=link), many(OTHER))
    found = await pages(fleet)
    asked, further = graph.asked_for(USERS)
    assert asked.query["$filter"] == " or ".join(f"assignedLicenses/any(l:l/skuId eq {sku})" for sku in ROOM_SKUS)
    assert (asked.query["$count"], asked.query["$top"]) == ("true", "999")
    assert asked.headers["ConsistencyLevel"] == further.headers["ConsistencyLevel"] == "eventual"
    assert [len(page.rooms) for page in found] == [1, 1, 0]
    assert sum(page.requests for page in found) == len(graph.asked) == 3


async def test_a_place_without_a_licensed_account_brings_its_account_by_mail(graph: FakeGraph,
                                                                            fleet: GraphFleet) -> None:
    graph.on(PLACES, many(ROOM_PLACE, *({**ROOM_PLACE, "emailAddress": f"r{n}@contoso.com"} for n in range(20))))
    graph.ask(USERS, users(by_mail=(ACCOUNT,)))
    rooms = await rooms_of(fleet)
    by_mail = [seen.query["$filter"] for seen in graph.asked_for(USERS) if "mail in" in seen.query["$filter"]]
    assert sorted(each.count("'") // 2 for each in by_mail) == [6, 15]
    assert all(seen.batched for seen in graph.asked_for(USERS) if "mail in" in seen.query["$filter"])
    assert len({room.room.address for room in rooms}) == len(rooms) == 21
    assert [room.room.object_id for room in rooms].count(ROOM_ID) == 1
    assert sum(Account in room.listed.facts for room in rooms) == 1


@pytest.mark.parametrize(("changes", "teams", "listed"), [
    ({"accountEnabled": False}, "disabled", 0), ({"accountEnabled": False}, "", 0), ({}, "disabled", 1),
    ({"accountEnabled": False}, "enabled", 1), ({"accountEnabled": None}, "disabled", 1),
    ({"accountEnabled": False, "licenseAssignmentStates": None}, "disabled", 1)])
async def test_a_room_that_people_only_book_is_left_out(graph: FakeGraph, fleet: GraphFleet, changes: dict[str, Any],
                                                        teams: str, listed: int) -> None:
    graph.on(PLACES, many(ROOM_PLACE | {"teamsEnabledState": teams}))
    graph.ask(USERS, users(by_mail=(ACCOUNT | changes,)))
    assert len(await rooms_of(fleet)) == listed


async def test_a_room_that_two_lists_name_comes_once(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.on(PLACES, many(ROOM_PLACE, ROOM_PLACE))
    graph.ask(USERS, users(LICENSED, LICENSED | {"id": ROOM_ID.upper()}))
    assert len(await rooms_of(fleet)) == 1


@pytest.mark.parametrize("strange", [{"id": "no id"}, {"userType": "Guest"}])
async def test_what_is_no_account_of_the_tenants_is_no_room(graph: FakeGraph, fleet: GraphFleet,
                                                            strange: dict[str, Any]) -> None:
    graph.on(PLACES, many())
    graph.ask(USERS, users(LICENSED | strange))
    assert await rooms_of(fleet) == []


async def test_a_licensed_room_that_no_place_names_is_not_on_the_list(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.on(PLACES, many(OTHER_PLACE))
    graph.ask(USERS, users(LICENSED))
    assert (await rooms_of(fleet))[0].listed.facts[Place].found is False


async def test_without_the_places_the_accounts_still_count(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.on(PLACES, error(403, "ErrorAccessDenied"))
    graph.ask(USERS, users(LICENSED))
    found = await pages(fleet)
    [room] = found[0].rooms
    assert Place not in room.listed.facts
    assert [gap.reason for gap in room.listed.gaps] == [GapReason.NO_PERMISSION]
    assert "Place.Read.All" in found[-1].unseen[0]


async def test_places_that_end_in_a_refusal_prove_no_absence(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.on(PLACES, many(OTHER_PLACE, link=f"{graph.root}{PLACES}?$skiptoken=2"), error(403, "ErrorAccessDenied"))
    graph.ask(USERS, users(LICENSED))
    room, other = await rooms_of(fleet)
    assert Place not in room.listed.facts
    assert other.building == "Bern"


async def test_without_the_accounts_the_places_still_count(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.on(PLACES, many(ROOM_PLACE))
    graph.on(USERS, error(403, "Authorization_RequestDenied"))
    found = await pages(fleet)
    [room] = [room for page in found for room in page.rooms]
    assert room.room == Room("room-42@contoso.com", "Room 42")
    assert [(gap.fact, gap.reason) for gap in room.listed.gaps] == [(Account.title, GapReason.NO_PERMISSION)]
    assert len(graph.asked_for(USERS)) == 1, "what may not be read is not asked for again"
    assert "User.Read.All" in found[-1].unseen[0]


async def test_accounts_that_end_in_a_failure_are_looked_up_by_mail(graph: FakeGraph, fleet: GraphFleet) -> None:
    def answer(seen: Seen) -> Answer:
        return error(400, "BadRequest") if "assignedLicenses" in seen.query["$filter"] else many(ACCOUNT)

    graph.on(PLACES, many(ROOM_PLACE))
    graph.ask(USERS, answer)
    found = await pages(fleet)
    assert [room.room.object_id for page in found for room in page.rooms] == [ROOM_ID]
    assert found[-1].unseen


async def test_where_nothing_can_be_listed_that_is_said(graph: FakeGraph, fleet: GraphFleet) -> None:
    graph.on(PLACES, error(403, "ErrorAccessDenied"))
    graph.on(USERS, error(403, "Authorization_RequestDenied"))
    with pytest.raises(CannotCollect) as caught:
        await pages(fleet)
    assert caught.value.reason is GapReason.NO_PERMISSION


@pytest.fixture
async def room(graph: FakeGraph, fleet: GraphFleet) -> FleetRoom:
    """A healthy room, as the lists have it."""
    healthy(graph)
    graph.on(PLACES, many(ROOM_PLACE))
    graph.ask(USERS, users(LICENSED))
    graph.on(BETA, many(SUCCESS))
    [found] = await rooms_of(fleet)
    graph.asked.clear()
    graph.posts = 0
    return found


def gaps(evidence: Evidence) -> dict[str, GapReason]:
    return {gap.fact: gap.reason for gap in evidence.gaps}


async def test_a_healthy_room_is_asked_for_its_sign_ins_mailbox_and_teams(graph: FakeGraph, fleet: GraphFleet,
                                                                         room: FleetRoom) -> None:
    looked = await fleet.look([room])
    asked = {seen.path.removeprefix("/v1.0") for seen in graph.asked if ROOM_ID in seen.path}
    assert asked == {f"/users/{ROOM_ID}/mailboxSettings", f"/admin/teams/userConfigurations/{ROOM_ID}"}
    [evidence] = looked.evidence
    assert {Account, Place, Mailbox, SignIns, SecurityDefaults} <= set(evidence.facts)
    assert looked.requests == graph.http_requests


async def test_what_is_not_asked_is_a_gap_that_says_how_to_ask(fleet: GraphFleet, room: FleetRoom) -> None:
    [evidence] = (await fleet.look([room])).evidence
    found = {gap.fact: gap for gap in evidence.gaps}
    for fact in (Licences, DirectoryDevices, Memberships, PerUserMfa):
        assert found[fact.title].reason is GapReason.NOT_REQUESTED
        assert found[fact.title].remedy == "Check the room by itself."


async def test_what_is_the_same_for_every_room_is_asked_once(graph: FakeGraph, fleet: GraphFleet,
                                                             room: FleetRoom) -> None:
    for _time in range(3):
        await fleet.look([room, room])
    for path in ("/v1.0/subscribedSkus", "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy",
                 "/v1.0/policies/deviceRegistrationPolicy", "/v1.0/domains/contoso.com"):
        assert len(graph.asked_for(path)) == 1, path


@pytest.mark.parametrize("assigned", [
    [], [{"skuId": PRO, "state": "Error", "error": "CountViolation", "disabledPlans": []}],
    [{"skuId": PRO, "state": "Active", "error": "None", "disabledPlans": ["57FF2DA0-773E-42DF-B2AF-FFB7A2317929"]}],
    [{"skuId": "06ebc4ee-1bb5-47dd-8120-11324bc54e06", "state": "Active", "error": "None", "disabledPlans": []}]])
async def test_the_licences_are_asked_where_the_account_shows_none_in_force(
        graph: FakeGraph, fleet: GraphFleet, room: FleetRoom, assigned: list[dict[str, Any]]) -> None:
    graph.ask(USERS, users(LICENSED | {"licenseAssignmentStates": assigned}))
    [without] = await rooms_of(fleet)
    await fleet.look([without])
    assert graph.asked_for(f"/v1.0/users/{ROOM_ID}/licenseDetails")
    graph.asked.clear()
    await fleet.look([room])
    assert not graph.asked_for(f"/v1.0/users/{ROOM_ID}/licenseDetails")


async def test_a_room_in_trouble_is_asked_for_more(graph: FakeGraph, fleet: GraphFleet, room: FleetRoom) -> None:
    graph.on(BETA, many(refused(50126, signInEventTypes=["interactiveUser"])))
    [evidence] = (await fleet.look([room])).evidence
    missed = gaps(evidence)
    for path in ("licenseDetails", "registeredDevices", "transitiveMemberOf"):
        assert graph.asked_for(f"/v1.0/users/{ROOM_ID}/{path}"), path
    assert missed[PerUserMfa.title] is GapReason.NOT_REQUESTED, "it would take a request of its own"


async def test_a_room_that_was_in_trouble_is_looked_at_closely(graph: FakeGraph, fleet: GraphFleet,
                                                               room: FleetRoom) -> None:
    await fleet.look([replace(room, closely=True)])
    assert graph.asked_for(f"/v1.0/users/{ROOM_ID}/licenseDetails")


async def test_many_rooms_in_trouble_do_not_take_more_than_their_share(graph: FakeGraph, fleet: GraphFleet,
                                                                       room: FleetRoom) -> None:
    graph.on(BETA, many())
    rooms = [replace(room, room=replace(room.room, address=f"room-{n}@contoso.com")) for n in range(100)]
    looked = await fleet.look(rooms)
    assert looked.requests <= 20
    asked = [sum(fact in each.facts or gaps(each).get(fact.title) is not GapReason.NOT_REQUESTED
                 for each in looked.evidence) for fact in (Licences, Memberships, DirectoryDevices)]
    assert asked[0] > 0
    assert asked[2] == 0


async def test_policies_without_a_name_are_looked_up_once_for_all(graph: FakeGraph, fleet: GraphFleet,
                                                                  room: FleetRoom) -> None:
    graph.on(BETA, many(refused(53003, failing(""), signInEventTypes=["interactiveUser"])))
    graph.on(POLICIES, many({"id": "P-1", "displayName": "Block all", "state": "enabled"},
                            {"id": "P-2", "displayName": "Another", "state": "enabled"}))
    for _time in range(2):
        [evidence] = (await fleet.look([room])).evidence
        assert [policy.name for policy in evidence.facts[AccessPolicies].items] == ["Block all"]
    assert len(graph.asked_for(POLICIES)) == 1


async def test_a_room_that_no_list_knows_any_longer_is_looked_for_in_the_directory(graph: FakeGraph,
                                                                                  fleet: GraphFleet) -> None:
    graph.on(USERS, many())
    [evidence] = (await fleet.look([FleetRoom(Room("gone@contoso.com"))])).evidence
    assert evidence.facts[Account].found is False
    assert {gap.reason for gap in evidence.gaps} == {GapReason.NOT_REQUESTED}
    assert not graph.asked_for(BETA)


async def test_the_account_of_a_place_is_asked_for_with_its_place(graph: FakeGraph, fleet: GraphFleet,
                                                                  room: FleetRoom) -> None:
    graph.on(USERS, many(ACCOUNT))
    alone = FleetRoom(Room("room-42@contoso.com"), listed=Evidence(Facts()))
    [evidence] = (await fleet.look([alone])).evidence
    assert evidence.facts[Account].object_id == ROOM_ID
    assert evidence.facts[Place].found
    assert room


async def test_everyone_is_read_only_where_that_is_allowed(graph: FakeGraph, client: GraphClient,
                                                           fleet: GraphFleet, room: FleetRoom) -> None:
    since = NOW.replace(hour=NOW.hour - 1)
    assert await fleet.everyone([ROOM_ID], since) == 0
    allowed = GraphFleet(client, clock=clock, whole_tenant=True)
    graph.on(BETA, many(SUCCESS, SUCCESS | {"userId": "somebody", "status": "unreadable"}, SUCCESS | {"userId": 7}))
    assert await allowed.everyone([ROOM_ID], since) == 1
    assert await allowed.everyone([ROOM_ID], since) == 0
    assert "userId" not in graph.asked_for(BETA)[0].query["$filter"]
    assert "createdDateTime ge 2026-08-20T06:00:00Z" in graph.asked_for(BETA)[0].query["$filter"]
    graph.on(BETA, many(SUCCESS))
    kept = (await fleet.look([room])).evidence[0]
    graph.asked.clear()
    [evidence] = (await allowed.look([replace(room, kept=kept)])).evidence
    assert not graph.asked_for(BETA)
    assert len(evidence.facts[SignIns].items) == 1
    await allowed.look([room])
    assert graph.asked_for(BETA), "of a room of which nothing is kept a week is wanted"
