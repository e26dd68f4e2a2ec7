"""Which versions of the room's app and of its operating system the device ran, and from when on."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from checks.facts.base import DEVICE, Holder, Records
from checks.model import Citation


@dataclass(frozen=True, slots=True)
class VersionSeen:
    """The first record that names these versions after others, or after the log's beginning."""

    at: datetime
    app: str
    os: str
    cite: Citation

    @property
    def key(self) -> tuple[object, ...]:
        return (self.at, self.app, self.os)


@dataclass(frozen=True, slots=True)
class Versions(Records[VersionSeen]):
    title: ClassVar[str] = "the device's versions"
    how_to_get: ClassVar[str] = "Send the room's diagnostic zip."
    holder: ClassVar[Holder] = DEVICE

    items: tuple[VersionSeen, ...]
