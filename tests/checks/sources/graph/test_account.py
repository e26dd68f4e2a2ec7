"""The account, with replies in the shape Microsoft writes them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from checks.collector import CannotCollect
from checks.facts.account import Account, LicenceAssignment
from checks.facts.base import Facts
from checks.model import GapReason, Room
from checks.sources.graph.account import account
from checks.sources.graph.client import GraphClient
from tests.checks.sources.graph.answers import ACCOUNT, BY_MAIL, BY_NAME, DELETED, DOMAIN, healthy
from tests.checks.sources.graph.fake_graph import ROOM_ID, Answer, FakeGraph, clock, error, many

REFUSED = error(403, "Authorization_RequestDenied")
NOT_FOUND = error(404, "Request_ResourceNotFound")
BARE_ID = ROOM_ID.replace("-", "")


@pytest.fixture
def graph(graph: FakeGraph) -> FakeGraph:
    healthy(graph)
    return graph


async def read(client: GraphClient, address: str = "room-42@contoso.com") -> Account:
    return await account(client, clock, Room(address), Facts())


async def of(client: GraphClient, graph: FakeGraph, **changes: Any) -> Account:
    graph.on(BY_NAME, Answer(ACCOUNT | changes))
    return await read(client)


async def test_an_account_is_read(graph: FakeGraph, client: GraphClient) -> None:
    found = await read(client)
    assert (found.found, found.enabled, found.object_id) == (True, True, ROOM_ID)
    assert (found.address, found.mail, found.primary_address) == ("room-42@contoso.com",) * 3
    assert found.last_password_change == found.sessions_valid_from == datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    assert (found.password_never_expires, found.must_change_password) == (True, False)
    assert (found.usage_location, found.synced_from_on_premises, found.user_type) == ("CH", False, "Member")
    assert (found.also_held_by, found.sync_errors, found.last_sync, found.assignments) == ((), (), None, ())
    assert found.cite.locator == f"users/{ROOM_ID}"
    assert (found.of_this_tenant, found.cloud) == (True, "global")
    assert graph.asked_for(BY_NAME)[0].headers["x-ms-throttle-priority"] == "high"


async def test_everything_about_an_address_is_one_round_trip(graph: FakeGraph, client: GraphClient) -> None:
    await read(client)
    assert (graph.http_requests, graph.posts) == (1, 1)
    assert sorted(seen.path for seen in graph.asked) == sorted([BY_NAME, BY_MAIL, DELETED, DOMAIN])


async def test_what_is_not_to_be_relied_on_is_never_asked_for(graph: FakeGraph, client: GraphClient) -> None:
    await read(client)
    asked = " ".join(str(dict(seen.query)) for seen in graph.asked)
    assert "proxyAddresses" in asked
    assert "signInActivity" not in asked
    assert "isResourceAccount" not in asked


@pytest.mark.parametrize("strange", [
    dict.fromkeys(ACCOUNT.keys() - {"id"}), {"accountEnabled": "true", "mail": 7, "passwordProfile": [], "extra": {}},
    {"lastPasswordChangeDateTime": "yesterday", "displayName": ["x"], "passwordPolicies": 3},
    {"proxyAddresses": "SMTP:x", "onPremisesProvisioningErrors": [None, 3], "licenseAssignmentStates": [None, "x"]},
    {"proxyAddresses": [None, 5], "onPremisesProvisioningErrors": {}, "licenseAssignmentStates": {}},
])
async def test_fields_of_another_kind_read_as_unknown(graph: FakeGraph, client: GraphClient,
                                                      strange: dict[str, Any]) -> None:
    assert (await of(client, graph, **strange)).found


@pytest.mark.parametrize("strange", [None, "", "strange", 5, ROOM_ID + "0"])
async def test_an_account_without_an_id_is_no_answer(graph: FakeGraph, client: GraphClient, strange: object) -> None:
    with pytest.raises(CannotCollect, match="could not be read"):
        await of(client, graph, id=strange)


@pytest.mark.parametrize(("changes", "never"), [
    ({"passwordPolicies": "DisableStrongPassword, DisablePasswordExpiration"}, True),
    ({"passwordPolicies": None}, False), ({"passwordPolicies": "None"}, False), ({"passwordPolicies": 3}, None),
    ({"onPremisesSyncEnabled": True}, None),
])
async def test_only_its_own_setting_says_whether_a_password_expires(graph: FakeGraph, client: GraphClient,
                                                                    changes: dict[str, Any], never: object) -> None:
    assert (await of(client, graph, **changes)).password_never_expires is never


async def test_what_synchronisation_complains_of_is_told_without_names(graph: FakeGraph, client: GraphClient) -> None:
    errors = [{"category": "PropertyConflict", "propertyCausingError": "proxyAddresses", "value": "SMTP:boss@x.com"},
              {"category": "PropertyConflict", "propertyCausingError": None}, {"category": None}]
    found = await of(client, graph, onPremisesProvisioningErrors=errors,
                     onPremisesLastSyncDateTime="2026-08-20T08:30:00Z")
    assert found.sync_errors == ("PropertyConflict: proxyAddresses", "PropertyConflict")
    assert found.last_sync == datetime(2026, 8, 20, 8, 30, tzinfo=UTC)


async def test_each_way_of_a_licence_is_told(graph: FakeGraph, client: GraphClient) -> None:
    states = [{"skuId": "SKU-A", "assignedByGroup": "G-1", "disabledPlans": ["PLAN", None], "state": "Error",
               "error": "CountViolation"}, {"skuId": "sku-b", "assignedByGroup": None, "state": "Active"}]
    assert (await of(client, graph, licenseAssignmentStates=states)).assignments == (
        LicenceAssignment("sku-a", "Error", "CountViolation", "g-1", ("plan",)),
        LicenceAssignment("sku-b", "Active", ""))


@pytest.mark.parametrize("states", [None, "x"])
async def test_unreadable_assignments_are_no_empty_list(graph: FakeGraph, client: GraphClient, states: object) -> None:
    assert (await of(client, graph, licenseAssignmentStates=states)).assignments is None


class TestWhoElse:
    async def test_every_other_holder_of_the_address_is_named(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(BY_MAIL, many(ACCOUNT, ACCOUNT | {"id": "other"}, ACCOUNT | {"id": "guest", "userType": "Guest"}))
        found = await read(client)
        assert (found.object_id, found.also_held_by) == (ROOM_ID, ("other", "guest"))

    async def test_a_guest_under_its_own_name_is_an_account(self, graph: FakeGraph, client: GraphClient) -> None:
        found = await of(client, graph, userType="Guest")
        assert (found.found, found.user_type) == (True, "Guest")


class TestPartial:
    @pytest.mark.parametrize("answer", [REFUSED, error(400, "Request_UnsupportedQuery"), error(503, "Unavailable"),
                                        Answer({"value": None}), Answer([1])])
    @pytest.mark.parametrize("path", [BY_MAIL, DELETED, DOMAIN])
    async def test_what_is_asked_beside_it_never_costs_the_account(self, graph: FakeGraph, client: GraphClient,
                                                                   path: str, answer: Answer) -> None:
        graph.on(path, answer)
        found = await read(client)
        assert (found.object_id, found.also_held_by) == (ROOM_ID, None if path == BY_MAIL else ())

    @pytest.mark.parametrize("answer", [REFUSED, error(503, "Unavailable"), Answer({"value": None})])
    async def test_a_failed_search_is_never_a_missing_account(self, graph: FakeGraph, client: GraphClient,
                                                              answer: Answer) -> None:
        graph.on(BY_NAME, NOT_FOUND)
        graph.on(BY_MAIL, answer)
        with pytest.raises(CannotCollect):
            await read(client)

    async def test_an_unread_list_of_the_deleted_leaves_it_missing(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(BY_NAME, NOT_FOUND)
        graph.on(BY_MAIL, many())
        graph.on(DELETED, REFUSED)
        found = await read(client)
        assert (found.found, found.deleted_at, found.of_this_tenant) == (False, None, True)

    async def test_a_refusal_is_never_a_missing_account(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(BY_NAME, REFUSED)
        with pytest.raises(CannotCollect) as caught:
            await read(client)
        assert caught.value.reason is GapReason.NO_PERMISSION
        assert "User.Read.All" in caught.value.remedy


class TestNotThere:
    @pytest.fixture(autouse=True)
    def unknown(self, graph: FakeGraph) -> None:
        graph.on(BY_NAME, NOT_FOUND)
        graph.on(BY_MAIL, many())

    async def test_another_address_of_an_account_finds_it(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(BY_MAIL, many(ACCOUNT | {"userPrincipalName": "old-name@contoso.com"}))
        found = await read(client)
        assert (found.found, found.address, found.also_held_by) == (True, "old-name@contoso.com", ())
        asked = graph.asked_for(BY_MAIL)[0].query
        assert (asked["$filter"], asked["$top"]) == (
            "mail eq 'room-42@contoso.com' or proxyAddresses/any(p:p eq 'smtp:room-42@contoso.com')", "5")

    async def test_a_quote_in_an_address_stays_in_its_literal(self, graph: FakeGraph, client: GraphClient) -> None:
        await read(client, "o'hara' or true@contoso.com")
        assert graph.asked_for(BY_MAIL)[0].query["$filter"].startswith("mail eq 'o''hara'' or true@contoso.com' or ")
        assert "'o''hara'' or true@contoso.com'" in graph.asked_for(DELETED)[0].query["$filter"]

    async def test_a_guest_is_another_tenants_account(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(BY_MAIL, many(ACCOUNT | {"userType": "Guest"}))
        found = await read(client)
        assert (found.found, found.guest_id, found.object_id) == (False, ROOM_ID, "")

    async def test_a_member_goes_before_a_guest(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(BY_MAIL, many(ACCOUNT | {"id": "guest", "userType": "Guest"}, ACCOUNT))
        found = await read(client)
        assert (found.object_id, found.also_held_by, found.guest_id) == (ROOM_ID, ("guest",), "")

    @pytest.mark.parametrize("mail", ["room-42@contoso.com", "lobby@contoso.com"])
    async def test_of_two_nobody_can_say_which_is_meant(self, graph: FakeGraph, client: GraphClient,
                                                        mail: str) -> None:
        graph.on(BY_MAIL, many(ACCOUNT | {"id": "other", "mail": mail}, ACCOUNT))
        with pytest.raises(CannotCollect, match=f"none has it as its user name.*: other, {ROOM_ID}") as caught:
            await read(client)
        assert "user principal name" in caught.value.remedy

    async def test_a_deleted_account_is_told_with_its_day(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(DELETED, many(
            {"id": "x", "userPrincipalName": f"{BARE_ID}bigroom-42@contoso.com",
             "deletedDateTime": "2026-08-19T00:00:00Z"},
            {"id": ROOM_ID, "userPrincipalName": f"{BARE_ID}Room-42@contoso.com", "displayName": "Room 42",
             "mail": "room.42@contoso.com", "deletedDateTime": "2026-08-18T10:00:00Z"}))
        found = await read(client)
        assert (found.found, found.object_id) == (False, ROOM_ID)
        assert found.deleted_at == datetime(2026, 8, 18, 10, tzinfo=UTC)
        assert (found.display_name, found.mail) == ("", ""), "it may have been a person's"
        asked = graph.asked_for(DELETED)[0]
        assert asked.query["$select"] == "id,userPrincipalName,deletedDateTime"
        assert (asked.headers["ConsistencyLevel"], asked.query["$count"]) == ("eventual", "true")

    async def test_a_longer_name_that_ends_alike_is_another_room(self, graph: FakeGraph, client: GraphClient) -> None:
        graph.on(DELETED, many({"id": "ab-c", "userPrincipalName": "abcbigroom-42@contoso.com",
                                "deletedDateTime": "2026-08-19T00:00:00Z"}))
        found = await read(client)
        assert (found.found, found.deleted_at) == (False, None)

    @pytest.mark.parametrize(("answer", "of_this_tenant"), [
        (NOT_FOUND, False), (Answer({"id": "fabrikam.com"}), True), (REFUSED, None),
        (error(400, "Request_BadRequest"), None),
    ])
    async def test_another_tenants_address_reads_as_missing(self, graph: FakeGraph, client: GraphClient, answer: Answer,
                                                            of_this_tenant: object) -> None:
        graph.on("/v1.0/domains/fabrikam.com", answer)
        found = await read(client, "room@fabrikam.com")
        assert (found.found, found.address, found.as_of) == (False, "room@fabrikam.com", clock())
        assert found.of_this_tenant is of_this_tenant
