"""The account has no licence for shared devices.

## Why it matters
A licence for shared devices serves panels and phones. On a console it looks right, carries Teams, and yet does not make
it a Teams Room.

## What we look at
The licences of the account that are for shared devices, by their ids and names.

## How to fix it
1. Assign Teams Rooms Pro or Basic in its place: Microsoft 365 admin centre > Users > Active users > the room's account
   > Licences and apps.
2. Leave it where the account signs in to nothing but a panel or a phone.

    Get-MgUserLicenseDetail -UserId 'room@contoso.com' | Select-Object SkuPartNumber

[Teams Rooms licences](https://learn.microsoft.com/microsoftteams/rooms/rooms-licensing)
"""

from checks.facts.licences import Licences
from checks.facts.room_licences import LicenceKind, kinds_of, names_of, of_kind
from checks.model import Severity, Verdict, ok, warn
from checks.registry import check


@check(severity=Severity.MEDIUM)
def no_licence_for_shared_devices(licences: Licences) -> Verdict:
    found = of_kind(licences, LicenceKind.SHARED_DEVICE)
    if not found:
        return ok("The account has no licence for shared devices.", cites=[licences.cite])
    beside = " beside the room's" if LicenceKind.ROOM in kinds_of(licences) else ""
    return warn(f"The account has a licence for shared devices{beside}, which serves panels and phones but no room: "
                f"{names_of(found)}.", cites=[licences.cite])
