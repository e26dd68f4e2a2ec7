"""The device speaks a version of TLS that is accepted.

## Why it matters
Microsoft Entra no longer answers devices that speak TLS 1.0 or 1.1. An old operating system, or a setting that holds
back the newer versions, then keeps the room out, whatever its account is like.

## What we look at
Sign-ins of the device refused for its version of TLS (AADSTS1002016).

## How to fix it
1. See which of the device's programs is refused: Microsoft Entra admin centre > Monitoring & health > Sign-in logs >
   the failed sign-in.
2. Update the device's operating system and the room's app.
3. On Windows, check that no policy switches TLS 1.2 off.
4. If a proxy opens the connection to inspect it, the proxy's version counts: exempt the addresses of Microsoft 365.

    Get-MgAuditLogSignIn -Filter "userPrincipalName eq 'room@contoso.com' and status/errorCode eq 1002016" -Top 20

[Codes of Microsoft Entra](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
"""

from datetime import datetime

from checks.facts.codes import Group
from checks.facts.heartbeats import Heartbeats
from checks.facts.refusals import verdict_on_group
from checks.facts.sign_ins import SignIns
from checks.model import Severity, Verdict
from checks.registry import check


@check(severity=Severity.HIGH)
def tls_is_new_enough(sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    return verdict_on_group(Group.TLS, "refused for its version of TLS", sign_ins, heartbeats, now)
