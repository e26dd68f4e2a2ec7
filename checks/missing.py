"""What could not be seen: whether that matters, and what would bring an answer when nothing else does."""

from collections.abc import Sequence

from checks.causes import GUIDES, sentence_for
from checks.facts.account import Account
from checks.facts.heartbeats import Heartbeats
from checks.hand_over import hand_over
from checks.model import (
    AskForLogs,
    Cause,
    Confidence,
    Diagnosis,
    Finding,
    Gap,
    GapReason,
    NextStep,
    RecheckLater,
    Rerun,
    Room,
    StartDialog,
    Status,
)

HARMLESS = frozenset({GapReason.NOT_OFFERED, GapReason.NOT_REQUESTED, GapReason.NOT_IN_CLOUD,
                      GapReason.NOT_IN_BUNDLE})
MOST_GAPS = 3
MOST_ODD = 3
HEARTBEAT = "device.heartbeat"


def lowers_confidence(gap: Gap) -> bool:
    """Whether the gap is evidence that exists and could not be read."""
    return gap.reason not in HARMLESS


def logs_unseen(findings: Sequence[Finding]) -> bool:
    """Whether nobody has sent the device's logs."""
    return _not_offered(findings, Heartbeats.title)


def gaps_of(findings: Sequence[Finding]) -> tuple[Gap, ...]:
    """Every gap of the findings, each once."""
    return tuple(dict.fromkeys(gap for each in findings for gap in each.gaps))


def undetermined(room: Room, findings: Sequence[Finding]) -> Diagnosis:
    """The headline when no cause speaks: what was seen, what is missing, and what to do first."""
    cause = Cause.UNDETERMINED
    odd = [each for status in (Status.FAIL, Status.WARN) for each in findings if each.status is status]
    failing = bool(odd) and odd[0].status is Status.FAIL
    sentence = sentence_for(cause, room.label, "failing" if failing else "")
    first, step = max(odd, key=lambda each: each.latest is not None, default=None), _first_step(odd, findings)
    request = "" if logs_unseen(findings) else step
    return Diagnosis(
        cause=cause, confidence=Confidence.LOW, sentence=sentence, why=_why(odd, findings),
        first_step=step, owner=GUIDES[cause].owner, findings=tuple(each.id for each in odd),
        since=first.since if first else None, latest=first.latest if first else None,
        hand_over=hand_over(room, cause, sentence, (first,) if first else (), request=request),
        next_steps=_next_steps(odd, findings))


def _not_offered(findings: Sequence[Finding], fact: str) -> bool:
    return any(gap.fact == fact and gap.reason is GapReason.NOT_OFFERED for gap in gaps_of(findings))


def _unreadable(findings: Sequence[Finding]) -> list[Gap]:
    return [gap for gap in gaps_of(findings) if lowers_confidence(gap)]


def _why(odd: Sequence[Finding], findings: Sequence[Finding]) -> str:
    parts = [each.summary for each in odd[:MOST_ODD]]
    if not logs_unseen(findings):
        parts += [each.summary for each in findings if each.id == HEARTBEAT and each.status is Status.SKIPPED]
    unread = list(dict.fromkeys(f"{gap.fact} ({gap.detail.rstrip('.')})" for gap in _unreadable(findings)))[:MOST_GAPS]
    if unread:
        parts.append("Could not be read: " + "; ".join(unread) + ".")
    if logs_unseen(findings):
        parts.append("The device's own logs have not been sent.")
    if _not_offered(findings, Account.title):
        parts.append("Microsoft Graph was not asked.")
    return " ".join(parts) or "No evidence of the device within the last day was found."


def _recheck(odd: Sequence[Finding]) -> RecheckLater | None:
    steps = (step for each in odd for step in each.next_steps if isinstance(step, RecheckLater))
    return next(steps, None)


def _first_step(odd: Sequence[Finding], findings: Sequence[Finding]) -> str:
    if _recheck(odd) and all(each.status is Status.WARN for each in odd):
        return "Check again a little later: the device has to show that it works."
    remedies = list(dict.fromkeys(gap.remedy for gap in _unreadable(findings) if gap.remedy))
    if logs_unseen(findings):
        grant = f" Besides: {remedies[0]}" if remedies else ""
        return f"Send the room's diagnostic zip.{grant}"
    if remedies:
        return remedies[0]
    if _not_offered(findings, Account.title):
        return "Check the room by its address as well, so that the directory and the sign-in logs are read."
    return "Go through the guided check at the console, then collect the device's logs anew."


def _next_steps(odd: Sequence[Finding], findings: Sequence[Finding]) -> tuple[NextStep, ...]:
    later = _recheck(odd)
    first: list[NextStep] = [later] if later and all(each.status is Status.WARN for each in odd) else []
    logs: list[NextStep] = [AskForLogs()] if logs_unseen(findings) else []
    return tuple(dict.fromkeys((*first, *logs, StartDialog("guided_fix"), Rerun())))
