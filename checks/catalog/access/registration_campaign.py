"""No campaign asks the room to register an app.

## Why it matters
A registration campaign interrupts sign-ins to have people set up a sign-in method, such as the Authenticator app. It
asks only after multifactor authentication, which no console completes, and not on Android: it matters only where a
person signs in with the room's account, and then leaves that person's method on it.

## What we look at
Whether the tenant's registration campaign is on, and whether the room's account is among those it addresses: directly,
through a group, or as one of all users, and not among the excluded. A campaign that is left to Microsoft, as in a new
tenant, is told and not held against the room.

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
ON = "enabled"
STATES = {ON: "The registration campaign is on",
          "default": "The registration campaign is left to Microsoft, who may switch it on,"}
ONLY_A_PERSON = "It asks only a person who completes multifactor authentication with the account, and no console."


@check(severity=Severity.LOW)
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
    return _addressed(campaign, account, memberships, state)


def _addressed(campaign: RegistrationCampaign, account: Account, memberships: Memberships | None,
               state: str) -> Verdict:
    included = _names(campaign.included, account, memberships)
    excluded = _names(campaign.excluded, account, memberships)
    if excluded:
        return ok("The registration campaign excludes the room's account.", cites=[campaign.cite])
    if included:
        unsure = "" if excluded is False else " Whether one of the excluded groups has it, could not be read."
        told = f"{STATES[state]} and addresses the room's account.{unsure} {ONLY_A_PERSON}"
        return (warn if state == ON else ok)(told, cites=[campaign.cite])
    if included is None:
        return not_judged(f"{STATES[state]} and addresses groups; whether the room's account is in one of them could "
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
