"""The password has not expired.

## Why it matters
An expired password signs the console out, and only a person with an administrator's rights can bring it back. Some
months later the same room answers with "wrong password" instead, which hides the reason.

## What we look at
* sign-ins of the room's device refused because the password has expired (AADSTS50055, AADSTS50144) or because the
  session ended with it;
* whether the directory demands a new password at the next sign-in.

## How to fix it
1. Reset the password: Microsoft 365 admin centre > Users > Active users > the room's account > Reset password.
2. Type the new password on the device: More > Settings > Account.
3. Turn expiry off for the account. For an account synchronised from on-premises, do so there.

    Update-MgUser -UserId 'room@contoso.com' -PasswordPolicies DisablePasswordExpiration

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from datetime import datetime

from checks.facts.account import Account
from checks.facts.heartbeats import Heartbeats
from checks.facts.refusals import verdict_on
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, ShowGuide, Status, Verdict, not_judged, warn
from checks.registry import check


@check(severity=Severity.CRITICAL)
def password_has_not_expired(sign_ins: SignIns | None, heartbeats: Heartbeats | None,
                             account: Account | None, now: datetime) -> Verdict:
    if sign_ins is None and heartbeats is None and not (account and account.must_change_password):
        return not_judged("No sign-in of the room could be read, and the directory does not say when it expires.")
    verdict = verdict_on(Cause.PASSWORD_EXPIRED, "refused for an expired password", sign_ins, heartbeats, now)
    if verdict.status is not Status.FAIL and account and account.must_change_password:
        return warn("The directory demands a new password at the next sign-in, which no console can give.",
                    ShowGuide(Cause.PASSWORD_EXPIRED), cites=[account.cite])
    return verdict
