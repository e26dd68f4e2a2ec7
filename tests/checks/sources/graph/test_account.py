"""The account, with replies in the shape Microsoft writes them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from checks.collector import CannotCollect
from checks.facts.account import Account
from checks.model import GapReason, Room
from checks.sources.graph.account import Accounts
from checks.sources.graph.client import GraphClient
from tests.checks.sources.graph.fake_graph import ROOM_ID, Answer, FakeGraph, Seen, Time, clock, error, many

BY_NAME = "/v1.0/users/room-42@contoso.com"
DELETED = "/v1.0/directory/deletedItems/microsoft.graph.user"
DOMAIN = "/v1.0/domains/contoso.com"

USER: dict[str, Any] = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users(id)/$entity", "id": ROOM_ID,
    "userPrincipalName": "Room-42@contoso.com", "displayName": "Room 42", "mail": "Room-42@Contoso.com",
    "accountEnabled": True, "usageLocation": "CH", "passwordPolicies": "DisablePasswordExpiration",
    "passwordProfile": {"password": None, "forceChangePasswordNextSignIn": False},
    "lastPasswordChangeDateTime": "2026-07-01T06:30:00Z", "onPremisesSyncEnabled": None, "userType": "Member",
}


@pytest.fixture
def accounts(client: GraphClient, time: Time) -> Accounts:
    return Accounts(client, clock, time.now)


async def of(accounts: Accounts, graph: FakeGraph, **changes: Any) -> Account:
    graph.on(BY_NAME, Answer(USER | changes))
    return await accounts.of(Room("room-42@contoso.com"))


async def test_an_account_is_read(graph: FakeGraph, accounts: Accounts) -> None:
    account = await of(accounts, graph)
    assert (account.found, account.enabled, account.object_id) == (True, True, ROOM_ID)
    assert (account.address, account.mail) == ("room-42@contoso.com", "room-42@contoso.com")
    assert account.last_password_change == datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
    assert (account.password_never_expires, account.must_change_password) == (True, False)
    assert (account.usage_location, account.synced_from_on_premises) == ("CH", False)
    assert account.cite.locator == f"users/{ROOM_ID}"
    assert (account.of_this_tenant, account.cloud) == (True, "global")
    assert len(graph.asked) == 1
    assert graph.asked[0].headers["x-ms-throttle-priority"] == "high"


@pytest.mark.parametrize("strange", [
    dict.fromkeys(USER.keys() - {"id"}), {"accountEnabled": "true", "mail": 7, "passwordProfile": [], "extra": {}},
    {"lastPasswordChangeDateTime": "yesterday", "displayName": ["x"], "passwordPolicies": 3},
])
async def test_fields_of_another_kind_read_as_unknown(graph: FakeGraph, accounts: Accounts,
                                                      strange: dict[str, Any]) -> None:
    account = await of(accounts, graph, **strange)
    assert account.found


async def test_an_account_without_an_id_is_no_answer(graph: FakeGraph, accounts: Accounts) -> None:
    with pytest.raises(CannotCollect, match="could not be read"):
        await of(accounts, graph, id=None)


class TestPasswordExpiry:
    @pytest.mark.parametrize(("days", "never"), [(2_147_483_647, True), (90, False), (None, None), ("90", None)])
    async def test_the_domain_decides_where_the_account_does_not(self, graph: FakeGraph, accounts: Accounts,
                                                                 days: object, never: object) -> None:
        graph.on(DOMAIN, Answer({"id": "contoso.com", "passwordValidityPeriodInDays": days}))
        assert (await of(accounts, graph, passwordPolicies=None)).password_never_expires is never

    async def test_without_the_permission_it_is_unknown(self, graph: FakeGraph, accounts: Accounts) -> None:
        graph.on(DOMAIN, error(403, "Authorization_RequestDenied"))
        assert (await of(accounts, graph, passwordPolicies="None")).password_never_expires is None

    async def test_a_synchronised_account_expires_on_premises(self, graph: FakeGraph, accounts: Accounts) -> None:
        account = await of(accounts, graph, onPremisesSyncEnabled=True)
        assert (account.synced_from_on_premises, account.password_never_expires) == (True, None)
        assert graph.asked_for(DOMAIN) == []

    async def test_the_domain_is_asked_once_in_ten_minutes(self, graph: FakeGraph, accounts: Accounts,
                                                           time: Time) -> None:
        graph.on(DOMAIN, Answer({"id": "contoso.com", "passwordValidityPeriodInDays": 90}))
        await of(accounts, graph, passwordPolicies=None)
        await of(accounts, graph, passwordPolicies=None)
        assert len(graph.asked_for(DOMAIN)) == 1
        time.seconds += 601
        await of(accounts, graph, passwordPolicies=None)
        assert len(graph.asked_for(DOMAIN)) == 2


class TestNotThere:
    async def test_another_address_of_an_account_finds_it(self, graph: FakeGraph, accounts: Accounts) -> None:
        graph.on("/v1.0/users", many(USER | {"userPrincipalName": "old-name@contoso.com"}))
        account = await accounts.of(Room("room-42@contoso.com"))
        assert (account.found, account.address) == (True, "old-name@contoso.com")
        assert graph.asked[1].query["$filter"] == (
            "mail eq 'room-42@contoso.com' or proxyAddresses/any(p:p eq 'smtp:room-42@contoso.com')")

    async def test_a_quote_in_an_address_stays_in_its_literal(self, graph: FakeGraph, accounts: Accounts) -> None:
        graph.on("/v1.0/users", many())
        graph.on(DELETED, many())
        await accounts.of(Room("o'hara' or true@contoso.com"))
        assert graph.asked[1].query["$filter"].startswith("mail eq 'o''hara'' or true@contoso.com' or ")
        assert "'o''hara'' or true@contoso.com'" in graph.asked[2].query["$filter"]

    async def test_a_guest_is_another_tenants_account(self, graph: FakeGraph, accounts: Accounts) -> None:
        graph.on("/v1.0/users", many(USER | {"userType": "Guest"}))
        graph.on(DELETED, many())
        assert not (await accounts.of(Room("room-42@contoso.com"))).found

    async def test_of_two_the_one_with_this_mail_is_meant(self, graph: FakeGraph, accounts: Accounts) -> None:
        graph.on("/v1.0/users", many(USER | {"id": "other", "mail": "lobby@contoso.com"}, USER))
        assert (await accounts.of(Room("room-42@contoso.com"))).object_id == ROOM_ID

    async def test_a_deleted_account_is_told_with_its_day(self, graph: FakeGraph, accounts: Accounts) -> None:
        graph.on("/v1.0/users", many())
        bare = ROOM_ID.replace("-", "")
        graph.on(DELETED, many(
            {"id": "x", "userPrincipalName": f"{bare}bigroom-42@contoso.com",
             "deletedDateTime": "2026-08-19T00:00:00Z"},
            {"id": ROOM_ID, "userPrincipalName": f"{bare}Room-42@contoso.com", "displayName": "Room 42",
             "deletedDateTime": "2026-08-18T10:00:00Z"}))
        account = await accounts.of(Room("room-42@contoso.com"))
        assert (account.found, account.object_id) == (False, ROOM_ID)
        assert account.deleted_at == datetime(2026, 8, 18, 10, tzinfo=UTC)
        assert graph.asked[2].headers["ConsistencyLevel"] == "eventual"
        assert graph.asked[2].query["$count"] == "true"

    async def test_a_longer_name_that_ends_alike_is_another_room(self, graph: FakeGraph, accounts: Accounts) -> None:
        graph.on("/v1.0/users", many())
        graph.on(DELETED, many({"id": "ab-c", "userPrincipalName": "abcbigroom-42@contoso.com",
                                "deletedDateTime": "2026-08-19T00:00:00Z"}))
        account = await accounts.of(Room("room-42@contoso.com"))
        assert (account.found, account.deleted_at) == (False, None)

    @pytest.mark.parametrize(("answer", "of_this_tenant"), [
        (error(404, "Request_ResourceNotFound"), False), (Answer({"id": "fabrikam.com"}), True),
        (error(403, "Authorization_RequestDenied"), None), (error(400, "Request_BadRequest"), None),
    ])
    async def test_another_tenants_address_reads_as_missing(self, graph: FakeGraph, accounts: Accounts, answer: Answer,
                                                            of_this_tenant: object) -> None:
        graph.on("/v1.0/users", many())
        graph.on(DELETED, many())
        graph.on("/v1.0/domains/fabrikam.com", answer)
        account = await accounts.of(Room("room@fabrikam.com"))
        assert (account.found, account.address, account.as_of) == (False, "room@fabrikam.com", clock())
        assert account.of_this_tenant is of_this_tenant


async def test_a_refusal_is_never_a_missing_account(graph: FakeGraph, accounts: Accounts) -> None:
    graph.on(BY_NAME, error(403, "Authorization_RequestDenied"))
    with pytest.raises(CannotCollect) as caught:
        await accounts.of(Room("room-42@contoso.com"))
    assert caught.value.reason is GapReason.NO_PERMISSION
    assert "User.Read.All" in caught.value.remedy


async def test_a_refused_search_is_never_a_missing_account(graph: FakeGraph, accounts: Accounts) -> None:
    def search(_seen: Seen) -> Answer:
        return error(403, "Authorization_RequestDenied")

    graph.ask("/v1.0/users", search)
    with pytest.raises(CannotCollect):
        await accounts.of(Room("room-42@contoso.com"))
