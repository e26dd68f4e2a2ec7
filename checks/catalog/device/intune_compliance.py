"""Intune calls the account's devices compliant.

## Why it matters
Where a policy lets in only compliant devices, a console that Intune calls non-compliant is locked out at its next
sign-in.

## What we look at
What Intune says of the devices under the account's name, and whether a compliant device is demanded of the room: a
device refused for want of one is either not enrolled, not compliant, or does not show that it is. A device that was
enrolled under another name is not seen. Of several devices, the one that fails may be an old console.

## How to fix it
1. Find the rule that fails: Microsoft Intune admin centre > Devices > the room's device > Device compliance.
2. Use only compliance settings that Teams Rooms supports, or exclude the room's account from the policy.
3. If Intune has no device of the room, enrol the console with the room's account.
4. Delete devices that no longer exist.

    Get-MgDeviceManagementManagedDevice -Filter "userPrincipalName eq 'room@contoso.com'"

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
"""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.access_forecast import AccessForecast
from checks.facts.compliance import Demand, demand_of, not_met
from checks.facts.devices import ManagedDevice, ManagedDevices
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import cited, counted
from checks.facts.refusals import evidence
from checks.facts.sign_ins import SignIns
from checks.model import Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check

_FAILS = "noncompliant"
_NOT_WELL = frozenset({"ingraceperiod", "error", "conflict"})
_SHOWN = 3


@check(severity=Severity.HIGH)
def intune_calls_it_compliant(devices: ManagedDevices, forecast: AccessForecast | None, sign_ins: SignIns | None,
                              heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    demand = demand_of(forecast, sign_ins, heartbeats, now)
    if not devices.items and not demand.met:
        return not_applicable("Intune has no device under the account's name.")
    failing, fine = _in_state(devices, _FAILS), _in_state(devices, "compliant")
    # With another device that is fine, the policy alone does not tell which of them is the console.
    if demand.met or (demand.policies and not fine):
        lack = _lack(devices, failing)
        if lack:
            return not_met(lack, demand, sign_ins, heartbeats, now, cites=[devices.cite])
    if failing:
        beside = f" Compliant of the account: {counted(len(fine), 'other device')}." if fine else ""
        return warn(f"{_lack(devices, failing)}{beside}", cites=[devices.cite])
    return _not_failing(devices, fine, demand)


def _lack(devices: ManagedDevices, failing: Sequence[ManagedDevice]) -> str:
    """What keeps the room from having a compliant device, as a sentence; empty where Intune knows of nothing."""
    if not devices.items:
        return "Intune has no device under the account's name: enrol the console with the room's account."
    return f"Intune calls {_named(failing)} non-compliant." if failing else ""


def _not_failing(devices: ManagedDevices, fine: Sequence[ManagedDevice], demand: Demand) -> Verdict:
    """The verdict where Intune calls no device non-compliant."""
    shaky = _in_state(devices, *_NOT_WELL)
    if shaky:
        return warn(f"Intune does not call {_named(shaky)} compliant for good: {', '.join(_words(shaky))}.",
                    cites=[devices.cite])
    rest = [device for device in devices.items if device not in fine]
    if rest:
        return not_judged(f"Whether {_named(rest)} is compliant, Intune does not say: {', '.join(_words(rest))}.")
    if demand.met:
        return warn(f"Intune calls {_named(fine)} compliant, yet the device was refused for want of a compliant one: "
                    "the sign-in does not present this device.", cites=cited(devices.cite, *evidence(demand.met)),
                    since=demand.met[-1].at, latest=demand.met[0].at)
    return ok(f"Intune calls {counted(len(fine), 'device')} of the account compliant.", cites=[devices.cite])


def _in_state(devices: ManagedDevices, *states: str) -> list[ManagedDevice]:
    return [device for device in devices.items if device.compliance.strip().casefold() in states]


def _named(devices: Sequence[ManagedDevice]) -> str:
    names = ", ".join(device.name or device.id for device in devices[:_SHOWN])
    return names + (f" and {len(devices) - _SHOWN} more" if len(devices) > _SHOWN else "")


def _words(devices: Sequence[ManagedDevice]) -> list[str]:
    return list(dict.fromkeys(f'"{device.compliance.strip()}"' for device in devices))
