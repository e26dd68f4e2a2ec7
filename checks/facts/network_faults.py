"""Sign-in attempts that the device could not even send."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from checks.facts.base import DEVICE, Holder, Records
from checks.model import Citation


@dataclass(frozen=True, slots=True)
class NetworkFault:
    """``hresult`` is the device's code, written ``0xCAA82EE7``; ``endpoint`` the host, where the record names one."""

    at: datetime
    hresult: str
    cite: Citation
    endpoint: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        return (self.at, self.hresult, self.cite.locator)


@dataclass(frozen=True, slots=True)
class NetworkFaults(Records[NetworkFault]):
    title: ClassVar[str] = "the device's network errors"
    how_to_get: ClassVar[str] = "Send the room's diagnostic zip."
    holder: ClassVar[Holder] = DEVICE

    items: tuple[NetworkFault, ...]
