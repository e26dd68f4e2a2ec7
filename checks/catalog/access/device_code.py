"""Android rooms can be signed in remotely.

## Why it matters
An Android room is signed in from afar with a code that is typed on another computer: the device code flow. Many
tenants block that flow, and Microsoft has rolled out a managed policy of its own that does, because attackers use it
too. Rooms that are already signed in go on; the next one to be signed in from afar does not get in.

## What we look at
Microsoft's own What If, asked about a sign-in of the room's account from Android with the device code flow: whether a
policy blocks it, or demands multifactor authentication. Nobody in the room can answer that; a person who types the code
elsewhere can, as long as the account has a method that this person can answer.

## How to fix it
1. Open the named policy: Microsoft Entra admin centre > Entra ID > Conditional Access > Policies.
2. Exclude the group of the Android room accounts from it; leave the flow blocked for everybody else.
3. Or sign the room in at the device itself.

    Get-MgIdentityConditionalAccessPolicy -All | Format-Table DisplayName, State, Id

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
"""

from collections.abc import Sequence

from checks.facts.access_forecast import AccessForecast, Evaluation, Platform
from checks.facts.heartbeats import Heartbeats
from checks.facts.platforms import platforms_of_room
from checks.facts.policy_names import NamedPolicy, cites_of, listed
from checks.facts.reading import cited
from checks.facts.sign_ins import SignIns
from checks.facts.what_if import WHAT_IF, Effect, device_codes_asked, effect_of, enforced, named, undecided, unsettled
from checks.model import Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.MEDIUM)
def android_signs_in_remotely(forecast: AccessForecast, sign_ins: SignIns | None,
                              heartbeats: Heartbeats | None) -> Verdict:
    asked = device_codes_asked(forecast)
    obstacle = _obstacle(forecast, asked)
    there = platforms_of_room(sign_ins, heartbeats)
    if there and Platform.ANDROID not in there and (obstacle or not asked):
        return not_applicable("The room's device is no Android device: nobody signs it in with the device code flow.")
    if not asked:
        return not_judged(f"{WHAT_IF} was not asked about the device code flow: ask for a check of Conditional Access "
                          "in this room.")
    if obstacle:
        return obstacle
    open_ = unsettled(asked)
    if open_:
        return not_judged(undecided(open_))
    return ok(f"{WHAT_IF}: no policy in force blocks the device code flow for this account, or demands multifactor "
              "authentication of it.", cites=[forecast.cite])


def _obstacle(forecast: AccessForecast, asked: Sequence[Evaluation]) -> Verdict | None:
    """What the policies in force do to the flow; a block goes before a demand."""
    blocking, asking = _with(Effect.BLOCK, asked), _with(Effect.PERSON, asked)
    found = blocking or asking
    if not found:
        return None
    one, cites = len(found) == 1, cited(*cites_of(found, forecast.cite.source), forecast.cite)
    if blocking:
        return warn(f"{listed(found)} block{'s' if one else ''} the device code flow, with which Android rooms are "
                    "signed in remotely. Microsoft's own managed policy against it does the same.", cites=cites)
    return warn(f"{listed(found)} demand{'s' if one else ''} multifactor authentication of the device code flow, with "
                "which Android rooms are signed in remotely. Nobody in the room can answer it; the person who signs "
                "the room in remotely has to.", cites=cites)


def _with(effect: Effect, asked: Sequence[Evaluation]) -> tuple[NamedPolicy, ...]:
    return named([policy for _evaluation, policy in enforced(asked)
                  if effect_of(policy, Platform.ANDROID, compliant=None) is effect])
