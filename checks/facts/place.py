"""The room as the organisation's list of places has it."""

from dataclasses import dataclass
from typing import ClassVar

from checks.facts.base import State


@dataclass(frozen=True, slots=True)
class Place(State):
    """``found`` is false when the list has no such room. ``teams_enabled`` is Graph's own word."""

    title: ClassVar[str] = "the room on the list of places"
    how_to_get: ClassVar[str] = "Grant Place.Read.All to Roomcheck's application."

    found: bool
    name: str = ""
    building: str = ""
    teams_enabled: str = ""
