"""The console itself, as its logs describe it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from checks.facts.base import DEVICE, Holder, State


@dataclass(frozen=True, slots=True)
class Device(State):
    """``alias`` and ``display_name`` are the account's as the app shows them; both may be empty, itself a symptom.

    ``named_until`` is when a record last gave one of them; None where none did.
    """

    title: ClassVar[str] = "the room's device"
    how_to_get: ClassVar[str] = "Send the room's diagnostic zip."
    holder: ClassVar[Holder] = DEVICE

    computer: str = ""
    alias: str = ""
    display_name: str = ""
    app_version: str = ""
    os_version: str = ""
    named_until: datetime | None = None
