"""An Android room keeps its sign-in.

## Why it matters
An Android room renews its sign-in through Microsoft's Authentication Broker, without anybody seeing it. When a renewal
is refused, the room is signed out.

## What we look at
Non-interactive sign-ins of the application Microsoft Authentication Broker to the Device Registration Service: a
refusal there that nothing has healed is the mark of an Android room that is signed out. The code beside it says why,
and the check on that code speaks in the headline.

## How to fix it
1. Do what the code's own check says, most often: exclude the room accounts from the policy. The code: Microsoft Entra
   admin centre > Monitoring & health > Sign-in logs > User sign-ins (non-interactive) > the failed sign-in.
2. Do not block the Device Registration Service for the room accounts.
3. Sign the room in again.

    Get-MgUserRegisteredDevice -UserId 'room@contoso.com' | Select-Object -ExpandProperty AdditionalProperties

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
"""

from dataclasses import replace
from datetime import datetime

from checks.facts.access_forecast import Platform
from checks.facts.codes import cause_of, written
from checks.facts.heartbeats import Heartbeats
from checks.facts.platforms import platform_of_attempt, platforms_of_room
from checks.facts.reading import counted
from checks.facts.refusals import none_refused, open_refusals, refused
from checks.facts.sign_ins import Kind, SignIn, SignIns
from checks.model import Cause, Severity, Verdict
from checks.registry import check

BROKER, REGISTRATION = "microsoft authentication broker", "device registration service"


@check(severity=Severity.HIGH)
def android_keeps_its_sign_in(sign_ins: SignIns, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    only_windows = platforms_of_room(sign_ins, heartbeats) == {Platform.WINDOWS}
    found = [each for each in open_refusals(sign_ins, heartbeats)
             if each.sign_in and _is_renewal(each.sign_in) and _may_be_android(each.sign_in, only_windows=only_windows)]
    if not found:
        return none_refused(sign_ins, heartbeats, "refused when an Android room renews its sign-in",
                            Cause.SIGN_IN_BLOCKED_OTHER, now, past=())
    verdict = refused(found, cause_of(found[0].code) or Cause.SIGN_IN_BLOCKED_OTHER, now)
    told = (f"{counted(len(found), 'refused renewal')} of the Authentication Broker, the newest with "
            f"{written(found[0].code)}: the mark of an Android room that is signed out.")
    # The check on the code has the same refusals, and the headline with them.
    return replace(verdict, summary=told, since=None, latest=None)


def _is_renewal(attempt: SignIn) -> bool:
    return (attempt.kind is Kind.NON_INTERACTIVE and attempt.app.strip().casefold() == BROKER
            and attempt.resource.strip().casefold() == REGISTRATION)


def _may_be_android(attempt: SignIn, *, only_windows: bool) -> bool:
    """Whether the attempt is an Android device's, as its record says, or as the room's other traces leave open."""
    platform = platform_of_attempt(attempt)
    return platform is Platform.ANDROID or (platform is None and not only_windows)
