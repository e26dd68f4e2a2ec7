"""The device reports that it is well.

## Why it matters
Every five minutes the room's app writes down how its network, Exchange and Teams are. It is the only witness inside
the room, and it says since when.

## What we look at
The events 2000 (healthy) and 2001 (unhealthy) in the log "Skype Room System" of the diagnostic zip. An unhealthy
heartbeat that complains only of "Signin status", which is Skype for Business, while Teams is healthy, is a known false
alarm. A sign-in of the device after its log had ended makes the log a thing of the past.

## How to fix it
1. "Network status" unhealthy: look at the room's network first.
2. "Exchange status" with GeneralError: look at the mailbox. With an AADSTS code: look at the sign-in.
3. "Teams Signin status" unhealthy: look at the sign-in, then at the licence.
4. After a repair, restart the device. If it stays unhealthy, read its log there, or collect a new zip: Teams admin
   centre > Teams devices > Teams Rooms on Windows > the device > Download device logs > History.

    Get-WinEvent -LogName 'Skype Room System' -MaxEvents 20

[The log of Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/azure-monitor-manage)
"""

from datetime import datetime

from checks.facts.codes import explained
from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.reading import (
    beats_well,
    cited,
    counted,
    is_false_alarm,
    is_fresh,
    latest_beat,
    moment,
    newest,
    no_beat,
    oldest,
    unwell_now,
    well_heartbeats,
)
from checks.facts.sign_ins import SignIns
from checks.model import AskForLogs, Severity, StartDialog, Verdict, fail, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.HIGH)
def device_is_well(heartbeats: Heartbeats, sign_ins: SignIns | None, now: datetime) -> Verdict:
    latest = latest_beat(heartbeats)
    if latest is None:
        return not_judged(no_beat(heartbeats))
    if beats_well(latest) and not is_fresh(latest.at, now):
        return not_judged(f"The newest heartbeat is healthy, but of {moment(latest.at)}.")
    if beats_well(latest):
        return _well(heartbeats, latest)
    row = unwell_now(heartbeats, sign_ins)
    cites = cited(*(beat.cite for beat in row or (latest,)))
    text = f"{_in_words(latest)} {_lasting(row, heartbeats)}".strip()
    if not row:
        return warn(f"At the end of its log, on {moment(latest.at)}: {text} The device has signed in since.",
                    cites=cites)
    if not is_fresh(latest.at, now):
        return warn(f"At the end of its log, on {moment(latest.at)}: {text} Nothing was heard of it since.",
                    AskForLogs(), cites=cites, since=row[-1].at, latest=latest.at)
    return fail(text, StartDialog("guided_fix"), cites=cites, since=row[-1].at, latest=latest.at)


def _well(heartbeats: Heartbeats, latest: Heartbeat) -> Verdict:
    bad = [beat for beat in heartbeats.items if not beats_well(beat)]
    last_bad = newest(bad)
    back = oldest(beat for beat in well_heartbeats(heartbeats) if not last_bad or beat.at > last_bad.at)
    was = f" {counted(len(bad), 'earlier heartbeat')} {'was' if len(bad) == 1 else 'were'} not." if bad else ""
    alarm = " It complains of Skype for Business only, a known false alarm." if is_false_alarm(latest) else ""
    return ok(f"The newest heartbeat is healthy.{alarm}{was}",
              cites=cited(latest.cite, *([last_bad.cite] if last_bad else [])), since=back.at if back else None,
              latest=latest.at)


def _in_words(beat: Heartbeat) -> str:
    parts = (("network", beat.network), ("Exchange", beat.exchange), ("Teams sign-in", beat.teams_sign_in))
    told = ", ".join(f"{name} {word}" for name, word in parts if word)
    codes = " " + ", ".join(explained(code) for code in beat.codes) + "." if beat.codes else ""
    return f"The newest heartbeat is unhealthy: {told or 'no state given'}.{codes}"


def _lasting(row: tuple[Heartbeat, ...], heartbeats: Heartbeats) -> str:
    before = "since the log begins" if len(row) == len(heartbeats.items) else "in a row"
    return f"{counted(len(row), 'heartbeat')} {before}." if row else ""
