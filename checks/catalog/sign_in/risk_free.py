"""The account is not held to be at risk.

## Why it matters
Microsoft Entra ID Protection watches for leaked passwords and odd sign-ins. Once it holds the room's account to be at
risk, the tenant's policies may demand a new password or block it, and no console can clear that.

## What we look at
* sign-ins of the room's device refused for a risk (AADSTS50135, AADSTS53004, AADSTS53011, AADSTS530034);
* the account's risk as Entra ID Protection holds it now. Without Entra ID P2 its level stays hidden.

## How to fix it
1. Look at what raised it: Microsoft Entra admin centre > ID Protection > Risky users > the room's account.
2. If the password leaked, reset it and type the new one on the device. If it was a false alarm, dismiss the risk.

    Get-MgRiskyUser -Filter "userPrincipalName eq 'room@contoso.com'"

[Codes of Microsoft Entra](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
"""

from datetime import datetime

from checks.facts.codes import Group
from checks.facts.heartbeats import Heartbeats
from checks.facts.refusals import in_groups, open_refusals, verdict_on_group
from checks.facts.security import Risk
from checks.facts.settings import in_the_way
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, Verdict, not_judged, ok, warn
from checks.registry import check

STATES = {"atrisk": "at risk", "confirmedcompromised": "confirmed as compromised"}
OVER = frozenset({"none", "remediated", "dismissed", "confirmedsafe"})
LEVELS = frozenset({"low", "medium", "high"})


@check(severity=Severity.HIGH)
def account_is_not_at_risk(sign_ins: SignIns | None, heartbeats: Heartbeats | None, risk: Risk | None,
                           now: datetime) -> Verdict:
    refused = in_groups(open_refusals(sign_ins, heartbeats), Group.RISK)
    if refused or risk is None:
        held = _held(risk) if risk else ""
        return verdict_on_group(Group.RISK, "refused for a risk", sign_ins, heartbeats, now, note=held,
                                cites=[risk.cite] if risk and held else ())
    return _by_directory(risk, sign_ins, heartbeats, now)


def _by_directory(risk: Risk, sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    state, level, held = risk.state.casefold(), risk.level.casefold(), _held(risk)
    if state in OVER:
        return ok("Microsoft Entra ID Protection does not hold the account to be at risk.", cites=[risk.cite])
    if not held:
        return not_judged(f'The account\'s risk is "{risk.state[:60]}", which Roomcheck does not know.')
    if level == "high" or state == "confirmedcompromised":
        return in_the_way(held, Cause.SIGN_IN_BLOCKED_OTHER, sign_ins, heartbeats, now, cites=[risk.cite])
    return warn(f"{held} A policy on risk may stop it.", cites=[risk.cite])


def _held(risk: Risk) -> str:
    """What Entra ID Protection holds against the account, as a sentence; empty when nothing, or nothing known."""
    state, level = STATES.get(risk.state.casefold(), ""), risk.level.casefold()
    how_high = f", at the level {level}" if level in LEVELS else ", at a level that is not shown"
    return f"Microsoft Entra ID Protection holds the account as {state}{how_high}." if state else ""
