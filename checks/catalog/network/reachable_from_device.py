"""The device reaches Microsoft Entra.

## Why it matters
When a firewall, a proxy or the name resolution stands in the way, no account or licence can be the cure.

## What we look at
* errors of the device's sign-in broker that say that nothing answered: no name, no connection, no secure connection;
* heartbeats with "Network status: Unhealthy".
Any later answer from Microsoft Entra, even a refusal, and any later healthy heartbeat shows that the network works.
One or two errors happen to every console, when it starts before its network does: beside a sign-in that was refused and
still is, they count for more only when they last, for half an hour, or in several heartbeats.

## How to fix it
1. On the device or in the same network, try the addresses that Microsoft 365 needs.
2. Exempt them from inspection of secure traffic, and from a proxy that asks for a user name: Teams Rooms does not
   support one.
3. Check the device's clock, its name servers and its proxy: sign in to the device as administrator and open
   Settings > Network & internet.

    Test-NetConnection login.microsoftonline.com -Port 443

[Addresses of Microsoft 365](https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.hresults import explained
from checks.facts.network_faults import NetworkFault, NetworkFaults
from checks.facts.reading import (
    LOOK_BACK,
    age_note,
    answered,
    cited,
    counted,
    is_fresh,
    last_well,
    latest_beat,
    lets_in,
    moment,
    newest,
    open_faults,
    state,
    unwell_now,
)
from checks.facts.refusals import open_refusals
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Confidence, Severity, ShowGuide, Verdict, fail, not_judged, ok, warn
from checks.registry import check

SEVERAL, LASTING = 3, timedelta(minutes=30)
SEVERAL_HEARTBEATS = 2


@check(severity=Severity.CRITICAL)
def device_reaches_entra(faults: NetworkFaults | None, heartbeats: Heartbeats | None,
                         sign_ins: SignIns | None, now: datetime) -> Verdict:
    still = open_faults(faults, sign_ins, heartbeats)
    down = _down(heartbeats, sign_ins)
    if still or down:
        refused = any(each.by_device for each in open_refusals(sign_ins, heartbeats))
        return _unreachable(still.items if still else (), down, now, refused=refused)
    answer = newest(answered(sign_ins))
    if answer and answer.at >= last_well(heartbeats) and is_fresh(answer.at, now):
        return ok("Microsoft Entra answers the device.", cites=[answer.cite], latest=answer.at)
    beat = latest_beat(heartbeats)
    if beat and is_fresh(beat.at, now) and (lets_in(beat) or state(beat.exchange) == "connected"):
        return ok("The newest heartbeat shows the device connected.", cites=[beat.cite], latest=beat.at)
    if answer:
        return not_judged(f"Microsoft Entra last answered the device on {moment(answer.at)}.")
    return not_judged("Nothing shows whether the device reached Microsoft Entra.")


def _down(heartbeats: Heartbeats | None, sign_ins: SignIns | None) -> tuple[Heartbeat, ...]:
    """The newest heartbeats, as long as they say that the network is unhealthy."""
    row = unwell_now(heartbeats, sign_ins)
    good = next((n for n, beat in enumerate(row) if state(beat.network) != "unhealthy"), len(row))
    return row[:good]


def _unreachable(faults: Sequence[NetworkFault], down: Sequence[Heartbeat], now: datetime, *,
                 refused: bool) -> Verdict:
    times = [*(fault.at for fault in faults), *(beat.at for beat in down)]
    lasts = _lasts(faults, down)
    text = " ".join(filter(None, (_told(faults), _told_beats(down), age_note(max(times), now))))
    old = now - max(times) > LOOK_BACK
    sure = Confidence.HIGH if is_fresh(max(times), now) and lasts else Confidence.MEDIUM
    cites = cited(*(fault.cite for fault in faults[:3]), *(beat.cite for beat in down))
    return (warn if old or (refused and not lasts) else fail)(
        text, ShowGuide(Cause.NETWORK_UNREACHABLE), cites=cites,
        cause=Cause.NETWORK_UNREACHABLE, since=min(times), latest=max(times),
        confidence=Confidence.LOW if old else sure)


def _lasts(faults: Sequence[NetworkFault], down: Sequence[Heartbeat]) -> bool:
    """Whether this is more than the error or two that happen to every console."""
    times = [fault.at for fault in faults]
    return len(down) >= SEVERAL_HEARTBEATS or (len(times) >= SEVERAL and max(times) - min(times) >= LASTING)


def _told(faults: Sequence[NetworkFault]) -> str:
    if not faults:
        return ""
    codes = dict.fromkeys(fault.hresult for fault in faults)
    hosts = dict.fromkeys(fault.endpoint for fault in faults if fault.endpoint)
    towards = f" towards {', '.join(list(hosts)[:2])}" if hosts else ""
    named = ", ".join(explained(code) for code in list(codes)[:3])
    # One lost request may leave two records, so that records are counted and not requests.
    return f"{counted(len(faults), 'network error')} of the device{towards}: {named}."


def _told_beats(down: Sequence[Heartbeat]) -> str:
    return f"{counted(len(down), 'heartbeat')} in a row with an unhealthy network." if down else ""
