"""Nothing waits for an administrator's consent.

## Why it matters
An application may only act for an account to which it, or an administrator for everybody, has consented. A console
cannot consent.

## What we look at
Sign-ins of the room's device refused for want of consent (AADSTS65001, AADSTS90094, AADSTS90095), and the names of the
application and of the service in the sign-in.

## How to fix it
1. Find the named application: Microsoft Entra admin centre > Entra ID > Enterprise apps > the application >
   Permissions.
2. Have an administrator grant consent for the organisation.

    Get-MgAuditLogSignIn -Filter "userPrincipalName eq 'room@contoso.com'" -Top 20

[Codes of Microsoft Entra](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
"""

from datetime import datetime

from checks.facts.codes import Group
from checks.facts.heartbeats import Heartbeats
from checks.facts.refusals import in_groups, names_asked_for, open_refusals, verdict_on_group
from checks.facts.sign_ins import SignIns
from checks.model import Severity, Verdict
from checks.registry import check


@check(severity=Severity.HIGH)
def nothing_waits_for_consent(sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    found = in_groups(open_refusals(sign_ins, heartbeats), Group.CONSENT)
    return verdict_on_group(Group.CONSENT, "refused for want of consent", sign_ins, heartbeats, now,
                            note=names_asked_for(found))
