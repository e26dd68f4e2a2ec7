"""No sign-in method waits for a person.

## Why it matters
A method that somebody registered for the room, such as a phone, belongs to that person. It is no use in a room, and
whoever holds it can take the account over. It is also a sign that the room was asked for multifactor authentication.

## What we look at
The kinds of sign-in method registered for the account. A password, and methods that the device itself holds, are
ordinary. A kind that Roomcheck does not know is named, and not judged.

## How to fix it
1. Find out who registered it, and why: the policy that asked for it is what has to be changed.
2. Delete the method: Microsoft Entra admin centre > Entra ID > Users > the room's account > Authentication methods.

    Get-MgUserAuthenticationMethod -UserId 'room@contoso.com'

[Supported policies](https://learn.microsoft.com/microsoftteams/rooms/supported-ca-and-compliance-policies)
"""

from checks.facts.security import AuthMethods
from checks.facts.sign_in_methods import answered_by_a_person, not_known
from checks.model import Severity, Verdict, ok, warn
from checks.registry import check


@check(severity=Severity.LOW)
def no_method_waits_for_a_person(methods: AuthMethods) -> Verdict:
    waiting, unknown = answered_by_a_person(methods.kinds), not_known(methods.kinds)
    also = f" Roomcheck does not know {', '.join(unknown)} and does not judge it." if unknown else ""
    if not waiting:
        return ok(f"No sign-in method is known to wait for a person.{also}", cites=[methods.cite])
    return warn(f"The account has a sign-in method that only a person can answer: {', '.join(waiting)}.{also}",
                cites=[methods.cite])
