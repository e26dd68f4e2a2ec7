"""No campaign asks the room to register an app.

## Why it matters
A registration campaign interrupts sign-ins to have people set up the Authenticator app. Nobody in a room can do that.

## What we look at
Whether the tenant's registration campaign is on, or left to Microsoft, and whether the room's account is among those
it addresses: directly, through a group, or as one of all users, and not among the excluded.

## How to fix it
1. Exclude the group of the room accounts: Microsoft Entra admin centre > Entra ID > Authentication methods >
   Registration campaign > Excluded users and groups.

    Get-MgPolicyAuthenticationMethodPolicy | Select-Object RegistrationEnforcement | ConvertTo-Json -Depth 5

[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
"""

from checks.facts.account import Account
from checks.facts.security import Memberships, RegistrationCampaign
from checks.model import Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check

EVERYBODY = "all_users"
STATES = {"enabled": "The registration campaign is on",
          "default": "The registration campaign is left to Microsoft, who may switch it on,"}


@check(severity=Severity.MEDIUM)
def campaign_leaves_room_alone(campaign: RegistrationCampaign, account: Account,
                               memberships: Memberships | None) -> Verdict:
    if not account.found:
        return not_applicable("There is no account that a campaign could address.")
    state = campaign.state.casefold()
    if state == "disabled":
        return ok("The registration campaign is off.", cites=[campaign.cite])
    if state not in STATES:
        return not_judged(f'The state of the registration campaign is "{campaign.state[:60]}", which Roomcheck does '
                          "not know.")
    return _addressed(campaign, account, memberships, STATES[state])


def _addressed(campaign: RegistrationCampaign, account: Account, memberships: Memberships | None,
               how_it_stands: str) -> Verdict:
    included = _names(campaign.included, account, memberships)
    excluded = _names(campaign.excluded, account, memberships)
    if excluded:
        return ok("The registration campaign excludes the room's account.", cites=[campaign.cite])
    if included:
        unsure = "" if excluded is False else " Whether one of the excluded groups has it, could not be read."
        return warn(f"{how_it_stands} and addresses the room's account.{unsure}", cites=[campaign.cite])
    if included is None:
        return not_judged(f"{how_it_stands} and addresses groups; whether the room's account is in one of them could "
                          "not be read.")
    return ok("The registration campaign does not address the room's account.", cites=[campaign.cite])


def _names(ids: frozenset[str], account: Account, memberships: Memberships | None) -> bool | None:
    """Whether these ids name the account, one of its groups, or everybody; None where its groups are not all known."""
    asked = {each.casefold() for each in ids}
    groups = {each.casefold() for each in memberships.groups} if memberships else set()
    if asked & ({EVERYBODY, account.object_id.casefold()} | groups):
        return True
    known = memberships is not None and memberships.complete
    return False if known or not asked else None
