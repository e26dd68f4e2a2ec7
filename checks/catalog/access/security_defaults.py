"""Security defaults do not stand in the room's way.

## Why it matters
Security defaults ask every account of the tenant for multifactor authentication, and make no exception for rooms.
They cannot be adjusted, only replaced.

## What we look at
* sign-ins of the room's device that security defaults refused (AADSTS530035);
* whether security defaults are on in the tenant.

## How to fix it
1. Replace security defaults by Conditional Access policies that exclude the room accounts; this takes Microsoft Entra
   ID P1, which Teams Rooms Pro includes for the room itself.
2. Only then switch them off: Microsoft Entra admin centre > Entra ID > Overview > Properties > Manage security
   defaults.

    Update-MgPolicyIdentitySecurityDefaultEnforcementPolicy -IsEnabled:$false

[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
"""

from datetime import datetime

from checks.facts.codes import Group
from checks.facts.heartbeats import Heartbeats
from checks.facts.refusals import in_groups, open_refusals, verdict_on_group
from checks.facts.security import SecurityDefaults
from checks.facts.settings import in_the_way
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, Verdict, ok
from checks.registry import check


@check(severity=Severity.HIGH)
def security_defaults_let_in(defaults: SecurityDefaults | None, sign_ins: SignIns | None,
                             heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    refused = in_groups(open_refusals(sign_ins, heartbeats), Group.SECURITY_DEFAULTS)
    if defaults is None or refused:
        return verdict_on_group(Group.SECURITY_DEFAULTS, "refused by security defaults", sign_ins, heartbeats, now)
    if defaults.enabled:
        return in_the_way("Security defaults are on: they ask every account for multifactor authentication.",
                          Cause.MFA_REQUIRED, sign_ins, heartbeats, now, cites=[defaults.cite])
    return ok("Security defaults are off.", cites=[defaults.cite])
