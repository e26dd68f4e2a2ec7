"""The heartbeat of the room's app: every five minutes, one line on network, Exchange and Teams."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Self

from checks.facts.base import DEVICE, NEVER, Holder, Records
from checks.model import Citation

EVERY = timedelta(minutes=5)
"""How often a heartbeat is due."""

LONGEST_SILENCE = timedelta(minutes=30)
"""Heartbeats further apart than this show a device that was off or stood still; a restart takes less."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One event 2000 (healthy) or 2001 (unhealthy) of the log "Skype Room System".

    ``network``, ``exchange``, ``sign_in`` and ``teams_sign_in`` are the states in the device's own words, empty in a
    healthy heartbeat; ``sign_in`` is Skype for Business Server's and is a known false alarm while Teams is healthy.
    ``text`` is the free text beside them, redacted; ``codes`` the AADSTS numbers in it.
    """

    at: datetime
    healthy: bool
    cite: Citation
    network: str = ""
    exchange: str = ""
    sign_in: str = ""
    teams_sign_in: str = ""
    text: str = ""
    codes: tuple[int, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        return (self.at, self.healthy)


@dataclass(frozen=True, slots=True)
class Heartbeats(Records[Heartbeat]):
    """``cut`` says that the end of the log is lost: what came after its newest heartbeat, nobody knows."""

    title: ClassVar[str] = "the device's heartbeats"
    how_to_get: ClassVar[str] = "Send the room's diagnostic zip."
    holder: ClassVar[Holder] = DEVICE

    items: tuple[Heartbeat, ...]
    cut: bool = False

    def merged(self, other: Self) -> Self:
        """Both; the log that goes further tells whether the end is lost."""
        last = max(self, other, key=lambda each: each.items[0].at if each.items else NEVER)
        return replace(Records.merged(self, other), cut=last.cut)
