"""No new version of the app came just before it failed.

## Why it matters
An update that goes wrong looks like a fault of the account. When failures begin within a day after the app's version
changed, the update belongs on the list of suspects, and other rooms with the same version are worth a look.

## What we look at
The versions that every record of the log "Skype Room System" names, and when the first failure of the device that
still stands was written. Only a failure that could have been seen before the change counts. Coming after an update is
no proof of coming from it. No version is called old: nobody publishes the oldest that still works.

## How to fix it
1. Compare with rooms that run the same version, and with rooms that still run the one before: Teams admin centre >
   Teams devices > Teams Rooms on Windows > the device. On the device itself, PowerShell names the version.
2. Rule out the account first: the other findings say whether it was refused, and with which code.
3. Restart the device once, so that an update that is half done can end. Then ask Microsoft's support, naming both
   versions and the time.

    Get-AppxPackage -AllUsers -Name Microsoft.SkypeRoomSystem | Format-List Version

[The log of Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/azure-monitor-manage)
"""

from datetime import datetime, timedelta

from checks.facts.app_log import AppLog
from checks.facts.durations import lasting
from checks.facts.heartbeats import Heartbeats
from checks.facts.network_faults import NetworkFaults
from checks.facts.reading import cited, moment, open_faults, unwell_now, windows
from checks.facts.refusals import open_refusals
from checks.facts.sign_ins import SignIns
from checks.facts.troubles import licence_errors
from checks.facts.versions import Versions, VersionSeen
from checks.model import Severity, Verdict, not_judged, ok, warn
from checks.registry import check

SOON = timedelta(hours=24)


@check(severity=Severity.LOW)
def no_update_came_before_the_failures(versions: Versions, sign_ins: SignIns | None, heartbeats: Heartbeats | None,
                                       faults: NetworkFaults | None, app_log: AppLog | None) -> Verdict:
    if not versions.items:
        return not_judged("No record of the device names a version.")
    failed = _first_failure(sign_ins, heartbeats, faults, app_log)
    seen = [window.start for window in windows(sign_ins, heartbeats, faults, app_log)]
    for before, after in _updates(versions):
        if failed and timedelta(0) <= failed - after.at <= SOON and all(start <= after.at for start in seen):
            return warn(f"The app was updated from version {before.app} to version {after.app} on {moment(after.at)}, "
                        f"and failures began {lasting(failed - after.at)} later. That may be chance.",
                        cites=cited(after.cite, before.cite))
    return ok(_named(versions), cites=[versions.items[0].cite])


def _first_failure(sign_ins: SignIns | None, heartbeats: Heartbeats | None, faults: NetworkFaults | None,
                   app_log: AppLog | None) -> datetime | None:
    """When the device's failures began that still stand."""
    network = open_faults(faults, sign_ins, heartbeats)
    times = [each.at for each in open_refusals(sign_ins, heartbeats) if each.by_device]
    times += [beat.at for beat in unwell_now(heartbeats, sign_ins)]
    times += [fault.at for fault in (network.items if network else ())]
    times += [error.at for error in licence_errors(app_log, heartbeats)]
    return min(times, default=None)


def _updates(versions: Versions) -> list[tuple[VersionSeen, VersionSeen]]:
    """Each change of the app's version, the newest first."""
    pairs = zip(versions.items[1:], versions.items, strict=False)
    return [(before, after) for before, after in pairs if before.app and after.app and before.app != after.app]


def _named(versions: Versions) -> str:
    latest, changes = versions.items[0], _updates(versions)
    app, system = latest.app or "a version that it does not name", latest.os or "a version that it does not name"
    since = f" The app was last updated on {moment(changes[0][1].at)}" if changes else ""
    was = f"{since}, from version {changes[0][0].app}." if changes else ""
    return f"The device runs app {app} on Windows {system}.{was}"
