from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from demo.graph_faults import Throttle
from demo.graph_server import simulated_graph
from demo.scenario import Scenario

if TYPE_CHECKING:
    from tests.demo.conftest import GraphReader

Rooms = Mapping[str, Scenario]
WEEK_AGO = "2026-02-23T09:14:27Z"


def sign_ins(room: Scenario, more: str = "") -> str:
    return f"/v1.0/auditLogs/signIns?$filter=userId eq '{room.object_id}' and createdDateTime ge {WEEK_AGO}{more}"


def renewals(room: Scenario) -> str:
    return ("/beta/auditLogs/signIns?$filter=signInEventTypes/any(t: t eq 'nonInteractiveUser') and "
            f"userId eq '{room.object_id}' and createdDateTime ge {WEEK_AGO}&$top=200")


async def test_a_user_is_found_by_address_in_any_case_and_by_id(graph: "GraphReader", rooms: Rooms) -> None:
    room = rooms["zurich-aare"]
    for name in (room.address, room.address.upper(), room.object_id):
        status, body = await graph.get(f"/v1.0/users/{name}")
        assert (status, body["id"]) == (200, room.object_id)


async def test_a_user_comes_without_the_properties_that_must_be_asked_for(graph: "GraphReader", rooms: Rooms) -> None:
    _, body = await graph.get(f"/v1.0/users/{rooms['zurich-aare'].address}")
    assert "accountEnabled" not in body
    _, body = await graph.get(f"/v1.0/users/{rooms['zurich-aare'].address}?$select=accountEnabled,mail")
    assert {name for name in body if not name.startswith("@")} == {"accountEnabled", "mail"}


async def test_an_unknown_property_is_refused(graph: "GraphReader", rooms: Rooms) -> None:
    status, body = await graph.get(f"/v1.0/users/{rooms['zurich-aare'].address}?$select=accountEnabld")
    assert (status, body["error"]["code"]) == (400, "BadRequest")
    assert "accountEnabld" in body["error"]["message"]


async def test_a_missing_account_is_a_404_in_microsofts_words(graph: "GraphReader", rooms: Rooms) -> None:
    status, body = await graph.get(f"/v1.0/users/{rooms['basel-rhein'].address}")
    error = body["error"]
    assert (status, error["code"]) == (404, "Request_ResourceNotFound")
    assert error["message"].startswith(f"Resource '{rooms['basel-rhein'].address}' does not exist or one of its")
    assert set(error["innerError"]) == {"date", "request-id", "client-request-id"}


async def test_an_account_is_found_by_mail_or_proxy_address(graph: "GraphReader", rooms: Rooms) -> None:
    address = rooms["bern-gurten"].address
    found = await graph.everything(f"/v1.0/users?$filter=mail eq '{address}' or "
                                   f"proxyAddresses/any(p:p eq 'smtp:{address}')&$select=id&$top=2")
    assert found == [{"id": rooms["bern-gurten"].object_id}]


async def test_a_deleted_account_keeps_its_address_behind_its_id(graph: "GraphReader", rooms: Rooms) -> None:
    room = rooms["neuchatel-lac"]
    path = ("/v1.0/directory/deletedItems/microsoft.graph.user?$count=true&$filter=endsWith(userPrincipalName,"
            f"'{room.address}')&$select=id,userPrincipalName,deletedDateTime")
    (found,) = await graph.everything(path, ConsistencyLevel="eventual")
    assert found["userPrincipalName"] == room.object_id.replace("-", "") + room.address
    assert found["deletedDateTime"] == "2026-02-28T09:14:27Z"
    assert (await graph.get(f"/v1.0/users/{room.address}"))[0] == 404


async def test_an_advanced_query_needs_its_header_and_count(graph: "GraphReader", rooms: Rooms) -> None:
    ends = f"$filter=endsWith(userPrincipalName,'{rooms['neuchatel-lac'].address}')"
    path = f"/v1.0/directory/deletedItems/microsoft.graph.user?{ends}"
    assert (await graph.get(f"{path}&$count=true"))[1]["error"]["code"] == "Request_UnsupportedQuery"
    assert (await graph.get(path, ConsistencyLevel="eventual"))[0] == 400


async def test_sign_ins_come_in_pages_newest_first_and_are_the_rooms_alone(graph: "GraphReader", rooms: Rooms) -> None:
    room = rooms["lausanne-ouchy"]
    pages = await graph.pages(sign_ins(room, "&$top=200"))
    records = [record for page in pages for record in page]
    expected = [attempt for attempt in room.attempts if attempt.in_graph and attempt.interactive]
    assert [len(page) for page in pages] == [10, len(expected) - 10]
    assert len({record["id"] for record in records}) == len(expected)
    assert {record["userId"] for record in records} == {room.object_id}
    times = [record["createdDateTime"] for record in records]
    assert times == sorted(times, reverse=True)


async def test_top_makes_pages_smaller(graph: "GraphReader", rooms: Rooms) -> None:
    pages = await graph.pages(sign_ins(rooms["lausanne-ouchy"], "&$top=6"))
    assert [len(page) for page in pages] == [6, 6, 2]


async def test_records_before_the_asked_time_stay_away(graph: "GraphReader", rooms: Rooms) -> None:
    davos = rooms["davos-jakobshorn"]
    assert await graph.everything(sign_ins(davos)) == []
    ever = f"/v1.0/auditLogs/signIns?$filter=userId eq '{davos.object_id}'"
    assert len(await graph.everything(ever)) == 5


async def test_v1_has_interactive_sign_ins_only_and_beta_the_others_when_asked(graph: "GraphReader",
                                                                               rooms: Rooms) -> None:
    room = rooms["zurich-aare"]
    assert all(record["isInteractive"] for record in await graph.everything(sign_ins(room)))
    renewed = await graph.everything(renewals(room))
    assert len(renewed) == 8
    assert all(record["signInEventTypes"] == ["nonInteractiveUser"] for record in renewed)
    unasked = await graph.everything(sign_ins(room).replace("/v1.0/", "/beta/"))
    assert all(record["signInEventTypes"] == ["interactiveUser"] for record in unasked)


async def test_a_user_principal_name_in_capitals_finds_no_sign_in(graph: "GraphReader", rooms: Rooms) -> None:
    address = rooms["zurich-aare"].address
    assert await graph.everything(f"/v1.0/auditLogs/signIns?$filter=userPrincipalName eq '{address}'")
    assert await graph.get(f"/v1.0/auditLogs/signIns?$filter=userPrincipalName eq '{address.title()}'") == (
        200, {"@odata.context": f"{graph.root}/v1.0/$metadata#auditLogs/signIns", "value": []})


@pytest.mark.parametrize("query", [
    "$filter=status/errorCode eq 50126", "$filter=userId ne 'x'", "$filter=userId eq 'x' and", "$filter=userId eq x",
    "$filter=startswith(userId,'x')", "$filter=signInEventTypes/any(t: t eq 'nonInteractiveUser')",
    "$filter=(userId eq 'x'", "$filter=userId eq 'x' userId eq 'y'", "$filter=", "$filter=;",
    "$orderby=createdDateTime", "$top=0", "$top=1001", "$top=many", "$skiptoken=never-given",
])
async def test_every_other_form_of_query_is_refused(graph: "GraphReader", query: str) -> None:
    status, body = await graph.get(f"/v1.0/auditLogs/signIns?{query}")
    assert (status, body["error"]["code"]) == (400, "BadRequest")


@pytest.mark.parametrize("path", ["/v1.0/teamwork/devices", "/beta/users", "/v1.0/users/a/b/c", "/v1.0/"])
async def test_what_is_not_simulated_is_refused(graph: "GraphReader", path: str) -> None:
    assert (await graph.get(path))[0] == 400


async def test_a_mailbox_that_is_not_there(graph: "GraphReader", rooms: Rooms) -> None:
    status, body = await graph.get(f"/v1.0/users/{rooms['lucerne-pilatus'].object_id}/mailboxSettings")
    assert (status, body["error"]["code"]) == (404, "MailboxNotEnabledForRESTAPI")
    assert body["error"]["message"] == "The mailbox is either inactive, soft-deleted, or is hosted on-premise."


async def test_an_account_type_of_later_versions_must_be_asked_for(graph: "GraphReader", rooms: Rooms) -> None:
    path = f"/v1.0/admin/teams/userConfigurations/{rooms['zug-rigi'].object_id}"
    assert (await graph.get(path))[1]["accountType"] == "unknownFutureValue"
    _, body = await graph.get(path, Prefer="include-unknown-enum-members")
    assert body["accountType"] == "ineligibleUser"
    assert (await graph.get(path.replace(rooms["zug-rigi"].object_id, rooms["fribourg-sarine"].object_id)))[0] == 404


async def test_places_are_the_rooms_with_a_mailbox_and_come_in_pages(graph: "GraphReader", rooms: Rooms) -> None:
    pages = await graph.pages("/v1.0/places/microsoft.graph.room?$select=id,displayName,emailAddress&$top=100")
    assert len(pages) == 2
    listed = {place["emailAddress"] for page in pages for place in page}
    assert listed == {room.address for room in rooms.values() if room.mailbox}


async def test_passwords_of_the_domain_expire(graph: "GraphReader") -> None:
    _, body = await graph.get("/v1.0/domains/contoso.com?$select=id,passwordValidityPeriodInDays")
    assert (body["id"], body["passwordValidityPeriodInDays"]) == ("contoso.com", 90)
    assert (await graph.get("/v1.0/domains/fabrikam.com"))[0] == 404


async def test_a_batch_is_answered_one_by_one_in_another_order(graph: "GraphReader", rooms: Rooms) -> None:
    object_id = rooms["lucerne-pilatus"].object_id
    graph.faults.throttles.append(Throttle("/admin/teams", 1, 7))
    wanted = [f"/users/{object_id}/licenseDetails", f"/users/{object_id}/mailboxSettings",
              f"/admin/teams/userConfigurations/{object_id}"]
    status, body = await graph.post("/v1.0/$batch", {"requests": [
        {"id": str(number), "method": "GET", "url": url} for number, url in enumerate(wanted, 1)]})
    assert status == 200
    assert [(reply["id"], reply["status"]) for reply in body["responses"]] == [("3", 429), ("2", 404), ("1", 200)]
    assert body["responses"][0]["headers"]["Retry-After"] == "7"
    assert body["responses"][1]["body"]["error"]["code"] == "MailboxNotEnabledForRESTAPI"


@pytest.mark.parametrize("requests", [
    [], [{"id": str(number), "method": "GET", "url": "/users"} for number in range(21)],
    [{"id": "1", "method": "GET", "url": "/users"}] * 2, [{"id": "1", "method": "DELETE", "url": "/users"}],
    [{"id": "1", "method": "GET", "url": "https://elsewhere.example/users"}], "all of them", [7],
])
async def test_a_batch_that_is_none_is_refused(graph: "GraphReader", requests: Any) -> None:
    assert (await graph.post("/v1.0/$batch", {"requests": requests}))[0] == 400


async def test_nothing_can_be_written(graph: "GraphReader") -> None:
    assert (await graph.post("/v1.0/users", {}))[0] == 405


async def test_replies_carry_the_ids_that_support_asks_for(graph: "GraphReader") -> None:
    headers = await graph.headers("/v1.0/users?$top=1", **{"client-request-id": "mine"})
    assert headers["client-request-id"] == "mine"
    assert headers["request-id"]


@pytest.mark.parametrize(("permission", "path", "code"), [
    ("User.Read.All", "/v1.0/users/room-zurich-aare@contoso.com", "Authorization_RequestDenied"),
    ("AuditLog.Read.All", "/v1.0/auditLogs/signIns", "Authentication_MSGraphPermissionMissing"),
    ("Policy.Read.All", "/v1.0/identity/conditionalAccess/policies", "AccessDenied"),
    ("MailboxSettings.Read", "/v1.0/users/room-zurich-aare@contoso.com/mailboxSettings", "ErrorAccessDenied"),
    ("/places", "/v1.0/places/microsoft.graph.room", "ErrorAccessDenied"),
])
async def test_a_denied_permission_is_a_403_in_the_services_words(graph: "GraphReader", permission: str, path: str,
                                                                  code: str) -> None:
    assert (await graph.get(path))[0] == 200
    graph.faults.denied.add(permission)
    status, body = await graph.get(path)
    assert (status, body["error"]["code"]) == (403, code)


async def test_one_room_may_be_denied_what_others_are_not(graph: "GraphReader", rooms: Rooms) -> None:
    for path in (sign_ins(rooms["bern-gurten"]), renewals(rooms["bern-gurten"])):
        assert (await graph.get(path))[0] == 403
    assert (await graph.get(sign_ins(rooms["zurich-aare"])))[0] == 200


async def test_a_tenant_without_a_premium_licence_has_no_sign_in_log(graph: "GraphReader", rooms: Rooms) -> None:
    graph.faults.unlicensed = True
    status, body = await graph.get(sign_ins(rooms["zurich-aare"]))
    assert (status, body["error"]["code"]) == (403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant")


async def test_policies_in_records_are_hidden_from_who_may_not_read_policies(graph: "GraphReader",
                                                                             rooms: Rooms) -> None:
    room = rooms["lugano-ceresio"]
    shown = await graph.everything(sign_ins(room))
    assert any(record["appliedConditionalAccessPolicies"] for record in shown)
    graph.faults.denied.add("Policy.Read.All")
    assert not any(record["appliedConditionalAccessPolicies"] for record in await graph.everything(sign_ins(room)))


@pytest.mark.parametrize("retry_after", [None, 3])
async def test_throttling_ends_after_its_time(graph: "GraphReader", retry_after: int | None) -> None:
    graph.faults.throttles.append(Throttle("/users", 1, retry_after))
    headers = await graph.headers("/v1.0/users?$top=1")
    assert headers.get("Retry-After") == (None if retry_after is None else str(retry_after))
    assert (await graph.get("/v1.0/users?$top=1"))[0] == 200
    graph.faults.throttles.append(Throttle("/users", 1, retry_after))
    status, body = await graph.get("/v1.0/users?$top=1")
    assert (status, body["error"]["code"]) == (429, "TooManyRequests")


async def test_graph_down_and_graph_cut(graph: "GraphReader") -> None:
    graph.faults.down = True
    assert (await graph.get("/v1.0/users"))[0] == 503
    assert (await graph.post("/v1.0/$batch", {"requests": []}))[0] == 503
    graph.faults.down, graph.faults.cut = False, True
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await graph.get("/v1.0/users")


async def test_pages_can_lead_to_a_foreign_host(graph: "GraphReader") -> None:
    graph.faults.foreign_pages = "https://graph.attacker.example"
    _, body = await graph.get("/v1.0/users?$top=1")
    assert body["@odata.nextLink"].startswith("https://graph.attacker.example/v1.0/users?")


async def test_every_request_can_be_written_down() -> None:
    journal: list[str] = []
    path = "/v1.0/users?$top=1&$filter=mail eq 'a@b.c'"
    async with simulated_graph(journal=journal) as root, aiohttp.ClientSession() as http, http.get(root + path):
        pass
    assert journal == [f"GET {path}"]


async def test_a_tenant_is_as_fresh_as_its_server() -> None:
    before = datetime.now(UTC)
    path = "/v1.0/auditLogs/signIns?$top=1"
    async with simulated_graph() as root, aiohttp.ClientSession() as http, http.get(root + path) as reply:
        (newest,) = (await reply.json())["value"]
    assert before - datetime.fromisoformat(newest["createdDateTime"]) < timedelta(minutes=30)
