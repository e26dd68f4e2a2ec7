"""Whether a report can be asked what Conditional Access would decide, and the button that asks."""

from bot.commands.model import AskAccess
from bot.ports import KeptReport
from bot.words import _, mark
from checks.facts.access_forecast import AccessForecast
from checks.facts.asked import Topic
from checks.model import Cause, EvaluateAccess, Gap, GapReason, Report

ASK_ACCESS = mark("Ask Conditional Access")
"""What the button says, a message of the catalogues."""


def asking(kept: KeptReport) -> tuple[str, AskAccess]:
    """The button's title and what it does."""
    return _(ASK_ACCESS), AskAccess(kept.run_id)


def can_be_asked(kept: KeptReport) -> bool:
    """Whether there is an account, and nothing but that nobody asked stands in the way.

    What was asked for want of a person's wish is only what a refusal concerns, so it can still be asked in full.
    """
    reasons = {gap.reason for gap in gaps_in(kept.report) if gap.fact == AccessForecast.title}
    unasked = {GapReason.NOT_REQUESTED, *({GapReason.NOT_OFFERED} if _is_wished(kept.report) else ())}
    possible = reasons <= unasked and kept.report.diagnosis.cause is not Cause.ACCOUNT_MISSING
    return possible and Topic.ACCESS not in kept.asked


def should_be_asked(kept: KeptReport) -> bool:
    """Whether the diagnosis itself wants to know."""
    return _is_wished(kept.report) and can_be_asked(kept)


def _is_wished(report: Report) -> bool:
    return any(isinstance(step, EvaluateAccess) for step in report.diagnosis.next_steps)


def gaps_in(report: Report) -> list[Gap]:
    """Every gap of the report and of its findings."""
    return [*report.gaps, *(gap for each in report.findings for gap in each.gaps)]
