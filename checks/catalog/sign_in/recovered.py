"""Earlier failures are over.

## Why it matters
A room that failed in the night and works in the morning needs no repair, but somebody should know what it was. And a
room that has worked again for a few minutes only may fail again.

## What we look at
Everything that failed on the device, and what came after the last of it: failures count as over when the device has
signed in and nothing failed for an hour, or after three healthy heartbeats.

## How to fix it
1. Nothing is broken now. If it comes back, look at the times of the failures, in Microsoft Entra admin centre >
   Monitoring & health > Sign-in logs: the same hour every night points to a scheduled restart or update, the same
   minute in many rooms to a service.
2. If it has only just begun to work, check again in an hour.

    Get-MgAuditLogSignIn -Filter "userPrincipalName eq 'room@contoso.com'" -Top 20

[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.app_log import AppLog
from checks.facts.heartbeats import Heartbeats
from checks.facts.network_faults import NetworkFaults
from checks.facts.reading import (
    ENOUGH_HEARTBEATS,
    SETTLED,
    device_successes,
    is_fresh,
    moment,
    newest,
    oldest,
    seen_in,
    well_heartbeats,
)
from checks.facts.sign_ins import SignIns
from checks.facts.troubles import Trouble, still_open, troubles
from checks.model import Cause, RecheckLater, Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.LOW)
def failures_are_over(sign_ins: SignIns | None, heartbeats: Heartbeats | None, faults: NetworkFaults | None,
                      app_log: AppLog | None, now: datetime) -> Verdict:
    found = troubles(sign_ins, heartbeats, faults, app_log)
    if not found:
        return _nothing_failed(sign_ins, heartbeats, seen_in(sign_ins, heartbeats, faults, app_log))
    if still_open(sign_ins, heartbeats, faults, app_log):
        return not_applicable("The last failure still stands.")
    return _since(found, sign_ins, heartbeats, now)


def _nothing_failed(sign_ins: SignIns | None, heartbeats: Heartbeats | None, where: str) -> Verdict:
    good = [last for last in (newest(device_successes(sign_ins)), newest(well_heartbeats(heartbeats))) if last]
    if not good:
        return not_judged(f"Nothing of the device was seen{where}, neither a failure nor a success.")
    return ok(f"Nothing failed on the device{where}.", cites=[each.cite for each in good])


def _since(found: Sequence[Trouble], sign_ins: SignIns | None, heartbeats: Heartbeats | None,
           now: datetime) -> Verdict:
    """``since`` is since when the device works again, ``latest`` its newest success; the failures came before both."""
    last = found[0]
    successes = [each for each in device_successes(sign_ins) if each.at >= last.at]
    beats = [beat for beat in well_heartbeats(heartbeats) if beat.at > last.at]
    good = [(each.at, each.cite) for each in successes] + [(beat.at, beat.cite) for beat in beats]
    if not good:
        return not_judged(f"Nothing of the device was seen after its last failure, on {moment(last.at)}"
                          f"{seen_in(sign_ins, heartbeats)}.")
    seen_until = max(each.seen_until for each in (sign_ins, heartbeats) if each)
    if not is_fresh(seen_until, now):
        return not_judged(f"The device worked again when its log ended, on {moment(seen_until)}.")
    back, cite = min(good, key=lambda sign: sign[0])
    told = f"The device has worked again since {moment(back)}. Its last failure, on {moment(last.at)}, was {last.what}."
    latest, cites = max(at for at, _cite in good), [cite, last.cite]
    first = oldest(successes)
    if len(beats) >= ENOUGH_HEARTBEATS or (first and now - first.at >= SETTLED):
        return ok(told, cites=cites, cause=Cause.RECOVERED, since=back, latest=latest)
    return warn(f"{told} That is too short a time to be sure.", RecheckLater(SETTLED, "An hour without a failure."),
                cites=cites, since=back, latest=latest)
