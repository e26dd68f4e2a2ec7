"""Sign-ins as the records of Entra's logs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from demo.graph_objects import Json, stamp
from demo.identifiers import TENANT_ID, device_id
from demo.refusals import refusal, wording
from demo.scenario import Applied, Attempt, trace_id

_CONTROL_NAMES: Mapping[str, str] = MappingProxyType({
    "mfa": "Mfa", "block": "Block", "compliantDevice": "RequireCompliantDevice",
    "domainJoinedDevice": "RequireDomainJoinedDevice"})
_AT_HOME = ("Zurich", "Zurich", "CH", 47.37, 8.54, "203.0.113.10")
_ABROAD = ("Frankfurt am Main", "Hessen", "DE", 50.11, 8.68, "198.51.100.20")
COUNTRIES: Mapping[str, str] = MappingProxyType({address: country for _, _, country, _, _, address
                                                 in (_AT_HOME, _ABROAD)})
"""The country of every address that a sign-in comes from."""


@dataclass(frozen=True, slots=True)
class Person:
    """What a sign-in record says of its account; ``computer`` is the name of its console, if it is a room's."""

    object_id: str
    address: str
    display_name: str
    computer: str = ""


def sign_in(who: Person, attempt: Attempt, correlation_id: str, now: datetime) -> Json:
    """A record of the sign-in log as v1.0 gives it."""
    in_browser = attempt.agent.startswith("Mozilla/")
    client = "Browser" if in_browser else "Mobile Apps and Desktop clients"
    return {
        "id": trace_id(correlation_id), "createdDateTime": stamp(now - attempt.ago),
        "userDisplayName": who.display_name, "userPrincipalName": who.address, "userId": who.object_id,
        "appId": attempt.app.id, "appDisplayName": attempt.app.name, **_origin(attempt),
        "clientAppUsed": attempt.client or client,
        "userAgent": attempt.agent, "correlationId": correlation_id, "isInteractive": attempt.interactive,
        "conditionalAccessStatus": _access_status(attempt.policies), "homeTenantId": TENANT_ID,
        "resourceDisplayName": attempt.resource.name, "resourceId": attempt.resource.id,
        "resourceTenantId": TENANT_ID, "riskDetail": "none", "riskLevelAggregated": attempt.risk,
        "riskLevelDuringSignIn": attempt.risk, "riskEventTypes": [],
        "riskState": "none" if attempt.risk == "none" else "atRisk",
        "servicePrincipalId": "", "servicePrincipalName": None, "status": _status(attempt),
        "deviceDetail": _browser() if in_browser else _device(who, attempt),
        "appliedConditionalAccessPolicies": [_applied(applied) for applied in attempt.policies],
    }


def beta_sign_in(record: Json, attempt: Attempt) -> Json:
    """The same record as beta gives it."""
    plain = {name: value for name, value in record.items() if name != "riskEventTypes"}
    kind = "interactiveUser" if attempt.interactive else "nonInteractiveUser"
    return plain | {
        "signInEventTypes": [kind], "authenticationProtocol": attempt.protocol,
        "originalTransferMethod": "deviceCodeFlow" if attempt.by_code else "none",
        "authenticationRequirement": "singleFactorAuthentication", "authenticationRequirementPolicies": [],
        "incomingTokenType": "none", "tokenIssuerType": "AzureAD", "userType": "member", "riskEventTypes_v2": [],
        "crossTenantAccessType": "none", "originalRequestId": record["id"],
    }


def _origin(attempt: Attempt) -> Json:
    """Where Entra saw the sign-in come from; the addresses are those set aside for documentation."""
    city, state, country, latitude, longitude, address = _ABROAD if attempt.abroad else _AT_HOME
    coordinates = {"altitude": None, "latitude": latitude, "longitude": longitude}
    return {"ipAddress": address, "location": {"city": city, "state": state, "countryOrRegion": country,
                                               "geoCoordinates": coordinates}}


def _status(attempt: Attempt) -> Json:
    if attempt.code == 0:
        return {"errorCode": 0, "failureReason": "Other.", "additionalDetails": None}
    return {"errorCode": attempt.code, "additionalDetails": refusal(attempt.code).details,
            "failureReason": wording(attempt.code, resource=attempt.resource.id, tenant=TENANT_ID)}


def _browser() -> Json:
    return {"deviceId": "", "displayName": "", "operatingSystem": "Windows10", "browser": "Chrome 142.0.0",
            "isCompliant": None, "isManaged": None, "trustType": ""}


def _device(who: Person, attempt: Attempt) -> Json:
    trust = "Azure AD registered" if attempt.os.startswith("Android") else "Azure AD joined"
    return {"deviceId": device_id(who.address), "displayName": who.computer, "operatingSystem": attempt.os,
            "browser": "", "isCompliant": attempt.compliant, "isManaged": attempt.compliant is not None,
            "trustType": trust}


def _access_status(policies: Sequence[Applied]) -> str:
    results = {applied.result for applied in policies}
    return "failure" if "failure" in results else "success" if "success" in results else "notApplied"


def _applied(applied: Applied) -> Json:
    in_force = applied.result != "notApplied"
    granted = [_CONTROL_NAMES[applied.policy.grant]] if in_force and applied.policy.grant else []
    ended = ["SignInFrequency"] if in_force and applied.policy.signs_in_every_days else []
    return {"id": applied.policy.id, "displayName": applied.policy.name, "enforcedGrantControls": granted,
            "enforcedSessionControls": ended, "result": applied.result}
