"""What the room's app wrote about the devices plugged into the console, and about its own restarts."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from checks.facts.base import DEVICE, Holder, Records
from checks.model import Citation


@dataclass(frozen=True, slots=True)
class HardwareReport:
    """One event 3000 (healthy) or 3001 (unhealthy) of the log "Skype Room System".

    ``faulty`` are the components that it calls unhealthy, in the device's own words.
    """

    at: datetime
    healthy: bool
    cite: Citation
    faulty: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        return (self.at, self.healthy)


@dataclass(frozen=True, slots=True)
class Hardware(Records[HardwareReport]):
    title: ClassVar[str] = "the device's hardware reports"
    how_to_get: ClassVar[str] = "Send the room's diagnostic zip."
    holder: ClassVar[Holder] = DEVICE

    items: tuple[HardwareReport, ...]


@dataclass(frozen=True, slots=True)
class Restart:
    """One event 4000: the room's app has restarted."""

    at: datetime
    cite: Citation

    @property
    def key(self) -> tuple[object, ...]:
        return (self.at,)


@dataclass(frozen=True, slots=True)
class Restarts(Records[Restart]):
    title: ClassVar[str] = "the restarts of the room's app"
    how_to_get: ClassVar[str] = "Send the room's diagnostic zip."
    holder: ClassVar[Holder] = DEVICE

    items: tuple[Restart, ...]
