"""What causes, changes and severities are called where there is no room for a sentence."""

from collections.abc import Mapping

from bot.fleet import Change
from bot.words import _, mark
from checks.model import Cause, Severity

CAUSES: Mapping[Cause, str] = {
    Cause.HEALTHY: mark("Healthy"),
    Cause.RECOVERED: mark("Recovered"),
    Cause.UNDETERMINED: mark("Cause not found"),
    Cause.ACCOUNT_MISSING: mark("Account missing"),
    Cause.ACCOUNT_DISABLED: mark("Account disabled"),
    Cause.MFA_REQUIRED: mark("Multi-factor authentication demanded"),
    Cause.CONDITIONAL_ACCESS_BLOCK: mark("Blocked by Conditional Access"),
    Cause.PASSWORD_EXPIRED: mark("Password expired"),
    Cause.WRONG_CREDENTIALS: mark("Wrong user name or password"),
    Cause.NETWORK_UNREACHABLE: mark("Network lets no sign-in through"),
    Cause.MAILBOX_MISSING: mark("Room mailbox missing"),
    Cause.LICENCE_MISSING: mark("Licence missing"),
    Cause.LICENCE_PLAN_DISABLED: mark("Teams switched off in the licence"),
    Cause.TEAMS_NOT_PROVISIONED: mark("Not yet set up in Teams"),
    Cause.DEVICE_NOT_COMPLIANT: mark("Device not compliant"),
    Cause.SIGN_IN_BLOCKED_OTHER: mark("Sign-in refused for another reason"),
}
CHANGES: Mapping[Change, str] = {
    Change.BROKE: mark("Stopped working"),
    Change.WORSE: mark("Got worse"),
    Change.CAUSE_CHANGED: mark("Another cause"),
    Change.RECOVERED: mark("Working again"),
    Change.FLAPPING: mark("Fails again and again"),
}
SEVERITIES: Mapping[Severity, str] = {
    Severity.LOW: mark("low"), Severity.MEDIUM: mark("medium"), Severity.HIGH: mark("high"),
    Severity.CRITICAL: mark("critical"),
}
LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch", "fr": "Français", "it": "Italiano"}
"""The languages of alerts by their ISO 639-1 codes, each as it calls itself."""


def cause_name(cause: Cause) -> str:
    """A cause as a name, no sentence."""
    return _(CAUSES[cause])


def change_name(change: Change) -> str:
    """What has happened to a room, in few words."""
    return _(CHANGES[change])


def severity_name(severity: Severity) -> str:
    """A severity in the middle of a sentence."""
    return _(SEVERITIES[severity])
