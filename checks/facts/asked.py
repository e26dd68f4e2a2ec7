"""What a person has asked for beyond an ordinary check."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from checks.facts.base import Fact, Facts


class Topic(StrEnum):
    """Evidence that is slow or rate-limited, and so is only collected when a sign-in or a person asks for it."""

    ACCESS = "access"
    """What Conditional Access would decide now (Microsoft's What If)."""
    EVERYTHING = "everything"
    """Every source there is, as the doctor asks for it."""


@dataclass(frozen=True, slots=True)
class Asked(Fact):
    """The topics somebody asked for. It is evidence of nothing and is never kept."""

    title: ClassVar[str] = "what was asked for"
    is_evidence: ClassVar[bool] = False

    topics: frozenset[Topic]


def is_asked(known: Facts, topic: Topic) -> bool:
    """Whether somebody asked for this topic, or for everything."""
    return Asked in known and bool(known[Asked].topics & {topic, Topic.EVERYTHING})
