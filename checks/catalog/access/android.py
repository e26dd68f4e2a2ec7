"""Conditional Access would let an Android room in.

## Why it matters
A policy that blocks the room, or demands what a console cannot give, may only show at the next sign-in: after a
restart, a new password or the end of a session. It can be seen before.

## What we look at
Microsoft's own What If, asked about a sign-in of the room's account from Android to Teams, to Exchange and to Device
Registration. The device code flow, with which it registers when it is signed in from afar, has a check of its own.
We name the policies that block, that ask for multifactor authentication, or that demand a control which Microsoft's
support matrix for Teams Rooms does not support. A policy in report-only mode blocks nobody and is told as a warning.
Where What If lacks a condition, such as the room's location, it cannot say, and neither can we. It is asked about a
sign-in without a risk, so that it says nothing of an account at risk.

## How to fix it
1. Open the named policy: Microsoft Entra admin centre > Entra ID > Conditional Access > Policies.
2. Exclude the group of the room accounts from it.
3. Give the rooms one policy of their own, with a known network and a compliant device.

    Get-MgIdentityConditionalAccessPolicy -All | Format-Table DisplayName, State, Id

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
"""

from datetime import datetime

from checks.facts.access_forecast import AccessForecast, Platform
from checks.facts.devices import ManagedDevices
from checks.facts.heartbeats import Heartbeats
from checks.facts.platform_access import verdict_on_platform
from checks.facts.security import Risk
from checks.facts.sign_ins import SignIns
from checks.model import Severity, Verdict
from checks.registry import check


@check(severity=Severity.HIGH, beside=(Risk,))
def would_let_android_in(  # noqa: PLR0917 - a check's parameters are the facts it reads
        forecast: AccessForecast, sign_ins: SignIns | None, heartbeats: Heartbeats | None,
        managed: ManagedDevices | None, risk: Risk | None, now: datetime) -> Verdict:
    return verdict_on_platform(Platform.ANDROID, forecast, sign_ins, heartbeats, managed, risk=risk, now=now)
