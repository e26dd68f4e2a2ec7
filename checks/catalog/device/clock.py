"""The device's clock is right.

## Why it matters
Tokens and certificates hold for a time. A clock that is minutes off makes them look not yet valid or already ended, so
that sign-ins fail although account and password are in order. A clock that is ahead also leaves the device's logs
without an order in which they could be read.

## What we look at
* sign-ins of the device refused with a code for a wrong clock (AADSTS500133), which can have another reason;
* the time in Microsoft Entra's answers, which the device writes down under its own: more than five minutes between
  the two are too many, as they are in Kerberos;
* records of the zip that lie later than the moment it was read.
A device whose log holds no answer shows nothing of its clock.

## How to fix it
1. On the device, sign in as administrator and open Settings > Time & language > Date & time. Check the time zone, and
   choose Sync now.
2. Let the device reach a time server: UDP port 123 has to be open, or a time server of your own be set.
3. If it goes wrong again after every restart, the device's battery is empty.

    Get-Service W32Time | Format-List Status, StartType
    Restart-Service W32Time

[Signals of Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/signals)
"""

from dataclasses import replace
from datetime import datetime, timedelta

from checks.facts.clock import TOLERATED_DRIFT, DeviceClock
from checks.facts.codes import Group
from checks.facts.durations import lasting
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import LOOK_BACK, age_note, counted, moment, seen_in
from checks.facts.refusals import in_groups, open_refusals, verdict_on_group
from checks.facts.sign_ins import SignIns
from checks.model import Confidence, Severity, Verdict, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.MEDIUM)
def clock_is_right(clock: DeviceClock | None, sign_ins: SignIns | None, heartbeats: Heartbeats | None,
                   now: datetime) -> Verdict:
    if in_groups(open_refusals(sign_ins, heartbeats), Group.CLOCK):
        return _refused(clock, sign_ins, heartbeats, now)
    if clock is None:
        return not_judged(f"No sign-in is refused for the device's clock{seen_in(sign_ins, heartbeats)}; how the clock "
                          "stands, only its log shows.")
    if clock.ahead_of_upload:
        also = f" {_difference(clock, clock.drift)}" if clock.drift else ""
        return warn(f"The device's clock is {lasting(clock.ahead_of_upload)} ahead, or more: so much later than the "
                    f"moment it was read is the newest record of its zip.{also} Set it from a time server.",
                    cites=[clock.cite])
    return _against_entra(clock, now)


def _refused(clock: DeviceClock | None, sign_ins: SignIns | None, heartbeats: Heartbeats | None,
             now: datetime) -> Verdict:
    drift = clock.drift if clock else None
    note = _difference(clock, drift) if clock and drift is not None else ""
    is_right = drift is not None and abs(drift) <= TOLERATED_DRIFT
    verdict = verdict_on_group(Group.CLOCK, "refused for a wrong clock", sign_ins, heartbeats, now,
                               note=f"{note} So it is not the clock." if is_right else note)
    return replace(verdict, confidence=Confidence.LOW) if is_right else verdict


def _against_entra(clock: DeviceClock, now: datetime) -> Verdict:
    if clock.drift is None:
        return not_judged("The device's log holds no answer of Microsoft Entra against which its clock could be "
                          "checked.")
    if abs(clock.drift) > TOLERATED_DRIFT:
        note = f"{_difference(clock, clock.drift)} {age_note(clock.as_of, now)}".strip()
        return warn(f"{note} Set it from a time server.", cites=[clock.cite])
    if now - clock.as_of > LOOK_BACK:
        return not_judged(f"The device's clock was right when it was last compared, on {moment(clock.as_of)}.")
    return ok(_difference(clock, clock.drift), cites=[clock.cite])


def _difference(clock: DeviceClock, drift: timedelta) -> str:
    seen = f"by {counted(clock.samples, 'answer')} up to {moment(clock.as_of)}"
    if abs(drift) <= TOLERATED_DRIFT:
        return f"The device's clock agrees with Microsoft Entra's, {seen}."
    way = "ahead of" if drift > timedelta(0) else "behind"
    return f"The device's clock was {lasting(drift)} {way} Microsoft Entra's, {seen}."
