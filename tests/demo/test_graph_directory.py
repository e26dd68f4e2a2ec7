"""What the simulated Graph tells of the whole tenant, who may read it, and how often."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from demo.graph_server import simulated_graph
from demo.identifiers import DEVICE_REGISTRATION, ROOMS_BASIC, ROOMS_PRO, TEAMS_SERVICES
from demo.rooms import ROOMS
from demo.scenario import Scenario
from demo.tenant import Tenant
from demo.tenant_state import Campaign, DeviceRules, ServiceIssue, Subscription, TenantState
from tests.demo.conftest import NOW, GraphReader

Rooms = Mapping[str, Scenario]
WELL = ROOMS[0]
OF_WELL = f"/v1.0/users/{WELL.object_id}"
EVALUATE = "/v1.0/identity/conditionalAccess/evaluate"
DEFAULTS = "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy"
METHODS, REGISTRATION = "/v1.0/policies/authenticationMethodsPolicy", "/v1.0/policies/deviceRegistrationPolicy"
ISSUES = "/v1.0/admin/serviceAnnouncement/issues?$filter=isResolved eq false"


async def got(state: TenantState, path: str) -> dict[str, Any]:
    tenant = Tenant(NOW, [WELL], state=state)
    async with simulated_graph(tenant=tenant) as root, aiohttp.ClientSession() as http, http.get(root + path) as reply:
        assert reply.status == 200
        return dict(await reply.json())


async def test_security_defaults() -> None:
    assert (await got(TenantState(), DEFAULTS))["isEnabled"] is False
    assert (await got(TenantState(security_defaults=True), DEFAULTS))["isEnabled"] is True


async def test_the_registration_campaign_and_whom_it_spares() -> None:
    state = TenantState(campaign=Campaign("enabled", excluded=("some-group",)))
    told = (await got(state, METHODS))["registrationEnforcement"]["authenticationMethodsRegistrationCampaign"]
    assert told["state"] == "enabled"
    assert [target["id"] for target in told["includeTargets"]] == ["all_users"]
    assert [target["id"] for target in told["excludeTargets"]] == ["some-group"]


async def test_the_device_registration_policy() -> None:
    told = await got(TenantState(), REGISTRATION)
    assert (told["userDeviceQuota"], told["multiFactorAuthConfiguration"]) == (20, "notRequired")
    assert told["azureADJoin"]["allowedToJoin"] == {"@odata.type": "#microsoft.graph.allDeviceRegistrationMembership"}
    rules = DeviceRules("selected", "none", ("some-group",), "required", 5)
    told = await got(TenantState(device_rules=rules), REGISTRATION)
    assert (told["userDeviceQuota"], told["multiFactorAuthConfiguration"]) == (5, "required")
    assert told["azureADJoin"]["allowedToJoin"] == {
        "@odata.type": "#microsoft.graph.enumeratedDeviceRegistrationMembership", "users": [],
        "groups": ["some-group"]}
    assert told["azureADRegistration"]["allowedToRegister"] == {
        "@odata.type": "#microsoft.graph.noDeviceRegistrationMembership"}


async def test_subscriptions() -> None:
    told = (await got(TenantState(), "/v1.0/subscribedSkus"))["value"]
    assert [(sku["skuPartNumber"], sku["capabilityStatus"]) for sku in told] == [
        (ROOMS_PRO.name, "Enabled"), (ROOMS_BASIC.name, "Enabled")]
    assert all(sku["consumedUnits"] < sku["prepaidUnits"]["enabled"] for sku in told)
    lapsed = TenantState(subscriptions=(Subscription(ROOMS_PRO, 10, 4, "Suspended"),))
    (sku,) = (await got(lapsed, "/v1.0/subscribedSkus?$select=capabilityStatus,prepaidUnits"))["value"]
    assert sku == {"capabilityStatus": "Suspended", "prepaidUnits": {
        "enabled": 0, "suspended": 10, "warning": 0, "lockedOut": 0}}


async def test_service_issues_that_are_open() -> None:
    open_issue = ServiceIssue("TM123456", "Some users cannot sign in", kind="incident")
    state = TenantState(issues=(open_issue, ServiceIssue("TM123455", "It was slow", resolved=True)))
    assert [issue["id"] for issue in (await got(state, ISSUES))["value"]] == ["TM123456"]
    resolved = ISSUES.replace("false", "true")
    assert [issue["id"] for issue in (await got(state, resolved))["value"]] == ["TM123455"]
    assert (await got(TenantState(), ISSUES))["value"] == []


async def test_a_federated_domain_and_one_whose_passwords_last() -> None:
    select = "/v1.0/domains/contoso.com?$select=id,authenticationType,passwordValidityPeriodInDays"
    told = await got(TenantState(federated=True, password_days=2147483647), select)
    assert (told["authenticationType"], told["passwordValidityPeriodInDays"]) == ("Federated", 2147483647)
    assert (await got(TenantState(), select))["authenticationType"] == "Managed"


def body_for(room: Scenario, **conditions: Any) -> dict[str, Any]:
    return {
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": room.object_id},
        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext",
                          "includeApplications": [TEAMS_SERVICES.id]},
        "signInConditions": {"devicePlatform": "windows", "clientAppType": "mobileAppsAndDesktopClients", **conditions},
        "appliedPoliciesOnly": True,
    }


async def names(graph: GraphReader, body: dict[str, Any]) -> list[str]:
    status, reply = await graph.post(EVALUATE, body)
    assert status == 200, reply
    return [policy["displayName"] for policy in reply["value"] if policy["state"] == "enabled"]


async def test_what_if_tells_the_policies_that_apply(graph: GraphReader, rooms: Rooms) -> None:
    swiss = {"ipAddress": "203.0.113.10", "country": "CH"}
    assert await names(graph, body_for(WELL, **swiss)) == []
    assert await names(graph, body_for(WELL, ipAddress="198.51.100.20")) == ["Block sign-ins from outside Switzerland"]
    assert await names(graph, body_for(rooms["lausanne-ouchy"], **swiss)) == [
        "Require multifactor authentication for all users"]
    android = body_for(rooms["interlaken-harder"], devicePlatform="android", **swiss,
                       authenticationFlow={"transferMethod": "deviceCodeFlow"})
    android["signInContext"]["includeApplications"] = [DEVICE_REGISTRATION.id]
    assert await names(graph, android) == ["Block device code flow"]


async def test_what_if_says_what_it_cannot_know(graph: GraphReader) -> None:
    unlocated = body_for(WELL)
    assert await names(graph, unlocated) == []
    _, reply = await graph.post(EVALUATE, unlocated | {"appliedPoliciesOnly": False})
    reasons = {policy["displayName"]: policy["analysisReasons"] for policy in reply["value"]}
    assert reasons["Block sign-ins from outside Switzerland"] == "notEnoughInformation"
    assert len(reply["value"]) == 7


@pytest.mark.parametrize("body", [{}, [], "a text", body_for(WELL, devicePlatform="amiga"),
                                  body_for(replace(WELL, address="nobody@contoso.com"))])
async def test_what_if_refuses_what_it_cannot_read(graph: GraphReader, body: Any) -> None:
    assert (await graph.post(EVALUATE, body))[0] == 400


async def test_what_if_is_posted_and_nothing_else_is(graph: GraphReader) -> None:
    assert (await graph.get(EVALUATE))[0] == 405
    assert (await graph.post(DEFAULTS, {}))[0] == 405


CONDITIONAL, ALL_POLICIES = "Policy.Read.ConditionalAccess", "Policy.Read.All"


@pytest.mark.parametrize(("denied", "path", "status"), [
    ({ALL_POLICIES}, EVALUATE, 200), ({CONDITIONAL}, EVALUATE, 200), ({ALL_POLICIES, CONDITIONAL}, EVALUATE, 403),
    ({"Policy.Read.AuthenticationMethod"}, METHODS, 200),
    ({"Policy.Read.AuthenticationMethod", ALL_POLICIES}, METHODS, 403),
    ({ALL_POLICIES}, DEFAULTS, 403), ({ALL_POLICIES}, REGISTRATION, 200),
    ({"Policy.Read.DeviceConfiguration"}, REGISTRATION, 403),
    ({ALL_POLICIES}, f"/beta/users/{WELL.object_id}/authentication/requirements", 403),
    ({"LicenseAssignment.Read.All"}, "/v1.0/subscribedSkus", 403),
    ({"ServiceHealth.Read.All"}, ISSUES, 403), ({"Domain.Read.All"}, "/v1.0/domains/contoso.com", 403),
    ({"User.Read.All"}, f"{OF_WELL}/registeredDevices", 403), ({"User.Read.All"}, f"{OF_WELL}/ownedDevices", 403),
    ({"User.Read.All"}, f"{OF_WELL}/transitiveMemberOf", 403),
    ({"UserAuthenticationMethod.Read.All"}, f"{OF_WELL}/authentication/methods", 403),
    ({"DeviceManagementManagedDevices.Read.All"}, "/v1.0/deviceManagement/managedDevices", 403),
    ({"RoleManagement.Read.Directory"}, "/v1.0/roleManagement/directory/roleAssignments", 403),
    ({"IdentityRiskyUser.Read.All"}, f"/v1.0/identityProtection/riskyUsers/{WELL.object_id}", 403),
    ({"Place.Read.All"}, f"/v1.0/places/{WELL.address}", 403),
])
async def test_each_resource_asks_for_its_permission(graph: GraphReader, denied: set[str], path: str,
                                                     status: int) -> None:
    graph.faults.denied |= denied
    asked = graph.post(path, body_for(WELL)) if path == EVALUATE else graph.get(path)
    assert (await asked)[0] == status


@pytest.mark.parametrize("path", [
    OF_WELL, f"{OF_WELL}/registeredDevices", f"/v1.0/users/{WELL.address}/transitiveMemberOf",
    f"{OF_WELL}/authentication/methods", f"/beta/users/{WELL.object_id}/authentication/requirements",
    f"/v1.0/deviceManagement/managedDevices?$filter=userPrincipalName eq '{WELL.address}'",
    f"/v1.0/roleManagement/directory/roleAssignments?$filter=principalId eq '{WELL.object_id}'",
    f"/v1.0/identityProtection/riskyUsers/{WELL.object_id}", f"/v1.0/places/{WELL.address}", EVALUATE,
])
async def test_one_room_alone_may_be_denied(path: str) -> None:
    everything = frozenset({
        "User.Read.All", "UserAuthenticationMethod.Read.All", ALL_POLICIES, CONDITIONAL, "Place.Read.All",
        "DeviceManagementManagedDevices.Read.All", "RoleManagement.Read.Directory", "IdentityRiskyUser.Read.All"})
    tenant = Tenant(NOW, [replace(WELL, refuses=everything), *ROOMS[1:3]])
    other = path.replace(WELL.object_id, ROOMS[1].object_id).replace(WELL.address, ROOMS[1].address)
    async with simulated_graph(tenant=tenant) as root, aiohttp.ClientSession() as http:
        for room, where in ((WELL, path), (ROOMS[1], other)):
            posted = body_for(room) if path == EVALUATE else None
            async with http.request("POST" if posted else "GET", root + where, json=posted) as reply:
                assert (reply.status == 403) is (room is WELL)


async def test_conditional_access_is_answered_once_a_second_where_that_is_held_to(graph: GraphReader) -> None:
    now = 100.0
    graph.faults.strict_pacing, graph.faults.clock = True, lambda: now
    assert (await graph.post(EVALUATE, body_for(WELL)))[0] == 200
    assert (await graph.post(EVALUATE, body_for(WELL)))[0] == 429
    assert (await graph.get("/v1.0/identity/conditionalAccess/policies"))[0] == 429
    headers = await graph.headers(f"/v1.0/identityProtection/riskyUsers/{WELL.object_id}")
    assert "Retry-After" not in headers
    assert (await graph.get(OF_WELL))[0] == 200
    now += 1
    assert (await graph.post(EVALUATE, body_for(WELL)))[0] == 200
    graph.faults.strict_pacing = False
    assert (await graph.post(EVALUATE, body_for(WELL)))[0] == 200


async def test_a_batch_is_one_request_and_what_is_inside_is_told_apart() -> None:
    journal, inside = list[str](), list[str]()
    wanted = ["/subscribedSkus", f"{OF_WELL.removeprefix('/v1.0')}/transitiveMemberOf?$select=id&$top=999",
              "/policies/deviceRegistrationPolicy", "/places/microsoft.graph.room?$top=1"]
    batch = {"requests": [{"id": str(number), "method": "GET", "url": url} for number, url in enumerate(wanted)]}
    async with simulated_graph(journal=journal, inside=inside) as root, aiohttp.ClientSession() as http, \
            http.post(f"{root}/v1.0/$batch", json=batch) as reply:
        answers = (await reply.json())["responses"]
    assert [answer["status"] for answer in answers] == [200] * 4
    assert journal == ["POST /v1.0/$batch"]
    assert inside == [f"GET /v1.0{url}" for url in wanted]


