"""A healthy room's whole tenant, in the shape Microsoft writes it. A test changes only what it is about."""

from typing import Any

from tests.checks.sources.graph.fake_graph import ROOM_ID, Answer, FakeGraph, many

BY_NAME = "/v1.0/users/room-42@contoso.com"
BY_MAIL = "/v1.0/users"
DELETED = "/v1.0/directory/deletedItems/microsoft.graph.user"
DOMAIN = "/v1.0/domains/contoso.com"
USER = f"/v1.0/users/{ROOM_ID}"
LICENCES = f"{USER}/licenseDetails"
MAILBOX = f"{USER}/mailboxSettings"
TEAMS = f"/v1.0/admin/teams/userConfigurations/{ROOM_ID}"
PLACE = "/v1.0/places/room-42@contoso.com"
REGISTERED, OWNED = f"{USER}/registeredDevices", f"{USER}/ownedDevices"
GROUPS = f"{USER}/transitiveMemberOf"
MANAGED = "/v1.0/deviceManagement/managedDevices"
METHODS = f"{USER}/authentication/methods"
ROLES = "/v1.0/roleManagement/directory/roleAssignments"
SKUS = "/v1.0/subscribedSkus"
DEFAULTS = "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy"
CAMPAIGN = "/v1.0/policies/authenticationMethodsPolicy"
REGISTRATION = "/v1.0/policies/deviceRegistrationPolicy"
HEALTH = "/v1.0/admin/serviceAnnouncement/issues"
SIGN_INS, BETA_SIGN_INS = "/v1.0/auditLogs/signIns", "/beta/auditLogs/signIns"
MFA = f"/beta/users/{ROOM_ID}/authentication/requirements"
POLICIES = "/v1.0/identity/conditionalAccess/policies"
EVALUATE = "/v1.0/identity/conditionalAccess/evaluate"
RISK = f"/v1.0/identityProtection/riskyUsers/{ROOM_ID}"

ACCOUNT: dict[str, Any] = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users(id)/$entity", "id": ROOM_ID,
    "userPrincipalName": "Room-42@contoso.com", "displayName": "Room 42", "mail": "Room-42@Contoso.com",
    "accountEnabled": True, "usageLocation": "CH", "passwordPolicies": "DisablePasswordExpiration",
    "passwordProfile": {"password": None, "forceChangePasswordNextSignIn": False},
    "lastPasswordChangeDateTime": "2026-07-01T06:30:00Z", "onPremisesSyncEnabled": None, "userType": "Member",
    "proxyAddresses": ["smtp:old-42@contoso.com", "SMTP:Room-42@contoso.com", "SIP:room-42@contoso.com"],
    "signInSessionsValidFromDateTime": "2026-07-01T06:30:00Z", "onPremisesProvisioningErrors": [],
    "onPremisesLastSyncDateTime": None, "licenseAssignmentStates": [],
}
DEVICE: dict[str, Any] = {
    "@odata.type": "#microsoft.graph.device", "id": "D-1", "deviceId": "e-1", "displayName": "MTR-42",
    "operatingSystem": "Windows", "accountEnabled": True, "isCompliant": True, "isManaged": True,
    "approximateLastSignInDateTime": "2026-08-19T10:00:00Z",
}
SUCCEEDED: dict[str, Any] = {
    "id": "good", "createdDateTime": "2026-08-20T08:50:00Z", "userId": ROOM_ID,
    "userPrincipalName": "room-42@contoso.com", "appId": "cc15fd57-2c6c-4117-a88c-83b1d56b4bbe",
    "appDisplayName": "Microsoft Teams", "resourceDisplayName": "Microsoft Teams Services", "ipAddress": "203.0.113.7",
    "clientAppUsed": "Mobile Apps and Desktop clients", "userAgent": "MicrosoftTeamsRoom/5.1.17.0",
    "correlationId": "good", "appliedConditionalAccessPolicies": [], "status": {"errorCode": 0},
    "riskLevelDuringSignIn": "none", "location": {"city": "Zurich", "countryOrRegion": "CH"},
    "deviceDetail": {"deviceId": "e-1", "operatingSystem": "Windows10", "isCompliant": True, "isManaged": True},
}


def refused(code: int = 53003, *policies: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A sign-in of the device that Entra refused, after the one that succeeded."""
    return SUCCEEDED | {"id": "bad", "correlationId": "bad", "createdDateTime": "2026-08-20T08:55:00Z",
                        "status": {"errorCode": code, "failureReason": "Refused."},
                        "appliedConditionalAccessPolicies": list(policies)} | changes


def failing(name: str = "Block all") -> dict[str, Any]:
    return {"id": "P-1", "displayName": name, "result": "failure", "enforcedGrantControls": ["Block"]}


def healthy(graph: FakeGraph) -> None:
    """Everything there is to ask about a room with which nothing is wrong."""
    graph.on(BY_NAME, Answer(ACCOUNT))
    graph.on(BY_MAIL, many(ACCOUNT))
    graph.on(DOMAIN, Answer({"id": "contoso.com", "passwordValidityPeriodInDays": 2_147_483_647,
                             "authenticationType": "Managed"}))
    graph.on(MAILBOX, Answer({"timeZone": "UTC", "userPurpose": "room"}))
    graph.on(TEAMS, Answer({"accountType": "resourceAccount", "featureTypes": ["Teams"]}))
    graph.on(PLACE, Answer({"@odata.type": "#microsoft.graph.room", "id": "3162f1e1", "displayName": "Room 42",
                            "building": "Zurich", "emailAddress": "room-42@contoso.com",
                            "teamsEnabledState": "enabled"}))
    graph.on(METHODS, many({"@odata.type": "#microsoft.graph.passwordAuthenticationMethod", "id": "28c1"}))
    graph.on(DEFAULTS, Answer({"id": "00000000-0000-0000-0000-000000000005", "isEnabled": False}))
    graph.on(CAMPAIGN, Answer({"id": "authenticationMethodsPolicy", "registrationEnforcement": {
        "authenticationMethodsRegistrationCampaign": {"state": "disabled", "includeTargets": [],
                                                      "excludeTargets": []}}}))
    graph.on(REGISTRATION, Answer({"id": "deviceRegistrationPolicy", "userDeviceQuota": 50}))
    graph.on(MFA, Answer({"perUserMfaState": "disabled"}))
    for path in (DELETED, LICENCES, REGISTERED, OWNED, GROUPS, MANAGED, ROLES, SKUS, HEALTH, POLICIES, EVALUATE):
        graph.on(path, many())
    for path in (SIGN_INS, BETA_SIGN_INS):
        graph.on(path, many(SUCCEEDED))
