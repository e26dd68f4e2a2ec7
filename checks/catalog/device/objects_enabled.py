"""The account's devices are enabled.

## Why it matters
A device that is disabled in Microsoft Entra cannot sign anybody in (AADSTS135011). Clean-up tools disable devices that
were not seen for long, which a room that stood empty may be among.

## What we look at
Whether each device that the account has registered or owns is enabled in Microsoft Entra. Which of several is the
console in use, the directory does not say: a refusal of the device does, and has a check of its own.

## How to fix it
1. Enable the device that is the room's console: Microsoft Entra admin centre > Entra ID > Devices > All devices.
2. Delete the others if they no longer exist, and exempt the rooms from what disables devices.

    Update-MgDevice -DeviceId '00000000-0000-0000-0000-000000000000' -AccountEnabled:$true

[Codes of Microsoft Entra](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
"""

from checks.facts.devices import DirectoryDevice, DirectoryDevices
from checks.facts.reading import counted
from checks.model import Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check

_SHOWN = 3


@check(severity=Severity.MEDIUM)
def devices_are_enabled(devices: DirectoryDevices) -> Verdict:
    if not devices.items:
        return not_applicable("The directory has no device of the account.")
    disabled = [device for device in devices.items if device.enabled is False]
    if disabled:
        return warn(f"{counted(len(disabled), 'device')} of {len(devices.items)} that the account has "
                    f"{'is' if len(disabled) == 1 else 'are'} disabled in Microsoft Entra: {_named(disabled)}.",
                    cites=[devices.cite])
    if any(device.enabled is None for device in devices.items):
        return not_judged("The directory does not say of every device of the account whether it is enabled.")
    return ok(f"{counted(len(devices.items), 'device')} of the account, none of them disabled.", cites=[devices.cite])


def _named(devices: list[DirectoryDevice]) -> str:
    names = ", ".join(device.name or device.id for device in devices[:_SHOWN])
    return names + (f" and {len(devices) - _SHOWN} more" if len(devices) > _SHOWN else "")
