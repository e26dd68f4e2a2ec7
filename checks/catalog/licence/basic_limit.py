"""No more than 25 rooms use Teams Rooms Basic.

## Why it matters
Teams Rooms Basic costs nothing and is meant for a few rooms: a tenant may use 25 of them, all kinds of Basic together.
Beyond that the rooms work on until Microsoft acts, and then some of them lose their licence.

## What we look at
How many Teams Rooms Basic licences the tenant uses, where this room has one.

## How to fix it
1. Give the rooms beyond the 25th Teams Rooms Pro: Microsoft 365 admin centre > Billing > Licences.

    Get-MgSubscribedSku -All | Format-Table SkuPartNumber, ConsumedUnits

[Teams Rooms licences](https://learn.microsoft.com/microsoftteams/rooms/rooms-licensing)
"""

from checks.facts.licences import Licences
from checks.facts.reading import cited
from checks.facts.room_licences import BASIC_LIMIT, is_basic
from checks.facts.tenant import Subscriptions
from checks.model import Severity, Verdict, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.LOW)
def basic_is_within_its_limit(licences: Licences, subscriptions: Subscriptions) -> Verdict:
    if not any(is_basic(each.sku_id, each.sku_part_number) for each in licences.items):
        return ok("The room does not use Teams Rooms Basic.", cites=[licences.cite])
    basic = [each for each in subscriptions.items if is_basic(each.sku_id, each.sku_part_number)]
    if not basic:
        return not_judged("Teams Rooms Basic is not among the subscriptions that could be read.")
    used = sum(each.consumed for each in basic)
    told, cites = f"The tenant uses {used} Teams Rooms Basic licences", cited(licences.cite, subscriptions.cite)
    if used <= BASIC_LIMIT:
        return ok(f"{told}, of {BASIC_LIMIT} that it may use.", cites=cites)
    # A room beyond the limit works until Microsoft acts, so that this is no failure of the room.
    return warn(f"{told}, more than the {BASIC_LIMIT} that it may use.", cites=cites)
