"""Teams knows the account.

## Why it matters
After a licence is assigned, Teams sets the account up for itself. Until that is done the device signs in to Microsoft
Entra, but cannot register with Teams.

## What we look at
What the Teams service says of the account: its type, and whether Teams is among its features. Microsoft offers this in
its worldwide cloud only.

## How to fix it
1. Check that the account has a Teams Rooms licence with its Teams plan on, and what Teams says of it: Teams admin
   centre > Users > Manage users > the room's account.
2. Wait up to 24 hours after a licence was assigned.
3. If nothing changes, remove the licence, assign it again, and then ask Microsoft's support.

    Get-CsOnlineUser -Identity 'room@contoso.com' | Format-List AccountType, FeatureTypes, AccountEnabled

[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from checks.facts.teams_provisioning import TeamsProvisioning
from checks.facts.troubles import has_teams, setup_fault, strange_features
from checks.model import Cause, Severity, ShowGuide, Verdict, fail, not_judged, ok, warn
from checks.registry import check

_SHOWN = 60
"""Characters of a word of Graph's own."""


@check(severity=Severity.HIGH)
def teams_knows_the_account(teams: TeamsProvisioning) -> Verdict:
    fault = setup_fault(teams)
    if fault:
        return fail(fault, ShowGuide(Cause.TEAMS_NOT_PROVISIONED), cites=[teams.cite],
                    cause=Cause.TEAMS_NOT_PROVISIONED)
    strange = strange_features(teams)
    if not has_teams(teams) and strange:
        named = ", ".join(dict.fromkeys(feature[:_SHOWN] or "one that could not be read" for feature in strange))
        return warn("Teams knows the account. Whether it has set up Teams for it is not clear: of the features it "
                    f"names, Roomcheck does not know {named}.", cites=[teams.cite])
    if not has_teams(teams):
        return not_judged("Teams knows the account, and does not tell what it has set up for it.")
    return ok("Teams has set the account up.", cites=[teams.cite])
