"""The licence includes Intune where that is needed.

## Why it matters
A policy that lets in only compliant devices needs Intune to say that the console is one. Teams Rooms Pro includes
Intune, Teams Rooms Basic does not: with Basic no console can ever meet such a policy.

## What we look at
* the Intune plan among the account's licences;
* whether a compliant device is demanded: the device was refused for want of it (AADSTS53000, AADSTS530002), or a policy
  that applies demands it and offers no other way in. A policy on trial demands nothing.

## How to fix it
1. Assign Teams Rooms Pro, and enrol the console in Intune.
2. Or exclude the room's account from the policy: Microsoft Entra admin centre > Entra ID > Conditional Access >
   Policies.

    Get-MgUserLicenseDetail -UserId 'room@contoso.com' | Select-Object SkuPartNumber -ExpandProperty ServicePlans

[Teams Rooms licences](https://learn.microsoft.com/microsoftteams/rooms/rooms-licensing)
[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
"""

from datetime import datetime

from checks.facts.access_forecast import AccessForecast
from checks.facts.compliance import Demand, demand_of, named, not_met
from checks.facts.heartbeats import Heartbeats
from checks.facts.licences import Licences
from checks.facts.reading import cited
from checks.facts.refusals import let_in
from checks.facts.room_licences import intune_plans
from checks.facts.sign_ins import SignIns
from checks.model import Citation, Severity, Verdict, not_judged, ok
from checks.registry import check


@check(severity=Severity.HIGH)
def intune_is_there_where_needed(licences: Licences, forecast: AccessForecast | None, sign_ins: SignIns | None,
                                 heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    plans = intune_plans(licences)
    if any(plan.status.casefold() == "success" for plan in plans):
        return ok("The account has Intune by its licence.", cites=[licences.cite])
    demand = demand_of(forecast, sign_ins, heartbeats, now)
    if demand:
        states = ", ".join(dict.fromkeys(f"{plan.name} ({plan.status})" for plan in plans))
        lack = f"Intune is not in force: {states}" if plans else "None of the account's licences includes Intune"
        return not_met(f"{lack}.", demand, sign_ins, heartbeats, now, cites=[licences.cite])
    return _not_demanded(licences, demand, let_in(sign_ins, heartbeats, now))


def _not_demanded(licences: Licences, demand: Demand, proof: Citation | None) -> Verdict:
    """Nothing is known to demand it, which is not yet to know that nothing does."""
    without = "The account has no Intune in force"
    if demand.perhaps:
        return not_judged(f"{without}. Whether {named(demand.perhaps)} demands a compliant device of the room, What If "
                          "had too little information to say.")
    if demand.cites:
        return ok(f"{without}, and no policy demands a compliant device.", cites=cited(licences.cite, *demand.cites))
    if proof:
        return ok(f"{without}, and the device gets in without it.", cites=cited(licences.cite, proof))
    return not_judged(f"{without}. Whether a compliant device is demanded of it, nothing that was read says.")
