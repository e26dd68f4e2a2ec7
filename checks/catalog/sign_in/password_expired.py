"""The password has not expired.

## Why it matters
An expired password signs the console out, and only a person with an administrator's rights can bring it back. Some
months later the same room answers with "wrong password" instead, which hides the reason.

## What we look at
* sign-ins of the room's device refused because the password has expired (AADSTS50055, AADSTS50144);
* whether the account's password was changed since: the device has to show then that it works.

## How to fix it
1. Reset the password: Microsoft 365 admin centre > Users > Active users > the room's account > Reset password.
2. Type the new password on the device: More > Settings > Account.
3. Turn expiry off for the account. For an account synchronised from on-premises, do so there.

    Update-MgUser -UserId 'room@contoso.com' -PasswordPolicies DisablePasswordExpiration

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from checks.facts.account import Account
from checks.facts.account_cites import of_the_account, of_the_change
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import cited, moment
from checks.facts.refusals import Refusal, evidence, none_refused, of_causes, open_refusals, refused
from checks.facts.sign_ins import SignIns
from checks.model import Cause, RecheckLater, Severity, Verdict, warn
from checks.registry import check


@check(severity=Severity.CRITICAL, beside=(Account,))
def password_has_not_expired(sign_ins: SignIns | None, heartbeats: Heartbeats | None, account: Account | None,
                             now: datetime) -> Verdict:
    found = of_causes(open_refusals(sign_ins, heartbeats), Cause.PASSWORD_EXPIRED)
    if not found:
        return none_refused(sign_ins, heartbeats, "refused for an expired password", Cause.PASSWORD_EXPIRED, now)
    changed = account.last_password_change if account else None
    if account and changed and changed > found[0].at:
        return _reset_since(account, changed, found)
    synced = [of_the_account(account)] if account and account.synced_from_on_premises else []
    return refused(found, Cause.PASSWORD_EXPIRED, now, cites=synced)


def _reset_since(account: Account, changed: datetime, found: Sequence[Refusal]) -> Verdict:
    """Refusals from before the password was reset say nothing of the new one."""
    return warn(f"The password was reset since it had expired, on {moment(changed)}; the newest sign-in that was "
                f"refused for the old one is of {moment(found[0].at)}. Type the new password on the device.",
                RecheckLater(timedelta(minutes=15), "The device has to try the new password first."),
                cites=cited(of_the_change(account), *evidence(found)), since=found[-1].at, latest=found[0].at)
