"""The account has no licence for people.

## Why it matters
Microsoft does not permit a licence for people, such as Microsoft 365 E3, for a Teams Room. It works for a while, until
somebody tidies up, and it costs more than a room's own licence.

## What we look at
The licences of the account that carry Teams and are neither for rooms nor for shared devices. A licence for governments
whose id is not published is not judged.

## How to fix it
1. Check first that the account is a room's, and not somebody's own.
2. Assign Teams Rooms Pro or Basic: Microsoft 365 admin centre > Users > Active users > the room's account > Licences
   and apps.
3. Then remove the licence for people.

    Get-MgUserLicenseDetail -UserId 'room@contoso.com' | Select-Object SkuPartNumber

[Teams Rooms licences](https://learn.microsoft.com/microsoftteams/rooms/rooms-licensing)
"""

from checks.facts.licences import Licences
from checks.facts.room_licences import LicenceKind, kinds_of, names_of, of_kind
from checks.model import Severity, Verdict, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.MEDIUM)
def no_licence_for_people(licences: Licences) -> Verdict:
    kinds, found = kinds_of(licences), of_kind(licences, LicenceKind.USER_SUITE)
    if found and LicenceKind.ROOM in kinds:
        return warn(f"The account has a licence for people beside the room's, which it does not need: "
                    f"{names_of(found)}.", cites=[licences.cite])
    if found:
        return warn(f"The account has a licence for people, which Microsoft does not permit for rooms: "
                    f"{names_of(found)}.", cites=[licences.cite])
    if LicenceKind.UNRECOGNISED in kinds:
        unknown = names_of(of_kind(licences, LicenceKind.UNRECOGNISED))
        return not_judged(f"Whether the account's licence is one for people is not known: {unknown}.")
    return ok("The account has no licence for people.", cites=[licences.cite])
