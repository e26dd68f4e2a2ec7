"""Policies demand only what Teams Rooms supports.

## Why it matters
A console can give a known network and a compliant device. It cannot give what was made for people and their own
computers, such as an approved client app or a persistent browser session; a policy that demands it may work today and
sign the room out tomorrow.

## What we look at
The grant and session controls of every policy in force that Microsoft's What If says would apply to the room, against
Microsoft's support matrix for Teams Rooms. A control that is only one of several alternatives is left out where
another of them is supported.

## How to fix it
1. Open the named policy: Microsoft Entra admin centre > Entra ID > Conditional Access > Policies.
2. Exclude the group of the room accounts from it.
3. Give the rooms one policy of their own, with a known network and a compliant device.

    Get-MgIdentityConditionalAccessPolicy -All | Format-Table DisplayName, State, Id

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
"""

from collections.abc import Sequence

from checks.facts.access_forecast import AccessForecast, Evaluation, ForecastPolicy, Platform
from checks.facts.access_support import AS_OF, Support, in_words, support_of
from checks.facts.heartbeats import Heartbeats
from checks.facts.platforms import TITLES
from checks.facts.policy_names import cites_of, listed
from checks.facts.reading import cited
from checks.facts.sign_ins import SignIns
from checks.facts.what_if import WHAT_IF, asked_for_room, enforced, named, undecided, unsettled
from checks.model import Severity, Verdict, not_judged, ok, warn
from checks.registry import check

Found = list[tuple[ForecastPolicy, Platform, str]]
MATRIX = f"Microsoft's support matrix of {AS_OF:%d %B %Y}"
MOST = 5


@check(severity=Severity.MEDIUM)
def demands_are_supported(forecast: AccessForecast, sign_ins: SignIns | None,
                          heartbeats: Heartbeats | None) -> Verdict:
    asked = asked_for_room(forecast, sign_ins, heartbeats)
    if not asked:
        return not_judged(f"{WHAT_IF} was not asked about the room's kind of device.")
    unsupported = _controls(asked, Support.UNSUPPORTED)
    if unsupported:
        policies = named([policy for policy, _platform, _control in unsupported])
        demand = "demands" if len(policies) == 1 else "demand"
        return warn(f"{listed(policies)} {demand} what {MATRIX} does not support: {_by_platform(unsupported)}.",
                    cites=cited(*cites_of(policies, forecast.cite.source), forecast.cite))
    unlisted = _controls(asked, Support.UNKNOWN)
    if unlisted:
        return not_judged(f"{MATRIX} does not list {_words(unlisted)}, which a policy demands of the room.")
    open_ = unsettled(asked)
    if open_:
        return not_judged(undecided(open_))
    return ok(f"Every control that a policy demands of the room is supported, as of {MATRIX}.", cites=[forecast.cite])


def _controls(asked: Sequence[Evaluation], support: Support) -> Found:
    """The controls of this support that the room has to meet, each with its policy and platform."""
    return [(policy, evaluation.platform, control) for evaluation, policy in enforced(asked)
            for control in (*_demanded(policy, evaluation.platform), *policy.session_controls)
            if support_of(control, evaluation.platform) is support]


def _demanded(policy: ForecastPolicy, platform: Platform) -> tuple[str, ...]:
    """The grant controls; none where they are alternatives and one of them is supported."""
    choice = policy.operator.strip().casefold() == "or"
    meets = any(support_of(control, platform) is Support.SUPPORTED for control in policy.grant_controls)
    return () if choice and meets else policy.grant_controls


def _by_platform(found: Found) -> str:
    parts = ((TITLES[platform], [each for each in found if each[1] is platform]) for platform in Platform)
    return "; ".join(f"on {title} {_words(mine)}" for title, mine in parts if mine)


def _words(found: Found) -> str:
    words = list(dict.fromkeys(in_words(control) for _policy, _platform, control in found))
    return ", ".join(words[:MOST]) + (f" and {len(words) - MOST} more" if len(words) > MOST else "")
