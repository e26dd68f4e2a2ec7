"""Microsoft Entra knows the room's device.

## Why it matters
A console signs in as a registered device. When its object in the directory is disabled, stale or cannot be made,
because the account already has as many as it may have, the sign-in fails whatever the password is.

## What we look at
* sign-ins of the room's device refused because the device is unknown, disabled or may not be registered (AADSTS50129,
  AADSTS50155, AADSTS135011, AADSTS240001);
* which of the account's devices the directory holds as disabled.

## How to fix it
1. Look at the account's devices: Microsoft Entra admin centre > Entra ID > Users > the room's account > Devices.
2. Enable the room's device, or remove its stale objects and sign the room in again.
3. If it may not register devices: Microsoft Entra admin centre > Entra ID > Devices > Device settings.

    Get-MgUserRegisteredDevice -UserId 'room@contoso.com'

[Codes of Microsoft Entra](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
"""

from datetime import datetime

from checks.facts.codes import Group
from checks.facts.devices import DirectoryDevices
from checks.facts.heartbeats import Heartbeats
from checks.facts.refusals import in_groups, open_refusals, verdict_on_group
from checks.facts.sign_ins import SignIns
from checks.model import Severity, Verdict
from checks.registry import check

MOST = 3


@check(severity=Severity.HIGH, beside=(DirectoryDevices,))
def device_is_known(sign_ins: SignIns | None, heartbeats: Heartbeats | None, devices: DirectoryDevices | None,
                    now: datetime) -> Verdict:
    refused = in_groups(open_refusals(sign_ins, heartbeats), Group.REGISTRATION)
    note = _disabled(devices) if refused and devices else ""
    return verdict_on_group(Group.REGISTRATION, "refused for its device's registration", sign_ins, heartbeats, now,
                            note=note, cites=[devices.cite] if devices and note else ())


def _disabled(devices: DirectoryDevices) -> str:
    names = [f'"{device.name or device.id}"' for device in devices.items if device.enabled is False]
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"Disabled in the directory: {', '.join(names[:MOST])}{more}." if names else ""
