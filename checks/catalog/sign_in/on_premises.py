"""On-premises sign-in services answer.

## Why it matters
Where passwords are checked on-premises, by an agent or by a federation service, Microsoft Entra depends on it: when it
is down, slow or refuses, the room cannot sign in although its account is in order.

## What we look at
* sign-ins of the room's device refused because the agent or the federation service failed (AADSTS80001 and its kin,
  AADSTS20001, AADSTS20012, AADSTS40008);
* what the device itself wrote of a federation service that gave it no token. That log belongs to the whole of Windows,
  so it is likely, and not certain, that the room's account was meant;
* whether the domain of the account is federated.

## How to fix it
1. For an agent: check that it runs and reaches the domain controllers, in Microsoft Entra admin centre > Entra ID >
   Entra Connect > Connect Sync > Pass-through authentication.
2. For a federation service: check that it is up, reachable from the room's network, and offers the WS-Trust endpoint
   for a user name and a password.
3. Or move the room's account to a domain whose passwords Microsoft Entra checks itself.

    Get-MgDomain -DomainId contoso.com

[Codes of Microsoft Entra](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
[Authentication of Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/rooms-authentication)
"""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.codes import Group
from checks.facts.domain import SignInDomain
from checks.facts.federation_faults import FederationFault, FederationFaults
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import age_note, cited, counted, is_fresh, open_federation_faults
from checks.facts.refusals import in_groups, open_refusals, verdict_on_group
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Confidence, Severity, ShowGuide, Verdict, fail, warn
from checks.registry import check


@check(severity=Severity.HIGH, beside=(SignInDomain,))
def on_premises_answers(sign_ins: SignIns | None, heartbeats: Heartbeats | None, faults: FederationFaults | None,
                        domain: SignInDomain | None, now: datetime) -> Verdict:
    refused = in_groups(open_refusals(sign_ins, heartbeats), Group.ON_PREMISES)
    failing = open_federation_faults(faults, sign_ins, heartbeats, now)
    if failing and not refused:
        return _no_token(failing, domain, now)
    federated = domain is not None and domain.federated is True
    note = f"The domain {domain.name} is federated." if refused and domain and federated else ""
    return verdict_on_group(Group.ON_PREMISES, "refused by an on-premises service", sign_ins, heartbeats, now,
                            note=note, cites=[domain.cite] if domain and note else ())


def _no_token(failing: Sequence[FederationFault], domain: SignInDomain | None, now: datetime) -> Verdict:
    """The federation service counts only where it signs the account in; the log may tell of another account's."""
    codes = ", ".join(dict.fromkeys(fault.code for fault in failing if fault.code))
    with_codes = f" ({codes})" if codes else ""
    told = (f"The device's log holds {counted(len(failing), 'error')} of a federation service that gave no token"
            f"{with_codes}.")
    cites, since, latest = cited(*(fault.cite for fault in failing)), failing[-1].at, failing[0].at
    age = age_note(latest, now)
    if domain is None or domain.federated is not True:
        kind = "is not federated" if domain and domain.federated is False else "is not known to be federated"
        return warn(" ".join(filter(None, (told, f"The account's domain {kind}, so they may be another account's.",
                                           age))), cites=cites, since=since, latest=latest)
    text = " ".join(filter(None, (told, f"The domain {domain.name} is federated, so the room's sign-in depends on it.",
                                  age)))
    return fail(text, ShowGuide(Cause.SIGN_IN_BLOCKED_OTHER), cites=cited(*cites[:3], domain.cite),
                cause=Cause.SIGN_IN_BLOCKED_OTHER, since=since, latest=latest,
                confidence=Confidence.MEDIUM if is_fresh(latest, now) else Confidence.LOW)
