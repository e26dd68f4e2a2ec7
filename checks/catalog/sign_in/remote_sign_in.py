"""Remote sign-in with a code works.

## Why it matters
An Android room is signed in from afar with a code that somebody types on another computer. When the code runs out, is
mistyped or the flow is blocked, the room stays at its sign-in screen.

## What we look at
* sign-ins of the room refused for the code itself (AADSTS70018, AADSTS70019, AADSTS70020) or for a policy on devices
  (AADSTS530033);
* sign-ins with the device code flow that Conditional Access blocked (AADSTS53003). Microsoft has rolled out a managed
  policy of its own that does so.

## How to fix it
1. If the flow is blocked: exclude the group of the Android room accounts from the policy, in Microsoft Entra admin
   centre > Entra ID > Conditional Access > Policies.
2. If the code ran out: sign the room in again with a new code. After signing it out from afar, wait a quarter of an
   hour first: the device shows a new code only then.

    Get-MgIdentityConditionalAccessPolicy -All | Format-Table DisplayName, State, Id

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
"""

from datetime import datetime

from checks.facts.codes import Group, cause_of, group_of
from checks.facts.heartbeats import Heartbeats
from checks.facts.refusals import Refusal, none_refused, open_refusals, refusals, refused
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, Verdict
from checks.registry import check

BLOCKED, BLOCKED_FOR_THE_DEVICE, FLOW = 53003, 530033, "devicecode"
NOTE = ("The blocked way is the device code flow, with which Android rooms are signed in remotely; Microsoft's own "
        "managed policy blocks it too.")


@check(severity=Severity.MEDIUM)
def remote_sign_in_works(sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    open_ = open_refusals(sign_ins, heartbeats)
    found = [each for each in open_ if _is_blocked_flow(each) or _is_of_the_way(each)]
    own = [each for each in found if each.by_device] or found
    if own:
        cause = cause_of(own[0].code) or Cause.SIGN_IN_BLOCKED_OTHER
        return refused(own, cause, now, note=NOTE if any(map(_is_blocked_flow, own)) else "")
    past = [each for each in refusals(sign_ins, heartbeats) if _is_of_the_way(each)]
    return none_refused(sign_ins, heartbeats, "refused on the way of remote sign-in", Cause.SIGN_IN_BLOCKED_OTHER, now,
                        past=past)


def _is_of_the_way(refusal: Refusal) -> bool:
    """Whether its code speaks of nothing but remote sign-in."""
    return refusal.code == BLOCKED_FOR_THE_DEVICE or group_of(refusal.code) is Group.REMOTE_SIGN_IN


def _is_blocked_flow(refusal: Refusal) -> bool:
    attempt = refusal.sign_in
    return refusal.code == BLOCKED and attempt is not None and attempt.protocol.casefold() == FLOW
