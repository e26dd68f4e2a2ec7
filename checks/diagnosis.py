"""Many findings, one headline: which cause stands above the others, how sure it is, and what to do first.

The order is one table. A failure of the account itself explains every other; then what the device met last; then what
stands behind a sign-in that succeeds; then silence; then what is only suggested. Only when none of them speaks can a
room have recovered or be healthy, and what none of them can tell stays undetermined.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from checks.causes import GUIDES, commands_for, sentence_for
from checks.facts.access_policies import POLICY_PLACE
from checks.facts.codes import CODES, explained
from checks.hand_over import hand_over
from checks.missing import HEARTBEAT, logs_unseen, lowers_confidence, undetermined
from checks.model import (
    AskForLogs,
    Cause,
    Confidence,
    Diagnosis,
    Finding,
    NextStep,
    RecheckLater,
    Rerun,
    Room,
    ShowGuide,
    StartDialog,
    Status,
)

Findings = Sequence[Finding]

ACCOUNT = (Cause.ACCOUNT_MISSING, Cause.ACCOUNT_DISABLED)
REFUSED = (Cause.MFA_REQUIRED, Cause.CONDITIONAL_ACCESS_BLOCK, Cause.PASSWORD_EXPIRED, Cause.WRONG_CREDENTIALS,
           Cause.DEVICE_NOT_COMPLIANT, Cause.SIGN_IN_BLOCKED_OTHER, Cause.NETWORK_UNREACHABLE)
BEHIND = (Cause.LICENCE_MISSING, Cause.LICENCE_PLAN_DISABLED, Cause.TEAMS_NOT_PROVISIONED, Cause.MAILBOX_MISSING)
RECOVERED = "sign_in.recovered"
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rule:
    """One place in the order; ``pick`` gives the finding that speaks for the headline, if one does."""

    name: str
    pick: Callable[[Findings], Finding | None]


def _certain(findings: Findings) -> list[Finding]:
    """Failures that name a cause and are more than a suggestion."""
    return [each for each in findings
            if each.status is Status.FAIL and each.cause and each.confidence is not Confidence.LOW]


def _first_of(causes: Sequence[Cause]) -> Callable[[Findings], Finding | None]:
    """The certain failure whose cause stands first in the list; of two, the surer."""
    def pick(findings: Findings) -> Finding | None:
        found = [each for each in _certain(findings) if each.cause in causes]
        return min(found, key=lambda each: (causes.index(_cause(each)), _rank(each)), default=None)
    return pick


def _newest_refusal(findings: Findings) -> Finding | None:
    found = [each for each in _certain(findings) if each.cause in REFUSED and each.latest]
    return max(found, key=lambda each: each.latest or _NEVER, default=None)


def _silence(findings: Findings) -> Finding | None:
    found = (each for each in _certain(findings) if each.cause is Cause.NETWORK_UNREACHABLE and not each.latest)
    return next(found, None)


def _suggested(findings: Findings) -> Finding | None:
    """The newest suggestion; a mere warning only when nothing shows that the room works."""
    fails = [each for each in findings if each.status is Status.FAIL and each.cause]
    warns = [each for each in findings if each.status is Status.WARN and each.cause]
    found = fails or ([] if _saying(findings, Cause.HEALTHY) else warns)
    return max(found, key=lambda each: (-_rank(each), each.latest or _NEVER), default=None)


def _unless_failing(cause: Cause) -> Callable[[Findings], Finding | None]:
    def pick(findings: Findings) -> Finding | None:
        failing = any(each.status is Status.FAIL for each in findings) or _too_early(findings)
        return None if failing else _saying(findings, cause)
    return pick


def _too_early(findings: Findings) -> bool:
    """Whether the device works again, but for too short a time to call it healthy."""
    return any(each.id == RECOVERED and each.status is Status.WARN for each in findings)


def _saying(findings: Findings, cause: Cause) -> Finding | None:
    """The passed check that speaks for a good headline."""
    return next((each for each in findings if each.status is Status.PASS and each.cause is cause), None)


RULES: tuple[Rule, ...] = (
    Rule("the account itself", _first_of(ACCOUNT)),
    Rule("what the device met last", _newest_refusal),
    Rule("what stands behind the sign-in", _first_of(BEHIND)),
    Rule("no sign-in at all", _silence),
    Rule("what is only suggested", _suggested),
    Rule("recovered", _unless_failing(Cause.RECOVERED)),
    Rule("healthy", _unless_failing(Cause.HEALTHY)),
)


def diagnose(room: Room, findings: Findings) -> Diagnosis:
    """The one headline of these findings."""
    for rule in RULES:
        headline = rule.pick(findings)
        if headline:
            return _named(room, headline, findings)
    return undetermined(room, findings)


def _named(room: Room, headline: Finding, findings: Findings) -> Diagnosis:
    cause, agreeing = _cause(headline), _agreeing(headline, findings)
    guide, confidence = GUIDES[cause], _confidence(headline, agreeing, findings)
    sentence = sentence_for(cause, room.label, _detail(headline), seen=headline.latest is not None)
    commands = commands_for(cause, room.address)
    return Diagnosis(
        cause=cause, confidence=confidence, sentence=sentence, why=_why(headline, agreeing, confidence, findings),
        first_step=_first_step(headline), owner=guide.owner, findings=tuple(each.id for each in agreeing),
        since=headline.since, latest=headline.latest, room_sees=guide.room_sees, portal_signal=guide.portal_signal,
        hand_over=hand_over(room, cause, sentence, agreeing, commands), commands=commands,
        recheck_after=guide.recheck_after, next_steps=_next_steps(cause, confidence, headline, findings))


def _agreeing(headline: Finding, findings: Findings) -> tuple[Finding, ...]:
    """The headline's finding first, then the others that say the same."""
    others = (each for each in findings
              if each is not headline and each.cause is headline.cause and each.status is headline.status)
    return (headline, *others)


def _confidence(headline: Finding, agreeing: Sequence[Finding], findings: Findings) -> Confidence:
    """The surest of those who agree, unless something takes away from it."""
    best = min(agreeing, key=_rank).confidence
    return Confidence.MEDIUM if _reservation(headline, findings) and best is Confidence.HIGH else best


def _reservation(headline: Finding, findings: Findings) -> str:
    """What takes away from a good headline."""
    if headline.status is not Status.PASS:
        return ""
    if any(lowers_confidence(gap) for gap in headline.gaps):
        return "Part of the evidence could not be read."
    return "" if _saying(findings, Cause.HEALTHY) else "Nothing of the device was seen within the last day."


def _rank(finding: Finding) -> int:
    return (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW).index(finding.confidence)


def _cause(finding: Finding) -> Cause:
    return finding.cause or Cause.UNDETERMINED


_HOW_SURE = {
    Confidence.HIGH: "Certain: the device's own evidence or the directory says so.",
    Confidence.MEDIUM: "Likely, with a reservation.",
    Confidence.LOW: "Only suggested.",
}


def _why(headline: Finding, agreeing: Sequence[Finding], confidence: Confidence, findings: Findings) -> str:
    parts = [_HOW_SURE[confidence], headline.summary, *(f"Also: {each.summary}" for each in agreeing[1:2])]
    parts += filter(None, [_reservation(headline, findings)])
    against = _against(headline, findings)
    if against:
        parts.append(f"This contradicts it: {against.summary}")
    others = [each for each in _certain(findings) if each.cause is not headline.cause]
    if others:
        parts.append("Also failed: " + "; ".join(dict.fromkeys(each.title for each in others)) + ".")
    return " ".join(parts)


def _against(headline: Finding, findings: Findings) -> Finding | None:
    """What speaks for health all the same. A mere sign-in does not contradict what goes wrong behind it."""
    if headline.status is Status.PASS:
        return None
    if headline.cause in BEHIND:
        return next((each for each in findings if each.id == HEARTBEAT and each.status is Status.PASS), None)
    return _saying(findings, Cause.HEALTHY)


def _detail(headline: Finding) -> str:
    """What only the case can say: the policies that block, or the code's meaning."""
    if headline.cause is Cause.CONDITIONAL_ACCESS_BLOCK:
        policies = [cite.quote for cite in headline.citations if cite.locator.startswith(POLICY_PLACE)]
        return ("policy " if len(policies) == 1 else "policies ") + ", ".join(
            f'"{name[:100]}"' for name in policies) if policies else ""
    number = _code(headline) if headline.cause is Cause.SIGN_IN_BLOCKED_OTHER else None
    return explained(number, _reason(headline, number)) if number else ""


def _reason(headline: Finding, number: int) -> str:
    """The source's own words about the code; all of them where they decide what a known code means."""
    quotes = dict.fromkeys(cite.quote for cite in headline.citations if cite.quote)
    return " ".join(quotes) if number in CODES else next(iter(quotes), "")


def _code(headline: Finding) -> int | None:
    codes = (cite.code.upper().removeprefix("AADSTS") for cite in headline.citations if cite.code)
    return next((int(code) for code in codes if code.isdecimal() and code.isascii()), None)


def _first_step(headline: Finding) -> str:
    number = _code(headline) if headline.cause is Cause.SIGN_IN_BLOCKED_OTHER else None
    known = CODES.get(number) if number else None
    return known.fix if known else GUIDES[_cause(headline)].first_step


def _next_steps(cause: Cause, confidence: Confidence, headline: Finding, findings: Findings) -> tuple[NextStep, ...]:
    """The one that fits the cause stands first."""
    if cause in (Cause.HEALTHY, Cause.RECOVERED):
        return (Rerun(),)
    after = GUIDES[cause].recheck_after
    later = [RecheckLater(after, "The logs and the directory take that long to show a repair.")] if after else []
    logs = [AskForLogs()] if logs_unseen(findings) else []
    steps: list[NextStep] = [*logs, ShowGuide(cause)] if confidence is Confidence.LOW else [ShowGuide(cause)]
    steps += [Rerun(), *later, *logs, *headline.next_steps, StartDialog("guided_fix")]
    return tuple(dict.fromkeys(steps))
