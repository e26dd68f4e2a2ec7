"""What the Teams app on the device wrote about failing sign-ins."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from checks.facts.base import DEVICE, Holder, Records
from checks.model import Citation


@dataclass(frozen=True, slots=True)
class AppError:
    """One failing step, in the app's own words: ``step`` such as ``get_skype_license``, ``state`` such as
    ``licenseError``.
    """

    at: datetime
    step: str
    state: str
    cite: Citation

    @property
    def key(self) -> tuple[object, ...]:
        return (self.at, self.step, self.state)


@dataclass(frozen=True, slots=True)
class AppLog(Records[AppError]):
    title: ClassVar[str] = "the Teams app's log"
    how_to_get: ClassVar[str] = "Send the room's diagnostic zip."
    holder: ClassVar[Holder] = DEVICE

    items: tuple[AppError, ...]
