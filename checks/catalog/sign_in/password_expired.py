"""The password has not expired.

## Why it matters
An expired password signs the console out, and only a person with an administrator's rights can bring it back. Some
months later the same room answers with "wrong password" instead, which hides the reason.

## What we look at
Sign-ins of the room's device refused because the password has expired (AADSTS50055, AADSTS50144) or because the session
ended with it.

## How to fix it
1. Reset the password: Microsoft 365 admin centre > Users > Active users > the room's account > Reset password.
2. Type the new password on the device: More > Settings > Account.
3. Turn expiry off for the account. For an account synchronised from on-premises, do so there.

    Update-MgUser -UserId 'room@contoso.com' -PasswordPolicies DisablePasswordExpiration

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from datetime import datetime

from checks.facts.heartbeats import Heartbeats
from checks.facts.refusals import verdict_on
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, Verdict
from checks.registry import check


@check(severity=Severity.CRITICAL)
def password_has_not_expired(sign_ins: SignIns | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    return verdict_on(Cause.PASSWORD_EXPIRED, "refused for an expired password", sign_ins, heartbeats, now)
