"""What could not be seen: whether that matters, and what would bring an answer when nothing else does."""

from collections.abc import Sequence

from checks.causes import ADMINISTRATOR, GUIDES, HELPDESK, LICENSING, sentence_for
from checks.facts.access_forecast import AccessForecast
from checks.facts.account import Account
from checks.facts.heartbeats import Heartbeats
from checks.hand_over import hand_over
from checks.model import (
    AskForLogs,
    Cause,
    Confidence,
    Diagnosis,
    EvaluateAccess,
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
_UNREAD = {
    GapReason.NO_PERMISSION: "Roomcheck may not read {fact}.",
    GapReason.NOT_LICENSED: "The tenant has no Entra ID P1 or P2 licence, which {fact} need.",
    GapReason.DAMAGED: "In the zip, not all of {fact} can be read. {detail}",
    GapReason.TIMED_OUT: "There was no answer in time to the question for {fact}.",
    GapReason.THROTTLED: "Microsoft Graph takes no more questions for {fact} at the moment.",
    GapReason.FAILED: "The question for {fact} failed.",
}
MOST_GAPS = 3
_WHO_MENDS = {GapReason.NO_PERMISSION: ADMINISTRATOR, GapReason.NOT_LICENSED: LICENSING}
MOST_ODD = 3
HEARTBEAT, OF_A_ROOM = "device.heartbeat", "account.of_a_room"


def nothing_shows_a_room(findings: Sequence[Finding]) -> Finding | None:
    """The finding that the account was looked at and nothing of a room was seen."""
    return next((each for each in findings if each.id == OF_A_ROOM and each.status is Status.WARN), None)


def not_a_room(room: Room, finding: Finding) -> Diagnosis:
    """What is said of an account of which nothing shows a room: what it lacks is no cause, as it may be a person's."""
    guide = GUIDES[Cause.UNDETERMINED]
    sentence = f"Nothing shows that {room.label} is a room."
    return Diagnosis(
        cause=Cause.UNDETERMINED, confidence=Confidence.LOW, sentence=sentence, why=finding.summary,
        first_step="Check the address you wrote. If it is the room's, have a mailbox and a licence given to it.",
        owner=guide.owner, findings=(finding.id,), next_steps=(Rerun(),))


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
    odd = sorted((each for each in findings if each.status in (Status.FAIL, Status.WARN)), key=_oddness)
    failing = any(each.status is Status.FAIL and not _is_explained(each, odd) for each in odd)
    sentence = sentence_for(GUIDES[cause], room, "failing" if failing else "")
    first, (step, owner) = max(odd, key=lambda each: each.latest is not None, default=None), _first_step(odd, findings)
    request = GUIDES[cause].request if logs_unseen(findings) else step
    return Diagnosis(
        cause=cause, confidence=Confidence.LOW, sentence=sentence, why=_why(odd, findings),
        first_step=step, owner=owner, findings=tuple(each.id for each in odd),
        since=first.since if first else None, latest=first.latest if first else None,
        hand_over=hand_over(room, sentence, request, (first,) if first else ()),
        next_steps=_next_steps(odd, findings))


def _oddness(finding: Finding) -> tuple[bool, bool]:
    """What failed before what warns, and what was seen to happen before what is merely set."""
    return finding.status is not Status.FAIL, finding.latest is None


def _not_offered(findings: Sequence[Finding], fact: str) -> bool:
    return any(gap.fact == fact and gap.reason is GapReason.NOT_OFFERED for gap in gaps_of(findings))


def _unreadable(findings: Sequence[Finding]) -> list[Gap]:
    return [gap for gap in gaps_of(findings) if lowers_confidence(gap)]


def _why(odd: Sequence[Finding], findings: Sequence[Finding]) -> str:
    parts = [each.summary for each in odd[:MOST_ODD]]
    if not logs_unseen(findings):
        parts += [each.summary for each in findings if each.id == HEARTBEAT and each.status is Status.SKIPPED]
    unread = (_UNREAD[gap.reason].format(fact=gap.fact, detail=gap.detail) for gap in _unreadable(findings))
    parts += list(dict.fromkeys(unread))[:MOST_GAPS]
    if logs_unseen(findings):
        parts.append("The device's logs have not been sent.")
    if _not_offered(findings, Account.title):
        parts.append("Microsoft Graph was not asked.")
    return " ".join(parts) or "No evidence of the device within the last day was found."


def _recheck(odd: Sequence[Finding]) -> RecheckLater | None:
    """What a finding itself asks to wait for, as long as nothing else fails."""
    steps = (step for each in odd for step in each.next_steps if isinstance(step, RecheckLater))
    failing = any(each.status is Status.FAIL and not _is_explained(each, odd) for each in odd)
    return None if failing else next(steps, None)


def _is_explained(failure: Finding, odd: Sequence[Finding]) -> bool:
    """Whether another finding says of this very failure that it is probably over."""
    return failure.latest is not None and any(
        each.latest == failure.latest and _recheck_of(each) for each in odd if each.status is Status.WARN)


def _recheck_of(finding: Finding) -> bool:
    return any(isinstance(step, RecheckLater) for step in finding.next_steps)


def _first_step(odd: Sequence[Finding], findings: Sequence[Finding]) -> tuple[str, str]:
    """What to do first, and who does it."""
    if _recheck(odd):
        return "Check again a little later: the device has to show that it works.", HELPDESK
    unread = next((gap for gap in _unreadable(findings) if gap.remedy), None)
    if logs_unseen(findings):
        other = f" {_others_part(unread)}" if unread else ""
        return f"Send the room's diagnostic zip.{other}", HELPDESK
    if unread:
        return unread.remedy, _WHO_MENDS.get(unread.reason, HELPDESK)
    if _not_offered(findings, Account.title):
        return Account.holder.remedy, HELPDESK
    return "Go through the guided check at the console, then collect the device's logs anew.", HELPDESK


def _others_part(unread: Gap) -> str:
    """What would help too; said to whom, where it is not for the helpdesk."""
    who = _WHO_MENDS.get(unread.reason)
    return f"For {who}: {unread.remedy}" if who else f"Besides: {unread.remedy}"


def _next_steps(odd: Sequence[Finding], findings: Sequence[Finding]) -> tuple[NextStep, ...]:
    later = _recheck(odd)
    first: list[NextStep] = [later] if later else []
    logs: list[NextStep] = [AskForLogs()] if logs_unseen(findings) else []
    access: list[NextStep] = [EvaluateAccess()] if _not_asked(findings, AccessForecast.title) else []
    return tuple(dict.fromkeys((*first, *logs, *access, StartDialog("guided_fix"), Rerun())))


def _not_asked(findings: Sequence[Finding], fact: str) -> bool:
    return any(gap.fact == fact and gap.reason is GapReason.NOT_REQUESTED for gap in gaps_of(findings))
