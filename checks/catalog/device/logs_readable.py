"""The device's logs can be read.

## Why it matters
What a zip does not hold, or holds damaged, nobody can judge. A finding that says "none" is only as good as the log
behind it.

## What we look at
Whether the diagnostic zip holds the two event logs and the Teams app's log that Roomcheck reads, and whether all of
their records can be used. Not every version of the app writes Logs.txt, so that its absence is no fault. A damaged
record may be one that Windows was just writing.

## How to fix it
1. Collect the logs once more: Teams admin centre > Teams devices > Teams Rooms on Windows > the device > Download
   device logs > History. Or in the Teams Rooms Pro Management portal > Rooms > the device > Actions > Log Collection >
   Run.
2. Send the zip as it was made, unchanged and without a password.
3. If the same log is damaged again, the device's disk may be failing. On the device, see whether Windows reads its
   logs.

    Get-WinEvent -ListLog 'Skype Room System', 'Microsoft-Windows-AAD/Operational' | Format-Table LogName, RecordCount

[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from checks.facts.contents import Contents, LogSeen
from checks.model import AskForLogs, Severity, Verdict, ok, warn
from checks.registry import check

NOT_ALWAYS_WRITTEN = frozenset({"the Teams app's Logs.txt"})


@check(severity=Severity.LOW)
def logs_can_be_read(contents: Contents) -> Verdict:
    damaged = [seen for seen in contents.logs if seen.damage]
    missing = [seen for seen in contents.logs if not (seen.found or seen.damage)
               and seen.title not in NOT_ALWAYS_WRITTEN]
    if damaged or missing:
        told = [f"Of {seen.title}: {_sentence(seen.damage)}" for seen in damaged]
        told += [f"The zip does not hold {_listed(missing)}."] if missing else []
        return warn(f"{' '.join(told)} Collect the logs once more, and send the zip as it was made.", AskForLogs(),
                    cites=[contents.cite])
    found = [seen for seen in contents.logs if seen.found]
    return ok(f"All of {_listed(found)} can be read." if found else "The zip holds all that it has to.",
              cites=[contents.cite])


def _listed(logs: list[LogSeen]) -> str:
    *others, last = (seen.title for seen in logs)
    return f"{', '.join(others)} and {last}" if others else last


def _sentence(damage: str) -> str:
    words = damage.strip().rstrip(".")
    if "/" in words.partition(" ")[0]:
        # a path stays as it is written
        return f"{words}."
    return f"{words[:1].lower()}{words[1:]}."
