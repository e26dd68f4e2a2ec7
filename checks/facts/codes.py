"""The AADSTS codes that Microsoft Entra answers a sign-in with, as data.

The numbers and what they stand for are Microsoft's (Microsoft Learn, "Microsoft Entra authentication and authorization
error codes"); the words are ours. Microsoft changes texts and adds codes, so only numbers are matched, and a number
that is not listed stays unknown.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from checks.model import Cause


class Group(StrEnum):
    """Codes with one remedy, for which a check of their own speaks."""

    LOCKED = "locked"
    SECURITY_DEFAULTS = "security_defaults"
    RISK = "risk"
    SESSION = "session"
    REMOTE_SIGN_IN = "remote_sign_in"
    REGISTRATION = "registration"
    SERVICE = "service"
    CONSENT = "consent"
    ON_PREMISES = "on_premises"
    TLS = "tls"
    CLOCK = "clock"
    TERMS = "terms"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Reading:
    """One of several meanings of a code, and the whole word of the source's own reason that decides on it."""

    word: str
    meaning: str
    fix: str


@dataclass(frozen=True, slots=True)
class Code:
    """What one number means. ``cause`` is None for a code that never is the reason a room stays signed out.

    ``group`` names what the code has in common with others beyond its cause.

    ``caveat`` is set where the number alone leaves more than one reading; ``readings`` are then those that the
    source's own reason can decide on.
    """

    number: int
    cause: Cause | None
    meaning: str
    fix: str
    caveat: str = ""
    readings: tuple[Reading, ...] = ()
    group: Group | None = None

    def read(self, reason: str) -> Reading | None:
        """The reading that the source's own reason decides on; None when it decides on none, or on several."""
        words = set(re.findall(r"\w+", reason.casefold()))
        told = [reading for reading in self.readings if reading.word in words]
        return told[0] if len(told) == 1 else None


MFA = Cause.MFA_REQUIRED
ACCESS = Cause.CONDITIONAL_ACCESS_BLOCK
EXPIRED = Cause.PASSWORD_EXPIRED
CREDENTIALS = Cause.WRONG_CREDENTIALS
MISSING = Cause.ACCOUNT_MISSING
DISABLED = Cause.ACCOUNT_DISABLED
COMPLIANCE = Cause.DEVICE_NOT_COMPLIANT
OTHER = Cause.SIGN_IN_BLOCKED_OTHER

EXCLUDE = "Exclude the room's account from the policy that asks for it."
UNSUPPORTED = "Exclude the room's account: Teams Rooms does not support this control."
RETYPE = "Type the right password on the device, or reset it and then type the new one."
RESET = "Reset the password, type the new one on the device, and turn expiry off for the account."
USER_NAME = "Compare the user name on the device with the account's user principal name."
SIGN_IN_AGAIN = "Sign the room in again on the device."
CURRENT_ONE = "Sign the room in again with its current password; if it has expired, have it reset first."
REGISTER = "Remove the room's stale device objects from Microsoft Entra and sign the room in again."
SERVICE = "Enable the named application in Microsoft Entra, and check the tenant's subscriptions."
CONSENT = "Have an administrator consent to the named application."
AGENT = "Check the on-premises authentication agents and the domain controllers."
FEDERATION = "Check the federation service that signs this domain's accounts in."
CLOCK = "Check the device's clock: set it from a time server if it is wrong, else sign the room in again."
NOTHING = "Nothing to fix: this is a step of an ordinary sign-in."

RISK = "Look at what raised the account's risk in Microsoft Entra ID Protection, and clear it."

_RISK = "It is raised when Microsoft Entra ID Protection sees a risk, which has to be cleared first."
_TERMS = "The same code stands for terms of use and for an external MFA provider."
_CHANGED = "The number alone does not tell an expired password from one that was changed."
_NO_TENANT = "It can also be the fault of the application that asked."

_ROWS: tuple[Code, ...] = (
    # Multifactor authentication
    Code(50072, MFA, "registration for multifactor authentication demanded", EXCLUDE),
    Code(50074, MFA, "strong authentication demanded", EXCLUDE),
    Code(50076, MFA, "multifactor authentication demanded", EXCLUDE),
    Code(50078, MFA, "multifactor authentication has expired and is demanded again", EXCLUDE),
    Code(50079, MFA, "registration for multifactor authentication demanded", EXCLUDE),
    Code(50158, MFA, "an outside security challenge was not met", EXCLUDE, _TERMS, group=Group.TERMS),
    Code(53004, MFA, "registration for multifactor authentication refused as risky", RISK, _RISK, group=Group.RISK),
    Code(53010, MFA, "registration for multifactor authentication refused from this place or device", EXCLUDE),
    Code(500121, MFA, "multifactor authentication was not completed", EXCLUDE),
    # Conditional Access
    Code(53001, ACCESS, "a hybrid-joined device is demanded", UNSUPPORTED, group=Group.UNSUPPORTED),
    Code(53002, ACCESS, "an approved client app is demanded", UNSUPPORTED, group=Group.UNSUPPORTED),
    Code(53003, ACCESS, "blocked by Conditional Access", EXCLUDE),
    Code(53009, ACCESS, "an app protection policy is demanded", UNSUPPORTED, group=Group.UNSUPPORTED),
    Code(50131, ACCESS, "a decision of Conditional Access went against the sign-in", EXCLUDE,
         "It stands for several decisions, such as one on the state of the device or on suspicious activity."),
    Code(53011, ACCESS, "blocked because of a risk in the account's home tenant", RISK, _RISK, group=Group.RISK),
    Code(530034, ACCESS, "an administrator of another tenant was blocked because of a risk there", RISK, _RISK,
         group=Group.RISK),
    Code(530003, ACCESS, "a managed device is demanded (compliant or hybrid-joined)",
         "Make the device compliant in Intune, or exclude the room's account from the demand.",
         "Teams Rooms can meet the demand by a compliant device, not by a hybrid-joined one."),
    Code(530021, ACCESS, "an approved client app is demanded", UNSUPPORTED, group=Group.UNSUPPORTED),
    Code(530032, ACCESS, "blocked by the tenant's security policy", EXCLUDE),
    Code(530033, ACCESS, "remote sign-in with a device code is blocked for this device", EXCLUDE),
    # Compliance
    Code(53000, COMPLIANCE, "the device does not comply with the tenant's rules",
         "Make the device compliant in Intune, or exclude the room's account from the demand."),
    Code(530002, COMPLIANCE, "a compliant device is demanded",
         "Enrol the device and make it compliant in Intune, or exclude the room's account from the demand."),
    # Passwords
    Code(50055, EXPIRED, "the password has expired", RESET),
    Code(50144, EXPIRED, "the on-premises password has expired", RESET),
    Code(50056, CREDENTIALS, "the directory holds no password for the account",
         "Set a password for the account, or let directory synchronisation send its hash."),
    Code(50064, CREDENTIALS, "the credentials could not be validated", RETYPE),
    Code(50126, CREDENTIALS, "wrong user name or password", RETYPE),
    Code(50059, CREDENTIALS, "the user name names no tenant", USER_NAME, _NO_TENANT),
    Code(50128, CREDENTIALS, "the user name's domain is not valid", USER_NAME, _NO_TENANT),
    Code(90002, CREDENTIALS, "no tenant has the user name's domain", USER_NAME, _NO_TENANT),
    # The account
    Code(50057, DISABLED, "the account is disabled", "Enable the account, then sign the room in again."),
    Code(50034, MISSING, "the directory has no account of this name", USER_NAME),
    Code(51004, MISSING, "the directory has no account of this name", USER_NAME),
    Code(90072, MISSING, "the account does not exist in this tenant", USER_NAME),
    Code(16003, MISSING, "the account has not been added to this tenant", USER_NAME),
    # Everything else that stops a sign-in
    Code(50053, OTHER, "the account is locked, or the sign-in came from an address known for attacks",
         "Read the reason given: wait or reset the password if locked, check the outgoing address if blocked.",
         "The number alone does not tell the two apart.",
         (Reading("locked", "the account is locked after too many wrong passwords",
                  "Find what sends wrong passwords, then reset the account's password: that unlocks it. Type the new "
                  "one on the device."),
          Reading("malicious", "the sign-in came from an address known for attacks",
                  "Find out through which address the room reaches the internet, and why it is known for attacks.")),
         group=Group.LOCKED),
    Code(530035, OTHER, "blocked by security defaults", "Replace security defaults by Conditional Access policies.",
         group=Group.SECURITY_DEFAULTS),
    Code(50135, OTHER, "a password change is demanded because the account is at risk",
         "Reset the password and clear the risk in Microsoft Entra ID Protection.", group=Group.RISK),
    Code(700082, OTHER, "the refresh token ended after a time without use", SIGN_IN_AGAIN, group=Group.SESSION),
    Code(70008, OTHER, "the refresh token ended after a time without use", SIGN_IN_AGAIN, group=Group.SESSION),
    Code(70043, OTHER, "a sign-in frequency rule ended the session",
         "Exclude the room from sign-in frequency rules, then sign it in again.", group=Group.SESSION),
    Code(70044, OTHER, "a sign-in frequency rule ended the session",
         "Exclude the room from sign-in frequency rules, then sign it in again.", group=Group.SESSION),
    Code(50132, OTHER, "the session ended with the password", CURRENT_ONE, _CHANGED, group=Group.SESSION),
    Code(50133, OTHER, "the session ended with the password", CURRENT_ONE, _CHANGED, group=Group.SESSION),
    Code(50089, OTHER, "the sign-in took longer than its time allows", SIGN_IN_AGAIN, group=Group.SESSION),
    Code(50173, OTHER, "the session was revoked or the password changed",
         "Sign the room in again on the device, with the new password if it was changed.", group=Group.SESSION),
    Code(70018, OTHER, "the code for remote sign-in was wrong", SIGN_IN_AGAIN, group=Group.REMOTE_SIGN_IN),
    Code(70019, OTHER, "the code for remote sign-in ran out", SIGN_IN_AGAIN, group=Group.REMOTE_SIGN_IN),
    Code(70020, OTHER, "the code for remote sign-in ran out", SIGN_IN_AGAIN, group=Group.REMOTE_SIGN_IN),
    Code(240001, OTHER, "the account may not register devices",
         "Allow the account to register devices, and check its limit of devices.", group=Group.REGISTRATION),
    Code(50129, OTHER, "the device is not registered with the tenant", REGISTER, group=Group.REGISTRATION),
    Code(50155, OTHER, "the device could not be authenticated", REGISTER, group=Group.REGISTRATION),
    Code(135011, OTHER, "the device is disabled in Microsoft Entra", "Enable the device in Microsoft Entra.",
         group=Group.REGISTRATION),
    Code(500014, OTHER, "the service behind the sign-in is disabled, or its subscription has lapsed", SERVICE,
         group=Group.SERVICE),
    Code(500011, OTHER, "the tenant does not know the service that was asked for", SERVICE, group=Group.SERVICE),
    Code(7000112, OTHER, "the application is disabled in the tenant", SERVICE, group=Group.SERVICE),
    Code(50105, OTHER, "the account is not assigned to the application",
         "Assign the account to the named enterprise application.", group=Group.SERVICE),
    Code(65001, OTHER, "nobody has consented to the application", CONSENT, group=Group.CONSENT),
    Code(90094, OTHER, "an administrator's consent is needed", CONSENT, group=Group.CONSENT),
    Code(90095, OTHER, "an administrator's consent is needed", CONSENT, group=Group.CONSENT),
    Code(80001, OTHER, "the authentication agent cannot reach Active Directory", AGENT, group=Group.ON_PREMISES),
    Code(80002, OTHER, "the authentication agent had no answer in time", AGENT, group=Group.ON_PREMISES),
    Code(80005, OTHER, "the authentication agent had an unexpected answer", AGENT, group=Group.ON_PREMISES),
    Code(80007, OTHER, "the authentication agent could not check the password", AGENT, group=Group.ON_PREMISES),
    Code(80012, OTHER, "sign-in outside the account's permitted hours", "Lift the account's logon hours.",
         group=Group.ON_PREMISES),
    Code(80013, OTHER, "the clocks of the authentication agent and the domain controller differ", AGENT,
         group=Group.ON_PREMISES),
    Code(80014, OTHER, "the authentication agent was too slow", AGENT, group=Group.ON_PREMISES),
    Code(20001, OTHER, "the federation service gave an unexpected answer", FEDERATION, group=Group.ON_PREMISES),
    Code(20012, OTHER, "the federation service's message was not valid", FEDERATION, group=Group.ON_PREMISES),
    Code(40008, OTHER, "the federated identity provider failed", FEDERATION, group=Group.ON_PREMISES),
    Code(1002016, OTHER, "the device speaks a version of TLS that is no longer accepted",
         "Update the device's operating system.", group=Group.TLS),
    Code(500133, OTHER, "a token was used outside its time", CLOCK,
         "A token that is not valid for another reason gives the same code, whatever the clock shows.",
         group=Group.CLOCK),
    # Steps of an ordinary sign-in
    Code(50140, None, "asked whether to stay signed in", NOTHING),
    Code(50058, None, "a silent sign-in found no session yet", NOTHING),
    Code(50097, None, "device authentication was asked for", NOTHING),
    Code(50125, None, "the sign-in was interrupted by a password reset or registration", NOTHING),
    Code(50199, None, "asked to confirm the application", NOTHING),
    Code(16000, None, "asked for an account that was added to the tenant", NOTHING),
    Code(16001, None, "asked to choose an account", NOTHING),
    Code(81010, None, "seamless sign-on gave way to another way of signing in", NOTHING),
    Code(81012, None, "seamless sign-on found another account", NOTHING),
    Code(70016, None, "a remote sign-in waits for its code to be typed", NOTHING),
    Code(90025, None, "the service tried again by itself", NOTHING),
)

CODES: Mapping[int, Code] = MappingProxyType({row.number: row for row in _ROWS})


def cause_of(number: int) -> Cause | None:
    """The headline a failing code speaks for, None when it never is the reason.

    A number nobody has listed stops the sign-in for a reason of its own.
    """
    known = CODES.get(number)
    return known.cause if known else OTHER


def group_of(number: int) -> Group | None:
    """The group of a code; None for one that belongs to none, or that nobody has listed."""
    known = CODES.get(number)
    return known.group if known else None


def written(number: int) -> str:
    """A code as it is looked up."""
    return f"AADSTS{number}"


def explained(number: int, reason: str = "") -> str:
    """A code with its meaning beside it; an unknown one with the source's own ``reason``, if it gave one."""
    known = CODES.get(number)
    if known:
        reading = known.read(reason)
        return f"{written(number)} ({reading.meaning if reading else known.meaning})"
    return f"unknown code {written(number)}" + (f' ("{reason[:160]}")' if reason else "")

