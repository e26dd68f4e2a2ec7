"""The console shows the room's name.

## Why it matters
A console without the room's name is what people notice first. It shows that the app does not know its account: a
symptom of a failed sign-in, and never its cause.

## What we look at
The account and the display name in the newest record of the log "Skype Room System". Both empty, while older records
had them or while the device is unhealthy, is the symptom. Another account's address there is told as well: the console
is then signed in with that.

## How to fix it
1. Follow the finding that says why the sign-in fails. The name comes back with the sign-in.
2. If it names another account, sign it in with the room's own: More > Settings > Account.
3. If the room signs in and the name is still missing, restart the device, and check the display name of the account:
   Microsoft 365 admin centre > Users > Active users > the room's account.

    Get-MgUser -UserId 'room@contoso.com' -Property DisplayName | Format-List DisplayName

[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from datetime import datetime

from checks.facts.account import Account
from checks.facts.device import Device
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import BEYOND_THE_LOG, cited, is_fresh, last_device_success, moment, unwell_now
from checks.facts.sign_ins import SignIns
from checks.model import Severity, Verdict, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.LOW, beside=(Account,))
def name_is_shown(device: Device, account: Account | None, heartbeats: Heartbeats | None, sign_ins: SignIns | None,
                  now: datetime) -> Verdict:
    success = last_device_success(sign_ins)
    if not is_fresh(device.as_of, now) or (success and success.at > device.as_of + BEYOND_THE_LOG):
        return not_judged(f"The device's log ends on {moment(device.as_of)}.")
    if account and _is_another(device.alias, account):
        return warn(f"The console is signed in with {device.alias.strip()}, and not with {account.address}.",
                    cites=cited(device.cite, account.cite))
    if device.alias or device.display_name:
        return ok(f"The console names itself: {device.display_name or device.alias}.", cites=[device.cite])
    if device.named_until:
        return warn("The console shows neither the room's account nor its name. It last did on "
                    f"{moment(device.named_until)}. That follows from a failed sign-in.", cites=[device.cite])
    if unwell_now(heartbeats, sign_ins):
        return warn("The console shows neither the room's account nor its name, and is unhealthy. That follows from "
                    "a failed sign-in.", cites=[device.cite])
    return not_judged("No record of the device names the room.")


def _is_another(alias: str, account: Account) -> bool:
    """Whether the console's alias is an address, and none of the account's."""
    named = alias.strip().casefold()
    own = {each.strip().casefold() for each in (account.address, account.mail, account.primary_address)}
    return "@" in named and account.found and named not in own
