"""The room's app stays up.

## Why it matters
An app that restarts over and over is signed out, shows nothing and joins nothing for minutes at a time, whatever the
account is like.

## What we look at
The events 4000 in the log "Skype Room System" of the diagnostic zip, one for each restart. A console restarts once a
night for its maintenance. Three restarts within one hour are more than that: a loop. One that ended more than a day ago
is told, and not held against the room.

## How to fix it
1. Look at the device's own screen and at its Windows event log "Application" for what ends the app, and at what Teams
   sees of the device: Teams admin centre > Teams devices > Teams Rooms on Windows > the device.
2. Unplug what was added last, such as a camera or a dock, and restart the device.
3. Install the pending updates of Windows and of the app.
4. If the loop goes on, reset the device to its factory state.

    Get-WinEvent -LogName 'Skype Room System' -FilterXPath '*[System[EventID=4000]]' -MaxEvents 20
    Get-WinEvent -LogName 'Application' -MaxEvents 50

[The log of Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/azure-monitor-manage)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from checks.facts.hardware import Restart, Restarts
from checks.facts.reading import cited, counted, is_fresh, moment
from checks.model import Severity, Verdict, not_judged, ok, warn
from checks.registry import check

A_LOOP, WITHIN = 3, timedelta(hours=1)


@check(severity=Severity.MEDIUM)
def app_stays_up(restarts: Restarts, now: datetime) -> Verdict:
    loop = _newest_loop(restarts.items)
    if loop and is_fresh(loop[0].at, now):
        return warn(f"{_told(loop)} The console is of little use meanwhile.",
                    cites=cited(*(each.cite for each in loop)), since=loop[-1].at, latest=loop[0].at)
    if not is_fresh(restarts.seen_until, now):
        return not_judged(f"The device's log ends on {moment(restarts.seen_until)}.")
    since = min((window.start for window in restarts.covers), default=restarts.seen_until)
    was = f" {_told(loop)} That is over." if loop else ""
    return ok(f"{counted(len(restarts.items), 'restart')} of the app since {moment(since)}, and no loop of them within "
              f"the last day.{was}", cites=cited(*(each.cite for each in (loop or restarts.items[:1]))))


def _newest_loop(items: Sequence[Restart]) -> tuple[Restart, ...]:
    """The newest row of restarts, newest first, in which every three lie within an hour; empty without one."""
    ends = [place for place in range(A_LOOP - 1, len(items))
            if items[place - A_LOOP + 1].at - items[place].at <= WITHIN]
    if not ends:
        return ()
    unbroken = next((place for place, end in enumerate(ends) if end != ends[0] + place), len(ends))
    return tuple(items[ends[0] - A_LOOP + 1:ends[unbroken - 1] + 1])


def _told(loop: Sequence[Restart]) -> str:
    return f"The room's app restarted {len(loop)} times between {moment(loop[-1].at)} and {moment(loop[0].at)}."
