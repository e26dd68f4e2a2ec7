"""The account has no administrator role.

## Why it matters
The password of a room is known to many. And what protects administrators, such as multifactor authentication, is
demanded of every account with such a role: it signs the room out.

## What we look at
The directory roles assigned to the account itself. A role that comes by a group is not seen.

## How to fix it
1. Take the role away: Microsoft Entra admin centre > Entra ID > Users > the room's account > Assigned roles.
2. If somebody administers with the room's account, give them an account of their own.

    Get-MgRoleManagementDirectoryRoleAssignment -Filter "principalId eq '00000000-0000-0000-0000-000000000000'"

[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
"""

from checks.facts.reading import counted
from checks.facts.security import AdminRoles
from checks.model import Severity, Verdict, ok, warn
from checks.registry import check


@check(severity=Severity.MEDIUM)
def account_has_no_admin_role(roles: AdminRoles) -> Verdict:
    names = dict.fromkeys(name.strip() or "a role without a name" for name in roles.names)
    if not names:
        return ok("No directory role is assigned to the account itself.", cites=[roles.cite])
    return warn(f"The account holds {counted(len(names), 'administrator role')}: {', '.join(names)}. A room needs "
                "none, and policies for administrators may sign it out.", cites=[roles.cite])
