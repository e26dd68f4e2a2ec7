"""What holds for the whole tenant: its subscriptions, and the state of Microsoft's services."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from checks.facts.base import State


@dataclass(frozen=True, slots=True)
class Subscription:
    """One licence that the tenant has bought. ``status`` is Graph's own word: ``Enabled``, ``Warning``, ``Suspended``,
    ``LockedOut``, ``Deleted``. ``enabled`` is how many may be assigned, ``consumed`` how many are.
    """

    sku_id: str
    sku_part_number: str
    status: str
    enabled: int
    consumed: int


@dataclass(frozen=True, slots=True)
class Subscriptions(State):
    title: ClassVar[str] = "the tenant's subscriptions"
    how_to_get: ClassVar[str] = "Grant LicenseAssignment.Read.All to Roomcheck's application."

    items: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True)
class ServiceIssue:
    """One open issue on Microsoft's side. ``kind`` is Graph's own word: ``incident`` or ``advisory``."""

    id: str
    title: str
    service: str
    kind: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServiceHealth(State):
    """The open issues of all services that a tenant's administrators would see."""

    title: ClassVar[str] = "Microsoft's service health"
    how_to_get: ClassVar[str] = "Grant ServiceHealth.Read.All to Roomcheck's application."

    issues: tuple[ServiceIssue, ...]
