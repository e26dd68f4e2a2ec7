"""The device meets the compliance rules.

## Why it matters
Where a policy asks for a compliant device, a console that has left Intune, or fails one of its rules, cannot sign in.

## What we look at
Sign-ins of the room's device refused because it is not compliant (AADSTS53000, AADSTS530002).

## How to fix it
1. Find the rule that fails: Microsoft Intune admin centre > Devices > the room's device > Device compliance.
2. Check that the account's licence includes Intune: Teams Rooms Pro does, Teams Rooms Basic does not.
3. Use only the compliance settings that Teams Rooms supports, or exclude the room from the policy.

    Get-MgDeviceManagementManagedDevice -Filter "userPrincipalName eq 'room@contoso.com'"

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
"""

from datetime import datetime

from checks.facts.heartbeats import Heartbeats
from checks.facts.refusals import verdict_on
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, Verdict
from checks.registry import check


@check(severity=Severity.CRITICAL)
def device_is_compliant(sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    return verdict_on(Cause.DEVICE_NOT_COMPLIANT, "refused because the device is not compliant", sign_ins, heartbeats,
                      now)
