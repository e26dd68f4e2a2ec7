"""Who was behind a failure in the device's Entra ID log, which belongs to the whole Windows and not to the room alone.

In this order:

1. The room's own app or its resource is named: the device.
2. A resource is named that only another program asks for, as Cortana's: another program. It fails every hour on many
   devices, healthy or not, so not even an unhealthy heartbeat beside it makes it the room's.
3. The device was unwell within ten minutes: the device, whoever asked.
4. A client or resource is named that is not the room's, and the heartbeats within ten minutes were all healthy: another
   program. The failure cannot have been the room's, whose next heartbeat would have shown it.
5. Otherwise nobody can say. In particular a log without heartbeats beside it never clears a client it does not know,
   and Microsoft Graph, which every program asks, says nothing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from checks.facts.heartbeats import Heartbeat
from checks.facts.reading import beats_well
from checks.facts.room_apps import is_room_app
from checks.facts.sign_ins import Origin

NEAR = timedelta(minutes=10)
_EVERYONES = frozenset({"00000003-0000-0000-c000-000000000000", "https://graph.microsoft.com"})
_OTHER_PROGRAMS = ("/cortana", "https://syncservice.windows.net/")


@dataclass(frozen=True, slots=True)
class Wellness:
    """When the device was well, and when not; both ascending."""

    well: tuple[datetime, ...]
    unwell: tuple[datetime, ...]

    @classmethod
    def of(cls, beats: Iterable[Heartbeat]) -> Self:
        ordered = sorted(beats, key=lambda beat: beat.at)
        return cls(tuple(beat.at for beat in ordered if beats_well(beat)),
                   tuple(beat.at for beat in ordered if not beats_well(beat)))

    def was_unwell_near(self, at: datetime) -> bool:
        return _any_near(self.unwell, at)

    def was_well_near(self, at: datetime) -> bool:
        return _any_near(self.well, at) and not self.was_unwell_near(at)


def origin_of(at: datetime, client: str, resource: str, wellness: Wellness) -> Origin:
    """Who was behind a failure; ``client`` and ``resource`` as the record names them, or empty."""
    if is_room_app(client) or is_room_app(resource):
        return Origin.DEVICE
    if resource.startswith(_OTHER_PROGRAMS):
        return Origin.OTHER_PROGRAM
    if wellness.was_unwell_near(at):
        return Origin.DEVICE
    names_another = bool(client or resource) and resource.rstrip("/") not in _EVERYONES
    return Origin.OTHER_PROGRAM if names_another and wellness.was_well_near(at) else Origin.UNKNOWN


def _any_near(times: tuple[datetime, ...], at: datetime) -> bool:
    return bisect_left(times, at - NEAR) < bisect_right(times, at + NEAR)
