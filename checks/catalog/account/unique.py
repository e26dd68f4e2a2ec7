"""No other account holds the room's address.

## Why it matters
An address that two objects hold leads people and programs to the wrong one: a password is reset for the account that
the console does not use, and directory synchronisation may refuse to update either of them.

## What we look at
Other accounts of the directory with the room's address as their mail, or among their addresses. Only their object ids
are shown.

## How to fix it
1. Open each of the objects in the Microsoft Entra admin centre > Entra ID > Users, by its object id, and find out which
   one the console uses.
2. Take the address from the other, or delete it if nobody needs it. For an account synchronised from on-premises, do so
   there.

    Get-MgUser -UserId 'room@contoso.com' -Property Id, UserPrincipalName, Mail, ProxyAddresses

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from checks.facts.account import Account
from checks.facts.reading import counted
from checks.model import Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check

_SHOWN = 5


@check(severity=Severity.MEDIUM)
def address_is_unique(account: Account) -> Verdict:
    if not account.found:
        return not_applicable("There is no account whose address another could hold.")
    others = account.also_held_by
    if others is None:
        return not_judged("Whether other objects hold the room's address could not be read.")
    if not others:
        return ok("No other account with the room's address was found.", cites=[account.cite])
    more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
    holds = "holds" if len(others) == 1 else "hold"
    return warn(f"{counted(len(others), 'other object')} of the directory {holds} the room's address "
                f"({', '.join(others[:_SHOWN])}{more}). People may repair or invite the wrong one, and synchronisation "
                "may refuse to update either.", cites=[account.cite])
