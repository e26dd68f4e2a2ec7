"""What the simulated Graph tells of one account beyond its sign-ins: addresses, devices, groups, methods, risk."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from demo.account_states import DirectoryDevice, IntuneDevice, PlaceState, RiskState
from demo.employees import HELPDESK
from demo.graph_faults import Faults
from demo.graph_server import simulated_graph
from demo.identifiers import ROOMS_BASIC, ROOMS_PRO, TEAMS1, group_id
from demo.rooms import ROOMS
from demo.scenario import MEETING_ROOMS, Account, Licence, Scenario
from demo.tenant import Tenant
from tests.demo.conftest import NOW, GraphReader

Rooms = Mapping[str, Scenario]
WELL = ROOMS[0]
OF_WELL = f"/v1.0/users/{WELL.object_id}"


@asynccontextmanager
async def tenant_of(room: Scenario, faults: Faults | None = None) -> AsyncIterator[GraphReader]:
    """A tenant with this room alone."""
    faults = faults or Faults()
    async with simulated_graph(tenant=Tenant(NOW, [room]), faults=faults) as root, aiohttp.ClientSession() as http:
        yield GraphReader(root, http, faults)


async def answered(room: Scenario, path: str) -> dict[str, Any]:
    async with tenant_of(room) as graph:
        status, body = await graph.get(path)
    assert status == 200, body
    return {name: value for name, value in body.items() if name != "@odata.context"}


SELECTED = ("proxyAddresses,signInSessionsValidFromDateTime,onPremisesProvisioningErrors,onPremisesLastSyncDateTime,"
            "licenseAssignmentStates,userType,usageLocation,mail")


async def test_an_account_as_it_should_be() -> None:
    assert await answered(WELL, f"{OF_WELL}?$select={SELECTED}") == {
        "proxyAddresses": [f"SMTP:{WELL.address}"], "mail": WELL.address, "userType": "Member", "usageLocation": "CH",
        "signInSessionsValidFromDateTime": "2025-08-14T09:14:27Z", "onPremisesProvisioningErrors": [],
        "onPremisesLastSyncDateTime": None, "licenseAssignmentStates": [{
            "skuId": ROOMS_PRO.id, "disabledPlans": [], "assignedByGroup": None, "state": "Active", "error": "None",
            "lastUpdatedDateTime": "2026-01-01T09:14:27Z"}],
    }


async def test_an_account_with_everything_that_can_be_wrong() -> None:
    account = Account(primary_address="room-other@contoso.com", user_type="Guest", usage_location=None, synced=True,
                      sync_errors=("ProxyAddresses",), last_sync_ago=timedelta(days=4),
                      sessions_valid_ago=timedelta(hours=1))
    licences = (Licence(ROOMS_PRO, ((TEAMS1, "Disabled"),), by_group="Licensed rooms"),
                Licence(ROOMS_BASIC, error="CountViolation"))
    room = replace(WELL, account=account, licences=licences)
    told = await answered(room, f"{OF_WELL}?$select={SELECTED}")
    assert told["proxyAddresses"] == ["SMTP:room-other@contoso.com", f"smtp:{WELL.address}"]
    assert (told["mail"], told["userType"], told["usageLocation"]) == ("room-other@contoso.com", "Guest", None)
    assert told["signInSessionsValidFromDateTime"] == "2026-03-02T08:14:27Z"
    assert told["onPremisesLastSyncDateTime"] == "2026-02-26T09:14:27Z"
    assert [error["propertyCausingError"] for error in told["onPremisesProvisioningErrors"]] == ["ProxyAddresses"]
    assert [(each["state"], each["error"], each["disabledPlans"], each["assignedByGroup"])
            for each in told["licenseAssignmentStates"]] == [
        ("Active", "None", [TEAMS1.id], group_id("Licensed rooms")), ("Error", "CountViolation", [], None)]
    details = await answered(room, f"{OF_WELL}/licenseDetails")
    assert [licence["skuId"] for licence in details["value"]] == [ROOMS_PRO.id]
    found = await answered(room, "/v1.0/users?$filter=mail eq 'x@contoso.com' or proxyAddresses/any(p:p eq "
                                 f"'smtp:{WELL.address}')&$select=id&$top=5")
    assert found["value"] == [{"id": WELL.object_id}]


@pytest.mark.parametrize("name", [WELL.address, WELL.address.upper()])
async def test_a_place_is_found_by_its_address_and_by_its_id(graph: GraphReader, name: str) -> None:
    status, by_address = await graph.get(f"/v1.0/places/{name}")
    assert (status, by_address["@odata.type"]) == (200, "#microsoft.graph.room")
    assert (by_address["displayName"], by_address["teamsEnabledState"]) == ("Zurich Aare", "enabled")
    assert (await graph.get(f"/v1.0/places/{by_address['id']}"))[1] == by_address


@pytest.mark.parametrize("room", [replace(WELL, place=None), replace(WELL, mailbox=None)])
async def test_a_room_that_is_no_place(room: Scenario) -> None:
    async with tenant_of(room) as graph:
        status, body = await graph.get(f"/v1.0/places/{WELL.address}")
        assert (status, body["error"]["code"]) == (404, "ErrorItemNotFound")
        assert await graph.everything("/v1.0/places/microsoft.graph.room") == []


async def test_a_place_may_be_switched_off_for_teams() -> None:
    off = replace(WELL, place=PlaceState("disabled"))
    assert (await answered(off, f"/v1.0/places/{WELL.address}"))["teamsEnabledState"] == "disabled"


@pytest.mark.parametrize("kind", ["registeredDevices", "ownedDevices"])
async def test_the_rooms_own_device_is_the_one_that_signs_in(graph: GraphReader, kind: str) -> None:
    (device,) = await graph.everything(f"{OF_WELL}/{kind}")
    records = await graph.everything(f"/v1.0/auditLogs/signIns?$filter=userId eq '{WELL.object_id}'")
    of_device = {record["deviceDetail"]["deviceId"]: record["deviceDetail"] for record in records
                 if record["clientAppUsed"] != "Browser"}
    assert device["@odata.type"] == "#microsoft.graph.device"
    assert list(of_device) == [device["deviceId"]]
    detail = of_device[device["deviceId"]]
    for name in ("displayName", "isCompliant", "isManaged"):
        assert detail[name] == device[name]


async def test_old_devices_lie_beside_it() -> None:
    room = replace(WELL, devices=(DirectoryDevice(), DirectoryDevice("Android", "OLD", enabled=False, compliant=None,
                                                                     seen_ago=timedelta(days=90))))
    path = f"{OF_WELL}/registeredDevices?$select=id,displayName,operatingSystem,accountEnabled,isManaged"
    first, old = (await answered(room, path))["value"]
    assert first["id"] != old["id"]
    assert {name: old[name] for name in old if name != "id"} == {
        "@odata.type": "#microsoft.graph.device", "displayName": "OLD", "operatingSystem": "Android",
        "accountEnabled": False, "isManaged": False}


async def test_intune_is_asked_by_the_name_of_the_account() -> None:
    room = replace(WELL, intune=(IntuneDevice(), IntuneDevice("Android", "OLD", "noncompliant")))
    path = (f"/v1.0/deviceManagement/managedDevices?$filter=userPrincipalName eq '{WELL.address}'"
            "&$select=id,deviceName,operatingSystem,complianceState,lastSyncDateTime")
    first, old = (await answered(room, path))["value"]
    assert (first["deviceName"], first["complianceState"]) == (WELL.computer, "compliant")
    assert (old["deviceName"], old["operatingSystem"], old["complianceState"]) == ("OLD", "Android", "noncompliant")
    assert (await answered(room, path.replace(WELL.address, "x@contoso.com")))["value"] == []


async def test_memberships_are_groups_and_roles() -> None:
    room = replace(WELL, groups=("Meeting rooms", "Zurich"), roles=("Teams Administrator",))
    found = (await answered(room, f"{OF_WELL}/transitiveMemberOf?$select=id&$top=999"))["value"]
    assert [set(each) for each in found] == [{"@odata.type", "id"}] * 3
    assert [each["@odata.type"].rpartition(".")[2] for each in found] == ["group", "group", "directoryRole"]
    assert [each["id"] for each in found[:2]] == [group_id("Meeting rooms"), group_id("Zurich")]


ROLES = f"/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '{WELL.object_id}'"


async def test_roles_come_with_their_names_when_asked() -> None:
    room = replace(WELL, roles=("Teams Administrator",))
    (plain,) = (await answered(room, ROLES))["value"]
    assert "roleDefinition" not in plain
    (named,) = (await answered(room, f"{ROLES}&$expand=roleDefinition($select=displayName)"))["value"]
    assert named == plain | {"roleDefinition": {"displayName": "Teams Administrator"}}
    (full,) = (await answered(room, f"{ROLES}&$expand=roleDefinition&$select=id"))["value"]
    assert (set(full), full["roleDefinition"]["isBuiltIn"]) == ({"id", "roleDefinition"}, True)
    assert (await answered(WELL, ROLES))["value"] == []


@pytest.mark.parametrize("path", [
    f"{ROLES}&$expand=principal", f"{ROLES}&$expand=roleDefinition($select=name)", f"{ROLES}&$select=roleDefinition",
    f"{ROLES}&$expand=roleDefinition($filter=id eq 'x')", "/v1.0/users?$expand=manager",
])
async def test_nothing_else_can_be_expanded(path: str) -> None:
    async with tenant_of(replace(WELL, roles=("Teams Administrator",))) as graph:
        assert (await graph.get(path))[0] == 400


async def test_sign_in_methods_by_their_types() -> None:
    room = replace(WELL, methods=("password", "microsoftAuthenticator"))
    password, authenticator = (await answered(room, f"{OF_WELL}/authentication/methods"))["value"]
    assert (password["@odata.type"], password["password"]) == ("#microsoft.graph.passwordAuthenticationMethod", None)
    assert authenticator["@odata.type"] == "#microsoft.graph.microsoftAuthenticatorAuthenticationMethod"


async def test_per_user_mfa_is_told_in_beta_alone(graph: GraphReader, rooms: Rooms) -> None:
    for room, state in ((WELL, "disabled"), (rooms["schaffhausen-munot"], "enforced")):
        status, body = await graph.get(f"/beta/users/{room.object_id}/authentication/requirements")
        assert (status, body["perUserMfaState"]) == (200, state)
    assert (await graph.get(f"{OF_WELL}/authentication/requirements"))[0] == 400


RISKY = f"/v1.0/identityProtection/riskyUsers/{WELL.object_id}"


async def test_who_was_never_at_risk_is_not_there(graph: GraphReader) -> None:
    assert (await graph.get(RISKY))[0] == 404
    risky = await answered(replace(WELL, risk=RiskState("medium", "confirmedCompromised")), RISKY)
    assert (risky["riskLevel"], risky["riskState"]) == ("medium", "confirmedCompromised")


@pytest.mark.parametrize("faults", [Faults(without_p2=True), Faults(unlicensed=True)])
async def test_risk_needs_p2(faults: Faults) -> None:
    async with tenant_of(replace(WELL, risk=RiskState()), faults) as graph:
        status, body = await graph.get(RISKY)
    assert (status, body["error"]["code"]) == (403, "Forbidden")


@pytest.mark.parametrize("path", ["registeredDevices", "ownedDevices", "transitiveMemberOf", "authentication/methods"])
async def test_a_person_has_none_of_it_and_nobody_is_a_404(graph: GraphReader, path: str) -> None:
    person = Tenant(NOW).employees[0]
    assert (await graph.get(f"/v1.0/users/{person.address}/{path}"))[1]["value"] == []
    assert (await graph.get(f"/v1.0/users/nobody@contoso.com/{path}"))[0] == 404


async def test_a_person_has_a_persons_licence_and_a_persons_mailbox(graph: GraphReader) -> None:
    of_person = f"/v1.0/users/{Tenant(NOW).employees[0].address}"
    (licence,) = (await graph.get(f"{of_person}/licenseDetails"))[1]["value"]
    assert licence["skuPartNumber"] == "SPE_E3"
    assert (await graph.get(f"{of_person}/mailboxSettings"))[1]["userPurpose"] == "user"
    assert (await graph.get("/v1.0/users/nobody@contoso.com/licenseDetails"))[0] == 404


@pytest.mark.parametrize(("asked", "status", "found"), [
    ([group_id(MEETING_ROOMS), group_id("Another")], 200, [group_id(MEETING_ROOMS)]), ([group_id("Another")], 200, []),
    ([], 400, None), ([group_id(MEETING_ROOMS)] * 21, 400, None), (None, 400, None),
])
async def test_the_groups_of_an_account_are_told_of_those_asked_about(
        graph: GraphReader, asked: list[str] | None, status: int, found: list[str] | None) -> None:
    answer = await graph.post(f"{OF_WELL}/checkMemberGroups", {"groupIds": asked})
    assert (answer[0], answer[1].get("value")) == (status, found)


async def test_an_app_of_android_is_told_from_a_browser_and_from_windows(graph: GraphReader, rooms: Rooms) -> None:
    room = rooms["interlaken-harder"]
    only = f"signInEventTypes/any(t: t eq 'nonInteractiveUser') and userId eq '{room.object_id}'"
    newest, *_ = await graph.everything(f"/beta/auditLogs/signIns?$filter={only}")
    assert (newest["appDisplayName"], newest["resourceDisplayName"]) == (
        "Microsoft Authentication Broker", "Device Registration Service")
    assert (newest["status"]["errorCode"], newest["originalTransferMethod"]) == (53003, "deviceCodeFlow")
    assert (newest["deviceDetail"]["operatingSystem"], newest["clientAppUsed"]) == (
        "Android", "Mobile Apps and Desktop clients")
    remote, *_ = await graph.everything(f"/beta/auditLogs/signIns?$filter=userId eq '{room.object_id}'")
    assert (remote["authenticationProtocol"], remote["isInteractive"]) == ("deviceCode", True)


async def test_a_record_may_name_another_client_and_a_risk() -> None:
    odd = replace(WELL.attempts[0], client="AutoDiscover", risk="high")
    body = await answered(replace(WELL, attempts=(odd,)), f"/v1.0/auditLogs/signIns?$filter=userId eq "
                                                          f"'{WELL.object_id}'")
    (record,) = body["value"]
    assert (record["clientAppUsed"], record["riskLevelDuringSignIn"]) == ("AutoDiscover", "high")


async def test_an_account_is_told_those_of_the_groups_it_is_in(graph: GraphReader) -> None:
    helpdesk, another = group_id(HELPDESK), group_id("Another")
    first, second, *_ = Tenant(NOW).employees
    for who, found in ((first.object_id, [helpdesk]), (second.object_id, []), (WELL.object_id, [])):
        status, body = await graph.post(f"/v1.0/users/{who}/checkMemberGroups", {"groupIds": [another, helpdesk]})
        assert (status, body["value"]) == (200, found)
    own = {"groupIds": [group_id(MEETING_ROOMS)]}
    assert (await graph.post(f"{OF_WELL}/checkMemberGroups", own))[1]["value"] == own["groupIds"]


@pytest.mark.parametrize(("path", "body", "status"), [
    (OF_WELL, {"groupIds": []}, 400), (OF_WELL, {"groupIds": ["x"] * 21}, 400), (OF_WELL, {}, 400), (OF_WELL, [], 400),
    ("/v1.0/users/nobody@contoso.com", {"groupIds": ["x"]}, 404),
])
async def test_a_question_about_groups_that_cannot_be_answered(graph: GraphReader, path: str, body: object,
                                                               status: int) -> None:
    assert (await graph.post(f"{path}/checkMemberGroups", body))[0] == status


async def test_groups_take_a_permission(graph: GraphReader) -> None:
    graph.faults.denied.add("GroupMember.Read.All")
    assert (await graph.post(f"{OF_WELL}/checkMemberGroups", {"groupIds": ["x"]}))[0] == 403
