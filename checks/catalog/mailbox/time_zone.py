"""The mailbox has a time zone.

## Why it matters
Working hours and the times in answers to invitations follow the time zone of the mailbox. Without one, meetings can
appear at the wrong hour or be declined as outside working hours.

## What we look at
The time zone in the settings of the room mailbox. Whether it is the right one for the room, nobody but its people can
say; it is shown, so that they see it.

## How to fix it
1. Find the mailbox: Exchange admin centre > Recipients > Resources. Set its time zone in Exchange Online PowerShell.

    Get-MailboxRegionalConfiguration -Identity 'room@contoso.com'
    Set-MailboxRegionalConfiguration -Identity 'room@contoso.com' -TimeZone 'W. Europe Standard Time'

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from checks.facts.mailbox import Mailbox
from checks.model import Severity, Verdict, not_applicable, ok, warn
from checks.registry import check


@check(severity=Severity.LOW)
def mailbox_has_a_time_zone(mailbox: Mailbox) -> Verdict:
    if not mailbox.reachable:
        return not_applicable("Exchange Online has no mailbox of the account.")
    zone = mailbox.time_zone.strip()
    if zone:
        return ok(f"The mailbox has the time zone {zone}.", cites=[mailbox.cite])
    return warn("The mailbox has no time zone: meetings can appear at the wrong hour.", cites=[mailbox.cite])
