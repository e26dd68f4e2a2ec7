"""What the Teams service itself says of the account."""

from dataclasses import dataclass
from typing import ClassVar

from checks.facts.base import State


@dataclass(frozen=True, slots=True)
class TeamsProvisioning(State):
    """``found`` is false when Teams does not know the account. ``account_type`` and ``features`` are Graph's own
    words; of the features an empty one could not be read, and None is no list of them at all.
    """

    title: ClassVar[str] = "the account's Teams provisioning"
    how_to_get: ClassVar[str] = "Grant TeamsUserConfiguration.Read.All to Roomcheck's application."

    found: bool
    account_type: str = ""
    features: tuple[str, ...] | None = ()
