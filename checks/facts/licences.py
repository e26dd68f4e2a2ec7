"""The licences assigned to the room's account, with their service plans."""

from dataclasses import dataclass
from typing import ClassVar

from checks.facts.base import State


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """``status`` is Graph's own provisioning status: Success, Disabled, Error, PendingActivation and so on."""

    id: str
    name: str
    status: str


@dataclass(frozen=True, slots=True)
class Licence:
    sku_id: str
    sku_part_number: str
    plans: tuple[ServicePlan, ...]


@dataclass(frozen=True, slots=True)
class Licences(State):
    """Empty ``items`` means that the account holds no licence at all."""

    title: ClassVar[str] = "the account's licences"
    how_to_get: ClassVar[str] = "Grant LicenseAssignment.Read.All to Roomcheck's application."

    items: tuple[Licence, ...]
