"""Guides of single cases within a cause: the cause's own guide with what the case changes in it."""

from dataclasses import replace

from checks.causes import (
    ENDPOINT,
    GUIDES,
    HELPDESK,
    IDENTITY,
    LICENSING,
    ON_PREMISES,
    ON_SITE,
    SIGN_IN_LOG_LAG,
)
from checks.model import Cause

DELETED = replace(
    GUIDES[Cause.ACCOUNT_MISSING],
    sentence="The account of {room} was deleted on {detail}.", bare="The account of {room} was deleted.",
    first_step="Restore the account. This is possible within 30 days of the deletion.",
    request="Please restore the room's account from the deleted users, and find out what deleted it.",
    commands=("Restore-MgDirectoryDeletedItem -DirectoryObjectId {object_id}",))
"""An account among the deleted ones. The directory keeps it for 30 days (Microsoft Learn, "Restore or remove a recently
deleted user using Microsoft Entra ID").
"""

GONE = replace(
    GUIDES[Cause.ACCOUNT_MISSING],
    sentence=DELETED.sentence, bare=DELETED.bare,
    first_step="Create a new account for the room: the deleted one is gone for good, since a deletion can be undone "
               "within 30 days only.",
    request="Please create a new resource account for the room, with a mailbox and a licence, and find out what "
            "deleted the old one.", commands=())
"""A deleted account that can no longer be restored."""

NEVER_SEEN = replace(
    GUIDES[Cause.ACCOUNT_MISSING],
    first_step="Check the address you wrote.", owner=HELPDESK,
    request="Please check the room's address. If it is right, have its account restored or created.")
"""An account of which neither the directory nor a device knows anything."""

UNSETTLED = replace(
    GUIDES[Cause.HEALTHY], sentence="{room} is signed in, but something beside it is still open.",
    first_step="Look into what is still open, and check again.")
"""A room that signs in while something else warns."""

WITH_WARNINGS = replace(
    GUIDES[Cause.HEALTHY],
    first_step="Nothing has to be done now; look at the warnings before one of them becomes a failure.")
"""A room that works, of which a setting could be better."""

UNSEEN = replace(
    GUIDES[Cause.NETWORK_UNREACHABLE],
    first_step="See that the console is on and connected, and compare its user name with the account's.",
    owner=HELPDESK,
    request="Please see that the room's console is on and connected, and compare its user name with the account's. "
            "Then check from the room's network that all addresses of Microsoft 365 are reachable.")
"""Silence: neither a refusal nor a fault of the network was seen."""

BY_THE_DEVICE_ALONE = replace(
    GUIDES[Cause.LICENCE_MISSING],
    first_step="Look at the account's licences: the room's device says that none lets it into Teams.",
    request="Please look at the licences of the room's account: assign a Teams Rooms licence where it has none, and "
            "switch its Teams plan on where that is off.")
"""A licence that only the device's own logs miss."""

NAME_UNRESOLVED = replace(
    GUIDES[Cause.NETWORK_UNREACHABLE],
    first_step="Make the room's network resolve the name of Microsoft's sign-in service: its DNS gives no address.",
    request="Please check the DNS of the room's network: the console gets no address for the name of Microsoft's "
            "sign-in service.",
    commands=("Resolve-DnsName login.microsoftonline.com",))
"""A name service that does not know Microsoft's."""

NAME_UNKNOWN = replace(
    GUIDES[Cause.ACCOUNT_MISSING],
    sentence="Microsoft Entra knows no account of the name with which {room} signs in.")
"""What a refusal tells of the account, as against the directory itself."""

OLD_PASSWORD = replace(
    GUIDES[Cause.WRONG_CREDENTIALS],
    first_step="Type the account's new password on the console, which still holds the old one.",
    request="Please type the new password of the room's account on the console: it was changed, and the console still "
            "holds the old one.")
"""A password that was changed elsewhere."""

OTHER_TENANT = replace(
    GUIDES[Cause.ACCOUNT_MISSING],
    sentence="The account of {room} is not in this tenant.",
    first_step="Check the address: its domain is not one of this tenant's, so the room belongs to another tenant or "
               "its address was mistyped.", owner=HELPDESK,
    request="Please find out to which tenant the room's account belongs, and check it there.", commands=())
"""An address whose domain the tenant does not have."""

OLD_WAY = replace(
    GUIDES[Cause.CONDITIONAL_ACCESS_BLOCK],
    sentence="The console of {room} signs in the old way, which Conditional Access blocks: {detail}.",
    bare="The console of {room} signs in the old way, which Conditional Access blocks.",
    first_step="Switch modern authentication on at the device: More > Settings > Account > Modern authentication.",
    owner=HELPDESK,
    request="Please switch modern authentication on in the settings of the room's console, and update its app.",
    room_sees="Scheduled meetings are missing on the console.")
"""A console whose sign-ins are blocked only where they ask in an old way."""

NO_PASSWORD = replace(
    GUIDES[Cause.WRONG_CREDENTIALS],
    sentence="The directory holds no password for the account of {room}.",
    first_step="Set a password for the account, or let directory synchronisation send its hash.", owner=IDENTITY,
    request="Please set a password for the room's account, or let directory synchronisation send the hash of its "
            "on-premises password, and hand it to the helpdesk to be typed on the console.")
"""An account that cannot sign in with any password."""

RESET_ON_PREMISES = replace(
    GUIDES[Cause.PASSWORD_EXPIRED],
    first_step=f"Reset the password in Active Directory and turn its expiry off there. Then {ON_SITE} types the new "
               "one.",
    owner=ON_PREMISES,
    request="Please reset the password of the room's account in Active Directory, turn its expiry off there, and hand "
            "it to the helpdesk to be typed on the console.",
    commands=GUIDES[Cause.PASSWORD_EXPIRED].commands[:1])
"""An expired password that Active Directory rules."""

ENABLE_ON_PREMISES = replace(
    GUIDES[Cause.ACCOUNT_DISABLED],
    first_step="Enable the account in Active Directory, and find out what disabled it.", owner=ON_PREMISES,
    request="Please enable the room's account in Active Directory, from which it is synchronised, and exempt it from "
            "whatever disables room accounts.",
    commands=GUIDES[Cause.ACCOUNT_DISABLED].commands[:1])
"""A disabled account that Active Directory rules."""

CLOCK_IS_WRONG = replace(
    GUIDES[Cause.NETWORK_UNREACHABLE],
    sentence="The console of {room} gets no secure connection to Microsoft's sign-in service: its clock is wrong.",
    first_step="Set the device's clock from a time server.", owner=ENDPOINT,
    request="Please set the clock of the room's device from a time server, and find out why it was wrong.",
    commands=("Restart-Service W32Time",))
"""Secure connections that fail by a clock with which no certificate looks valid."""

INSPECTED = replace(
    GUIDES[Cause.NETWORK_UNREACHABLE],
    sentence="The console of {room} gets no secure connection to Microsoft's sign-in service.",
    first_step="Exempt Microsoft's addresses from the inspection of secure connections. Meanwhile check the device's "
               "clock.",
    request="Please exempt all addresses of Microsoft 365 from the inspection of secure connections in the room's "
            "network: Teams Rooms does not trust the certificate that it shows.")
"""Secure connections that probably are opened on their way."""

WITHOUT_INTUNE = replace(
    GUIDES[Cause.DEVICE_NOT_COMPLIANT],
    first_step="Assign Teams Rooms Pro and enrol the device in Intune, or exclude the room's account from the demand.",
    owner=LICENSING,
    request="Please assign Teams Rooms Pro to the room's account: its licence has no Intune, without which no device "
            "is compliant. If it is to stay as it is, the identity team has to exclude the account from the demand.")
"""A demand for compliance of an account whose licence has no Intune."""

LOCATION_FIRST = replace(
    GUIDES[Cause.LICENCE_MISSING],
    first_step="Set the usage location of the account, then assign Teams Rooms Pro or Basic.",
    request="Please set the usage location of the room's account, and then assign a Teams Rooms licence with its Teams "
            "plan on.")
"""An account to which no licence can be assigned yet."""

RENEW = replace(
    GUIDES[Cause.LICENCE_MISSING],
    first_step="Renew the subscription behind the room's licence, or assign a licence of another one.",
    request="Please renew the subscription behind the licence of the room's account, or assign a Teams Rooms licence "
            "of another one.")
"""A licence whose subscription has ended."""

TOO_FEW = replace(
    GUIDES[Cause.LICENCE_MISSING],
    first_step="Free a Teams Rooms licence or buy one more: the tenant has too few of them.",
    request="Please free a Teams Rooms licence or buy one more, so that the one assigned to the room's account reaches "
            "it.")
"""A licence that is assigned, and of which none is left."""

NO_TOKEN = replace(
    GUIDES[Cause.SIGN_IN_BLOCKED_OTHER],
    first_step="Check the federation service that signs the account in: it gives the room's device no token.",
    owner=ON_PREMISES,
    request="Please check that the federation service answers the room's device and accepts its account, from the "
            "room's own network.")
"""A federated account to whose device the federation service gives nothing to bring to Microsoft Entra."""

NEW_PASSWORD = replace(
    GUIDES[Cause.SIGN_IN_BLOCKED_OTHER],
    first_step="Sign the room in again on the console, with the account's new password.", owner=HELPDESK,
    request=OLD_PASSWORD.request, recheck_after=SIGN_IN_LOG_LAG)
"""A session that ended because the password was changed elsewhere."""
