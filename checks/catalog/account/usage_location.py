"""The account has a usage location.

## Why it matters
Not every service may be used in every country, so Microsoft wants to know the account's country before it gives it a
licence. Without one, a licence cannot be assigned directly; one that comes by a group takes the tenant's own country.

## What we look at
The usage location of the account, and whether it has any licence.

## How to fix it
1. Set the country: Microsoft Entra admin centre > Entra ID > Users > the room's account > Edit properties > Usage
   location.
2. Then assign the licence.

    Update-MgUser -UserId 'room@contoso.com' -UsageLocation CH

[Teams Rooms licences](https://learn.microsoft.com/microsoftteams/rooms/rooms-licensing)
"""

from checks.facts.account import Account
from checks.facts.licences import Licences
from checks.facts.reading import cited
from checks.model import Cause, Confidence, Severity, ShowGuide, Verdict, fail, not_applicable, ok, warn
from checks.registry import check


@check(severity=Severity.MEDIUM)
def account_has_a_usage_location(account: Account, licences: Licences | None) -> Verdict:
    if not account.found:
        return not_applicable("There is no account that could have a usage location.")
    place = account.usage_location.strip()
    if place:
        return ok(f"The account's usage location is {place}.", cites=[account.cite])
    if licences is not None and not licences.items:
        # The missing licence has a check of its own, which is sure of it; this only says why none can be assigned.
        return fail("The account has no usage location and no licence: none can be assigned to it directly before the "
                    "location is set.", ShowGuide(Cause.LICENCE_MISSING), cites=cited(account.cite, licences.cite),
                    cause=Cause.LICENCE_MISSING, confidence=Confidence.LOW)
    return warn("The account has no usage location: the next licence cannot be assigned to it directly.",
                cites=[account.cite])
