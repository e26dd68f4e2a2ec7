"""No per-user multifactor authentication is set.

## Why it matters
Beside Conditional Access there is an older switch on the account itself. It asks for multifactor authentication
everywhere, no policy mentions it, and no exclusion from a policy helps against it.

## What we look at
The per-user state of the account's multifactor authentication: disabled, enabled or enforced.

## How to fix it
1. Disable it for the room: Microsoft Entra admin centre > Entra ID > Users > Per-user MFA > the room's account >
   Disable MFA.
2. Protect the room by Conditional Access instead, with a known network and a compliant device.

    Update-MgBetaUserAuthenticationRequirement -UserId 'room@contoso.com' -BodyParameter @{perUserMfaState = 'disabled'}

[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
"""

from datetime import datetime

from checks.facts.heartbeats import Heartbeats
from checks.facts.security import PerUserMfa
from checks.facts.settings import in_the_way
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, Verdict, not_judged, ok
from checks.registry import check


@check(severity=Severity.HIGH)
def no_per_user_mfa(per_user: PerUserMfa, sign_ins: SignIns | None, heartbeats: Heartbeats | None,
                    now: datetime) -> Verdict:
    state = per_user.state.casefold()
    if state in {"enabled", "enforced"}:
        return in_the_way(f"Per-user multifactor authentication is {state} for the account.", Cause.MFA_REQUIRED,
                          sign_ins, heartbeats, now, cites=[per_user.cite])
    if state == "disabled":
        return ok("Per-user multifactor authentication is disabled for the account.", cites=[per_user.cite])
    return not_judged(f'The state of per-user multifactor authentication is "{per_user.state[:60]}", which Roomcheck '
                      "does not know.")
