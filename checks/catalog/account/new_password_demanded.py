"""No new password is demanded.

## Why it matters
An account that has to choose a new password at its next sign-in cannot be signed in by a console, which has no place to
type one. This is how the admin centres create and reset accounts unless told otherwise.

## What we look at
Whether the directory demands that the account changes its password at the next sign-in. It is not held against an
account whose device signs in without a password, such as by a resource account key.

## How to fix it
1. Reset the password, and clear the option that the user has to change it when they first sign in: Microsoft 365 admin
   centre > Users > Active users > the room's account > Reset password.
2. Type the new password on the device: More > Settings > Account.

    Get-MgUser -UserId 'room@contoso.com' -Property PasswordProfile | Select-Object -ExpandProperty PasswordProfile

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
[Resource accounts without passwords](https://learn.microsoft.com/microsoftteams/rooms/passwordlessentraresourceaccounts)
"""

from datetime import datetime

from checks.facts.account import Account
from checks.facts.heartbeats import Heartbeats
from checks.facts.security import AuthMethods
from checks.facts.settings import in_the_way
from checks.facts.sign_in_methods import device_bound, needs_no_password
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, Verdict, not_applicable, not_judged, ok
from checks.registry import check


@check(severity=Severity.HIGH, beside=(AuthMethods,))
def no_new_password_is_demanded(account: Account, methods: AuthMethods | None, sign_ins: SignIns | None,
                                heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    if not account.found:
        return not_applicable("There is no account that could be asked for a new password.")
    if account.must_change_password is None:
        return not_judged("The directory does not say whether a new password is demanded.")
    if not account.must_change_password:
        return ok("The directory demands no new password.", cites=[account.cite])
    if methods and needs_no_password(methods, sign_ins):
        return not_applicable("The directory demands a new password at the next sign-in with one. The account has "
                              f"{' and '.join(device_bound(methods.kinds))}, with which its device signs in without.")
    return in_the_way("The directory demands a new password at the next sign-in, which no console can give.",
                      Cause.PASSWORD_EXPIRED, sign_ins, heartbeats, now, cites=[account.cite])
