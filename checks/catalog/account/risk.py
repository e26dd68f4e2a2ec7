"""Microsoft Entra sees no risk in the account.

## Why it matters
Where Microsoft Entra ID Protection thinks that an account has fallen into other hands, a policy may block it or demand
a new password, which no console can give. A room behind an address that others misuse can be taken for that.

## What we look at
The account's risk level and state in Microsoft Entra ID Protection, which needs Microsoft Entra ID P2. A risk that was
dealt with is none.

## How to fix it
1. Look into it first: Microsoft Entra admin centre > ID Protection > Risky users > the room's account. The account may
   really have fallen into other hands.
2. If it has, reset the password, and type the new one on the device.
3. If it has not, dismiss the risk.

    Get-MgRiskyUser -Filter "userPrincipalName eq 'room@contoso.com'"

[Codes of Microsoft Entra](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
"""

from datetime import datetime

from checks.facts.heartbeats import Heartbeats
from checks.facts.security import Risk
from checks.facts.settings import in_the_way
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, Verdict, not_judged, ok, warn
from checks.registry import check

_CLEARED = {"remediated": "was mended", "dismissed": "was dismissed", "confirmedsafe": "was found to be none"}
_COMPROMISED = "confirmedcompromised"


@check(severity=Severity.HIGH)
def no_risk_is_seen(risk: Risk, sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    level, state = risk.level.strip().casefold(), risk.state.strip().casefold()
    if state in _CLEARED:
        return ok(f"A risk of the account {_CLEARED[state]}.", cites=[risk.cite])
    if state == _COMPROMISED or (level == "high" and state == "atrisk"):
        what = "confirmed as fallen into other hands" if state == _COMPROMISED else "at high risk"
        return in_the_way(f"Microsoft Entra ID Protection has the account as {what}: policies may block it.",
                          Cause.SIGN_IN_BLOCKED_OTHER, sign_ins, heartbeats, now, cites=[risk.cite])
    if level == "hidden":
        return not_judged("Microsoft Entra hides the account's risk: the tenant has no Microsoft Entra ID P2.")
    if level in {"low", "medium"} and state == "atrisk":
        return warn(f"Microsoft Entra ID Protection has the account at {level} risk.", cites=[risk.cite])
    if level == "none" and state == "none":
        return ok("Microsoft Entra ID Protection sees no risk in the account.", cites=[risk.cite])
    return not_judged(f'Microsoft Entra calls the risk "{risk.level}" and its state "{risk.state}": Roomcheck does not '
                      "know the two together.")
