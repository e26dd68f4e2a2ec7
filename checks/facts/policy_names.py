"""How a sentence names Conditional Access policies, and how a verdict cites them so that the headline can."""

from collections.abc import Sequence
from dataclasses import dataclass

from checks.facts.access_policies import POLICY_PLACE
from checks.facts.reading import MOST_CITATIONS
from checks.model import Citation

MOST_NAMED = MOST_CITATIONS - 1
"""How many policies are named; what shows that they stopped the room keeps a citation of its own."""

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class NamedPolicy:
    """A policy by its id and the name that people know it by."""

    id: str
    name: str


def listed(policies: Sequence[NamedPolicy], hidden: int = 0) -> str:
    """The policies as the subject of a sentence: a few by name, and how many more there are.

    ``hidden`` is the number of further policies whose names cannot be known.
    """
    named = policies[:MOST_NAMED]
    names = ", ".join(f'"{policy.name[:_LONGEST]}"' for policy in named)
    unnamed = f" and {len(policies) - len(named)} more" if len(policies) > len(named) else ""
    hidden_ones = f" and {hidden} more whose name is hidden" if hidden else ""
    return f"The {'policy' if len(policies) == 1 else 'policies'} {names}{unnamed}{hidden_ones}"


def cites_of(policies: Sequence[NamedPolicy], source: str) -> list[Citation]:
    """A citation of each policy that :func:`listed` names."""
    return [Citation(source, POLICY_PLACE + policy.id, policy.name) for policy in policies[:MOST_NAMED]]
