"""Exchange Online has no open incident.

## Why it matters
When Exchange Online is disturbed, consoles sign in and show no meetings. Whoever knows it need not search the room's
mailbox.

## What we look at
The open issues of Exchange Online that Microsoft tells this tenant's administrators. An incident is told with its
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
def exchange_has_no_incident(health: ServiceHealth) -> Verdict:
    return verdict_on_service(health, "Exchange Online", {"exchange"})
