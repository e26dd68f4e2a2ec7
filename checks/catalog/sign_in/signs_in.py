"""The room signs in.

## Why it matters
This is what every other check is about: a console that signs in shows the room's meetings and can join them.

## What we look at
* successful sign-ins of the room's own device within the last 24 hours. A person who signs in with the room's account
  in a browser proves nothing about the device. It shows that the room signs in where both sign-in logs could be read;
* the device's newest heartbeat. One that complains only of the sign-in to Skype for Business while Teams is healthy is
  a known false alarm and counts as healthy.
The device's own event log holds failures only, so it can show that the room fails, never that it works.

## How to fix it
1. Look at the other findings: one of them usually says why. What Microsoft Entra recorded: Microsoft Entra admin centre
   > Monitoring & health > Sign-in logs.
2. If none does, collect the device's logs and send the zip: Teams admin centre > Teams devices > Teams Rooms on Windows
   > the device > Download device logs > History.

    Get-MgAuditLogSignIn -Filter "userPrincipalName eq 'room@contoso.com'" -Top 20

[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from datetime import datetime

from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.reading import (
    both_logs_readable,
    cited,
    is_fresh,
    is_well_now,
    last_device_success,
    moment,
    newest,
    of_entra,
    seen_in,
    well_heartbeats,
)
from checks.facts.refusals import Refusal, evidence, open_refusals, times_refused
from checks.facts.sign_ins import SignIn, SignIns
from checks.model import AskForLogs, Cause, Severity, Verdict, fail, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.CRITICAL)
def room_signs_in(sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    success = last_device_success(sign_ins)
    refused = tuple(each for each in open_refusals(sign_ins, heartbeats) if each.by_device)
    if refused and not (success and success.at >= refused[0].at):
        last_success = [success.at] if success else []
        last_good = max((*last_success, *(beat.at for beat in well_heartbeats(heartbeats))), default=None)
        return _refused(refused, last_good, seen_in(of_entra(sign_ins), heartbeats))
    fresh = success if success and is_fresh(success.at, now) else None
    beat = newest(heartbeats.items) if heartbeats and is_well_now(heartbeats, now) else None
    if fresh and not beat and sign_ins and not both_logs_readable(sign_ins):
        return warn("The room's device has signed in within the last day, but only one of the two sign-in logs of "
                    "Microsoft Entra could be read: a refusal since then may stand in the other.", AskForLogs(),
                    cites=[fresh.cite], latest=fresh.at)
    if fresh or beat:
        return _healthy(fresh, beat)
    if success:
        return warn(f"The device last signed in on {moment(success.at)}, more than a day ago.", AskForLogs(),
                    cites=[success.cite], latest=success.at)
    if heartbeats and heartbeats.items:
        return not_judged(f"No sign-in of the device was seen{seen_in(sign_ins, heartbeats)}, and its newest heartbeat "
                          "is not healthy, or not new.")
    return not_judged(f"No success and no failure of the room's device was seen{seen_in(sign_ins, heartbeats)}.")


def _healthy(success: SignIn | None, beat: Heartbeat | None) -> Verdict:
    told = [("the room's device has signed in within the last day", success), ("its newest heartbeat is healthy", beat)]
    proofs = [(words, proof) for words, proof in told if proof]
    text = ", and ".join(words for words, _proof in proofs) if success else "the device's newest heartbeat is healthy"
    return ok(f"{text[0].upper()}{text[1:]}.", cites=cited(*(proof.cite for _words, proof in proofs)),
              cause=Cause.HEALTHY, latest=max(proof.at for _words, proof in proofs))


def _refused(refused: tuple[Refusal, ...], last_good: datetime | None, where: str) -> Verdict:
    """``where`` a success would stand; empty when only the device's event log was read, which holds none."""
    never = f"No success of it was seen{where}." if where else "The log that was read holds failures only."
    seen = f"It last worked on {moment(last_good)}." if last_good else never
    return fail(f"{times_refused(refused)} {seen}", AskForLogs(), cites=cited(*evidence(refused)),
                since=refused[-1].at, latest=refused[0].at)
