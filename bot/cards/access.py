"""Whether a report can be asked what Conditional Access would decide, and the button that asks."""

from bot.commands.model import AskAccess
from bot.ports import KeptReport
from checks.facts.access_forecast import AccessForecast
from checks.model import Cause, EvaluateAccess, Gap, GapReason, Report

ASK_ACCESS = "Ask Conditional Access"
"""What the button says."""


def asking(kept: KeptReport) -> tuple[str, AskAccess]:
    """The button's title and what it does."""
    return ASK_ACCESS, AskAccess(kept.run_id)


def can_be_asked(report: Report) -> bool:
    """Whether there is an account, and nothing but that nobody asked stands in the way."""
    reasons = {gap.reason for gap in gaps_in(report) if gap.fact == AccessForecast.title}
    unasked = {GapReason.NOT_REQUESTED, *({GapReason.NOT_OFFERED} if _is_wished(report) else ())}
    return bool(reasons) and reasons <= unasked and report.diagnosis.cause is not Cause.ACCOUNT_MISSING


def should_be_asked(report: Report) -> bool:
    """Whether the diagnosis itself wants to know."""
    return _is_wished(report) and can_be_asked(report)


def _is_wished(report: Report) -> bool:
    return any(isinstance(step, EvaluateAccess) for step in report.diagnosis.next_steps)


def gaps_in(report: Report) -> list[Gap]:
    """Every gap of the report and of its findings."""
    return [*report.gaps, *(gap for each in report.findings for gap in each.gaps)]
