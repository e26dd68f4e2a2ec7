"""The password does not expire soon.

## Why it matters
Nobody sits at a console to choose a new password. On the day the old one expires the room goes dark, and some weeks
later it only says "wrong password".

## What we look at
* whether expiry is turned off for the account, and how long its domain lets a password last;
* when the password was changed last. Within two weeks of its end this is a warning;
* whether the account holds a method of its own device, such as a resource account key or Windows Hello for Business,
  with which it signs in without the password.
The password of an account synchronised from on-premises expires there, which Microsoft Entra does not show.

## How to fix it
1. Turn expiry off for the account.
2. If the password has expired, reset it: Microsoft 365 admin centre > Users > Active users > the room's account > Reset
   password. Then type the new one on the device: More > Settings > Account.

    Update-MgUser -UserId 'room@contoso.com' -PasswordPolicies DisablePasswordExpiration
    Get-MgDomain -DomainId 'contoso.com' | Format-List PasswordValidityPeriodInDays

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
[Resource accounts without passwords](https://learn.microsoft.com/microsoftteams/rooms/passwordlessentraresourceaccounts)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from checks.facts.account import Account
from checks.facts.domain import NEVER_EXPIRES, SignInDomain
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import counted
from checks.facts.security import AuthMethods
from checks.facts.settings import in_the_way
from checks.facts.sign_in_methods import device_bound, needs_no_password
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Citation, Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check

SOON = timedelta(days=14)
_A_CENTURY = 36_500
"""No domain lets a password last longer in earnest, and no calendar reaches as far as the number could."""


@check(severity=Severity.HIGH)
def password_lasts(  # noqa: PLR0917 - a check's parameters are the facts it reads
        account: Account, domain: SignInDomain | None, methods: AuthMethods | None, sign_ins: SignIns | None,
        heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    settled = _not_here(account, domain) or _never(account, domain) or _without_password(methods, sign_ins)
    if settled:
        return settled
    if account.password_never_expires is None or account.last_password_change is None:
        return not_judged("The directory does not say when the account's password was changed, or whether it expires.")
    if domain is None or domain.validity_days is None or domain.validity_days <= 0:
        return not_judged("The account's password expires by the rules of its domain, which could not be read.")
    end = account.last_password_change + timedelta(days=min(domain.validity_days, _A_CENTURY))
    rule = f"the rules of {domain.name or 'its domain'} let it last {counted(domain.validity_days, 'day')}"
    cites = [account.cite, domain.cite]
    if end > now:
        return _to_come(end, now, rule, cites)
    text = f"By the directory's rules the password expired on {_day(end)}: {rule}."
    held = device_bound(methods.kinds) if methods else ()
    if methods and held:
        return warn(f"{text} The account also has {' and '.join(held)}, with which its device may sign in without it.",
                    cites=[*cites, methods.cite])
    return in_the_way(text, Cause.PASSWORD_EXPIRED, sign_ins, heartbeats, now, cites=cites)


def _to_come(end: datetime, now: datetime, rule: str, cites: Sequence[Citation]) -> Verdict:
    if end - now > SOON:
        return ok(f"The password expires on {_day(end)}: {rule}. Turn its expiry off, or the room stops on that day.",
                  cites=cites)
    return warn(f"The password expires on {_day(end)}: {rule}.", cites=cites)


def _day(at: datetime) -> str:
    return f"{at:%a %d %b %Y}"


def _not_here(account: Account, domain: SignInDomain | None) -> Verdict | None:
    """The verdict where this directory does not rule the password."""
    if not account.found:
        return not_applicable("There is no account whose password could expire.")
    if account.synced_from_on_premises:
        return not_applicable("The account is synchronised from on-premises. Whether its password expires there, "
                              "Microsoft Entra does not show.")
    if account.user_type.casefold() == "guest" or (domain and domain.federated):
        return not_applicable("Another directory keeps the account's password, and rules how long it lasts.")
    return None


def _never(account: Account, domain: SignInDomain | None) -> Verdict | None:
    if account.password_never_expires:
        return ok("The account's password never expires.", cites=[account.cite])
    if domain and domain.validity_days is not None and domain.validity_days >= NEVER_EXPIRES:
        return ok("Passwords of the account's domain never expire.", cites=[domain.cite])
    return None


def _without_password(methods: AuthMethods | None, sign_ins: SignIns | None) -> Verdict | None:
    if methods is None or not needs_no_password(methods, sign_ins):
        return None
    return ok(f"The account has {' and '.join(device_bound(methods.kinds))}, and its device was not seen to sign in "
              "with the password of late, so that its age does not matter.", cites=[methods.cite])
