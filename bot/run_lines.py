"""What a run notes in the audit by itself, as the doing of whoever asked for it."""

from collections.abc import Sequence
from datetime import datetime

from bot.access_ports import Asked
from bot.likely_rooms import Refusal, why_refused
from bot.ports import Run
from bot.turns import place_of
from checks.model import Room


def refused_line(run: Run, refusals: Sequence[Refusal], at: datetime) -> Asked:
    """The rooms that a run does not look at."""
    return _line(run, at, "Check", [each.room for each in refusals], why_refused(refusals))


def named_line(run: Run, rooms: Sequence[Room], at: datetime) -> Asked:
    """The rooms that the logs of an upload name, and whoever sent it did not."""
    return _line(run, at, "Analyze", rooms)


def _line(run: Run, at: datetime, command: str, rooms: Sequence[Room], why: str = "") -> Asked:
    place = run.conversation
    return Asked(at, run.asked_by, place.tenant_id, place_of(place.id), place.scope.value, command,
                 tuple(room.address for room in rooms), not why, why)
