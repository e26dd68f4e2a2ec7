"""What the account brings to a sign-in: its groups and roles, its sign-in methods, and its risk."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from demo.graph_objects import Json, stamp
from demo.identifiers import group_id, invented
from demo.scenario import Scenario

_PASSWORD_METHOD = "28c10230-6103-485e-b985-444c60001490"  # noqa: S105 - the id that every password method has
_NAMED_METHODS = frozenset({"microsoftAuthenticator", "fido2", "windowsHelloForBusiness", "platformCredential"})


def memberships(scenario: Scenario) -> Iterator[Json]:
    """The groups and the directory roles that the account is in, directly or through another."""
    for name in scenario.groups:
        yield {"@odata.type": "#microsoft.graph.group", "id": group_id(name), "deletedDateTime": None,
               "displayName": name, "description": None, "groupTypes": [], "mailEnabled": False,
               "securityEnabled": True, "visibility": None}
    for name in scenario.roles:
        yield {"@odata.type": "#microsoft.graph.directoryRole", "id": invented("directory role", name),
               "deletedDateTime": None, "displayName": name, "description": None,
               "roleTemplateId": invented("role", name)}


def role_assignments(scenario: Scenario) -> Iterator[Json]:
    """The account's roles, each with the definition that ``$expand`` brings."""
    for name in scenario.roles:
        role = invented("role", name)
        yield {"id": invented("role assignment", scenario.object_id, name), "principalId": scenario.object_id,
               "directoryScopeId": "/", "roleDefinitionId": role, "roleDefinition": {
                   "id": role, "displayName": name, "description": f"{name} of the tenant.", "isBuiltIn": True,
                   "isEnabled": True, "templateId": role, "version": "1", "resourceScopes": ["/"]}}


def sign_in_methods(scenario: Scenario, now: datetime) -> Iterator[Json]:
    """The account's sign-in methods; a password is one of them and is never told."""
    for kind in scenario.methods:
        method: Json = {"@odata.type": f"#microsoft.graph.{kind}AuthenticationMethod",
                        "id": invented("method", scenario.object_id, kind),
                        "createdDateTime": stamp(now - timedelta(days=200))}
        if kind == "password":
            method |= {"id": _PASSWORD_METHOD, "password": None}
        if kind in _NAMED_METHODS:
            method["displayName"] = scenario.display_name
        yield method


def risky_user(scenario: Scenario, now: datetime) -> Json | None:
    """What Entra ID Protection knows of the account, or None when it never saw it at risk."""
    risk = scenario.risk
    if risk is None:
        return None
    return {"id": scenario.object_id, "isDeleted": False, "isProcessing": False, "riskLevel": risk.level,
            "riskState": risk.state, "riskDetail": "none",
            "riskLastUpdatedDateTime": stamp(now - risk.updated_ago),
            "userDisplayName": scenario.display_name, "userPrincipalName": scenario.address}
