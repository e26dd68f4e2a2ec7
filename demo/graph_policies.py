"""The tenant's rules as Graph's objects: Conditional Access, security defaults, methods and device registration."""

from datetime import datetime, timedelta

from demo.graph_objects import Json, stamp
from demo.identifiers import group_id, invented
from demo.scenario import Policy
from demo.tenant_state import TenantState

_MEMBERSHIPS = {"all": "allDeviceRegistrationMembership", "none": "noDeviceRegistrationMembership",
                "selected": "enumeratedDeviceRegistrationMembership"}
_CREATED = timedelta(days=400)


def access_policy(policy: Policy, now: datetime) -> Json:
    """A Conditional Access policy."""
    return {
        "id": policy.id, "templateId": None, "displayName": policy.name, "state": policy.state,
        "createdDateTime": stamp(now - _CREATED), "modifiedDateTime": stamp(now - timedelta(days=3)),
        "conditions": {
            "clientAppTypes": list(policy.client_apps), "signInRiskLevels": [], "userRiskLevels": [],
            "applications": {"includeApplications": list(policy.apps),
                             "excludeApplications": list(policy.excluded_apps)},
            "locations": _locations(policy), "platforms": _platforms(policy), "users": _users(policy),
            "authenticationFlows": {"transferMethods": ",".join(policy.flows)} if policy.flows else None},
        "grantControls": {"operator": "OR", "builtInControls": [policy.grant], "customAuthenticationFactors": [],
                          "termsOfUse": []} if policy.grant else None,
        "sessionControls": _session_controls(policy),
    }


def _users(policy: Policy) -> Json:
    by_group = policy.applies_to not in {"all", "guests"}
    everyone = "GuestsOrExternalUsers" if policy.applies_to == "guests" else "All"
    return {"includeUsers": [] if by_group else [everyone], "excludeUsers": [],
            "includeGroups": [group_id(policy.applies_to)] if by_group else [],
            "excludeGroups": [group_id(name) for name in policy.excludes], "includeRoles": [], "excludeRoles": []}


def _locations(policy: Policy) -> Json | None:
    if not policy.spares:
        return None
    return {"includeLocations": ["All"], "excludeLocations": [invented("location", policy.spares)]}


def _platforms(policy: Policy) -> Json | None:
    return {"includePlatforms": list(policy.platforms), "excludePlatforms": []} if policy.platforms else None


def _session_controls(policy: Policy) -> Json | None:
    if not policy.signs_in_every_days:
        return None
    return {"applicationEnforcedRestrictions": None, "cloudAppSecurity": None, "persistentBrowser": None,
            "disableResilienceDefaults": None, "signInFrequency": {
                "isEnabled": True, "type": "days", "value": policy.signs_in_every_days,
                "authenticationType": "primaryAndSecondaryAuthentication", "frequencyInterval": "timeBased"}}


def security_defaults(state: TenantState) -> Json:
    """The switch of the security defaults."""
    return {"id": "00000000-0000-0000-0000-000000000005", "displayName": "Security Defaults",
            "description": "The basic identity security of this tenant.", "isEnabled": state.security_defaults}


def methods_policy(state: TenantState, now: datetime) -> Json:
    """The authentication methods policy, with the registration campaign."""
    included = [{"id": target, "targetType": "group", "targetedAuthenticationMethod": "microsoftAuthenticator"}
                for target in state.campaign.included]
    excluded = [{"id": target, "targetType": "group"} for target in state.campaign.excluded]
    return {
        "id": "authenticationMethodsPolicy", "displayName": "Authentication Methods Policy",
        "description": "The sign-in methods of this tenant.", "policyVersion": "1.5",
        "lastModifiedDateTime": stamp(now - _CREATED), "authenticationMethodConfigurations": [],
        "registrationEnforcement": {"authenticationMethodsRegistrationCampaign": {
            "snoozeDurationInDays": 1, "state": state.campaign.state, "includeTargets": included,
            "excludeTargets": excluded}},
    }


def device_registration_policy(state: TenantState) -> Json:
    """Who may bring devices into the directory, and how many."""
    rules = state.device_rules
    return {
        "id": "deviceRegistrationPolicy", "displayName": "Device Registration Policy",
        "description": "Who may join and register devices in this tenant.", "userDeviceQuota": rules.quota,
        "multiFactorAuthConfiguration": rules.mfa, "localAdminPassword": {"isEnabled": False},
        "azureADRegistration": {"isAdminConfigurable": True, "allowedToRegister": _may(state, rules.may_register)},
        "azureADJoin": {"isAdminConfigurable": True, "allowedToJoin": _may(state, rules.may_join), "localAdmins": {
            "enableGlobalAdmins": True, "registeringUsers": _may(state, "none")}},
    }


def _may(state: TenantState, who: str) -> Json:
    listed: Json = {"users": [], "groups": list(state.device_rules.selected)} if who == "selected" else {}
    return {"@odata.type": f"#microsoft.graph.{_MEMBERSHIPS[who]}", **listed}
