"""The account is one of a room.

## Why it matters
The checks are made for rooms. What is missing in a room, such as a Teams Rooms licence, is nothing that a person's
account lacks, and a person's sign-ins are nobody else's business.

## What we look at
Whether anything shows a room: the organisation's list of places, a room mailbox, a licence for rooms or shared devices,
sign-ins of the Teams Rooms app, or the logs of a room's device. One of them is enough.

## How to fix it
1. Check the address that was written: look for the room in the Exchange admin centre > Recipients > Resources.
2. If this is a room's account, give it a room mailbox, or a Teams Rooms licence.

    Get-Mailbox -Identity 'room@contoso.com' | Format-List RecipientTypeDetails, PrimarySmtpAddress

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from collections.abc import Iterator

from checks.facts.account import Account
from checks.facts.heartbeats import Heartbeats
from checks.facts.licences import Licences
from checks.facts.mailbox import Mailbox
from checks.facts.place import Place
from checks.facts.reading import both_logs_readable
from checks.facts.room_apps import is_room_agent
from checks.facts.room_licences import LicenceKind, kinds_of
from checks.facts.sign_ins import Kind, SignIns
from checks.model import Citation, Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check

OF_ROOMS = frozenset({LicenceKind.ROOM, LicenceKind.SHARED_DEVICE, LicenceKind.UNRECOGNISED})


@check(severity=Severity.HIGH)
def account_is_one_of_a_room(account: Account, place: Place | None, mailbox: Mailbox | None,  # noqa: PLR0917 - facts
                             licences: Licences | None, sign_ins: SignIns | None,
                             heartbeats: Heartbeats | None) -> Verdict:
    if not account.found:
        return not_applicable("There is no account that could be one of a room.")
    shown = [*_in_the_directory(place, mailbox, licences), *_by_its_device(sign_ins, heartbeats)]
    if shown:
        return ok(f"It is one of a room: {' and '.join(words for words, _cite in shown[:2])}.",
                  cites=[cite for _words, cite in shown[:2]])
    if place and mailbox and licences and sign_ins and both_logs_readable(sign_ins):
        return warn("It is not on the list of places, has no room mailbox and no licence for rooms, and no Teams Rooms "
                    "device has signed in with it within a week.",
                    cites=[place.cite, mailbox.cite, licences.cite])
    return not_judged("Not everything could be read that would show whether this is a room's account.")


def _in_the_directory(place: Place | None, mailbox: Mailbox | None,
                      licences: Licences | None) -> Iterator[tuple[str, Citation]]:
    if place and place.found:
        yield "it is on the list of places", place.cite
    if mailbox and mailbox.reachable and mailbox.purpose.casefold() == "room":
        yield "it has a room mailbox", mailbox.cite
    if licences and kinds_of(licences) & OF_ROOMS:
        yield "it has a licence for rooms", licences.cite


def _by_its_device(sign_ins: SignIns | None, heartbeats: Heartbeats | None) -> Iterator[tuple[str, Citation]]:
    own = [each for each in (sign_ins.items if sign_ins else ())
           if each.kind is Kind.DEVICE_LOG or is_room_agent(each.user_agent)]
    if own:
        yield "a Teams Rooms device signs in with it", own[0].cite
    if heartbeats and heartbeats.items:
        yield "a room's device writes its log with it", heartbeats.items[0].cite
