"""Nothing else stops the sign-in.

## Why it matters
Microsoft Entra has hundreds of reasons to refuse a sign-in, and gains new ones. A reason that nobody has listed yet
must not pass unseen.

## What we look at
Sign-ins of the room's device refused with any code that no other check speaks for. Codes that belong to every
ordinary sign-in are left out. A code that Roomcheck does not know is shown as such, with Microsoft's own words.

## How to fix it
1. Read the meaning beside the code, and do what it says. The whole record: Microsoft Entra admin centre > Monitoring &
   health > Sign-in logs > the failed sign-in.
2. For an unknown code, look it up under the link, and keep the correlation id for Microsoft's support.

    Get-MgAuditLogSignIn -Filter "userPrincipalName eq 'room@contoso.com'" -Top 20

[Codes of Microsoft Entra](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
"""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.account import Account
from checks.facts.clouds import CLOUDS, GLOBAL
from checks.facts.codes import CODES, group_of, written
from checks.facts.heartbeats import Heartbeats
from checks.facts.home import Home
from checks.facts.refusals import Refusal, none_refused, of_causes, open_refusals, refusals, refused
from checks.facts.sign_ins import SignIns
from checks.model import Cause, OpenLink, Severity, Verdict, not_judged
from checks.registry import check


@check(severity=Severity.HIGH, beside=(Account, Home))
def nothing_else_stops_it(sign_ins: SignIns | None, heartbeats: Heartbeats | None, account: Account | None,
                          home: Home | None, now: datetime) -> Verdict:
    if sign_ins is None and heartbeats is None:
        return not_judged("The sign-ins of the room could not be read.")
    found = _without_a_check(of_causes(open_refusals(sign_ins, heartbeats), Cause.SIGN_IN_BLOCKED_OTHER))
    if not found:
        past = _without_a_check(of_causes(refusals(sign_ins, heartbeats), Cause.SIGN_IN_BLOCKED_OTHER))
        return none_refused(sign_ins, heartbeats, "refused for another reason", Cause.SIGN_IN_BLOCKED_OTHER, now,
                            past=past)
    known_first = [each for each in found if each.code in CODES] or found
    number, lives_in = known_first[0].code, account or home
    cloud = CLOUDS.get(lives_in.cloud, GLOBAL) if lives_in else GLOBAL
    link = OpenLink(f"Look up {written(number)}", cloud.code_link(number))
    return refused(known_first, Cause.SIGN_IN_BLOCKED_OTHER, now, link)


def _without_a_check(found: Sequence[Refusal]) -> tuple[Refusal, ...]:
    """Those of codes for whose group no check of its own speaks."""
    return tuple(each for each in found if group_of(each.code) is None)
