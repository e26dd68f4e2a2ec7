"""The room is on the list of places.

## Why it matters
People find a room in Outlook and in Teams by the organisation's list of places. A room that is not on it can hardly be
booked, however well it works.

## What we look at
Whether the list of places has the room, where the account has a mailbox. A new or converted room mailbox needs some
time to appear there.

## How to fix it
1. Check that the mailbox is a room mailbox, for only such are on the list: Exchange admin centre > Recipients >
   Resources.
2. Check that it is not hidden from address lists.
3. Give it its building and floor, and wait a day.

    Get-Place -Identity 'room@contoso.com'
    Get-Mailbox -Identity 'room@contoso.com' | Format-List RecipientTypeDetails, HiddenFromAddressListsEnabled

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from checks.facts.mailbox import Mailbox
from checks.facts.place import Place
from checks.facts.reading import cited
from checks.model import Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check


@check(severity=Severity.LOW)
def room_is_on_the_list(place: Place, mailbox: Mailbox | None) -> Verdict:
    if place.found:
        return ok("The list of places has the room.", cites=[place.cite])
    if mailbox is None:
        return not_judged("The list of places does not have the room. Whether it has a mailbox could not be read.")
    if not mailbox.reachable:
        return not_applicable("A room without a mailbox in Exchange Online is not on the list of places.")
    return warn("The room has a mailbox, but is not on the list of places from which people pick rooms.",
                cites=cited(place.cite, mailbox.cite))
