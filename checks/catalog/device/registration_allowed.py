"""The account may register devices.

## Why it matters
When a console is set up, it registers with Microsoft Entra in the account's name. Where the account may not, or is
asked for multifactor authentication on the way, the set-up stops; later, so does every sign-in that registers anew.

## What we look at
The tenant's rules for registering and joining devices: whether they let everybody, some or nobody, and whether they
demand multifactor authentication. An Android console registers whenever it is signed in. A Windows console need only be
joined where Intune shall look after it. A console that is signed in already is not touched.

## How to fix it
1. Let the room's account register devices: Microsoft Entra admin centre > Entra ID > Devices > Device settings.
2. Turn off the demand for multifactor authentication there, and demand it by Conditional Access instead, with the rooms
   excluded.

    Get-MgPolicyDeviceRegistrationPolicy | Format-List

[Conditional Access for Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/conditional-access-and-compliance-for-devices)
"""

from datetime import datetime

from checks.facts.account import Account
from checks.facts.devices import RegistrationPolicy
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import cited
from checks.facts.security import Memberships
from checks.facts.settings import in_the_way
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Citation, Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check

_OTHER = Cause.SIGN_IN_BLOCKED_OTHER
_SELECTED = "selected"


@check(severity=Severity.MEDIUM)
def account_may_register_devices(  # noqa: PLR0917 - a check's parameters are the facts it reads
        policy: RegistrationPolicy, account: Account | None, memberships: Memberships | None,
        sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    if account and not account.found:
        return not_applicable("There is no account that could register a device.")
    register = _may(policy.register, policy, account, memberships)
    join = _may(policy.join, policy, account, memberships)
    cites = _cites(policy, memberships)
    if register is False:
        return in_the_way("The tenant does not let the account register devices, which an Android console does "
                          "whenever it is signed in.", _OTHER, sign_ins, heartbeats, now, cites=cites)
    if policy.mfa:
        return in_the_way("The tenant demands multifactor authentication for registering a device, which stops a "
                          "console that is being set up, above all one with Android.",
                          _OTHER, sign_ins, heartbeats, now, cites=cites)
    if join is False:
        return warn("The tenant does not let the account join devices. A Windows console needs that only where Intune "
                    "shall look after it.", cites=cites)
    if register is None or policy.mfa is None:
        return not_judged("The tenant's rules for registering devices, as far as they could be read, do not tell "
                          "whether they let this account.")
    return ok("The tenant lets the account register devices, without multifactor authentication.", cites=cites)


def _may(word: str, policy: RegistrationPolicy, account: Account | None,
         memberships: Memberships | None) -> bool | None:
    """Whether the rule lets the account; None where it does not say, or not enough is known of the account."""
    rule = word.strip().casefold()
    if rule in {"all", "none"}:
        return rule == "all"
    if rule != _SELECTED or not policy.selected:
        return None
    own = {account.object_id.lower()} if account and account.object_id else set()
    if policy.selected & (own | (memberships.groups if memberships else set())):
        # Of two selections, the policy does not say which of them names the account.
        return None if _selections(policy) > 1 else True
    return False if own and memberships and memberships.complete else None


def _selections(policy: RegistrationPolicy) -> int:
    return [policy.join.strip().casefold(), policy.register.strip().casefold()].count(_SELECTED)


def _cites(policy: RegistrationPolicy, memberships: Memberships | None) -> tuple[Citation, ...]:
    return cited(policy.cite, *([memberships.cite] if memberships and _selections(policy) else []))
