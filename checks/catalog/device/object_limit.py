"""The account has room for another device.

## Why it matters
Every sign-in that starts anew, such as one forced by a sign-in frequency, can leave another device object in the
directory. When the account has as many as the tenant allows, the next console cannot register and stays signed out.

## What we look at
How many devices the account has registered or owns in Microsoft Entra, against the tenant's limit for one account. From
80 per cent on this is a warning.

## How to fix it
1. Delete the devices that no longer exist: Microsoft Entra admin centre > Entra ID > Users > the room's account >
   Devices. Keep the one that was seen last.
2. Find out what makes the room sign in anew again and again, above all a sign-in frequency.
3. Raise the limit if it is very low: Microsoft Entra admin centre > Entra ID > Devices > Device settings.

    Get-MgUserRegisteredDevice -UserId 'room@contoso.com' -All | Select-Object -ExpandProperty AdditionalProperties

[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
"""

from datetime import datetime

from checks.facts.devices import DirectoryDevices, RegistrationPolicy
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import cited, counted
from checks.facts.settings import in_the_way
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, Verdict, not_judged, ok, warn
from checks.registry import check

_NEAR = 80


@check(severity=Severity.HIGH)
def there_is_room_for_a_device(devices: DirectoryDevices, policy: RegistrationPolicy, sign_ins: SignIns | None,
                               heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    quota, number = policy.quota, len(devices.items)
    if quota is None or quota < 0:
        return not_judged("The tenant's rules do not say how many devices an account may have.")
    told = f"The account has {counted(number, 'device')} of {quota} that it may have"
    cites = cited(devices.cite, policy.cite)
    # A limit of 0 lets nobody bring a device (Microsoft Learn, "deviceRegistrationPolicy resource type").
    if number >= quota:
        return in_the_way(f"{told}: no further one can register, and each sign-in that starts anew may need to.",
                          Cause.SIGN_IN_BLOCKED_OTHER, sign_ins, heartbeats, now, cites=cites)
    if number * 100 >= quota * _NEAR:
        return warn(f"{told}: a few more sign-ins that start anew, and the next is refused.", cites=cites)
    return ok(f"{told}.", cites=cites)
