"""The account's domain lets a console sign in.

## Why it matters
A federated domain hands every sign-in to another identity provider. A console gives a user name and a password, and
not every such provider accepts them in that way.

## What we look at
Whether the domain of the user name is federated, and whether the device is seen to sign in all the same.

## How to fix it
1. See which domains are federated: Microsoft Entra admin centre > Entra ID > Domain names.
2. Ask those who run the identity provider whether it accepts a user name and password from programs, over WS-Trust.
3. Or move the room to a managed domain: give its account a user name in a domain that Microsoft Entra signs in itself.

    Get-MgDomain -DomainId 'contoso.com' | Format-List AuthenticationType

[Authentication in Teams Rooms](https://learn.microsoft.com/microsoftteams/rooms/rooms-authentication)
"""

from datetime import datetime

from checks.facts.account import Account
from checks.facts.domain import SignInDomain
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import cited
from checks.facts.refusals import let_in
from checks.facts.sign_ins import SignIns
from checks.model import Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.MEDIUM)
def domain_lets_it_in(domain: SignInDomain, account: Account | None, sign_ins: SignIns | None,
                      heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    if account and not account.found:
        return not_applicable("There is no account that could sign in.")
    if domain.federated is None:
        return not_judged("The directory does not say whether the account's domain is federated.")
    name = domain.name or "The account's domain"
    if not domain.federated:
        return ok(f"{name} is not federated: Microsoft Entra signs the account in itself.", cites=[domain.cite])
    proof = let_in(sign_ins, heartbeats, now)
    if proof:
        return ok(f"{name} is federated, and its identity provider lets the device in.",
                  cites=cited(domain.cite, proof))
    return warn(f"{name} is federated, and the device was not seen to sign in: its identity provider has to accept a "
                "user name and password from the console.", cites=[domain.cite])
