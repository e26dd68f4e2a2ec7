"""The subscription of the licence is in force.

## Why it matters
A licence is only as good as the subscription behind it. When that lapses, Microsoft warns for some weeks, then takes
the service away from everybody who uses it, all rooms at once.

## What we look at
The state of the tenant's subscription to the licence by which the account has Teams, and whether more licences are used
than were bought.

## How to fix it
1. Renew the subscription or pay for it: Microsoft 365 admin centre > Billing > Your products.
2. Where more are used than were bought, buy more, or remove some.

    Get-MgSubscribedSku -All | Format-Table SkuPartNumber, CapabilityStatus, ConsumedUnits

[Teams Rooms licences](https://learn.microsoft.com/microsoftteams/rooms/rooms-licensing)
"""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.heartbeats import Heartbeats
from checks.facts.licences import Licence, Licences
from checks.facts.reading import cited
from checks.facts.refusals import let_in
from checks.facts.room_licences import TEAMS_PLANS, LicenceKind, called, kind_of
from checks.facts.sign_ins import SignIns
from checks.facts.tenant import Subscription, Subscriptions
from checks.model import (
    Cause,
    Citation,
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

GUIDE = ShowGuide(Cause.LICENCE_MISSING)
_ENDED = frozenset({"suspended", "lockedout", "deleted"})
# The best comes first: of two licences that carry Teams, the better serves the room.
_ORDER = ("enabled", "warning")


@check(severity=Severity.HIGH)
def subscription_is_in_force(licences: Licences, subscriptions: Subscriptions, sign_ins: SignIns | None,
                             heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    wanted = {_id(licence) for licence in licences.items if _carries_teams(licence)}
    behind = [each for each in subscriptions.items if _id(each) in wanted]
    if not wanted:
        return not_applicable("The account has no licence with Teams that a subscription could stand behind.")
    if not behind:
        return not_judged("The account's licence is not among the subscriptions that could be read.")
    best = min(behind, key=_rank)
    if best.status.strip().casefold() not in _ENDED:
        return _still(best, cited(subscriptions.cite, licences.cite))
    if wanted - {_id(each) for each in behind}:
        return not_judged("One of the subscriptions behind the account's licences has ended, and another could not be "
                          "read.")
    return _ended(best, subscriptions, let_in(sign_ins, heartbeats, now))


def _still(best: Subscription, cites: Sequence[Citation]) -> Verdict:
    name, status = called(best.sku_id, best.sku_part_number), best.status.strip()
    if status.casefold() == "warning":
        return warn(f"The subscription to {name} has run out, and Microsoft lets it go on for a while.", cites=cites)
    if status.casefold() != "enabled":
        return not_judged(f'The subscription to {name} is "{status}", which Roomcheck does not know.')
    if _is_overused(best):
        return warn(f"More licences of {name} are used than were bought: {best.consumed} of {best.enabled}.",
                    cites=cites)
    return ok(f"The subscription to {name} is in force.", cites=cites)


def _ended(best: Subscription, subscriptions: Subscriptions, proof: Citation | None) -> Verdict:
    """Microsoft Entra lets a room in without a licence, so a sign-in leaves the matter open."""
    name, status = called(best.sku_id, best.sku_part_number), best.status.strip()
    text = f'The subscription to {name} is no longer in force ("{status}").'
    if proof:
        return warn(f"{text} The device still gets in.", GUIDE, cites=cited(subscriptions.cite, proof),
                    cause=Cause.LICENCE_MISSING)
    return fail(text, GUIDE, cites=[subscriptions.cite], cause=Cause.LICENCE_MISSING, confidence=Confidence.MEDIUM)


def _id(item: Licence | Subscription) -> str:
    return item.sku_id.strip().lower()


def _carries_teams(licence: Licence) -> bool:
    plans = {plan.id.strip().lower() for plan in licence.plans}
    return kind_of(licence) is LicenceKind.ROOM or bool(plans & TEAMS_PLANS)


def _rank(subscription: Subscription) -> tuple[int, bool]:
    status = subscription.status.strip().casefold()
    place = _ORDER.index(status) if status in _ORDER else len(_ORDER) + (status in _ENDED)
    return place, _is_overused(subscription)


def _is_overused(subscription: Subscription) -> bool:
    """Whether more are used than were bought; a subscription in force that names no number does not tell."""
    return 0 < subscription.enabled < subscription.consumed
