"""How far the device's clock is from the true time."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from checks.facts.base import DEVICE, Holder, State

TOLERATED_DRIFT = timedelta(minutes=5)
"""So much may two clocks differ, as in Kerberos, before one of them counts as wrong."""


@dataclass(frozen=True, slots=True)
class DeviceClock(State):
    """``drift`` is how much the device's clock was ahead (negative: behind) of Microsoft Entra's, whose answers carry
    its own time into the device's log; None where no answer does. ``samples`` is how many answers were compared.
    ``ahead_of_upload`` is how far the newest record lies ahead of the moment the zip was read, None where it does not.
    """

    title: ClassVar[str] = "the device's clock"
    how_to_get: ClassVar[str] = "Send the room's diagnostic zip."
    holder: ClassVar[Holder] = DEVICE

    drift: timedelta | None = None
    samples: int = 0
    ahead_of_upload: timedelta | None = None
