"""What a group of codes, a single code or one reading of it changes in its cause's guide, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from checks.causes import ENDPOINT, HELPDESK, IDENTITY, MFA_LOG_LAG, NETWORK, ON_PREMISES, ON_SITE, SIGN_IN_LOG_LAG
from checks.facts.codes import RISK, Group


@dataclass(frozen=True, slots=True)
class GroupGuide:
    """What a group of codes changes in its cause's guide.

    An empty ``first_step`` leaves it to the cause or to the code.
    """

    owner: str
    request: str
    commands: tuple[str, ...] | None = None
    recheck_after: timedelta = SIGN_IN_LOG_LAG
    first_step: str = ""


GROUP_GUIDES: Mapping[Group, GroupGuide] = MappingProxyType({
    Group.LOCKED: GroupGuide(IDENTITY, (
        "Please read the failure reason of AADSTS50053 in the sign-in log: unlock the room's account if it is locked, "
        "or look at the address the sign-in came from if that is blocked.")),
    Group.SECURITY_DEFAULTS: GroupGuide(IDENTITY, (
        "Please replace security defaults by Conditional Access policies that leave the room accounts out: security "
        "defaults make no exceptions."),
        ("Get-MgPolicyIdentitySecurityDefaultEnforcementPolicy | Format-List IsEnabled",)),
    Group.RISK: GroupGuide(IDENTITY, (
        "Please look at the room's account in Microsoft Entra ID Protection: reset its password, then dismiss its "
        "risk."), recheck_after=MFA_LOG_LAG, first_step=RISK),
    Group.SESSION: GroupGuide(HELPDESK, (
        f"Please have {ON_SITE} sign the room in again, with the account's current password.")),
    Group.REMOTE_SIGN_IN: GroupGuide(HELPDESK, (
        "Please start the remote sign-in of the device anew, and type its code before it runs out.")),
    Group.REGISTRATION: GroupGuide(ENDPOINT, (
        "Please look at the device objects of the room's account: remove stale ones, enable the one in use, and check "
        "the limit of devices.")),
    Group.SERVICE: GroupGuide(IDENTITY, (
        "Please enable the enterprise application that the sign-in log names, assign the room's account to it where "
        "assignment is required, and check that its subscription has not lapsed.")),
    Group.CONSENT: GroupGuide(IDENTITY, (
        "Please give admin consent to the application that the sign-in log names.")),
    Group.ON_PREMISES: GroupGuide(ON_PREMISES, (
        "Please check the authentication agents, the federation service and the domain controllers that sign the "
        "room's account in, and its logon hours.")),
    Group.TLS: GroupGuide(ENDPOINT, (
        "Please update the device's operating system, so that it speaks a version of TLS that is accepted.")),
    Group.CLOCK: GroupGuide(ENDPOINT, (
        "Please check the device's clock. Set it from a time server if it is wrong, and find out why; if it is right, "
        "sign the room in again.")),
    Group.TERMS: GroupGuide(IDENTITY, (
        "Please exclude the room's account from terms of use and from external authentication providers: nobody in the "
        "room can accept or answer them.")),
    Group.UNSUPPORTED: GroupGuide(IDENTITY, (
        "Please exclude the room's account from the policy: it demands a control that Teams Rooms does not support.")),
})

_FREQUENCY = GroupGuide(IDENTITY, (
    "Please leave the room's account out of sign-in frequency rules: each of them signs the room out anew. Then the "
    f"helpdesk has {ON_SITE} sign it in again."))

CODE_GUIDES: Mapping[int, GroupGuide] = MappingProxyType({70043: _FREQUENCY, 70044: _FREQUENCY})
"""Codes that another team mends than the rest of their group."""

READING_GUIDES: Mapping[str, GroupGuide] = MappingProxyType({
    "locked": GroupGuide(IDENTITY, (
        "Please look where the wrong passwords come from (sign-in log, all addresses), unlock the room's account by a "
        "reset of its password, and hand the new one to the helpdesk.")),
    "malicious": GroupGuide(NETWORK, (
        "Please compare the address that the sign-in log names with the outgoing address of the room's network, and "
        "find out who else uses it: Microsoft Entra holds it for an address of attacks.")),
})
"""By the word of :class:`checks.facts.codes.Reading` that the source's own reason decides on."""
