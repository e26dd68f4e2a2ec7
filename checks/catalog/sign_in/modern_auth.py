"""The device uses modern authentication.

## Why it matters
A console whose modern authentication is switched off asks Exchange in old ways, which Conditional Access cannot judge
and therefore blocks: Teams works, and the calendar stays empty. Exchange Web Services, the way of older room apps, ends
in Exchange Online from 1 October 2026, and finally on 1 April 2027.

## What we look at
Sign-ins of the room's device and the client that the sign-in log names: AutoDiscover, Exchange Web Services or Exchange
ActiveSync refused by Conditional Access or security defaults, and Exchange Web Services at all. Where modern clients of
the device are refused too, modern authentication alone would not let it in.

## How to fix it
1. Switch modern authentication on at the device: More > Settings > Account > Modern authentication.
2. Update the room's app, so that it reads the calendar through Teams and no longer through Exchange Web Services.

    Get-MgAuditLogSignIn -Filter "userPrincipalName eq 'room@contoso.com' and clientAppUsed eq 'AutoDiscover'" -Top 20

[Calendar of Teams Rooms](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/mtr-device-cannot-fetch-calendar)
"""

from dataclasses import replace
from datetime import datetime

from checks.facts.codes import Group, cause_of, group_of
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import answered, cited, counted, in_entra_log, of_entra, scope
from checks.facts.refusals import Refusal, open_refusals, refused
from checks.facts.sign_ins import SignIn, SignIns
from checks.model import Cause, Severity, Verdict, not_judged, ok, warn
from checks.registry import check

EWS = "exchange web services"
OLD_WAYS = frozenset({"autodiscover", EWS, "exchange activesync"})
BLOCKED = 53003
NOTE = "It asked in an old way: modern authentication is off on the device, or its app is too old for it."
NOT_ALONE = "Other sign-ins of the device are blocked too, so that this alone is not what keeps it out."
ENDS = "Exchange Online ends that from 1 October 2026, and finally on 1 April 2027."


@check(severity=Severity.HIGH)
def device_uses_modern_authentication(sign_ins: SignIns, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    blocked = [each for each in open_refusals(sign_ins, heartbeats) if each.by_device and _is_blocked(each)]
    found = [each for each in blocked if _is_old_way_blocked(each)]
    if found:
        verdict = refused(found, cause_of(found[0].code) or Cause.CONDITIONAL_ACCESS_BLOCK, now, note=NOTE)
        return verdict if len(found) == len(blocked) else replace(
            verdict, summary=f"{verdict.summary} {NOT_ALONE}", cause=None, next_steps=())
    own = in_entra_log(answered(sign_ins))
    services = [each for each in own if _client(each) == EWS]
    if services:
        return warn(f"The device uses Exchange Web Services ({counted(len(services), 'sign-in')}). {ENDS}",
                    cites=cited(*(each.cite for each in services)))
    if not own:
        where = scope(of_entra(sign_ins))
        return not_judged(f"No sign-in of the room's device was seen in {where}." if where else
                          "The sign-in logs of Microsoft Entra were not read, and only they name the client.")
    return ok(f"{counted(len(own), 'sign-in')} of the device in {scope(sign_ins)}: none is refused for an old way of "
              "signing in.", cites=[own[0].cite])


def _is_blocked(refusal: Refusal) -> bool:
    """Whether Conditional Access, or what stands in its place, blocks it."""
    return cause_of(refusal.code) is Cause.CONDITIONAL_ACCESS_BLOCK or (
        group_of(refusal.code) is Group.SECURITY_DEFAULTS)


def _is_old_way_blocked(refusal: Refusal) -> bool:
    refuses = refusal.code == BLOCKED or group_of(refusal.code) is Group.SECURITY_DEFAULTS
    return refuses and refusal.sign_in is not None and _client(refusal.sign_in) in OLD_WAYS


def _client(attempt: SignIn) -> str:
    return attempt.client.strip().casefold()
