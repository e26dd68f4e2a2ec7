"""What the device wrote about a federation service that gave it no token."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from checks.facts.base import DEVICE, Holder, Records
from checks.model import Citation


@dataclass(frozen=True, slots=True)
class FederationFault:
    """One WS-Trust error, or one of the broker's codes for it; ``code`` is written ``0xCAA90014``, or empty."""

    at: datetime
    code: str
    cite: Citation

    @property
    def key(self) -> tuple[object, ...]:
        return (self.at, self.code, self.cite.locator)


@dataclass(frozen=True, slots=True)
class FederationFaults(Records[FederationFault]):
    title: ClassVar[str] = "the device's federation errors"
    how_to_get: ClassVar[str] = "Send the room's diagnostic zip."
    holder: ClassVar[Holder] = DEVICE

    items: tuple[FederationFault, ...]
