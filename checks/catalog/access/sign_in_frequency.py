"""No policy signs the room out periodically.

## Why it matters
A sign-in frequency makes everybody sign in anew after some hours or days. A person types a password; a console is
signed out until somebody comes. On Android every forced sign-in also leaves one more device object in the directory,
until the account has as many as it may have and cannot sign in at all.

## What we look at
The session controls of the policies in force that Microsoft's What If says would apply to the room.

## How to fix it
1. Open the named policy: Microsoft Entra admin centre > Entra ID > Conditional Access > Policies > Session.
2. Exclude the group of the room accounts from it.
3. Remove the stale device objects that it has left: Microsoft Entra admin centre > Entra ID > Devices > All devices.

    Get-MgUserRegisteredDevice -UserId 'room@contoso.com' | Select-Object -ExpandProperty AdditionalProperties

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
"""

from checks.facts.access_forecast import AccessForecast, ForecastPolicy
from checks.facts.access_support import plain
from checks.facts.heartbeats import Heartbeats
from checks.facts.policy_names import cites_of, listed
from checks.facts.reading import cited
from checks.facts.sign_ins import SignIns
from checks.facts.what_if import WHAT_IF, asked_for_room, enforced, named, undecided, unsettled
from checks.model import Severity, Verdict, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.MEDIUM)
def no_periodic_sign_out(forecast: AccessForecast, sign_ins: SignIns | None, heartbeats: Heartbeats | None) -> Verdict:
    asked = asked_for_room(forecast, sign_ins, heartbeats)
    if not asked:
        return not_judged(f"{WHAT_IF} was not asked about the room's kind of device.")
    policies = named([policy for _evaluation, policy in enforced(asked) if _is_periodic(policy)])
    if policies:
        return warn(f"{listed(policies)} {'sets' if len(policies) == 1 else 'set'} a sign-in frequency: the room is "
                    "signed out periodically, and on Android each new sign-in adds a device object.",
                    cites=cited(*cites_of(policies, forecast.cite.source), forecast.cite))
    open_ = [each for each in unsettled(asked) if _is_periodic(each[0])]
    if open_:
        return not_judged(f"{undecided(open_)} It would set a sign-in frequency.")
    return ok("No policy that is known to apply to the room sets a sign-in frequency.", cites=[forecast.cite])


def _is_periodic(policy: ForecastPolicy) -> bool:
    return any(plain(control) == "signinfrequency" for control in policy.session_controls)
