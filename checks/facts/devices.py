"""The devices that the room's account has brought into the directory and into Intune, and the rules for doing so."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from checks.facts.base import State


@dataclass(frozen=True, slots=True)
class DirectoryDevice:
    """One device object. ``last_seen`` is Entra's approximate last sign-in, days late at worst."""

    id: str
    name: str
    os: str = ""
    enabled: bool | None = None
    compliant: bool | None = None
    managed: bool | None = None
    last_seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class DirectoryDevices(State):
    """The devices that the account has registered or owns, each once."""

    title: ClassVar[str] = "the account's devices in the directory"
    how_to_get: ClassVar[str] = "Grant User.Read.All to Roomcheck's application."

    items: tuple[DirectoryDevice, ...]


@dataclass(frozen=True, slots=True)
class ManagedDevice:
    """One device in Intune. ``compliance`` is Graph's own word: ``compliant``, ``noncompliant``, ``unknown``..."""

    id: str
    name: str
    os: str = ""
    compliance: str = ""
    last_sync: datetime | None = None


@dataclass(frozen=True, slots=True)
class ManagedDevices(State):
    """The account's devices in Intune; empty where it has none there."""

    title: ClassVar[str] = "the account's devices in Intune"
    how_to_get: ClassVar[str] = "Grant DeviceManagementManagedDevices.Read.All to Roomcheck's application."

    items: tuple[ManagedDevice, ...]


@dataclass(frozen=True, slots=True)
class RegistrationPolicy(State):
    """Who may bring devices into the directory.

    ``join`` and ``register`` are ``all``, ``selected``, ``none`` or empty where the policy does not say; ``selected``
    are the object ids of the users and groups that may, of either. ``mfa`` says whether multifactor authentication is
    demanded for it, ``quota`` how many devices one account may have; None where the policy does not say.
    """

    title: ClassVar[str] = "the device registration policy"
    how_to_get: ClassVar[str] = "Grant Policy.Read.DeviceConfiguration to Roomcheck's application."

    join: str = ""
    register: str = ""
    selected: frozenset[str] = frozenset()
    mfa: bool | None = None
    quota: int | None = None
