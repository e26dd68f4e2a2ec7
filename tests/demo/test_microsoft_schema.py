"""Every object the simulated Graph serves is one that Microsoft's own schema knows.

The models of ``msgraph-sdk`` are generated from Microsoft's metadata: what they cannot place lands in their additional
data, and what they cannot read is lost when they write the object again.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, cast

import pytest
from kiota_abstractions.serialization import Parsable, ParsableFactory
from kiota_serialization_json.json_parse_node import JsonParseNode
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter
from msgraph.generated.models.authentication_method import AuthenticationMethod
from msgraph.generated.models.authentication_methods_policy import AuthenticationMethodsPolicy
from msgraph.generated.models.chat_message import ChatMessage
from msgraph.generated.models.conditional_access_policy import ConditionalAccessPolicy
from msgraph.generated.models.conditional_access_transfer_methods import ConditionalAccessTransferMethods
from msgraph.generated.models.device_registration_policy import DeviceRegistrationPolicy
from msgraph.generated.models.directory_object import DirectoryObject
from msgraph.generated.models.domain import Domain
from msgraph.generated.models.drive_item import DriveItem
from msgraph.generated.models.identity_security_defaults_enforcement_policy import (
    IdentitySecurityDefaultsEnforcementPolicy,
)
from msgraph.generated.models.license_details import LicenseDetails
from msgraph.generated.models.mailbox_settings import MailboxSettings
from msgraph.generated.models.managed_device import ManagedDevice
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.place import Place
from msgraph.generated.models.risky_user import RiskyUser
from msgraph.generated.models.room import Room
from msgraph.generated.models.service_health_issue import ServiceHealthIssue
from msgraph.generated.models.sign_in import SignIn
from msgraph.generated.models.subscribed_sku import SubscribedSku
from msgraph.generated.models.teams_administration.teams_user_configuration import TeamsUserConfiguration
from msgraph.generated.models.unified_role_assignment import UnifiedRoleAssignment
from msgraph.generated.models.user import User
from msgraph.generated.models.what_if_analysis_reasons import WhatIfAnalysisReasons
from msgraph.generated.models.what_if_analysis_result import WhatIfAnalysisResult

from demo.account_states import DirectoryDevice, IntuneDevice, RiskState
from demo.graph_api import GraphApi
from demo.graph_call import Call
from demo.graph_faults import Faults
from demo.identifiers import ROOMS_BASIC, ROOMS_PRO, TEAMS1
from demo.posts import Post, Stored
from demo.rooms import ROOMS
from demo.scenario import Account, Licence
from demo.tenant import Tenant
from demo.tenant_state import Campaign, DeviceRules, ServiceIssue, Subscription, TenantState

FLAGS: Mapping[str, type[Enum]] = {
    "transferMethods": ConditionalAccessTransferMethods, "analysisReasons": WhatIfAnalysisReasons,
}
"""Several members in one text, with commas between: the models read them, and write none of them."""
BETA_ONLY: tuple[tuple[str, type], ...] = (
    ("authenticationProtocol", str),  # protocolType
    ("authenticationRequirement", str),
    ("authenticationRequirementPolicies", list),  # authenticationRequirementPolicy collection
    ("crossTenantAccessType", str),  # signInAccessType
    ("incomingTokenType", str),
    ("originalRequestId", str),
    ("originalTransferMethod", str),  # originalTransferMethods
    ("riskEventTypes_v2", list),  # String collection
    ("signInEventTypes", list),  # String collection
    ("tokenIssuerType", str),
    ("userType", str),  # signInUserType
)
"""What only beta's signIn has, with the documented type (Microsoft Learn, signIn resource type, beta)."""
BETA_WORDS = {
    "authenticationProtocol": {"none", "oAuth2", "ropc", "deviceCode"}, "crossTenantAccessType": {"none"},
    "authenticationRequirement": {"singleFactorAuthentication", "multiFactorAuthentication"},
    "incomingTokenType": {"none", "primaryRefreshToken", "refreshToken"}, "tokenIssuerType": {"AzureAD"},
    "originalTransferMethod": {"none", "deviceCodeFlow"}, "userType": {"member", "guest"},
}


class Api:
    """The simulated Graph without HTTP: the bodies it sends."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self._api = GraphApi(self.tenant, Faults(), page_size=1000)

    def body(self, path: str, version: str = "v1.0", **query: str) -> dict[str, Any]:
        asked = {f"${name}": value for name, value in query.items()}
        headers = {"prefer": "include-unknown-enum-members"}
        return dict(self._api.answer(Call("http://127.0.0.1:1", version, path, asked, headers)).body)

    def posted(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        return dict(self._api.answer(Call("http://127.0.0.1:1", "v1.0", path, {}, {}, "POST", body)).body)


@pytest.fixture
def api(now: datetime) -> Api:
    return Api(Tenant(now))


@pytest.fixture
def troubled(now: datetime) -> Api:
    """A tenant and a room in which every kind of object is there, and every property says something."""
    account = Account(synced=True, sync_errors=("ProxyAddresses",), primary_address="room-other@contoso.com",
                      sessions_valid_ago=timedelta(hours=1))
    room = replace(
        ROOMS[0], account=account, roles=("Teams Administrator",), risk=RiskState(),
        licences=(Licence(ROOMS_PRO, ((TEAMS1, "Disabled"),), by_group="Rooms"), Licence(
            ROOMS_BASIC, error="CountViolation")),
        devices=(DirectoryDevice(), DirectoryDevice("Android", "OLD", enabled=False, compliant=None)),
        intune=(IntuneDevice(), IntuneDevice("Android", "OLD", "noncompliant")),
        methods=("password", "microsoftAuthenticator", "fido2", "windowsHelloForBusiness", "platformCredential",
                 "softwareOath"))
    state = TenantState(
        security_defaults=True, federated=True, campaign=Campaign("enabled", excluded=("some-group",)),
        device_rules=DeviceRules("selected", "none", ("some-group",), "required"),
        subscriptions=(Subscription(ROOMS_PRO, 10, 4, "Suspended"), Subscription(ROOMS_BASIC, 25, 1)),
        issues=(ServiceIssue("TM1", "Sign-in fails"), ServiceIssue("TM2", "Slow", kind="advisory", resolved=True)))
    return Api(Tenant(now, [room], state=state))


def placed(model: Any, path: str = "") -> Iterator[str]:
    """Every name in the object that Microsoft's model has no place for, annotations excepted."""
    extra = getattr(model, "additional_data", None) or {}
    yield from (f"{path}/{name}" for name in extra if "@odata." not in name)
    for name, value in vars(model).items():
        if name != "backing_store":
            inner = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, Parsable)]
            yield from (found for item in inner for found in placed(item, f"{path}/{name}"))


def unannotated(value: Any) -> Any:
    """The value without nulls, OData annotations and flags, and with every time as an instant."""
    if isinstance(value, Mapping):
        kept = {name: unannotated(item) for name, item in value.items()
                if not name.startswith("@odata") and name not in FLAGS}
        return {name: item for name, item in kept.items() if item is not None}
    if isinstance(value, list):
        return [unannotated(item) for item in value]
    if isinstance(value, str) and value[4:5] == "-" and "T" in value:
        return datetime.fromisoformat(value)
    return value


def flags(value: Any) -> Iterator[tuple[str, str]]:
    """Every member of a text of flags, with the name of its property."""
    for name, item in value.items():
        if name in FLAGS:
            yield from ((name, word) for word in item.split(","))
        inner = item if isinstance(item, list) else [item]
        yield from (found for each in inner if isinstance(each, Mapping) for found in flags(each))


def held_to(factory: type[Parsable], served: dict[str, Any]) -> None:
    """The model places all that was served, and writes the same again."""
    model: Any = JsonParseNode(served).get_object_value(cast("ParsableFactory[Any]", factory))
    assert list(placed(model)) == []
    assert all(word in {str(member.value) for member in FLAGS[name]} for name, word in flags(served))
    writer = JsonSerializationWriter()
    model.serialize(writer)
    assert unannotated(json.loads(writer.get_serialized_content())) == unannotated(served)


def test_every_user(api: Api) -> None:
    names = ",".join(api.tenant.users[0])
    users = api.body("/users", select=names)["value"]
    deleted = api.body("/directory/deletedItems/microsoft.graph.user", select=names)["value"]
    assert len(users) > len(api.tenant.employees)
    assert deleted
    for entry in users + deleted:
        held_to(User, entry)


def test_what_belongs_to_a_user(api: Api) -> None:
    served = 0
    for room in api.tenant.rooms:
        for licence in api.body(f"/users/{room.object_id}/licenseDetails").get("value", []):
            held_to(LicenseDetails, licence)
            served += 1
        for path, model in ((f"/users/{room.object_id}/mailboxSettings", MailboxSettings),
                            (f"/admin/teams/userConfigurations/{room.object_id}", TeamsUserConfiguration)):
            body = api.body(path)
            held_to(ODataError if "error" in body else model, body)
            served += "error" not in body
    assert served > 2 * len(api.tenant.rooms)


@pytest.mark.parametrize(("path", "model"), [
    ("/places/microsoft.graph.room", Room), ("/identity/conditionalAccess/policies", ConditionalAccessPolicy),
])
def test_every_place_and_policy(api: Api, path: str, model: type[Parsable]) -> None:
    entries = api.body(path)["value"]
    assert entries
    for entry in entries:
        held_to(model, entry)


ROOM = ROOMS[0].object_id
OF_ROOM = f"/users/{ROOM}"


@pytest.mark.parametrize(("path", "model", "count"), [
    (f"{OF_ROOM}/registeredDevices", DirectoryObject, 2), (f"{OF_ROOM}/ownedDevices", DirectoryObject, 2),
    (f"{OF_ROOM}/transitiveMemberOf", DirectoryObject, 2), (f"{OF_ROOM}/authentication/methods", AuthenticationMethod,
                                                            6),
    ("/subscribedSkus", SubscribedSku, 2), ("/admin/serviceAnnouncement/issues", ServiceHealthIssue, 2),
])
def test_every_collection_of_a_tenant_with_troubles(troubled: Api, path: str, model: type[Parsable],
                                                    count: int) -> None:
    entries = troubled.body(path)["value"]
    assert len(entries) == count
    for entry in entries:
        held_to(model, entry)


@pytest.mark.parametrize(("path", "model"), [
    ("/policies/identitySecurityDefaultsEnforcementPolicy", IdentitySecurityDefaultsEnforcementPolicy),
    ("/policies/authenticationMethodsPolicy", AuthenticationMethodsPolicy),
    ("/policies/deviceRegistrationPolicy", DeviceRegistrationPolicy), ("/domains/contoso.com", Domain),
    (f"/identityProtection/riskyUsers/{ROOM}", RiskyUser), ("/places/room-other@contoso.com", Place),
    (OF_ROOM, User),
])
def test_every_object_of_a_tenant_with_troubles(troubled: Api, path: str, model: type[Parsable]) -> None:
    query = {"select": ",".join(troubled.tenant.users[0])} if path == OF_ROOM else {}
    body = troubled.body(path, **query)
    assert "error" not in body
    held_to(model, body)


@pytest.mark.parametrize(("path", "model"), [
    ("/policies/identitySecurityDefaultsEnforcementPolicy", IdentitySecurityDefaultsEnforcementPolicy),
    ("/policies/authenticationMethodsPolicy", AuthenticationMethodsPolicy),
    ("/policies/deviceRegistrationPolicy", DeviceRegistrationPolicy),
])
def test_the_same_where_nothing_is_wrong(api: Api, path: str, model: type[Parsable]) -> None:
    held_to(model, api.body(path))


def test_messages_that_share_files_and_those_files(api: Api) -> None:
    stored, posts = Stored("room.zip", 10, ROOM, "http://127.0.0.1/x"), api.tenant.posts
    posts.stored.append(stored)
    posts.posted += [Post("2", "19:c", ROOM, [(stored.name, stored.page)], "team", "1"), Post("3", "19:g", ROOM, [])]
    held_to(ChatMessage, api.body("/teams/team/channels/19:c/messages/1/replies/2"))
    held_to(ChatMessage, api.body("/chats/19:g/messages/3"))
    token = urlsafe_b64encode(stored.page.encode()).decode().rstrip("=")
    item = api.body(f"/shares/u!{token}/driveItem")
    assert item.pop("@microsoft.graph.downloadUrl") == stored.url
    held_to(DriveItem, item)


def test_every_device_in_intune(api: Api, troubled: Api) -> None:
    """The model writes few of a managed device's properties, as most may not be changed: it has to read them all."""
    path = "/deviceManagement/managedDevices"
    entries = [entry for tenant in (api, troubled) for entry in tenant.body(path)["value"]]
    assert len(entries) > len(ROOMS) / 2
    for entry in entries:
        model: Any = JsonParseNode(entry).get_object_value(cast("ParsableFactory[Any]", ManagedDevice))
        assert list(placed(model)) == []
        read = [name for name, value in vars(model).items() if value is not None]
        assert len(read) == len({"backing_store", "additional_data", *entry})


def test_roles_with_their_definitions(troubled: Api) -> None:
    path, plain = "/roleManagement/directory/roleAssignments", "roleDefinition"
    (assignment,) = troubled.body(path, expand=plain)["value"]
    held_to(UnifiedRoleAssignment, assignment)
    assert assignment[plain]


def test_what_if_about_every_policy(api: Api) -> None:
    results = api.posted("/identity/conditionalAccess/evaluate", {
        "signInIdentity": {"@odata.type": "#microsoft.graph.userSignIn", "userId": ROOM},
        "signInContext": {"@odata.type": "#microsoft.graph.applicationContext", "includeApplications": ["any"]},
        "signInConditions": {}})["value"]
    assert len(results) == len(api.tenant.policies)
    for result in results:
        held_to(WhatIfAnalysisResult, result)
    assert {reason for result in results for _, reason in flags(result)} >= {"notSet", "users", "notEnoughInformation"}


def test_per_user_mfa_which_only_beta_has(api: Api) -> None:
    """Microsoft Learn, "strongAuthenticationRequirements resource type", beta: one property, of perUserMfaState."""
    states = [api.body(f"/users/{room.object_id}/authentication/requirements", "beta") for room in ROOMS
              if room.account and not room.account.deleted_ago]
    assert all(set(state) == {"@odata.context", "perUserMfaState"} for state in states)
    assert {state["perUserMfaState"] for state in states} == {"disabled", "enforced"}


def test_the_domain(api: Api) -> None:
    held_to(Domain, api.body("/domains/contoso.com"))


def test_every_sign_in(api: Api) -> None:
    records = api.body("/auditLogs/signIns", top="1000")["value"]
    assert len(records) > 500
    for record in records:
        held_to(SignIn, record)


def beta_records(api: Api, kind: str) -> list[dict[str, Any]]:
    """The records of this kind, without what only beta has; that is looked at by hand."""
    wanted = f"signInEventTypes/any(t: t eq '{kind}')"
    records: list[dict[str, Any]] = api.body("/auditLogs/signIns", "beta", filter=wanted, top="1000")["value"]
    for record in records:
        more = {name: record.pop(name) for name, _ in BETA_ONLY}
        assert {name: type(value) for name, value in more.items()} == dict(BETA_ONLY)
        assert all(more[name] in words for name, words in BETA_WORDS.items())
        assert more["signInEventTypes"] == [kind]
    return records


def test_every_sign_in_that_only_beta_has(api: Api) -> None:
    records = beta_records(api, "nonInteractiveUser")
    assert len(records) > 400
    for record in records:
        held_to(SignIn, record)


def test_the_others_are_the_same_in_beta(api: Api) -> None:
    records = api.body("/auditLogs/signIns", top="1000")["value"]
    assert [record | {"riskEventTypes": []} for record in beta_records(api, "interactiveUser")] == records


def test_the_check_itself_finds_what_microsoft_does_not_know(api: Api) -> None:
    record = api.body("/auditLogs/signIns", top="1")["value"][0]
    with pytest.raises(AssertionError):
        held_to(SignIn, record | {"signInEventTypes": ["interactiveUser"]})
    with pytest.raises(AssertionError):
        held_to(SignIn, record | {"status": record["status"] | {"code": 7}})
    with pytest.raises(AssertionError):
        held_to(SignIn, record | {"conditionalAccessStatus": "denied"})
    policy = api.body("/identity/conditionalAccess/policies")["value"][0]
    with pytest.raises(AssertionError):
        held_to(ConditionalAccessPolicy, policy | {"conditions": policy["conditions"] | {
            "authenticationFlows": {"transferMethods": "deviceCodeFlow,pigeon"}}})
