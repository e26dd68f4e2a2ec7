"""The room's mailbox in Exchange Online."""

from dataclasses import dataclass
from typing import ClassVar

from checks.facts.base import State


@dataclass(frozen=True, slots=True)
class Mailbox(State):
    """``reachable`` is false when Exchange Online has no mailbox of this account: missing, inactive or on-premises."""

    title: ClassVar[str] = "the room mailbox"
    how_to_get: ClassVar[str] = "Grant MailboxSettings.Read to Roomcheck's application."

    reachable: bool
    purpose: str = ""
    time_zone: str = ""
