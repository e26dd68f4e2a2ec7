"""A sweep's card: how far it is, and what it found."""

from bot.fleet import FleetCounts, Sweep
from bot.turns import Card


def fleet_card(sweep: Sweep, counts: FleetCounts, *, time_zone: str = "") -> Card:
    """The sweep as it stands, with the fleet as it stands."""
    raise NotImplementedError


def fleet_summary(sweep: Sweep, counts: FleetCounts) -> str:
    """What a notification shows of the card."""
    raise NotImplementedError
