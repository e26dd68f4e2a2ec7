"""The mailbox is a room mailbox.

## Why it matters
Only a room mailbox answers invitations by itself, stands among the rooms that people can pick, and passes the meeting's
join link on to the console.

## What we look at
What Exchange Online says the mailbox is for: a room, a person, equipment and so on.

## How to fix it
1. Check first that the account is a room's, and not somebody's own: Exchange admin centre > Recipients > Mailboxes.
   Room mailboxes stand under Recipients > Resources.
2. Convert the mailbox in Exchange Online PowerShell.

    Get-Mailbox -Identity 'room@contoso.com' | Format-List RecipientTypeDetails
    Set-Mailbox -Identity 'room@contoso.com' -Type Room

[Create resource accounts for rooms](https://learn.microsoft.com/microsoftteams/rooms/create-resource-account)
"""

from collections.abc import Mapping
from types import MappingProxyType

from checks.facts.mailbox import Mailbox
from checks.model import Severity, Verdict, not_applicable, not_judged, ok, warn
from checks.registry import check

# The words are those of Microsoft Graph's "mailboxSettings resource type".
_OTHERS: Mapping[str, str] = MappingProxyType({
    "user": "a person's mailbox", "linked": "a linked mailbox", "shared": "a shared mailbox",
    "equipment": "an equipment mailbox", "others": "a mailbox of another kind",
})


@check(severity=Severity.MEDIUM)
def mailbox_is_a_rooms(mailbox: Mailbox) -> Verdict:
    if not mailbox.reachable:
        return not_applicable("Exchange Online has no mailbox of the account.")
    purpose = mailbox.purpose.strip().casefold()
    if purpose == "room":
        return ok("The mailbox is a room mailbox.", cites=[mailbox.cite])
    if purpose in _OTHERS:
        return warn(f"The mailbox is {_OTHERS[purpose]}, and not a room's: it does not answer invitations as a room "
                    "does.", cites=[mailbox.cite])
    told = f'says "{mailbox.purpose.strip()}", which does not tell' if purpose else "does not say"
    return not_judged(f"Exchange Online {told} what the mailbox is for.")
