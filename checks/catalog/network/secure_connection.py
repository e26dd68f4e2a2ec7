"""The device gets a secure connection to Microsoft Entra.

## Why it matters
A firewall that opens secure traffic to inspect it shows the device a certificate of its own, which Teams Rooms does
not trust. A clock that is wrong makes even the right certificate look invalid. Both look like a broken network, and
opening more addresses mends neither.

## What we look at
Errors of the device's sign-in broker that say that no secure connection came about (0xCAA82F8F, WinHTTP 12175), as long
as nothing got through after them; and, if the device's log shows it, how its clock stands. Whether the network is the
cause, the finding on reaching Microsoft Entra decides.

## How to fix it
1. Exempt the addresses of Microsoft 365 from inspection of secure traffic, first of all login.microsoftonline.com.
2. Check the device's date and time: on the device, sign in as administrator and open Settings > Time & language > Date
   & time.
3. On the device, open the address below in a browser and look at who issued its certificate: it has to be a public
   certification authority, not your own.

    Test-NetConnection login.microsoftonline.com -Port 443

[Addresses of Microsoft 365](https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from checks.facts.clock import TOLERATED_DRIFT, DeviceClock
from checks.facts.durations import lasting
from checks.facts.heartbeats import Heartbeats
from checks.facts.hresults import explained, normalised
from checks.facts.network_faults import NetworkFault, NetworkFaults
from checks.facts.reading import (
    LOOK_BACK,
    age_note,
    answered,
    cited,
    counted,
    is_fresh,
    moment,
    newest,
    open_faults,
)
from checks.facts.refusals import let_in, open_refusals
from checks.facts.sign_ins import SignIns
from checks.model import (
    Cause,
    Confidence,
    Severity,
    ShowGuide,
    Verdict,
    fail,
    not_applicable,
    not_judged,
    ok,
    warn,
)
from checks.registry import check

NO_SECURE_CONNECTION = "0xCAA82F8F"


@check(severity=Severity.HIGH)
def connection_is_secure(faults: NetworkFaults | None, clock: DeviceClock | None, sign_ins: SignIns | None,
                         heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    still = open_faults(faults, sign_ins, heartbeats)
    failed = [fault for fault in (still.items if still else ()) if normalised(fault.hresult) == NO_SECURE_CONNECTION]
    if failed:
        refused = any(each.by_device for each in open_refusals(sign_ins, heartbeats))
        return _insecure(failed, clock, now, refused=refused)
    if still:
        return not_applicable(f"The device does not get that far: {explained(still.items[0].hresult)}.")
    answer = newest(answered(sign_ins))
    if answer and is_fresh(answer.at, now):
        return ok("Microsoft Entra answers the device over a secure connection.", cites=[answer.cite])
    proof = let_in(sign_ins, heartbeats, now)
    if proof:
        return ok("The device is signed in, so its secure connections come about.", cites=[proof])
    if answer:
        return not_judged(f"Microsoft Entra last answered the device on {moment(answer.at)}.")
    return not_judged("No answer of Microsoft Entra to the device was seen, and no secure connection that failed.")


def _insecure(failed: Sequence[NetworkFault], clock: DeviceClock | None, now: datetime, *, refused: bool) -> Verdict:
    """A suggestion only, without a time: the headline is left to what weighs these errors with all others."""
    latest = failed[0]
    text = " ".join(filter(None, (
        f"{counted(len(failed), 'error')} of the device: {explained(NO_SECURE_CONNECTION)}. {_reason(clock)}",
        age_note(latest.at, now))))
    verdict = warn if refused or now - latest.at > LOOK_BACK else fail
    return verdict(text, ShowGuide(Cause.NETWORK_UNREACHABLE), cites=cited(*(fault.cite for fault in failed)),
                   cause=Cause.NETWORK_UNREACHABLE, confidence=Confidence.LOW)


def _reason(clock: DeviceClock | None) -> str:
    off = clock and (clock.ahead_of_upload or clock.drift)
    if off and abs(off) > TOLERATED_DRIFT:
        way = "ahead" if off > timedelta(0) else "behind"
        return (f"The device's clock is {lasting(off)} {way}, by which every certificate may look invalid: set it "
                "first.")
    if clock and clock.drift is not None:
        return "The device's clock is right, so something on the way probably opens the connection to inspect it."
    return "Either something on the way opens the connection to inspect it, or the device's clock is wrong."
