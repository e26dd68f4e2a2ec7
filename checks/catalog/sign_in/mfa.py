"""Signs in without multifactor authentication.

## Why it matters
Nobody sits at a room's console to approve a prompt, so a prompt is an outage. Teams Rooms does not support
multifactor authentication that a person has to answer.

## What we look at
* sign-ins of the room's device refused with a code for multifactor authentication, such as AADSTS50076 and
  AADSTS50079, in the Entra sign-in logs or in the device's own event log;
* heartbeats of the device that carry such a code;
* what demands it, where that is known: the policy that the sign-in names, per-user multifactor authentication, or the
  tenant's security defaults.

## How to fix it
1. Find what asks for it: Microsoft Entra admin centre > Monitoring & health > Sign-in logs > a failed sign-in >
   Conditional Access. If no policy is named there, look at security defaults and at per-user multifactor
   authentication.
2. Exclude the room's account, best a group of all room accounts, from that policy.
3. Protect the rooms by a policy of their own that asks for a known network and a compliant device instead.

    Get-MgAuditLogSignIn -Filter "userPrincipalName eq 'room@contoso.com' and status/errorCode eq 50076" -Top 20
    Get-MgIdentityConditionalAccessPolicy -All | Format-Table DisplayName, State, Id
    Get-MgPolicyIdentitySecurityDefaultEnforcementPolicy | Format-List IsEnabled

[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
"""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.heartbeats import Heartbeats
from checks.facts.policy_names import NamedPolicy, listed
from checks.facts.refusals import Refusal, none_refused, of_causes, open_refusals, refused
from checks.facts.security import PerUserMfa, SecurityDefaults
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Citation, Severity, Verdict
from checks.registry import check

CAUSE = Cause.MFA_REQUIRED


@check(severity=Severity.CRITICAL, beside=(PerUserMfa, SecurityDefaults))
def signs_in_without_mfa(sign_ins: SignIns | None, heartbeats: Heartbeats | None, per_user: PerUserMfa | None,
                         defaults: SecurityDefaults | None, now: datetime) -> Verdict:
    found = of_causes(open_refusals(sign_ins, heartbeats), CAUSE)
    if not found:
        return none_refused(sign_ins, heartbeats, "stopped for multifactor authentication", CAUSE, now)
    settings = _settings(per_user, defaults)
    note = " ".join(filter(None, (_policy(found), *settings)))
    return refused(found, CAUSE, now, note=note, cites=list(settings.values()))


def _policy(found: Sequence[Refusal]) -> str:
    """The policies that failed in the refused sign-ins, where the log names them."""
    failed = {policy.id: policy for each in found if each.sign_in for policy in each.sign_in.policies
              if policy.result.casefold() == "failure" and policy.name}
    policies = [NamedPolicy(policy.id, policy.name) for policy in failed.values()]
    return f"{listed(policies)} demand{'s' if len(policies) == 1 else ''} it." if policies else ""


def _settings(per_user: PerUserMfa | None, defaults: SecurityDefaults | None) -> dict[str, Citation]:
    """The settings outside of Conditional Access that demand it too, each with where it stands."""
    told = {}
    if per_user and per_user.state.casefold() in {"enabled", "enforced"}:
        told[f"Per-user multifactor authentication is {per_user.state.casefold()} for the account."] = per_user.cite
    if defaults and defaults.enabled:
        told["Security defaults are on, and they demand it of every account."] = defaults.cite
    return told
