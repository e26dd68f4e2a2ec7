"""The room's hardware is well.

## Why it matters
A microphone, camera or display that is missing spoils the meeting, and is what people in the room report. It is never
the reason why the room's account cannot sign in, so it must not be mistaken for one.

## What we look at
The newest of the events 3000 (healthy) and 3001 (unhealthy) in the log "Skype Room System" of the diagnostic zip, as
long as it is no more than a day old. The components are named in the device's own words.

## How to fix it
1. Check the cables and the power of what is named, then restart the device.
2. Compare what is plugged in with the device's own choice: More > Settings > Peripherals, and Meetings for displays.
3. Update the firmware of what stays unhealthy, or replace it.

    Get-WinEvent -LogName 'Skype Room System' -FilterXPath '*[System[EventID=3001]]' -MaxEvents 20

[The log of Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/azure-monitor-manage)
"""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.hardware import Hardware, HardwareReport
from checks.facts.reading import cited, counted, is_fresh, moment, newest
from checks.model import Severity, Verdict, not_judged, ok, warn
from checks.registry import check

MOST_NAMED = 6


@check(severity=Severity.LOW)
def hardware_is_well(hardware: Hardware, now: datetime) -> Verdict:
    latest = newest(hardware.items)
    if latest is None:
        return not_judged("The device's log holds no report on its hardware.")
    if not is_fresh(latest.at, now):
        state = "healthy" if latest.healthy else f"unhealthy ({_named(latest)})"
        return not_judged(f"The newest report calls the hardware {state}, but it is of {moment(latest.at)}.")
    if latest.healthy:
        return _well(hardware, latest)
    row = _row(hardware.items)
    return warn(f"The device calls unhealthy: {_named(latest)}. {counted(len(row), 'report')} in a row, the first on "
                f"{moment(row[-1].at)}. This does not keep the room from signing in.",
                cites=cited(latest.cite, row[-1].cite))


def _well(hardware: Hardware, latest: HardwareReport) -> Verdict:
    last_bad = newest(report for report in hardware.items if not report.healthy)
    was = f" The last that was not is of {moment(last_bad.at)}: {_named(last_bad)}." if last_bad else ""
    return ok(f"The newest report on the hardware is healthy.{was}",
              cites=cited(latest.cite, *([last_bad.cite] if last_bad else [])))


def _row(items: Sequence[HardwareReport]) -> Sequence[HardwareReport]:
    """The unbroken row of unhealthy reports up to the newest, which is one of them; newest first."""
    return items[:next((place for place, report in enumerate(items) if report.healthy), len(items))]


def _named(report: HardwareReport) -> str:
    more = len(report.faulty) - MOST_NAMED
    names = ", ".join(report.faulty[:MOST_NAMED]) or "something that it does not name"
    return f"{names} and {more} more" if more > 0 else names
