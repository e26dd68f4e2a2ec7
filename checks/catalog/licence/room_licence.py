"""The account has a Teams Rooms licence.

## Why it matters
Without a licence Teams refuses the room right after Microsoft Entra has let it in: the console shows an error although
the sign-in log shows success.

## What we look at
* the licences of the account: Teams Rooms Pro or Basic, or one of their older names;
* the line "licenseError" in the Teams app's log on the device.
A licence for shared devices does not make a Teams Room, and one for people is not a room's. A room mailbox needs no
Exchange plan.

## How to fix it
1. Assign Teams Rooms Pro or Basic: Microsoft 365 admin centre > Users > Active users > the room's account > Licences
   and apps.
2. If it cannot be assigned, set the account's usage location first.
3. Restart the device when the licence has reached it.

    Get-MgUserLicenseDetail -UserId 'room@contoso.com' | Select-Object SkuPartNumber

[Teams Rooms licences](https://learn.microsoft.com/microsoftteams/rooms/rooms-licensing)
"""

from datetime import datetime

from checks.facts.app_log import AppError, AppLog
from checks.facts.heartbeats import Heartbeats
from checks.facts.licences import Licences
from checks.facts.reading import LOOK_BACK, age_note, cited, counted, is_fresh
from checks.facts.room_licences import LicenceKind, kinds_of
from checks.facts.troubles import licence_errors
from checks.model import Cause, Citation, Confidence, Severity, ShowGuide, Verdict, fail, not_judged, ok, warn
from checks.registry import check

MISSING = Cause.LICENCE_MISSING
GUIDE = ShowGuide(MISSING)


@check(severity=Severity.CRITICAL)
def has_a_room_licence(licences: Licences | None, app_log: AppLog | None, heartbeats: Heartbeats | None,
                       now: datetime) -> Verdict:
    if licences is None:
        return _from_device(app_log, heartbeats, now)
    refused = licence_errors(app_log, heartbeats)
    cites = cited(licences.cite, *(error.cite for error in refused))
    kinds = kinds_of(licences)
    if LicenceKind.ROOM in kinds:
        return _licensed(cites, refused)
    if LicenceKind.UNRECOGNISED in kinds:
        return warn("The account has a government licence whose id is not published: check that it is one for rooms.",
                    GUIDE, cites=cites)
    if LicenceKind.USER_SUITE in kinds:
        return warn("The account has Teams by a licence for people, and none for a room.", GUIDE, cites=cites)
    if LicenceKind.SHARED_DEVICE in kinds:
        return _without("a licence for shared devices only, which does not serve a room", cites, refused)
    return _without("no licence at all" if not licences.items else "no licence with Teams", cites, refused)


def _without(what: str, cites: tuple[Citation, ...], refused: tuple[AppError, ...]) -> Verdict:
    """The directory does not say since when; the app's refusals do."""
    return fail(f"The account has {what}.", GUIDE, cites=cites, cause=MISSING,
                since=refused[-1].at if refused else None, latest=refused[0].at if refused else None)


def _from_device(app_log: AppLog | None, heartbeats: Heartbeats | None, now: datetime) -> Verdict:
    errors = licence_errors(app_log, heartbeats)
    if not errors:
        return not_judged("The licences were not read.")
    latest = errors[0].at
    old = now - latest > LOOK_BACK
    text = (f"The Teams app was refused for want of a licence {counted(len(errors), 'time')}. Whether the licence is "
            f"missing or its Teams plan is off, only the directory can say. {age_note(latest, now)}")
    return (warn if old else fail)(
        text.strip(), GUIDE, cites=cited(*(error.cite for error in errors)), cause=MISSING, since=errors[-1].at,
        latest=latest, confidence=Confidence.MEDIUM if is_fresh(latest, now) else Confidence.LOW)


def _licensed(cites: tuple[Citation, ...], refused: tuple[AppError, ...]) -> Verdict:
    if refused:
        return warn("The account has a Teams Rooms licence, yet the Teams app was refused for want of one. It may have "
                    "been assigned since, or its Teams plan is off.", GUIDE, cites=cites,
                    since=refused[-1].at, latest=refused[0].at)
    return ok("The account has a Teams Rooms licence.", cites=cites)
