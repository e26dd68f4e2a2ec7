"""The room signs in.

## Why it matters
This is what every other check is about: a console that signs in shows the room's meetings and can join them.

## What we look at
* successful sign-ins of the room's own device within the last 24 hours. A person who signs in with the room's account
  in a browser proves nothing about the device;
* the device's newest heartbeat. One that complains only of the sign-in to Skype for Business while Teams is healthy is
  a known false alarm and counts as healthy.
The device's own event log holds failures only, so it can show that the room fails, never that it works.

## How to fix it
1. Look at the other findings: one of them usually says why.
2. If none does, collect the device's logs and send the zip.

[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from datetime import datetime

from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import cited, is_fresh, is_well_now, last_device_success, newest, present
from checks.facts.refusals import Refusal, open_refusals, times_refused
from checks.facts.sign_ins import SignIn, SignIns
from checks.model import AskForLogs, Cause, Citation, Severity, Verdict, fail, not_applicable, ok, warn
from checks.registry import check


@check(severity=Severity.CRITICAL)
def room_signs_in(sign_ins: SignIns | None, heartbeats: Heartbeats | None) -> Verdict:
    now = present(sign_ins, heartbeats)
    success = last_device_success(sign_ins)
    refused = tuple(each for each in open_refusals(sign_ins, heartbeats) if each.by_device)
    if refused and not (success and success.at >= refused[0].at):
        return _refused(success, refused)
    proofs = [(success.at, success.cite)] if success and is_fresh(success.at, now) else []
    beat = newest(heartbeats.items) if heartbeats else None
    if beat and is_well_now(heartbeats, now):
        proofs.append((beat.at, beat.cite))
    if proofs:
        return _healthy(proofs)
    if success:
        return warn("The device's last success is more than a day old.", AskForLogs(), cites=[success.cite],
                    latest=success.at)
    return not_applicable("No success and no failure of the room's device was seen.")


def _healthy(proofs: list[tuple[datetime, Citation]]) -> Verdict:
    latest = max(at for at, _cite in proofs)
    return ok("The room's device is signed in: its last success is less than a day old.",
              cites=cited(*(cite for _at, cite in proofs)), cause=Cause.HEALTHY, latest=latest)


def _refused(success: SignIn | None, refused: tuple[Refusal, ...]) -> Verdict:
    seen = "Its last success was before." if success else "No success of it was seen."
    return fail(f"{times_refused(refused)}. {seen}", AskForLogs(),
                cites=cited(*(each.cite for each in refused)), since=refused[-1].at, latest=refused[0].at)
