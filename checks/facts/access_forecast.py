"""What Conditional Access would decide about a sign-in of the room now, as Microsoft's own What If says."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from checks.facts.base import State

REPORT_ONLY = "enabledForReportingButNotEnforced"


class Platform(StrEnum):
    """The two kinds of console that Microsoft's support matrix knows."""

    WINDOWS = "windows"
    ANDROID = "android"


@dataclass(frozen=True, slots=True)
class ForecastPolicy:
    """A policy that would apply, or of which What If cannot say so for want of information.

    ``state`` is Graph's own word; ``applies`` and ``reasons`` (``notEnoughInformation``...) are What If's.
    ``grant_controls`` and ``session_controls`` are Graph's own names (``mfa``, ``compliantDevice``, ``block``,
    ``authenticationStrength``, ``termsOfUse``; ``signInFrequency``, ``persistentBrowser``,
    ``continuousAccessEvaluation:disabled``...); ``operator`` is ``AND``, ``OR`` or empty.
    """

    id: str
    name: str
    state: str
    applies: bool
    reasons: tuple[str, ...] = ()
    grant_controls: tuple[str, ...] = ()
    session_controls: tuple[str, ...] = ()
    operator: str = ""

    @property
    def on_trial(self) -> bool:
        """Whether the policy only reports; it never blocks."""
        return self.state == REPORT_ONLY


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One sign-in that was asked about: ``app`` in words, ``flow`` is ``deviceCodeFlow`` or empty."""

    platform: Platform
    app: str
    policies: tuple[ForecastPolicy, ...]
    flow: str = ""


@dataclass(frozen=True, slots=True)
class AccessForecast(State):
    """The sign-ins that were asked about. What is not among them was not asked."""

    title: ClassVar[str] = "what Conditional Access would decide"
    how_to_get: ClassVar[str] = "Grant Policy.Read.ConditionalAccess (or Policy.Read.All) to Roomcheck's application."

    items: tuple[Evaluation, ...]
