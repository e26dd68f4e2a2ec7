"""The room tries to sign in.

## Why it matters
A console that reaches Microsoft Entra leaves a trace there, whether it is let in or not. No trace at all means that
its requests do not arrive, or that they arrive under another user name.

## What we look at
Both sign-in logs of Microsoft Entra, interactive and non-interactive. Only when both could be read does an absence
mean anything; sign-ins of people in a browser do not count.

## How to fix it
1. Compare the user name on the device (More > Settings > Account) with the account's user principal name.
2. From the room's network, open the addresses that Microsoft 365 needs. Teams Rooms does not support a proxy that
   asks for a user name.
3. Send the room's diagnostic zip: its event log says what the device met.

    Test-NetConnection login.microsoftonline.com -Port 443

[Addresses of Microsoft 365](https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges)
"""

from datetime import datetime

from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import ENTRA_LOGS, attempts_of_room, both_logs_readable, counted, in_entra_log, is_well_now
from checks.facts.sign_ins import SignIns
from checks.model import (
    AskForLogs,
    Cause,
    Confidence,
    Severity,
    ShowGuide,
    Verdict,
    Window,
    fail,
    not_judged,
    ok,
    warn,
)
from checks.registry import check


@check(severity=Severity.HIGH)
def tries_to_sign_in(sign_ins: SignIns, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    tried = attempts_of_room(sign_ins)
    recorded = in_entra_log(tried)
    if recorded:
        return ok(f"{counted(len(recorded), 'sign-in attempt')} of the room in the sign-in log.",
                  cites=[recorded[0].cite], since=recorded[-1].at, latest=recorded[0].at)
    if not both_logs_readable(sign_ins):
        return not_judged(f"The sign-in logs of Microsoft Entra were not {_both(sign_ins)}read.")
    if tried or is_well_now(heartbeats, now):
        return warn("The device is answered by Microsoft Entra, yet the tenant's sign-in logs know nothing of this "
                    "account: the device may use another account.", ShowGuide(Cause.WRONG_CREDENTIALS))
    return fail(f"No sign-in attempt of the room's device within {_days(sign_ins.covers)}, in neither sign-in log: its "
                "requests do not arrive, or they name another user.", ShowGuide(Cause.NETWORK_UNREACHABLE),
                AskForLogs(), cause=Cause.NETWORK_UNREACHABLE, confidence=Confidence.MEDIUM)


def _both(sign_ins: SignIns) -> str:
    return "both " if any(window.source in ENTRA_LOGS for window in sign_ins.covers) else ""


def _days(seen: tuple[Window, ...]) -> str:
    start, end = min(window.start for window in seen), max(window.end for window in seen)
    return counted(max(1, round((end - start).total_seconds() / 86400)), "day")
