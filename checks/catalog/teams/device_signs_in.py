"""The device is signed in to Teams.

## Why it matters
Without Teams the console may list its meetings, yet Join is missing and no unscheduled meeting can be started.

## What we look at
"Teams Signin status" in the newest of the device's unhealthy heartbeats. "Signin status" without the word Teams is
Skype for Business, and is left aside. While the network itself is unhealthy, or where a room uses Skype for Business
alone, the state says nothing.

## How to fix it
1. Look at the findings on the sign-in first, then at the licence: they usually say why.
2. If neither says why, sign the room out and in again on the device: More > Settings > Account.
3. If it comes back, send a new diagnostic zip: Teams admin centre > Teams devices > Teams Rooms on Windows > the device
   > Download device logs > History.

    Get-WinEvent -LogName 'Skype Room System' -MaxEvents 20

[The log of Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/azure-monitor-manage)
[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.reading import cited, counted, is_fresh, latest_beat, lets_in, moment, no_beat, state, unwell_now
from checks.facts.sign_ins import SignIns
from checks.model import Severity, StartDialog, Verdict, fail, not_applicable, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.HIGH)
def device_is_signed_in_to_teams(heartbeats: Heartbeats, sign_ins: SignIns | None, now: datetime) -> Verdict:
    latest = latest_beat(heartbeats)
    if latest is None:
        return not_judged(no_beat(heartbeats))
    row = unwell_now(heartbeats, sign_ins)
    if lets_in(latest):
        return _signed_in(latest, now)
    if not row:
        return not_judged(f"The device has signed in since its log ended, on {moment(latest.at)}.")
    return _not_signed_in(row, now)


def _signed_in(latest: Heartbeat, now: datetime) -> Verdict:
    if not is_fresh(latest.at, now):
        return not_judged(f"The newest heartbeat shows the device signed in to Teams, but is of {moment(latest.at)}.")
    return ok("The newest heartbeat shows the device signed in to Teams.", cites=[latest.cite])


def _not_signed_in(row: Sequence[Heartbeat], now: datetime) -> Verdict:
    latest = row[0]
    if state(latest.network) == "unhealthy":
        return not_applicable("The device's network is unhealthy; that comes first.")
    word = state(latest.teams_sign_in)
    if word == "notapplicable":
        return not_applicable("The room is set to Skype for Business alone.")
    if not word:
        return not_judged("The newest heartbeat is unhealthy and does not say how the sign-in to Teams is.")
    bad = _as_long_as_it_says(row, word)
    text = (f'The device says "{latest.teams_sign_in}" of its sign-in to Teams, in {counted(len(bad), "heartbeat")} '
            f"in a row since {moment(bad[-1].at)}.")
    cites = cited(*(beat.cite for beat in bad))
    if not is_fresh(latest.at, now):
        return warn(f"{text} Nothing was heard of it since {moment(latest.at)}.", cites=cites)
    if word != "unhealthy":
        return warn(f"{text} Microsoft does not document what that means.", cites=cites)
    return fail(text, StartDialog("guided_fix"), cites=cites, since=bad[-1].at, latest=latest.at)


def _as_long_as_it_says(row: Sequence[Heartbeat], word: str) -> Sequence[Heartbeat]:
    """The newest heartbeats of the row, as long as their state is this one."""
    other = (place for place, beat in enumerate(row) if state(beat.teams_sign_in) != word)
    return row[:next(other, len(row))]
