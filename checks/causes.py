"""What is known of each cause, as data: the sentence, who mends it and how, and what it looks like to others.

What is not known stays unsaid: an empty text, or None.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from checks.model import Cause, Room

IDENTITY = "the identity team (Microsoft Entra)"
MESSAGING = "the messaging team (Exchange)"
LICENSING = "the licence administrators (Microsoft 365)"
TEAMS = "the Teams administrators"
NETWORK = "the network team"
ENDPOINT = "the device management team (Intune)"
HELPDESK = "the helpdesk"
ON_PREMISES = "the team that runs Active Directory"
ADMINISTRATOR = "Roomcheck's administrator"
ON_SITE = "somebody at the room's console"

SIGN_IN_LOG_LAG = timedelta(minutes=15)
MFA_LOG_LAG = timedelta(hours=2)
LICENCE_LAG = timedelta(hours=24)

_LAG = " This can lag by half an hour on Windows and by three hours on Android."
_TEAMS_SIGNAL = "The signal Sign in (Teams) turns unhealthy." + _LAG
_SIGNED_OUT = "A banner on the console says that sign-in fails; meetings and the room's name may be missing."
_NO_JOIN = "Meetings may be listed, but Join is unavailable and no unscheduled meeting can be started."
_GET_USER = ("Get-MgUser -UserId {upn} -Property AccountEnabled, PasswordPolicies, LastPasswordChangeDateTime | "
             "Format-List AccountEnabled, PasswordPolicies, LastPasswordChangeDateTime")
_GET_SIGN_INS = ("Get-MgAuditLogSignIn -Filter {by_name} -Top 20",
                 "Get-MgBetaAuditLogSignIn -Filter {by_name_unattended} -Top 20")
_GET_LICENCES = "Get-MgUserLicenseDetail -UserId {upn} | Select-Object SkuPartNumber -ExpandProperty ServicePlans"


@dataclass(frozen=True, slots=True)
class Guide:
    """One cause. ``{room}`` stands for the room's name, ``{upn}`` for its address as a PowerShell string,
    ``{object_id}`` for its object id as one, ``{by_name}`` for a filter of the sign-in log and
    ``{by_name_unattended}`` for one of its non-interactive sign-ins, ``{address}`` for the plain
    address, ``{detail}`` for what only the case itself can say.

    ``bare`` is the sentence when there is no detail, ``unseen`` the one when nothing of it was seen to happen.
    """

    sentence: str
    first_step: str
    owner: str
    request: str = ""
    room_sees: str = ""
    portal_signal: str = ""
    commands: tuple[str, ...] = ()
    recheck_after: timedelta | None = None
    bare: str = ""
    unseen: str = ""


GUIDES: Mapping[Cause, Guide] = MappingProxyType({
    Cause.HEALTHY: Guide(
        sentence="{room} is signed in, and nothing is failing.",
        first_step="Nothing has to be done.", owner=""),
    Cause.RECOVERED: Guide(
        sentence="{room} failed, and works again.",
        first_step="Nothing has to be repaired; check again if it fails once more.", owner="",
        portal_signal="An incident that is still open closes after seven healthy days."),
    Cause.UNDETERMINED: Guide(
        sentence="{room} is failing, but what was seen does not say why.",
        bare="Nothing that could be seen says whether {room} works.",
        first_step="Send the room's diagnostic zip.", owner=HELPDESK,
        request="Please collect the room's diagnostic zip, so that its own logs can be read."),
    Cause.ACCOUNT_MISSING: Guide(
        sentence="The account of {room} does not exist in the directory.",
        first_step="Look for the room's account in the directory, and compare its name with the user name on the "
                   "console.", owner=IDENTITY,
        request="Please look for the room's account, also among the deleted users, and restore or create it.",
        room_sees=_SIGNED_OUT, portal_signal=_TEAMS_SIGNAL,
        commands=("Get-MgUser -UserId {upn}",), recheck_after=SIGN_IN_LOG_LAG),
    Cause.ACCOUNT_DISABLED: Guide(
        sentence="The account of {room} is disabled.",
        first_step="Enable the account, and find out what disabled it.", owner=IDENTITY,
        request="Please enable sign-in for the room's account, and exempt it from whatever disables room accounts.",
        room_sees=_SIGNED_OUT, portal_signal=_TEAMS_SIGNAL,
        commands=(_GET_USER, "Update-MgUser -UserId {upn} -AccountEnabled:$true"), recheck_after=SIGN_IN_LOG_LAG),
    Cause.MFA_REQUIRED: Guide(
        sentence="{room} is asked for multifactor authentication, which nobody in the room can answer.",
        unseen="{room} may be asked for multifactor authentication, though no sign-in was seen to be stopped by it.",
        first_step="Exclude the room's account from what asks for multifactor authentication.",
        owner=IDENTITY,
        request="Please exclude the room's account from multifactor authentication: Teams Rooms cannot answer a "
                "prompt. Protect it by a known network and a compliant device instead.",
        room_sees=_SIGNED_OUT, portal_signal=_TEAMS_SIGNAL, commands=_GET_SIGN_INS, recheck_after=MFA_LOG_LAG),
    Cause.CONDITIONAL_ACCESS_BLOCK: Guide(
        sentence="Conditional Access blocks the sign-in of {room}: {detail}.",
        bare="A Conditional Access policy blocks the sign-in of {room}.",
        unseen="Conditional Access may stop {room}, though no sign-in was seen to be refused.",
        first_step="Exclude the room's account from the policy.", owner=IDENTITY,
        request="Please exclude the room's account from the policy that blocks it, and use only controls that Teams "
                "Rooms supports.",
        room_sees=_SIGNED_OUT, portal_signal=_TEAMS_SIGNAL,
        commands=(*_GET_SIGN_INS, "Get-MgIdentityConditionalAccessPolicy -All | Format-Table DisplayName, State, Id"),
        recheck_after=SIGN_IN_LOG_LAG),
    Cause.PASSWORD_EXPIRED: Guide(
        sentence="The password of {room} has expired.",
        unseen="The password of {room} has to be changed by the directory's rules, which no console can do.",
        first_step=f"Reset the password and turn its expiry off. Then {ON_SITE} types the new one.",
        owner=IDENTITY,
        request="Please reset the password of the room's account, turn its expiry off, and hand it to the helpdesk to "
                "be typed on the console.",
        room_sees=_SIGNED_OUT, portal_signal=_TEAMS_SIGNAL,
        commands=(_GET_USER, "Update-MgUser -UserId {upn} -PasswordPolicies DisablePasswordExpiration"),
        recheck_after=SIGN_IN_LOG_LAG),
    Cause.WRONG_CREDENTIALS: Guide(
        sentence="The console of {room} uses a wrong user name or password.",
        first_step="Type the user name and the password again on the console. If nobody knows the password, have it "
                   "reset first.", owner=HELPDESK,
        request="Please type the account's user name and current password on the console; reset the password first if "
                "nobody knows it.",
        room_sees=_SIGNED_OUT, portal_signal=_TEAMS_SIGNAL, commands=(_GET_USER,), recheck_after=SIGN_IN_LOG_LAG),
    Cause.NETWORK_UNREACHABLE: Guide(
        sentence="The console of {room} cannot reach Microsoft's sign-in service.",
        unseen="No sign-in of {room} arrives at Microsoft Entra: its network is blocked, or its user name is wrong.",
        first_step="Open the addresses of Microsoft 365 for the room. Meanwhile compare the user name on the console.",
        owner=NETWORK,
        request="Please check from the room's network that all addresses of Microsoft 365 are reachable, without "
                "inspection and without a proxy that asks for a user name.",
        room_sees=_SIGNED_OUT, portal_signal="The signals Network and Sign in (Teams) turn unhealthy." + _LAG,
        commands=("Test-NetConnection login.microsoftonline.com -Port 443",
                  "Test-NetConnection teams.microsoft.com -Port 443"), recheck_after=SIGN_IN_LOG_LAG),
    Cause.MAILBOX_MISSING: Guide(
        sentence="{room} has no mailbox that it can open.",
        first_step="Look for the room's mailbox, and create or synchronise it.", owner=MESSAGING,
        request="Please check that the room's account has a room mailbox in Exchange Online, or that its on-premises "
                "mailbox is synchronised.",
        room_sees="Scheduled meetings are missing on the console.",
        portal_signal="The signal Calendar sync, or Sign in (Exchange) in older views, turns unhealthy." + _LAG,
        commands=("Get-Mailbox -Identity {upn} | Format-List RecipientTypeDetails, PrimarySmtpAddress",)),
    Cause.LICENCE_MISSING: Guide(
        sentence="{room} has no licence with which Teams would let it in.",
        first_step="Assign Teams Rooms Pro or Basic to the account.", owner=LICENSING,
        request="Please assign a Teams Rooms licence, with its Teams plan on, to the room's account.",
        room_sees=_NO_JOIN, portal_signal=_TEAMS_SIGNAL, commands=(_GET_LICENCES,), recheck_after=LICENCE_LAG),
    Cause.LICENCE_PLAN_DISABLED: Guide(
        sentence="The licence of {room} has its Teams plan switched off.",
        first_step="Switch the Teams plan on in the account's licence.", owner=LICENSING,
        request="Please switch on the Teams plan in the licence of the room's account, or in the group that assigns "
                "it.",
        room_sees=_NO_JOIN, portal_signal=_TEAMS_SIGNAL, commands=(_GET_LICENCES,), recheck_after=LICENCE_LAG),
    Cause.TEAMS_NOT_PROVISIONED: Guide(
        sentence="Teams has not set up the account of {room}.",
        first_step="Check the licence. If 24 hours after it was assigned nothing has changed, assign it anew.",
        owner=TEAMS,
        request="Please find out why Teams has not set up the room's account: its licence, its Teams plan, or a "
                "fault on Microsoft's side.",
        room_sees=_NO_JOIN, portal_signal=_TEAMS_SIGNAL,
        commands=("Get-CsOnlineUser -Identity {upn} | Format-List AccountType, FeatureTypes, AccountEnabled",),
        recheck_after=LICENCE_LAG),
    Cause.DEVICE_NOT_COMPLIANT: Guide(
        sentence="The console of {room} does not meet the compliance rules that its sign-in demands.",
        unseen="The console of {room} may not meet the compliance rules that are demanded of it.",
        first_step="Make the device compliant.", owner=ENDPOINT,
        request="Please find the compliance rule that the room's device fails, and use only rules that Teams Rooms "
                "supports.",
        room_sees=_SIGNED_OUT, portal_signal=_TEAMS_SIGNAL, recheck_after=SIGN_IN_LOG_LAG),
    Cause.SIGN_IN_BLOCKED_OTHER: Guide(
        sentence="Microsoft Entra refuses the sign-in of {room}: {detail}.",
        bare="Something stands in the way of the sign-in of {room}.",
        unseen="A setting may stop the sign-in of {room}, though no sign-in was seen to be refused.",
        first_step="Look the code up in the sign-in log.", owner=IDENTITY,
        request="Please find out why Microsoft Entra refuses the room's sign-in.",
        room_sees=_SIGNED_OUT, portal_signal=_TEAMS_SIGNAL, commands=_GET_SIGN_INS, recheck_after=SIGN_IN_LOG_LAG),
})

# PowerShell reads these four as single quotes too.
_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def powershell_string(text: str) -> str:
    """The text as one PowerShell string in which nothing is expanded or ended early."""
    plain = _CONTROL.sub("", text)
    return "'" + _QUOTES.sub(lambda quote: quote[0] * 2, plain) + "'"


def commands_for(guide: Guide, room: Room) -> tuple[str, ...]:
    """The guide's PowerShell lines for one account; without those that need an object id that is not known."""
    by_name = "userPrincipalName eq '" + room.address.lower().replace("'", "''") + "'"
    unattended = f"{by_name} and signInEventTypes/any(t: t eq 'nonInteractiveUser')"
    quoted = {"upn": room.address, "by_name": by_name, "by_name_unattended": unattended, "object_id": room.object_id}
    strings = {name: powershell_string(text) for name, text in quoted.items()}
    known = (line for line in guide.commands if room.object_id or "{object_id}" not in line)
    return tuple(line.format(**strings) for line in known)


def sentence_for(guide: Guide, room: Room, detail: str = "", *, seen: bool = True) -> str:
    """The cause in one sentence. ``seen`` is false when nothing of it was seen to happen."""
    told = guide.sentence if detail or not guide.bare else guide.bare
    template = guide.unseen if guide.unseen and not seen else told
    return template.format(room=room.label, detail=detail)

FOLLOWS_FROM: Mapping[Cause, frozenset[Cause]] = MappingProxyType({
    Cause.LICENCE_MISSING: frozenset({Cause.LICENCE_PLAN_DISABLED, Cause.TEAMS_NOT_PROVISIONED}),
    Cause.LICENCE_PLAN_DISABLED: frozenset({Cause.TEAMS_NOT_PROVISIONED}),
})
"""What ends by itself once the cause is mended: Teams sets an account up from its licence."""
