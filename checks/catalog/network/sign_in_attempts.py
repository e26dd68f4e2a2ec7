"""The room tries to sign in.

## Why it matters
A console that reaches Microsoft Entra leaves a trace there, whether it is let in or not. No trace at all means that
its requests do not arrive, or that they arrive under another user name. Where a federation service checks the password,
a sign-in that gets no token from it never reaches Microsoft Entra either.

## What we look at
Both sign-in logs of Microsoft Entra, interactive and non-interactive. Only when both could be read, for about a week
back, does an absence mean anything. Sign-ins of people in a browser or of other programs are none of the device, yet
they show that the account can be reached, so that its absence is then only a hint. So it is while the federation
service of the account's domain gives the device no token.

## How to fix it
1. Compare the user name on the device (More > Settings > Account) with the account's user principal name.
2. From the room's network, open the addresses that Microsoft 365 needs. Teams Rooms does not support a proxy that
   asks for a user name.
3. Send the room's diagnostic zip: its event log says what the device met.

    Test-NetConnection login.microsoftonline.com -Port 443

[Addresses of Microsoft 365](https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges)
"""

from datetime import datetime, timedelta

from checks.facts.domain import SignInDomain
from checks.facts.federation_faults import FederationFaults
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import (
    ENTRA_LOGS,
    attempts_of_room,
    both_logs_readable,
    cited,
    counted,
    in_entra_log,
    is_well_now,
    newest,
    open_federation_faults,
    scope,
)
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

A_WEEK, TWO_DAYS = timedelta(days=6, hours=12), timedelta(days=2)


@check(severity=Severity.HIGH, beside=(SignInDomain, FederationFaults))
def tries_to_sign_in(sign_ins: SignIns, heartbeats: Heartbeats | None, domain: SignInDomain | None,
                     faults: FederationFaults | None, now: datetime) -> Verdict:
    tried = attempts_of_room(sign_ins)
    recorded = in_entra_log(tried)
    if recorded:
        return ok(f"{counted(len(recorded), 'sign-in attempt')} of the room in {scope(sign_ins)}.",
                  cites=[recorded[0].cite], since=recorded[-1].at, latest=recorded[0].at)
    if not both_logs_readable(sign_ins):
        return not_judged(f"The sign-in logs of Microsoft Entra were not {_both(sign_ins)}read.")
    beat = newest(heartbeats.items) if heartbeats and is_well_now(heartbeats, now) else None
    if tried or beat:
        return warn("The device is answered by Microsoft Entra, yet the tenant's sign-in logs know nothing of this "
                    "account: the device may use another account.", ShowGuide(Cause.WRONG_CREDENTIALS),
                    cites=[beat.cite if beat else tried[0].cite], latest=beat.at if beat else tried[0].at)
    if now - _both_since(sign_ins.covers) < A_WEEK:
        return not_judged(f"Of the sign-in logs only the last {_reach(sign_ins.covers, now)} could be read, and they "
                          "name no attempt of the room's device.")
    stopped = open_federation_faults(faults, sign_ins, heartbeats, now)
    if stopped and domain and domain.federated:
        return warn(f"No sign-in attempt of the room's device within {_reach(sign_ins.covers, now)}. Its domain is "
                    "federated, and the federation service gives the device no token: without one nothing reaches "
                    "Microsoft Entra.", cites=cited(domain.cite, *(fault.cite for fault in stopped)))
    return _silent(sign_ins, now)


def _silent(sign_ins: SignIns, now: datetime) -> Verdict:
    """The verdict on silence in both logs, for about a week, that nothing else explains."""
    others = in_entra_log(sign_ins.items)
    if others:
        return warn(f"No sign-in attempt of the room's device within {_reach(sign_ins.covers, now)}, only "
                    f"{counted(len(others), 'sign-in')} with its account by people or other programs.",
                    ShowGuide(Cause.NETWORK_UNREACHABLE), AskForLogs(), cites=[others[0].cite],
                    cause=Cause.NETWORK_UNREACHABLE, confidence=Confidence.LOW)
    return fail(f"No sign-in attempt of the room's device within {_reach(sign_ins.covers, now)}, in either sign-in "
                "log: its requests do not arrive, or they name another user.", ShowGuide(Cause.NETWORK_UNREACHABLE),
                AskForLogs(), cause=Cause.NETWORK_UNREACHABLE, confidence=Confidence.MEDIUM)


def _both(sign_ins: SignIns) -> str:
    return "both " if any(window.source in ENTRA_LOGS for window in sign_ins.covers) else ""


def _both_since(seen: tuple[Window, ...]) -> datetime:
    """From when on both logs were read: a busy log is cut off at its newest records."""
    return max(min(window.start for window in seen if window.source == source) for source in ENTRA_LOGS)


def _reach(seen: tuple[Window, ...], now: datetime) -> str:
    """How far back both logs were read."""
    hours = round((now - _both_since(seen)) / timedelta(hours=1))
    return counted(max(1, hours), "hour") if timedelta(hours=hours) < TWO_DAYS else counted(round(hours / 24), "day")
