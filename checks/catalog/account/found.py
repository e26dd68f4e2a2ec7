"""The account exists.

## Why it matters
A console signs in with a resource account. When the directory has no such account, or the device was given another
name, nothing else can work.

## What we look at
* the account in Microsoft Entra, by its user principal name, also among the deleted users, and whether the domain of
  its address is one of the tenant's;
* sign-ins of the device that Microsoft Entra refused because it knows no such account.

## How to fix it
1. Compare the user name on the device (More > Settings > Account) with the account's user principal name.
2. If the account was deleted, restore it: Microsoft Entra admin centre > Entra ID > Users > Deleted users. A deleted
   account is kept for 30 days, and is gone for good after them: then create a new one.
3. If it never existed, create a resource account for the room.

    Restore-MgDirectoryDeletedItem -DirectoryObjectId '00000000-0000-0000-0000-000000000000'

[Restore deleted users](https://learn.microsoft.com/entra/fundamentals/users-restore)
[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from checks.facts.account import DELETED_PLACE, DOMAINS_PLACE, Account
from checks.facts.account_cites import of_the_deletion
from checks.facts.heartbeats import Heartbeats
from checks.facts.reading import cited
from checks.facts.refusals import Refusal, evidence, of_causes, open_refusals, refused
from checks.facts.sign_ins import SignIns
from checks.model import Cause, Citation, Confidence, Severity, ShowGuide, Verdict, fail, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.CRITICAL)
def account_exists(account: Account | None, sign_ins: SignIns | None, heartbeats: Heartbeats | None,
                   now: datetime) -> Verdict:
    if account and account.found:
        return ok("The directory has the account.", cites=[account.cite])
    unknown = of_causes(open_refusals(sign_ins, heartbeats), Cause.ACCOUNT_MISSING)
    guest = account if account and account.guest_id and not _is_deleted(account) else None
    if account and not guest:
        return _missing(account, unknown)
    if unknown:
        return _unknown_to_entra(unknown, now)
    if guest:
        return _only_a_guest(guest)
    return not_judged("The directory was not asked.")


def _unknown_to_entra(unknown: Sequence[Refusal], now: datetime) -> Verdict:
    """The device's user name is unknown, which is not quite the same as that the account is missing."""
    verdict = refused(unknown, Cause.ACCOUNT_MISSING, now, note="Its user name may also have been typed wrongly.")
    return replace(verdict, confidence=Confidence.MEDIUM) if verdict.confidence is Confidence.HIGH else verdict


def _is_deleted(account: Account) -> bool:
    return account.cite.locator.startswith(DELETED_PLACE)


def _only_a_guest(account: Account) -> Verdict:
    """The address is there, of an account that lives in another tenant: whether it works, only that tenant can see."""
    return warn(f"No account of this tenant has the address {account.address}, only a guest ({account.guest_id}): its "
                "account is another tenant's, whose rules decide how it signs in. A room needs one of this tenant.",
                ShowGuide(Cause.ACCOUNT_MISSING), cites=[Citation(account.cite.source, f"users/{account.guest_id}")])


def _missing(account: Account, unknown: Sequence[Refusal]) -> Verdict:
    deleted = _is_deleted(account)
    how = "The account is among the deleted users." if deleted else f"The directory has no account {account.address}."
    since = account.deleted_at if deleted else (unknown[-1].at if unknown else None)
    cites = [of_the_deletion(account) if deleted else account.cite]
    if account.of_this_tenant is False and not deleted:
        domain = account.address.rpartition("@")[2]
        how = f"{domain} is not a domain of this tenant, so the directory cannot have the account {account.address}."
        cites.append(Citation(account.cite.source, DOMAINS_PLACE + domain))
    return fail(how, ShowGuide(Cause.ACCOUNT_MISSING), cites=cited(*cites, *evidence(unknown)),
                cause=Cause.ACCOUNT_MISSING, since=since, latest=unknown[0].at if unknown else None)
