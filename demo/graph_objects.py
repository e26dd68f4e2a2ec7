"""Rooms and people as the objects that Microsoft Graph would give for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from demo.employees import Employee
from demo.identifiers import DOMAIN, TENANT_ID, invented
from demo.refusals import refusal, wording
from demo.scenario import Account, Applied, Attempt, Licence, Policy, Scenario, trace_id

Json = dict[str, Any]
PASSWORD_LASTS_DAYS = 90
_CREATED = timedelta(days=400)
_CONTROL_NAMES: Mapping[str, str] = MappingProxyType({
    "mfa": "Mfa", "block": "Block", "compliantDevice": "RequireCompliantDevice",
    "domainJoinedDevice": "RequireDomainJoinedDevice"})
_AT_HOME = ("Zurich", "Zurich", "CH", 47.37, 8.54, "203.0.113.10")
_ABROAD = ("Frankfurt am Main", "Hessen", "DE", 50.11, 8.68, "198.51.100.20")


def stamp(moment: datetime) -> str:
    """A time as Graph writes it: UTC, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class Person:
    """What a sign-in record says of its account."""

    object_id: str
    address: str
    display_name: str


def user(scenario: Scenario, account: Account, now: datetime) -> Json:
    """The account of a room."""
    changed = stamp(now - account.password_changed_ago)
    prefix = scenario.object_id.replace("-", "") if account.deleted_ago is not None else ""
    return _user(scenario.object_id, prefix + scenario.address, scenario.display_name, now) | {
        "accountEnabled": account.enabled, "mail": scenario.address,
        "passwordPolicies": account.password_policies, "lastPasswordChangeDateTime": changed,
        "passwordProfile": {"password": None, "forceChangePasswordNextSignIn": account.must_change_password,
                            "forceChangePasswordNextSignInWithMfa": False},
        "onPremisesSyncEnabled": True if account.synced else None,
        "proxyAddresses": [f"SMTP:{scenario.address}"],
        "deletedDateTime": None if account.deleted_ago is None else stamp(now - account.deleted_ago),
    }


def employee_user(employee: Employee, now: datetime) -> Json:
    """The account of a person."""
    return _user(employee.object_id, employee.address, employee.display_name, now) | {
        "mail": employee.address, "officeLocation": employee.office, "jobTitle": "Employee",
        "proxyAddresses": [f"SMTP:{employee.address}"],
    }


def _user(object_id: str, address: str, display_name: str, now: datetime) -> Json:
    return {
        "id": object_id, "deletedDateTime": None, "businessPhones": [], "displayName": display_name,
        "givenName": None, "jobTitle": None, "mail": None, "mobilePhone": None, "officeLocation": None,
        "preferredLanguage": None, "surname": None, "userPrincipalName": address, "accountEnabled": True,
        "createdDateTime": stamp(now - _CREATED), "usageLocation": "CH", "userType": "Member",
        "passwordPolicies": None, "passwordProfile": None,
        "lastPasswordChangeDateTime": stamp(now - timedelta(days=30)), "onPremisesSyncEnabled": None,
        "proxyAddresses": [],
    }


def licence_details(owner: str, licence: Licence) -> Json:
    """One assigned licence with its plans."""
    states = dict(licence.plan_states)
    return {
        "id": invented("licence", owner, licence.sku.id), "skuId": licence.sku.id, "skuPartNumber": licence.sku.name,
        "servicePlans": [{"servicePlanId": plan.id, "servicePlanName": plan.name, "appliesTo": plan.applies_to,
                          "provisioningStatus": states.get(plan, "Success")} for plan in licence.sku.plans],
    }


def mailbox_settings(scenario: Scenario) -> Json | None:
    """The settings of the room's mailbox, or None without one."""
    mailbox = scenario.mailbox
    if mailbox is None:
        return None
    return {
        "archiveFolder": None, "timeZone": mailbox.time_zone, "dateFormat": "dd.MM.yyyy", "timeFormat": "HH:mm",
        "delegateMeetingMessageDeliveryOptions": "sendToDelegateOnly", "userPurpose": mailbox.purpose,
        "language": {"locale": "de-CH", "displayName": "German (Switzerland)"},
        "automaticRepliesSetting": {"status": "disabled", "externalAudience": "none", "internalReplyMessage": "",
                                    "externalReplyMessage": ""},
    }


def teams_configuration(scenario: Scenario, now: datetime) -> Json | None:
    """What Teams knows of the account, or None when it knows nothing."""
    if scenario.teams is None:
        return None
    policy = {"displayName": "Global", "assignmentType": "direct", "policyId": invented("teams policy"),
              "groupId": None}
    return {
        "id": scenario.object_id, "tenantId": TENANT_ID, "userPrincipalName": scenario.address,
        "accountType": scenario.teams.account_type, "featureTypes": list(scenario.teams.features),
        "isEnterpriseVoiceEnabled": False, "telephoneNumbers": [],
        "effectivePolicyAssignments": [{"policyType": "TeamsMeetingPolicy", "policyAssignment": policy}],
        "createdDateTime": stamp(now - _CREATED), "modifiedDateTime": stamp(now - timedelta(days=12)),
    }


def place(scenario: Scenario) -> Json:
    """The room as the list of places has it."""
    return {
        "id": invented("place", scenario.address), "displayName": scenario.display_name, "phone": "",
        "placeId": invented("place", scenario.address), "nickname": scenario.display_name,
        "emailAddress": scenario.address, "building": "Contoso Switzerland", "floorNumber": 2, "floorLabel": None,
        "label": None, "capacity": 8, "bookingType": "standard", "audioDeviceName": None, "videoDeviceName": None,
        "displayDeviceName": None, "isWheelChairAccessible": True, "tags": [],
        "teamsEnabledState": "enabled" if scenario.teams else "disabled",
        "address": {"street": "", "city": scenario.display_name.split()[0], "state": "", "countryOrRegion": "CH",
                    "postalCode": ""},
    }


def domain() -> Json:
    """Contoso's one domain; its passwords expire unless an account's own policy says otherwise."""
    return {
        "id": DOMAIN, "authenticationType": "Managed", "availabilityStatus": None, "isAdminManaged": True,
        "isDefault": True, "isInitial": False, "isRoot": True, "isVerified": True,
        "passwordNotificationWindowInDays": 14, "passwordValidityPeriodInDays": PASSWORD_LASTS_DAYS,
        "supportedServices": ["Email", "OfficeCommunicationsOnline"],
    }


def access_policy(policy: Policy, now: datetime) -> Json:
    """A Conditional Access policy."""
    included = ["GuestsOrExternalUsers"] if policy.applies_to == "guests" else ["All"]
    spared = {"includeLocations": ["All"], "excludeLocations": [invented("location", policy.spares)]}
    return {
        "id": policy.id, "templateId": None, "displayName": policy.name, "state": policy.state,
        "createdDateTime": stamp(now - _CREATED), "modifiedDateTime": stamp(now - timedelta(days=3)),
        "conditions": {"clientAppTypes": ["all"], "signInRiskLevels": [], "userRiskLevels": [],
                       "applications": {"includeApplications": ["All"], "excludeApplications": []},
                       "locations": spared if policy.spares else None,
                       "users": {"includeUsers": included, "excludeUsers": [], "includeGroups": [],
                                 "excludeGroups": [], "includeRoles": [], "excludeRoles": []}},
        "grantControls": {"operator": "OR", "builtInControls": [policy.grant], "customAuthenticationFactors": [],
                          "termsOfUse": []},
        "sessionControls": None,
    }


def sign_in(who: Person, attempt: Attempt, correlation_id: str, now: datetime) -> Json:
    """A record of the sign-in log as v1.0 gives it."""
    on_device = attempt.agent.startswith("MicrosoftTeamsRoom")
    return {
        "id": trace_id(correlation_id), "createdDateTime": stamp(now - attempt.ago),
        "userDisplayName": who.display_name, "userPrincipalName": who.address, "userId": who.object_id,
        "appId": attempt.app.id, "appDisplayName": attempt.app.name, **_origin(attempt),
        "clientAppUsed": "Mobile Apps and Desktop clients" if on_device else "Browser",
        "userAgent": attempt.agent, "correlationId": correlation_id, "isInteractive": attempt.interactive,
        "conditionalAccessStatus": _access_status(attempt.policies), "homeTenantId": TENANT_ID,
        "resourceDisplayName": attempt.resource.name, "resourceId": attempt.resource.id,
        "resourceTenantId": TENANT_ID, "riskDetail": "none", "riskLevelAggregated": "none",
        "riskLevelDuringSignIn": "none", "riskState": "none", "riskEventTypes": [],
        "servicePrincipalId": "", "servicePrincipalName": None, "status": _status(attempt),
        "deviceDetail": _device(who, attempt, on_device=on_device),
        "appliedConditionalAccessPolicies": [_applied(applied) for applied in attempt.policies],
    }


def beta_sign_in(record: Json, attempt: Attempt) -> Json:
    """The same record as beta gives it."""
    plain = {name: value for name, value in record.items() if name != "riskEventTypes"}
    kind = "interactiveUser" if attempt.interactive else "nonInteractiveUser"
    return plain | {
        "signInEventTypes": [kind], "authenticationProtocol": attempt.protocol, "originalTransferMethod": "none",
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


def _device(who: Person, attempt: Attempt, *, on_device: bool) -> Json:
    if not on_device:
        return {"deviceId": "", "displayName": "", "operatingSystem": "Windows10", "browser": "Chrome 142.0.0",
                "isCompliant": None, "isManaged": None, "trustType": ""}
    return {"deviceId": invented("device", who.address), "displayName": who.display_name,
            "operatingSystem": "Windows10", "browser": "", "isCompliant": attempt.compliant,
            "isManaged": attempt.compliant is not None, "trustType": "Azure AD joined"}


def _access_status(policies: Sequence[Applied]) -> str:
    results = {applied.result for applied in policies}
    return "failure" if "failure" in results else "success" if "success" in results else "notApplied"


def _applied(applied: Applied) -> Json:
    enforced = [_CONTROL_NAMES[applied.policy.grant]] if applied.result != "notApplied" else []
    return {"id": applied.policy.id, "displayName": applied.policy.name, "enforcedGrantControls": enforced,
            "enforcedSessionControls": [], "result": applied.result}
