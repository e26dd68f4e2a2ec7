"""The user name is the account's primary address.

## Why it matters
A room signs in with its user name and is invited by its address. Where the two differ, somebody sooner or later types
the address on the console, and Microsoft Entra knows no such user name.

## What we look at
The account's user principal name, its mail property and its primary SMTP address. Upper and lower case are the same.
An account without any mail address is left to the checks of the mailbox.

## How to fix it
1. Decide which of the two names the room shall keep, and give both places that one: Microsoft 365 admin centre >
   Users > Active users > the room's account > Manage username and email.
2. For an account synchronised from on-premises, do so there.
3. If the user name has changed, sign the console in with the new one.

    Get-Mailbox -Identity 'room@contoso.com' | Format-List UserPrincipalName, PrimarySmtpAddress

[Authentication in Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/rooms-authentication)
"""

from checks.facts.account import Account
from checks.model import Severity, Verdict, not_applicable, ok, warn
from checks.registry import check


@check(severity=Severity.LOW)
def user_name_is_the_address(account: Account) -> Verdict:
    if not account.found:
        return not_applicable("There is no account whose names could be compared.")
    if account.user_type.casefold() == "guest":
        return not_applicable("A guest has its addresses in its home tenant.")
    addresses = [each for each in (account.primary_address, account.mail) if each.strip()]
    if not addresses:
        return not_applicable("The account has no mail address that its user name could be compared with.")
    others = [each for each in dict.fromkeys(addresses) if each.casefold() != account.address.casefold()]
    if not others:
        return ok("The user name and the primary address are the same.", cites=[account.cite])
    return warn(f"The user name is {account.address}, but the account's address is {' and '.join(others)}: the console "
                "must be given the user name.", cites=[account.cite])
