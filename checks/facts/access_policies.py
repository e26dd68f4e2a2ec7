"""The Conditional Access policies that a sign-in record names."""

from dataclasses import dataclass
from typing import ClassVar

from checks.facts.base import State

POLICY_PLACE = "identity/conditionalAccess/policies/"
"""How the locator of a citation begins that names one policy; its quote is the policy's name."""


@dataclass(frozen=True, slots=True)
class AccessPolicy:
    """``state`` is Graph's own word: ``enabled``, ``disabled`` or ``enabledForReportingButNotEnforced``."""

    id: str
    name: str
    state: str
    grant_controls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessPolicies(State):
    title: ClassVar[str] = "Conditional Access policies"
    how_to_get: ClassVar[str] = "Grant Policy.Read.All to Roomcheck's application."

    items: tuple[AccessPolicy, ...]
