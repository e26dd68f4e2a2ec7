"""The device knows the right user name and password.

## Why it matters
A console keeps the password it was given. When the account's password changes elsewhere, the device goes on with the
old one and stays signed out.

## What we look at
* sign-ins of the room's device refused for a wrong user name or password (AADSTS50126 and its kin);
* whether an expired password came before, with no success and no new password since: months after an expiry the same
  code appears;
* whether the refusals began right after the account's password was changed.

## How to fix it
1. Type the user name and password on the device: More > Settings > Account.
2. If nobody knows the password, reset it: Microsoft 365 admin centre > Users > Active users > the room's account >
   Reset password. Then type the new one on the device.
3. Turn expiry off for the account, so that it does not come back.

    Update-MgUser -UserId 'room@contoso.com' -PasswordPolicies DisablePasswordExpiration

[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from checks.facts.account import Account
from checks.facts.account_cites import of_the_account, of_the_change
from checks.facts.base import NEVER
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import last_device_success, last_well
from checks.facts.refusals import Refusal, none_refused, of_causes, open_refusals, refusals, refused
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Severity, ShowGuide, Verdict
from checks.registry import check

SOON = timedelta(days=1)
WRONG_PASSWORD = frozenset({50126, 50064})
EXPIRED_BEFORE = "The password had expired before (AADSTS50055 or its kin): it has to be reset."
CHANGED_BEFORE = "It began right after the account's password was changed: the device holds the old password."


@check(severity=Severity.CRITICAL, beside=(Account,))
def device_knows_the_password(sign_ins: SignIns | None, heartbeats: Heartbeats | None,
                              account: Account | None, now: datetime) -> Verdict:
    # An account that the directory has, and the device cannot find, was typed wrongly.
    names = (Cause.ACCOUNT_MISSING,) if account and account.found else ()
    found = of_causes(open_refusals(sign_ins, heartbeats), Cause.WRONG_CREDENTIALS, *names)
    if not found:
        return none_refused(sign_ins, heartbeats, "refused for a wrong user name or password",
                            Cause.WRONG_CREDENTIALS, now)
    if found[0].code not in WRONG_PASSWORD:
        return refused(found, Cause.WRONG_CREDENTIALS, now)
    changed = account.last_password_change if account else None
    if _had_expired(found, changed, sign_ins, heartbeats):
        synced = [of_the_account(account)] if account and account.synced_from_on_premises else []
        verdict = refused(found, Cause.WRONG_CREDENTIALS, now, note=EXPIRED_BEFORE, cites=synced)
        return replace(verdict, next_steps=(ShowGuide(Cause.PASSWORD_EXPIRED),))
    if not account or not _began_with(changed, found):
        return refused(found, Cause.WRONG_CREDENTIALS, now)
    return refused(found, Cause.WRONG_CREDENTIALS, now, note=CHANGED_BEFORE, cites=[of_the_change(account)])


def _had_expired(found: Sequence[Refusal], changed: datetime | None, sign_ins: SignIns | None,
                 heartbeats: Heartbeats | None) -> bool:
    """Whether the device was refused for an expired password first, and since neither got in nor got a new one."""
    success = last_device_success(sign_ins)
    through = max(success.at if success else NEVER, last_well(heartbeats), changed or NEVER)
    expired = of_causes(refusals(sign_ins, heartbeats), Cause.PASSWORD_EXPIRED)
    return any(each.by_device and through < each.at < found[0].at for each in expired)


def _began_with(changed: datetime | None, found: Sequence[Refusal]) -> bool:
    return changed is not None and timedelta(0) <= found[-1].at - changed <= SOON
