"""Rooms and people as the objects that Microsoft Graph would give for them."""

from datetime import datetime, timedelta
from typing import Any

from demo.employees import FOR_PEOPLE, Employee
from demo.identifiers import DOMAIN, TENANT_ID, group_id, invented
from demo.scenario import Account, Licence, MailboxState, Scenario
from demo.tenant_state import TenantState

Json = dict[str, Any]
_CREATED = timedelta(days=400)


def stamp(moment: datetime) -> str:
    """A time as Graph writes it: UTC, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def user(scenario: Scenario, account: Account, now: datetime) -> Json:
    """The account of a room."""
    changed = now - account.password_changed_ago
    prefix = scenario.object_id.replace("-", "") if account.deleted_ago is not None else ""
    valid_from = changed if account.sessions_valid_ago is None else now - account.sessions_valid_ago
    return _user(scenario.object_id, prefix + scenario.address, scenario.display_name, now) | {
        "accountEnabled": account.enabled, "mail": scenario.primary_address, "userType": account.user_type,
        "usageLocation": account.usage_location, "passwordPolicies": account.password_policies,
        "lastPasswordChangeDateTime": stamp(changed), "signInSessionsValidFromDateTime": stamp(valid_from),
        "passwordProfile": {"password": None, "forceChangePasswordNextSignIn": account.must_change_password,
                            "forceChangePasswordNextSignInWithMfa": False},
        "onPremisesSyncEnabled": True if account.synced else None,
        "onPremisesLastSyncDateTime": stamp(now - account.last_sync_ago) if account.synced else None,
        "onPremisesProvisioningErrors": [_sync_error(scenario, name, now) for name in account.sync_errors],
        "proxyAddresses": _proxy_addresses(scenario),
        "licenseAssignmentStates": [_assignment(licence, now) for licence in scenario.licences],
        "assignedLicenses": [{"skuId": licence.sku.id, "disabledPlans": _switched_off(licence)}
                             for licence in scenario.licences if licence.assigned],
        "deletedDateTime": None if account.deleted_ago is None else stamp(now - account.deleted_ago),
    }


def _proxy_addresses(scenario: Scenario) -> list[str]:
    """The primary address is the one in capitals."""
    others = {scenario.address} - {scenario.primary_address}
    return [f"SMTP:{scenario.primary_address}", *(f"smtp:{address}" for address in others)]


def _sync_error(scenario: Scenario, name: str, now: datetime) -> Json:
    return {"category": "PropertyConflict", "propertyCausingError": name, "value": scenario.address,
            "occurredDateTime": stamp(now - timedelta(days=2))}


def _assignment(licence: Licence, now: datetime) -> Json:
    """How the account came to a licence, or why it did not."""
    return {
        "skuId": licence.sku.id, "disabledPlans": _switched_off(licence),
        "assignedByGroup": group_id(licence.by_group) if licence.by_group else None,
        "state": "Active" if licence.assigned else "Error", "error": licence.error,
        "lastUpdatedDateTime": stamp(now - timedelta(days=60)),
    }


def _switched_off(licence: Licence) -> list[str]:
    return [plan.id for plan, state in licence.plan_states if state == "Disabled"]


def employee_user(employee: Employee, now: datetime) -> Json:
    """The account of a person."""
    return _user(employee.object_id, employee.address, employee.display_name, now) | {
        "mail": employee.address, "officeLocation": employee.office, "jobTitle": "Employee",
        "proxyAddresses": [f"SMTP:{employee.address}"],
        "licenseAssignmentStates": [_assignment(FOR_PEOPLE, now)],
        "assignedLicenses": [{"skuId": FOR_PEOPLE.sku.id, "disabledPlans": []}],
    }


def _user(object_id: str, address: str, display_name: str, now: datetime) -> Json:
    return {
        "id": object_id, "deletedDateTime": None, "businessPhones": [], "displayName": display_name,
        "givenName": None, "jobTitle": None, "mail": None, "mobilePhone": None, "officeLocation": None,
        "preferredLanguage": None, "surname": None, "userPrincipalName": address, "accountEnabled": True,
        "createdDateTime": stamp(now - _CREATED), "usageLocation": "CH", "userType": "Member",
        "passwordPolicies": None, "passwordProfile": None,
        "lastPasswordChangeDateTime": stamp(now - timedelta(days=30)), "onPremisesSyncEnabled": None,
        "signInSessionsValidFromDateTime": stamp(now - timedelta(days=30)), "onPremisesLastSyncDateTime": None,
        "onPremisesProvisioningErrors": [], "licenseAssignmentStates": [], "proxyAddresses": [],
        "assignedLicenses": [],
    }


def licence_details(owner: str, licence: Licence) -> Json:
    """One assigned licence with its plans."""
    states = dict(licence.plan_states)
    return {
        "id": invented("licence", owner, licence.sku.id), "skuId": licence.sku.id, "skuPartNumber": licence.sku.name,
        "servicePlans": [{"servicePlanId": plan.id, "servicePlanName": plan.name, "appliesTo": plan.applies_to,
                          "provisioningStatus": states.get(plan, "Success")} for plan in licence.sku.plans],
    }


def mailbox_settings(mailbox: MailboxState) -> Json:
    """The settings of a mailbox."""
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


def place(scenario: Scenario) -> Json | None:
    """The room as the list of places has it, or None when it is not there: it has to have a mailbox."""
    if scenario.place is None or scenario.mailbox is None:
        return None
    enabled = scenario.place.teams_enabled or ("enabled" if scenario.teams else "disabled")
    return {
        "id": invented("place", scenario.address), "displayName": scenario.display_name, "phone": "",
        "placeId": invented("place", scenario.address), "nickname": scenario.display_name,
        "emailAddress": scenario.primary_address, "building": "Contoso Switzerland", "floorNumber": 2,
        "floorLabel": None, "label": None, "capacity": 8, "bookingType": "standard", "audioDeviceName": None,
        "videoDeviceName": None, "displayDeviceName": None, "isWheelChairAccessible": True, "tags": [],
        "teamsEnabledState": enabled,
        "address": {"street": "", "city": scenario.display_name.split()[0], "state": "", "countryOrRegion": "CH",
                    "postalCode": ""},
    }


def domain(state: TenantState) -> Json:
    """Contoso's one domain; its passwords expire unless an account's own policy says otherwise."""
    return {
        "id": DOMAIN, "authenticationType": "Federated" if state.federated else "Managed",
        "availabilityStatus": None, "isAdminManaged": True, "isDefault": True, "isInitial": False, "isRoot": True,
        "isVerified": True, "passwordNotificationWindowInDays": 14,
        "passwordValidityPeriodInDays": state.password_days,
        "supportedServices": ["Email", "OfficeCommunicationsOnline"],
    }
