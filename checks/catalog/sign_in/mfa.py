"""Signs in without multifactor authentication.

## Why it matters
Nobody sits at a room's console to approve a prompt, so a prompt is an outage. Teams Rooms does not support
multifactor authentication that a person has to answer.

## What we look at
* sign-ins of the room's device refused with a code for multifactor authentication, such as AADSTS50076 and
  AADSTS50079, in the Entra sign-in logs or in the device's own event log;
* heartbeats of the device that carry such a code.

## How to fix it
1. Find what asks for it: Microsoft Entra admin centre > Monitoring & health > Sign-in logs > a failed sign-in >
   Conditional Access. If no policy is named there, look at security defaults and at per-user multifactor
   authentication.
2. Exclude the room's account, best a group of all room accounts, from that policy.
3. Protect the rooms by a policy of their own that asks for a known network and a compliant device instead.

[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
"""

from datetime import datetime

from checks.facts.heartbeats import Heartbeats
from checks.facts.refusals import verdict_on
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, Verdict
from checks.registry import check


@check(severity=Severity.CRITICAL)
def signs_in_without_mfa(sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    return verdict_on(Cause.MFA_REQUIRED, "stopped for multifactor authentication", sign_ins, heartbeats, now)
