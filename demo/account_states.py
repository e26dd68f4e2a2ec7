"""What Microsoft's other services hold of a room's account: its place, its devices and its risk."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class PlaceState:
    """``teams_enabled`` empty follows from whether Teams knows the account."""

    teams_enabled: str = ""


@dataclass(frozen=True, slots=True)
class DirectoryDevice:
    """A device that the account has brought into the directory. ``compliant`` None is one that Intune does not know.

    An empty ``name`` is the console's own.
    """

    os: str = "Windows"
    name: str = ""
    enabled: bool = True
    compliant: bool | None = True
    seen_ago: timedelta = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class IntuneDevice:
    """A device of the account in Intune; an empty ``name`` is the console's own."""

    os: str = "Windows"
    name: str = ""
    compliance: str = "compliant"
    synced_ago: timedelta = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class RiskState:
    """What Entra ID Protection makes of the account, in Graph's own words."""

    level: str = "high"
    state: str = "atRisk"
    updated_ago: timedelta = timedelta(hours=30)
