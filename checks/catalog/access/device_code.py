"""Android rooms can be signed in remotely.

## Why it matters
An Android room is signed in from afar with a code that is typed on another computer: the device code flow. Many
tenants block that flow, and Microsoft has rolled out a managed policy of its own that does, because attackers use it
too. Rooms that are already signed in go on; the next one to be signed in from afar does not get in.

## What we look at
Microsoft's own What If, asked about a sign-in of the room's account from Android with the device code flow.

## How to fix it
1. Open the named policy: Microsoft Entra admin centre > Entra ID > Conditional Access > Policies.
2. Exclude the group of the Android room accounts from it; leave the flow blocked for everybody else.
3. Or sign the room in at the device itself.

    Get-MgIdentityConditionalAccessPolicy -All | Format-Table DisplayName, State, Id

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
"""

from checks.facts.access_forecast import AccessForecast, Platform
from checks.facts.heartbeats import Heartbeats
from checks.facts.platforms import platforms_of_room
from checks.facts.policy_names import cites_of, listed
from checks.facts.reading import cited
from checks.facts.sign_ins import SignIns
from checks.facts.what_if import WHAT_IF, Effect, device_codes_asked, effect_of, enforced, named, undecided, unsettled
from checks.model import Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.MEDIUM)
def android_signs_in_remotely(forecast: AccessForecast, sign_ins: SignIns | None,
                              heartbeats: Heartbeats | None) -> Verdict:
    asked = device_codes_asked(forecast)
    blocking = named([policy for _evaluation, policy in enforced(asked)
                      if effect_of(policy, Platform.ANDROID, compliant=None) is Effect.BLOCK])
    there = platforms_of_room(sign_ins, heartbeats)
    if there and Platform.ANDROID not in there and (blocking or not asked):
        return not_applicable("The room's device is no Android device: nobody signs it in with the device code flow.")
    if not asked:
        return not_judged(f"{WHAT_IF} was not asked about the device code flow: ask for a check of Conditional Access "
                          "in this room.")
    if blocking:
        return warn(f"{listed(blocking)} block{'s' if len(blocking) == 1 else ''} the device code flow, with which "
                    "Android rooms are signed in remotely. Microsoft's own managed policy against it does the same.",
                    cites=cited(*cites_of(blocking, forecast.cite.source), forecast.cite))
    open_ = unsettled(asked)
    if open_:
        return not_judged(undecided(open_))
    return ok(f"{WHAT_IF}: no policy in force blocks the device code flow for this account.", cites=[forecast.cite])
