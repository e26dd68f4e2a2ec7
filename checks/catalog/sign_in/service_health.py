"""Microsoft Entra has no open incident.

## Why it matters
When Microsoft Entra is disturbed, nobody signs in as usual, and rooms are often the first to show it. Whoever knows it
need not search the account.

## What we look at
The open issues of Microsoft Entra that Microsoft tells this tenant's administrators. An incident is told with its
number, whether or not it concerns this room; an advisory is no outage.

## How to fix it
1. Read the incident: Microsoft 365 admin centre > Health > Service health. Nothing in the room has to be repaired for
   it.
2. Check the room again when Microsoft has closed the incident.

    Get-MgServiceAnnouncementIssue -Filter "isResolved eq false"

[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from checks.facts.service_issues import verdict_on_service
from checks.facts.tenant import ServiceHealth
from checks.model import Severity, Verdict
from checks.registry import check


@check(severity=Severity.LOW)
def entra_has_no_incident(health: ServiceHealth) -> Verdict:
    return verdict_on_service(health, "Microsoft Entra", {"entra", "identity"})
