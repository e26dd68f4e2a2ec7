"""The licence's Teams plan is on.

## Why it matters
A licence is a bundle of plans, and each can be switched off by itself. With Teams off, the licence looks right in
every list while Teams refuses the room.

## What we look at
The plans of the account's licences that carry Teams, and their provisioning status. Microsoft's test plans "Teams Room
Basic" and "Teams Room Pro" are left out: they may stay pending for ever.

## How to fix it
1. Switch the plan on: Microsoft 365 admin centre > Users > Active users > the room's account > Licences and apps >
   Apps > Microsoft Teams. With licences assigned by a group, do so in the group.
2. If a plan stays pending for more than 24 hours, remove the licence and assign it again.

    Get-MgUserLicenseDetail -UserId 'room@contoso.com' | Select-Object -ExpandProperty ServicePlans

[Teams Rooms licences](https://learn.microsoft.com/microsoftteams/rooms/rooms-licensing)
"""

from datetime import timedelta

from checks.facts.licences import Licences
from checks.facts.room_licences import teams_is_off, teams_is_on, teams_plans
from checks.model import Cause, Confidence, RecheckLater, Severity, ShowGuide, Verdict, fail, not_applicable, ok, warn
from checks.registry import check

GUIDE = ShowGuide(Cause.LICENCE_PLAN_DISABLED)
_DAY = timedelta(hours=24)
_KNOWN = frozenset({"success", "disabled", "error", "pendinginput", "pendingactivation", "pendingprovisioning"})


@check(severity=Severity.CRITICAL)
def teams_plan_is_on(licences: Licences) -> Verdict:
    plans = teams_plans(licences)
    if not plans:
        return not_applicable("None of the account's licences carries Teams.")
    if teams_is_on(licences):
        return ok("The Teams plan is on.", cites=[licences.cite])
    names = ", ".join(dict.fromkeys(f"{plan.name} ({plan.status})" for plan in plans))
    if teams_is_off(licences):
        sure = Confidence.HIGH if any(plan.status.casefold() == "disabled" for plan in plans) else Confidence.MEDIUM
        return fail(f"No Teams plan of the account is on: {names}.", GUIDE, cites=[licences.cite],
                    cause=Cause.LICENCE_PLAN_DISABLED, confidence=sure)
    if any(plan.status.casefold() not in _KNOWN for plan in plans):
        return warn(f"The Teams plan is in a state that Roomcheck does not know: {names}. Whether Teams is on could "
                    "not be judged.", cites=[licences.cite])
    return warn(f"The Teams plan is not in force yet: {names}. Since when, the directory does not say: after more than "
                "24 hours remove the licence and assign it again.", GUIDE, RecheckLater(_DAY, "It may take 24 hours."),
                cites=[licences.cite])
