"""The licence reaches the account.

## Why it matters
A licence that is assigned, above all by a group, can still not arrive: there are too few of them, or it does not go
with another. The group then looks right in every list, and the room has no licence.

## What we look at
The state of each licence assignment of the account, and the error that Microsoft Entra names. An error of a licence
that a room does not need is only a warning, and so is one while Teams is on by another licence.

## How to fix it
1. Do what the error says. All of them are told under Microsoft 365 admin centre > Billing > Licences, or in the group
   that assigns the licence.
2. Then let Microsoft Entra try again.

    Get-MgUser -UserId 'room@contoso.com' -Property LicenseAssignmentStates | ForEach-Object LicenseAssignmentStates
    Invoke-MgLicenseUser -UserId 'room@contoso.com'

[Teams Rooms licences](https://learn.microsoft.com/microsoftteams/rooms/rooms-licensing)
"""

from collections.abc import Mapping

from checks.facts.account import Account, LicenceAssignment
from checks.facts.assignment_errors import error_of, is_faulty
from checks.facts.licences import Licence, Licences
from checks.facts.reading import cited
from checks.facts.room_licences import LicenceKind, called, kind_of, kinds_of, teams_is_on
from checks.facts.tenant import Subscription, Subscriptions
from checks.model import Cause, Severity, ShowGuide, Verdict, fail, not_applicable, not_judged, ok, warn
from checks.registry import check

_SERVES = frozenset({LicenceKind.ROOM, LicenceKind.UNRECOGNISED})


@check(severity=Severity.HIGH)
def licence_reaches_the_account(account: Account, licences: Licences | None,
                                subscriptions: Subscriptions | None) -> Verdict:
    if not account.found:
        return not_applicable("There is no account that a licence could reach.")
    if account.assignments is None:
        return not_judged("How licences are assigned to the account could not be read.")
    names = _names(licences, subscriptions)
    faulty = [each for each in account.assignments if is_faulty(each)]
    of_rooms = [each for each in faulty if _is_for_rooms(each, names)]
    if not faulty:
        return ok("No licence assignment of the account is in error.", cites=[account.cite])
    told = " ".join(dict.fromkeys(_told(each, names) for each in (of_rooms or faulty)[:2]))
    if of_rooms and licences and not _has_another(licences):
        return fail(told, ShowGuide(Cause.LICENCE_MISSING), cites=cited(account.cite, licences.cite),
                    cause=Cause.LICENCE_MISSING)
    return warn(told, cites=[account.cite])


def _names(licences: Licences | None, subscriptions: Subscriptions | None) -> Mapping[str, str]:
    """Microsoft's short names by id: an assignment has none, and one in error is not among the account's licences."""
    items: list[Licence | Subscription] = [*(licences.items if licences else ())]
    items += subscriptions.items if subscriptions else ()
    return {item.sku_id.strip().lower(): item.sku_part_number for item in items}


def _name(assignment: LicenceAssignment, names: Mapping[str, str]) -> str:
    return names.get(assignment.sku_id.strip().lower(), "")


def _is_for_rooms(assignment: LicenceAssignment, names: Mapping[str, str]) -> bool:
    return kind_of(Licence(assignment.sku_id, _name(assignment, names), ())) is LicenceKind.ROOM


def _told(assignment: LicenceAssignment, names: Mapping[str, str]) -> str:
    error = error_of(assignment)
    what = called(assignment.sku_id, _name(assignment, names)) or "A licence"
    by_group = f", assigned by the group {assignment.by_group}," if assignment.by_group else ""
    return f"{what}{by_group} does not reach the account in full: {error.meaning}. {error.fix}"


def _has_another(licences: Licences) -> bool:
    """Whether the account can be a room all the same; a licence with its Teams plan off is another check's matter."""
    return teams_is_on(licences) or bool(kinds_of(licences) & _SERVES)
