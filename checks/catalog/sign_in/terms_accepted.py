"""No terms of use wait for the room's consent.

## Why it matters
Terms of use have to be read and accepted by a person, and again when they change. Nobody does that at a console; with
multifactor authentication beside them the sign-in runs in circles. An external provider of multifactor authentication
looks the same.

## What we look at
Sign-ins of the room's device refused because a challenge outside of Microsoft Entra was not met (AADSTS50158), and
whether the policy that failed demands terms of use. The same code is counted as multifactor authentication, which
speaks for it in the headline.

## How to fix it
1. Find the policy: Microsoft Entra admin centre > Monitoring & health > Sign-in logs > the failed sign-in >
   Conditional Access.
2. Exclude the group of the room accounts from it. Teams Rooms does not support terms of use.

    Get-MgIdentityConditionalAccessPolicy -All | Format-Table DisplayName, State, Id

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from checks.facts.codes import Group
from checks.facts.heartbeats import Heartbeats
from checks.facts.policy_names import NamedPolicy, cites_of, listed
from checks.facts.refusals import Refusal, in_groups, open_refusals, verdict_on_group
from checks.facts.sign_ins import SignIns
from checks.model import Severity, Verdict
from checks.registry import check


@check(severity=Severity.HIGH)
def no_terms_wait(sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    found = in_groups(open_refusals(sign_ins, heartbeats), Group.TERMS)
    policies = _demanding_terms(found)
    verdict = verdict_on_group(Group.TERMS, "stopped for terms of use", sign_ins, heartbeats, now,
                               cites=cites_of(policies, found[0].cite.source) if found else ())
    if not found:
        return verdict
    # The check on multifactor authentication has the same refusals, with their times, and the headline with them.
    return replace(verdict, summary=_told(policies), since=None, latest=None)


def _told(policies: Sequence[NamedPolicy]) -> str:
    if policies:
        demand = "demands" if len(policies) == 1 else "demand"
        return f"{listed(policies)} {demand} terms of use, which no console can accept."
    return ("The challenge that was not met (AADSTS50158) may be terms of use, or an external provider of multifactor "
            "authentication: the refusal does not say which.")


def _demanding_terms(found: Sequence[Refusal]) -> list[NamedPolicy]:
    failed = {policy.id: policy for each in found if each.sign_in for policy in each.sign_in.policies
              if policy.result.casefold() == "failure" and _demands_terms(policy.grant_controls)}
    return [NamedPolicy(policy.id, policy.name or policy.id) for policy in failed.values()]


def _demands_terms(controls: Sequence[str]) -> bool:
    return any("termsofuse" in control.casefold().replace(" ", "") for control in controls)
