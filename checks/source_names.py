"""What a person would call the places that evidence comes from."""

from collections.abc import Mapping

_SOURCES: Mapping[str, str] = {
    "graph.sign_ins.interactive": "Entra sign-in log",
    "graph.sign_ins.non_interactive": "Entra non-interactive sign-in log",
    "graph.sign_ins": "Entra sign-in log",
    "graph.account": "Entra directory",
    "graph.domain": "Entra domains",
    "graph.licences": "Entra licences",
    "graph.subscriptions": "Entra subscriptions",
    "graph.mailbox": "Exchange Online",
    "graph.place": "Exchange's list of places",
    "graph.teams_provisioning": "Teams user settings",
    "graph.directory_devices": "Entra devices",
    "graph.managed_devices": "Intune",
    "graph.registration_policy": "Entra device settings",
    "graph.memberships": "Entra groups",
    "graph.auth_methods": "Entra authentication methods",
    "graph.admin_roles": "Entra roles",
    "graph.security_defaults": "Entra security defaults",
    "graph.per_user_mfa": "Entra per-user MFA",
    "graph.registration_campaign": "Entra registration campaign",
    "graph.risk": "Entra ID Protection",
    "graph.service_health": "Microsoft 365 service health",
    "graph.access_policies": "Conditional Access policies",
    "graph.access_forecast": "Conditional Access What If",
    "bundle.aad_log": "Entra (AAD) log of the device",
    "bundle.skype_log": "heartbeat log of the device",
    "bundle.heartbeats": "heartbeat log of the device",
    "bundle.teams_log": "Teams log of the device",
    "bundle.app_log": "Teams log of the device",
    "graph": "Microsoft Graph",
    "bundle": "diagnostic zip",
}


def source_name(source: str) -> str:
    """A source as an admin would call it; its own id when nobody has named it."""
    known = source
    while known and known not in _SOURCES:
        known = known.rpartition(".")[0]
    return _SOURCES.get(known, source)
