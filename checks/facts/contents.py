"""Which of the logs that Roomcheck reads a diagnostic zip held, and in what state."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from checks.facts.base import DEVICE, Holder, State


@dataclass(frozen=True, slots=True)
class LogSeen:
    """One log by the title of its channel or file. ``damage`` says what of it is lost, empty when nothing is."""

    title: str
    found: bool
    damage: str = ""
    oldest: datetime | None = None
    newest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contents(State):
    title: ClassVar[str] = "the diagnostic zip"
    how_to_get: ClassVar[str] = "Send the room's diagnostic zip."
    holder: ClassVar[Holder] = DEVICE

    logs: tuple[LogSeen, ...]

    def is_damaged(self, title: str) -> bool:
        """Whether something of the log with this title is lost."""
        return any(seen.damage for seen in self.logs if seen.title == title)
