"""The device keeps its session.

## Why it matters
A console signs in once and then renews its session by itself. When the session is ended from outside, the console
stays signed out until somebody signs it in again, and what ended it will do so again.

## What we look at
* sign-ins of the room's device refused because the session had ended: after a time without use (AADSTS700082,
  AADSTS70008), by a sign-in frequency rule (AADSTS70043, AADSTS70044), because it was revoked or the password was
  changed (AADSTS50173), because the password was changed or has expired (AADSTS50132, AADSTS50133), or because the
  sign-in itself took too long (AADSTS50089);
* for the codes of the password, since when the directory holds the account's sessions valid, when its password changed,
  and whether it can expire.

## How to fix it
1. Sign the room in again on the device, with its current password.
2. After a sign-in frequency rule: exclude the room accounts from it, in Microsoft Entra admin centre > Entra ID >
   Conditional Access > Policies > Session.
3. After a revocation: find out who revoked it, in Microsoft Entra admin centre > Monitoring & health > Audit logs.

    Get-MgUser -UserId 'room@contoso.com' -Property SignInSessionsValidFromDateTime, LastPasswordChangeDateTime

[Codes of Microsoft Entra](https://learn.microsoft.com/entra/identity-platform/reference-error-codes)
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from checks.facts.account import Account
from checks.facts.account_cites import of_the_change
from checks.facts.base import NEVER
from checks.facts.codes import Group
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import last_device_success, last_well, moment
from checks.facts.refusals import Refusal, in_groups, open_refusals, verdict_on_group
from checks.facts.sign_ins import SignIns
from checks.model import Citation, Severity, Verdict
from checks.registry import check

REVOKED, WITH_THE_PASSWORD = 50173, frozenset({50132, 50133})
TOGETHER = timedelta(minutes=5)


@check(severity=Severity.HIGH, beside=(Account,))
def session_is_kept(sign_ins: SignIns | None, heartbeats: Heartbeats | None, account: Account | None,
                    now: datetime) -> Verdict:
    found = in_groups(open_refusals(sign_ins, heartbeats), Group.SESSION)
    success = last_device_success(sign_ins)
    held = max(success.at if success else NEVER, last_well(heartbeats))
    note, cites = _what_ended_it(found, account, held) if found and account else ("", [])
    return verdict_on_group(Group.SESSION, "refused for a session that has ended", sign_ins, heartbeats, now, note=note,
                            cites=cites)


def _what_ended_it(found: Sequence[Refusal], account: Account, held: datetime) -> tuple[str, list[Citation]]:
    """Whether a changed password or a revocation ended the sessions, where the directory tells, and what shows it.

    ``held`` is when the device was last seen to get in.
    """
    changed = account.last_password_change
    ended = [each for each in found if each.code in WITH_THE_PASSWORD]
    if ended:
        if changed and held < changed <= ended[-1].at:
            return _by_change(changed), [of_the_change(account)]
        return (_NO_EXPIRY, [account.cite]) if account.password_never_expires else ("", [])
    revoked, valid_from = [each for each in found if each.code == REVOKED], account.sessions_valid_from
    if not revoked or valid_from is None or valid_from > revoked[-1].at:
        return "", []
    if changed and abs(valid_from - changed) <= TOGETHER:
        return _by_change(changed), [of_the_change(account)]
    if changed and changed < valid_from:
        return (f"The account's sessions were revoked on {moment(valid_from)}; the password was not changed then.",
                [account.cite])
    return "", []


_NO_EXPIRY = "The account's password does not expire, so that it was not an expiry that ended the session."


def _by_change(changed: datetime) -> str:
    return f"The password was changed on {moment(changed)}, and that ended the session."
