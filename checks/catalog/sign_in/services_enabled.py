"""The services that the room signs in to are enabled.

## Why it matters
Each Microsoft 365 service stands in the tenant as an application of its own. Where one is switched off, was never
added, lets in only chosen users, or its subscription has lapsed, the sign-in to it is refused.

## What we look at
Sign-ins of the room's device refused for the service behind them (AADSTS500011, AADSTS500014, AADSTS7000112,
AADSTS50105), and the name of the service in the sign-in.

## How to fix it
1. Find the named application: Microsoft Entra admin centre > Entra ID > Enterprise apps.
2. Under Properties, set "Enabled for users to sign-in" to Yes. If "Assignment required" is on, assign the room
   accounts to it.
3. Check that the subscription which brings the service has not lapsed: Microsoft 365 admin centre > Billing > Your
   products.

    Get-MgServicePrincipal -Filter "displayName eq 'Microsoft Teams Services'"

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
def services_are_enabled(sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    found = in_groups(open_refusals(sign_ins, heartbeats), Group.SERVICE)
    return verdict_on_group(Group.SERVICE, "refused for the service behind it", sign_ins, heartbeats, now,
                            note=names_asked_for(found))
