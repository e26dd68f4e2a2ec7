"""The account is a member of the tenant.

## Why it matters
A guest signs in to its home tenant first, by the rules of that tenant, which nobody here can see or change. A Teams
Room needs an account of the tenant's own.

## What we look at
The account's user type in Microsoft Entra, member or guest, and whether its user name is that of an invited account.

## How to fix it
1. Create a resource account in this tenant, and give it the room's licence: Microsoft 365 admin centre > Resources >
   Rooms & equipment.
2. Sign the console in with the new account, and remove the guest: Microsoft Entra admin centre > Entra ID > Users.

    Get-MgUser -UserId 'room@contoso.com' -Property UserPrincipalName, UserType | Format-List

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from checks.facts.account import Account
from checks.model import Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check

_INVITED = "#ext#"
"""What stands in the user name of an invited account; such an account can be made a member."""


@check(severity=Severity.MEDIUM)
def account_is_a_member(account: Account) -> Verdict:
    if not account.found:
        return not_applicable("There is no account of which this could be said.")
    kind, invited = account.user_type.strip().casefold(), _INVITED in account.address.casefold()
    if kind == "guest" or invited:
        who = "a guest" if kind == "guest" else "an invited account of another tenant"
        return warn(f"The account is {who}: its home tenant decides whether and how it signs in, and whether its "
                    "password lasts.", cites=[account.cite])
    if kind == "member":
        return ok("The account is a member of the tenant.", cites=[account.cite])
    # Accounts from before the directory knew guests have no user type.
    told = f'says "{account.user_type.strip()}", which Roomcheck does not know' if kind else "does not say"
    return not_judged(f"Whether the account is a member or a guest, the directory {told}.")
