"""The device is heard of all the time.

## Why it matters
A console that is switched off at night, or whose app has stopped, misses what it would have signed in for: renewed
tokens, updates and policies. What looks like a failed sign-in in the morning may be a device that slept.

## What we look at
The time between heartbeats, which come every five minutes, over the last week that the log "Skype Room System" covers.
More than 30 minutes without one is a gap; a nightly restart takes less. Where records of the log are lost, a gap shows
nothing.

## How to fix it
1. Leave the console switched on, off a switched socket, and turn sleep off: Teams Rooms restarts by itself at night.
2. Compare the times of the gaps with what Teams sees of the device: Teams admin centre > Teams devices > Teams Rooms on
   Windows > the device. Every evening points to a switch or a timer, one hour to an update.
3. If the device was on, look on it for why its app was not running.

    Get-WinEvent -LogName 'Skype Room System' -MaxEvents 20
    Get-WinEvent -LogName 'Application' -MaxEvents 50

[The log of Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/azure-monitor-manage)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from checks.facts.contents import Contents
from checks.facts.durations import lasting
from checks.facts.heartbeats import LONGEST_SILENCE, Heartbeat, Heartbeats
from checks.facts.reading import LOOK_BACK, cited, counted, is_fresh, moment, seen_in
from checks.model import Severity, Verdict, Window, not_judged, ok, warn
from checks.registry import check

HEARTBEAT_LOG = "the event log Skype Room System"

Gap = tuple[Heartbeat, datetime]
"""The last heartbeat before a silence, and when the silence ended, or the log did."""


@check(severity=Severity.LOW)
def device_is_always_on(heartbeats: Heartbeats, contents: Contents | None, now: datetime) -> Verdict:
    if contents and contents.is_damaged(HEARTBEAT_LOG):
        return not_judged("Records of the heartbeats' log are lost, so that a gap in it shows nothing.")
    begin = now - LOOK_BACK
    covers = [window for window in heartbeats.covers if window.end >= begin]
    beats = sorted((beat for beat in heartbeats.items if any(_within(beat.at, window) for window in covers)),
                   key=lambda beat: beat.at)
    if not beats or not is_fresh(max(window.end for window in covers), now):
        return not_judged(f"No heartbeat that is new enough was seen{seen_in(heartbeats)}.")
    # a silence that began before the week is one that the week has seen
    gaps = [gap for gap in _gaps(beats, covers) if gap[1] > begin]
    since = f"since {moment(max(begin, min(window.start for window in covers)))}"
    if not gaps:
        lately = [beat for beat in beats if beat.at >= begin]
        return ok(f"{counted(len(lately), 'heartbeat')} {since}, never more than 30 minutes apart.",
                  cites=[beats[-1].cite])
    longest = max(gaps, key=_length)
    return warn(f"The device fell silent for more than 30 minutes {_times(len(gaps))} {since}. The longest silence "
                f"lasted {lasting(_length(longest))}, from {moment(longest[0].at)} to {moment(longest[1])}.",
                cites=cited(longest[0].cite, *(beat.cite for beat, _end in reversed(gaps))))


def _gaps(beats: Sequence[Heartbeat], covers: Sequence[Window]) -> list[Gap]:
    """The silences, oldest first. Between two zips nobody could see, so that no silence reaches over a window's end."""
    found = []
    for place, beat in enumerate(beats):
        end = max(window.end for window in covers if _within(beat.at, window))
        until = min(end, beats[place + 1].at) if place + 1 < len(beats) else end
        if until - beat.at > LONGEST_SILENCE:
            found.append((beat, until))
    return found


def _within(at: datetime, window: Window) -> bool:
    return window.start <= at <= window.end


def _length(gap: Gap) -> timedelta:
    return gap[1] - gap[0].at


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
