"""What follows the sign-in works too.

## Why it matters
The sign-in log can be green while the console shows an error: Microsoft Entra has let the room in, and then Teams or
Exchange turns it away.

## What we look at
When the device signs in but something still fails, what stands behind the sign-in, in this order: the licence and its
Teams plan, the account's set-up in Teams, the mailbox, and at last the addresses of Microsoft 365.

## How to fix it
1. Follow the finding that this one names. The licence: Microsoft 365 admin centre > Users > Active users > the room's
   account > Licences and apps. Teams: Teams admin centre > Users > Manage users > the room's account. The mailbox:
   Exchange admin centre > Recipients > Resources.
2. If none of them is at fault, check from the room's network that all addresses of Microsoft 365 are open.

    Get-MgUserLicenseDetail -UserId 'room@contoso.com' | Select-Object -ExpandProperty ServicePlans
    Get-Mailbox -Identity 'room@contoso.com' | Format-List RecipientTypeDetails
    Test-NetConnection teams.microsoft.com -Port 443

[Addresses of Microsoft 365](https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges)
[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from collections.abc import Sequence
from datetime import datetime

from checks.facts.account import Account
from checks.facts.app_log import AppError, AppLog
from checks.facts.heartbeats import Heartbeat, Heartbeats
from checks.facts.licences import Licences
from checks.facts.mailbox import Mailbox
from checks.facts.reading import cited, is_fresh, is_well_now, last_device_success, state, unwell_now
from checks.facts.refusals import open_refusals
from checks.facts.room_licences import LicenceKind, kinds_of, teams_is_off, teams_is_on
from checks.facts.sign_ins import SignIn, SignIns
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.facts.troubles import licence_errors, setup_fault
from checks.model import (
    Cause,
    Citation,
    Confidence,
    Severity,
    ShowGuide,
    StartDialog,
    Verdict,
    fail,
    not_applicable,
    not_judged,
    ok,
    warn,
)
from checks.registry import check

Fault = tuple[str, Cause, Citation]
SUITABLE = frozenset({LicenceKind.ROOM, LicenceKind.USER_SUITE, LicenceKind.UNRECOGNISED})


@check(severity=Severity.HIGH)
def what_follows_works(  # noqa: PLR0917 - a check's parameters are the facts it reads
        sign_ins: SignIns, heartbeats: Heartbeats | None, app_log: AppLog | None, licences: Licences | None,
        teams: TeamsProvisioning | None, mailbox: Mailbox | None, account: Account | None,
        now: datetime) -> Verdict:
    success = last_device_success(sign_ins)
    if not success or not is_fresh(success.at, now):
        return not_judged("No successful sign-in of the device was seen within the last day.")
    if any(each.by_device for each in open_refusals(sign_ins, heartbeats)):
        return not_applicable("Sign-ins of the device are still refused; that comes first.")
    behind = _licence_fault(licences, app_log, heartbeats) or _service_fault(teams, mailbox, account)
    if behind:
        what, cause, cite = behind
        return fail(f"The device signs in. The fault lies after that: {what}.", ShowGuide(cause),
                    cites=cited(success.cite, cite), cause=cause, confidence=Confidence.MEDIUM)
    refused = licence_errors(app_log, heartbeats)
    doubts = _doubts(licences, mailbox, refused)
    complaint = _complaint(success, unwell_now(heartbeats, sign_ins), refused, doubts)
    if complaint:
        return complaint
    beat = heartbeats if is_well_now(heartbeats, now) else None
    if doubts and not beat:
        return not_judged(f"The device signs in. Whether what follows works is not known: {', '.join(doubts)}.")
    return ok("The device signs in, and nothing behind the sign-in fails as of now. Looked at: "
              f"{_looked_at(licences, teams, mailbox, beat)}.", cites=[success.cite])


def _looked_at(licences: Licences | None, teams: TeamsProvisioning | None, mailbox: Mailbox | None,
               heartbeats: Heartbeats | None) -> str:
    names = (("the licence", licences), ("the account's set-up in Teams", teams), ("the mailbox", mailbox),
             ("the newest heartbeat", heartbeats))
    return ", ".join(name for name, fact in names if fact)


def _licence_fault(licences: Licences | None, app_log: AppLog | None, heartbeats: Heartbeats | None) -> Fault | None:
    if licences is None:
        errors = licence_errors(app_log, heartbeats)
        return ("the lack of a licence", Cause.LICENCE_MISSING, errors[0].cite) if errors else None
    if not kinds_of(licences) & SUITABLE:
        return ("the licence", Cause.LICENCE_MISSING, licences.cite)
    if teams_is_off(licences):
        return ("the licence's Teams plan", Cause.LICENCE_PLAN_DISABLED, licences.cite)
    return None


def _service_fault(teams: TeamsProvisioning | None, mailbox: Mailbox | None, account: Account | None) -> Fault | None:
    if teams and setup_fault(teams):
        return ("the account's set-up in Teams", Cause.TEAMS_NOT_PROVISIONED, teams.cite)
    if mailbox and not mailbox.reachable and account and not account.synced_from_on_premises:
        return ("the mailbox", Cause.MAILBOX_MISSING, mailbox.cite)
    return None


def _complaint(success: SignIn, unwell: Sequence[Heartbeat], refused: Sequence[AppError],
               doubts: Sequence[str]) -> Verdict | None:
    """What the device complains of; with licence and mailbox in order, what is left are blocked addresses."""
    if not unwell:
        return warn("The device signs in, and the Teams app was refused for want of a licence all the same. The "
                    "licence or its Teams plan may not be in force yet.", cites=cited(success.cite, refused[0].cite),
                    since=refused[-1].at, latest=refused[0].at) if refused else None
    latest = unwell[0]
    failing = [name for name, word in (("Exchange", latest.exchange), ("Teams", latest.teams_sign_in))
               if state(word) not in {"", "healthy", "connected", "notapplicable"}]
    what = " and ".join(failing) or "something"
    rest = f"To be looked at first: {', '.join(doubts)}." if doubts else (
        "Licence and mailbox are in order: addresses of Microsoft 365 may be blocked.")
    return warn(f"The device signs in, yet its heartbeat complains of {what}. {rest}", StartDialog("guided_fix"),
                cites=cited(*(beat.cite for beat in unwell)), since=unwell[-1].at, latest=latest.at)


def _doubts(licences: Licences | None, mailbox: Mailbox | None, refused: Sequence[AppError]) -> tuple[str, ...]:
    """What is not known to be in order of licence and mailbox, although none of it is at fault for certain."""
    found = {
        "the licences, which were not read": licences is None,
        "the licence, which is not known to be one for rooms": licences and LicenceKind.ROOM not in kinds_of(licences),
        "the licence's Teams plan, which is not in force": licences and not teams_is_on(licences),
        "the licence, for want of which the Teams app was refused": refused,
        "the mailbox, which was not read": mailbox is None,
        "the mailbox, which Exchange Online does not have": mailbox and not mailbox.reachable,
    }
    return tuple(what for what, doubtful in found.items() if doubtful)
