"""Every object the simulated Graph serves is one that Microsoft's own schema knows.

The models of ``msgraph-sdk`` are generated from Microsoft's metadata: what they cannot place lands in their additional
data, and what they cannot read is lost when they write the object again.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, cast

import pytest
from kiota_abstractions.serialization import Parsable, ParsableFactory
from kiota_serialization_json.json_parse_node import JsonParseNode
from kiota_serialization_json.json_serialization_writer import JsonSerializationWriter
from msgraph.generated.models.conditional_access_policy import ConditionalAccessPolicy
from msgraph.generated.models.domain import Domain
from msgraph.generated.models.license_details import LicenseDetails
from msgraph.generated.models.mailbox_settings import MailboxSettings
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.room import Room
from msgraph.generated.models.sign_in import SignIn
from msgraph.generated.models.teams_administration.teams_user_configuration import TeamsUserConfiguration
from msgraph.generated.models.user import User

from demo.graph_api import GraphApi
from demo.graph_call import Call
from demo.graph_faults import Faults
from demo.tenant import Tenant

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

    def __init__(self, now: datetime) -> None:
        self.tenant = Tenant(now)
        self._api = GraphApi(self.tenant, Faults(), page_size=1000)

    def body(self, path: str, version: str = "v1.0", **query: str) -> dict[str, Any]:
        asked = {f"${name}": value for name, value in query.items()}
        headers = {"prefer": "include-unknown-enum-members"}
        return dict(self._api.answer(Call("http://127.0.0.1:1", version, path, asked, headers)).body)


@pytest.fixture
def api(now: datetime) -> Api:
    return Api(now)


def placed(model: Any, path: str = "") -> Iterator[str]:
    """Every name in the object that Microsoft's model has no place for, annotations excepted."""
    extra = getattr(model, "additional_data", None) or {}
    yield from (f"{path}/{name}" for name in extra if "@odata." not in name)
    for name, value in vars(model).items():
        if name != "backing_store":
            inner = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, Parsable)]
            yield from (found for item in inner for found in placed(item, f"{path}/{name}"))


def unannotated(value: Any) -> Any:
    """The value without nulls and OData annotations, and with every time as an instant."""
    if isinstance(value, Mapping):
        kept = {name: unannotated(item) for name, item in value.items() if not name.startswith("@odata")}
        return {name: item for name, item in kept.items() if item is not None}
    if isinstance(value, list):
        return [unannotated(item) for item in value]
    if isinstance(value, str) and value[4:5] == "-" and "T" in value:
        return datetime.fromisoformat(value)
    return value


def held_to(factory: type[Parsable], served: dict[str, Any]) -> None:
    """The model places all that was served, and writes the same again."""
    model: Any = JsonParseNode(served).get_object_value(cast("ParsableFactory[Any]", factory))
    assert list(placed(model)) == []
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
