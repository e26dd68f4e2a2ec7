"""Many findings, one headline: which cause stands above the others, how sure it is, and what to do first.

The order is one table. What the directory says of the account itself explains every other failure; then comes what the
device met last; then what stands behind a sign-in that succeeds; then silence; then what is only suggested. Only when
none of them speaks can a room have recovered or be healthy, and what none of them can tell stays undetermined.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from checks.causes import FOLLOWS_FROM, Guide, commands_for, sentence_for
from checks.detail import detail
from checks.facts.account_cites import rests_on_directory
from checks.guidance import cause_of, first_step, fix_of, guide_for, request_of
from checks.hand_over import hand_over
from checks.missing import (
    HEARTBEAT,
    logs_unseen,
    lowers_confidence,
    not_a_room,
    nothing_shows_a_room,
    undetermined,
)
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
    Severity,
    ShowGuide,
    StartDialog,
    Status,
)

Findings = Sequence[Finding]

ACCOUNT = (Cause.ACCOUNT_MISSING, Cause.ACCOUNT_DISABLED)
REFUSED = (Cause.MFA_REQUIRED, Cause.CONDITIONAL_ACCESS_BLOCK, Cause.PASSWORD_EXPIRED, Cause.WRONG_CREDENTIALS,
           Cause.DEVICE_NOT_COMPLIANT, Cause.SIGN_IN_BLOCKED_OTHER, Cause.NETWORK_UNREACHABLE)
MET = (*ACCOUNT, *REFUSED)
BEHIND = (Cause.LICENCE_MISSING, Cause.LICENCE_PLAN_DISABLED, Cause.TEAMS_NOT_PROVISIONED, Cause.MAILBOX_MISSING)
RECOVERED, OTHER_CODES, LOGS_AGREE = "sign_in.recovered", "sign_in.other_codes", "sign_in.logs_agree"
_NEVER = datetime.min.replace(tzinfo=UTC)
WEIGHT = {severity: weight for weight, severity in enumerate(Severity)}


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
        return min(found, key=lambda each: (causes.index(cause_of(each)), _rank(each)), default=None)
    return pick


def _of_the_directory(findings: Findings) -> Finding | None:
    """What the directory itself says of the account; a code that speaks of it is one refusal among others."""
    known = [each for each in findings if rests_on_directory(each) or not each.latest]
    return _first_of(ACCOUNT)(known)


def _newest_refusal(findings: Findings) -> Finding | None:
    found = [each for each in _certain(findings) if each.cause in MET and each.latest]
    return max(found, key=lambda each: each.latest or _NEVER, default=None)


def _silence(findings: Findings) -> Finding | None:
    found = (each for each in _certain(findings) if each.cause is Cause.NETWORK_UNREACHABLE and not each.latest)
    return next(found, None)


def _suggested(findings: Findings) -> Finding | None:
    """The newest suggestion; a mere warning only when nothing shows that the room works."""
    fails = [each for each in findings if each.status is Status.FAIL and each.cause]
    warns = [each for each in findings if each.status is Status.WARN and each.cause]
    found = fails or ([] if _saying(findings, Cause.HEALTHY) else warns)
    return max(found, key=lambda each: (-_rank(each), each.latest or _NEVER, WEIGHT[each.severity]), default=None)


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
    Rule("the account itself", _of_the_directory),
    Rule("what the device met last", _newest_refusal),
    Rule("what stands behind the sign-in", _first_of(BEHIND)),
    Rule("no sign-in at all", _silence),
    Rule("what is only suggested", _suggested),
    Rule("recovered", _unless_failing(Cause.RECOVERED)),
    Rule("healthy", _unless_failing(Cause.HEALTHY)),
)


def diagnose(room: Room, findings: Findings) -> Diagnosis:
    """The one headline of these findings."""
    stranger = nothing_shows_a_room(findings)
    for rule in RULES:
        headline = rule.pick(findings)
        if headline and stranger and headline.cause not in ACCOUNT:
            return not_a_room(room, stranger)
        if headline:
            return _named(room, headline, findings)
    return undetermined(room, findings)


def _named(room: Room, headline: Finding, findings: Findings) -> Diagnosis:
    cause, agreeing = cause_of(headline), _agreeing(headline, findings)
    guide = guide_for(headline, agreeing, findings, is_open=any(map(_is_open, findings)))
    confidence = _confidence(headline, agreeing, findings)
    sentence = sentence_for(guide, room, detail(headline), seen=headline.latest is not None)
    commands, step = commands_for(guide, room), first_step(guide, headline, room, agreeing)
    return Diagnosis(
        cause=cause, confidence=confidence, sentence=sentence, why=_why(headline, agreeing, confidence, findings),
        first_step=step, owner=guide.owner,
        findings=tuple(each.id for each in agreeing), since=headline.since, latest=headline.latest,
        room_sees=guide.room_sees, portal_signal=guide.portal_signal,
        hand_over=hand_over(room, sentence, request_of(guide, headline, step), agreeing, commands), commands=commands,
        recheck_after=guide.recheck_after, next_steps=_next_steps(guide, confidence, headline, findings))


def _agreeing(headline: Finding, findings: Findings) -> tuple[Finding, ...]:
    """The headline's finding first, then the others that say the same."""
    others = (each for each in findings
              if each is not headline and each.cause is headline.cause and each.status is headline.status)
    return (headline, *others)


def _confidence(headline: Finding, agreeing: Sequence[Finding], findings: Findings) -> Confidence:
    """The surest of those who agree, unless something takes away from it."""
    best = min(agreeing, key=_rank).confidence
    weaker = (_reservation(headline, findings) or _against(headline, findings) or _newer_unknown(headline, findings)
              or _contradiction(headline, findings))
    return Confidence.MEDIUM if weaker and best is Confidence.HIGH else best


def _newer_unknown(headline: Finding, findings: Findings) -> Finding | None:
    """A refusal since with a code that nobody has listed: what the headline names may be over by now."""
    return next((each for each in findings if each.id == OTHER_CODES and each.status is Status.FAIL
                 and headline.status is Status.FAIL and headline.latest and each is not headline
                 and (each.latest or _NEVER) > headline.latest), None)


def _contradiction(headline: Finding, findings: Findings) -> Finding | None:
    """That the device's log and Entra's tell different things of a room that fails: one may be of another account."""
    return next((each for each in findings if each.id == LOGS_AGREE and each.status is Status.WARN
                 and headline.status is Status.FAIL), None)


def _reservation(headline: Finding, findings: Findings) -> str:
    """What takes away from a good headline."""
    if headline.status is not Status.PASS:
        return ""
    still = next((each for each in findings if _is_open(each)), None)
    if still:
        return f"Not everything is settled: {_within(still.summary)}"
    if any(lowers_confidence(gap) for gap in headline.gaps):
        return "Part of the evidence could not be read."
    return "" if _saying(findings, Cause.HEALTHY) else "Nothing of the device was seen within the last day."


def _is_open(finding: Finding) -> bool:
    """Whether it warns of something that was seen to go wrong, or that has still to prove itself; a mere setting that
    could be better is neither.
    """
    unsettled = finding.latest or finding.cause or any(isinstance(step, RecheckLater) for step in finding.next_steps)
    return finding.status is Status.WARN and bool(unsettled)


def _rank(finding: Finding) -> int:
    return (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW).index(finding.confidence)


_HOW_SURE = {Confidence.HIGH: "Certain", Confidence.MEDIUM: "Likely", Confidence.LOW: "Only suggested"}
_QUOTED = re.compile(r'"([^"]+)"')
_ORDINARY_WORDS = frozenset({"The", "No", "What", "A"})


def _why(headline: Finding, agreeing: Sequence[Finding], confidence: Confidence, findings: Findings) -> str:
    parts = [f"{_HOW_SURE[confidence]}: {_within(headline.summary)}"]
    parts += [each.summary for each in agreeing[1:] if _adds(each.summary, headline.summary)][:1]
    parts += filter(None, [_reservation(headline, findings)])
    unknown, against = _newer_unknown(headline, findings), _against(headline, findings)
    contradiction = _contradiction(headline, findings)
    if unknown:
        parts.append(f"Newer than that, and of unknown meaning: {_within(unknown.summary)}")
    if against:
        parts.append(f"This speaks against it: {_within(against.summary)}")
    if contradiction:
        parts.append(f"The logs contradict each other: {_within(contradiction.summary)}")
    return " ".join([*parts, *_besides(headline, findings)])


def _adds(sentence: str, told: str) -> bool:
    """Whether it says more than has been told: neither the same words, nor only the same policies."""
    names = _QUOTED.findall(sentence)
    return sentence not in told and not (names and all(name in told for name in names))


def _within(sentence: str) -> str:
    """The sentence as it goes on after a colon; names and codes keep their capitals."""
    ordinary = sentence.split(" ", 1)[0] in _ORDINARY_WORDS
    return sentence[:1].lower() + sentence[1:] if ordinary else sentence


def _besides(headline: Finding, findings: Findings) -> list[str]:
    """What else fails: what the headline explains, and what is a problem of its own."""
    told_of = (headline.cause, fix_of(headline))
    others = {each.summary: each for each in _certain(findings) if each.cause not in told_of}
    explained_ = FOLLOWS_FROM.get(cause_of(headline), frozenset())
    follows = [_within(told) for told, each in others.items() if each.cause in explained_]
    own = [_within(told) for told, each in others.items() if each.cause not in explained_]
    seen = [_within(each.summary) for each in findings if each.status is Status.WARN and each.cause and each.latest
            and each.cause is not headline.cause and headline.status is Status.FAIL]
    return [*(f"This probably follows from it: {told}" for told in follows),
            *(f"{ordinal} problem: {told}" for ordinal, told in zip(_ORDINALS, own, strict=False)),
            *(f"Also seen: {told}" for told in seen)]


_ORDINALS = ("A second", "A third", "A fourth")


def _against(headline: Finding, findings: Findings) -> Finding | None:
    """What speaks for health all the same.

    A mere sign-in does not contradict what goes wrong behind it, nor does a success what failed after it.
    """
    if headline.status is Status.PASS:
        return None
    found = _saying(findings, Cause.HEALTHY) if headline.cause not in BEHIND else next(
        (each for each in findings if each.id == HEARTBEAT and each.status is Status.PASS), None)
    return found if found and (found.latest or _NEVER) > (headline.latest or _NEVER) else None


def _next_steps(guide: Guide, confidence: Confidence, headline: Finding, findings: Findings) -> tuple[NextStep, ...]:
    """The one that fits the cause stands first."""
    if headline.cause in (Cause.HEALTHY, Cause.RECOVERED):
        return (Rerun(),)
    after = guide.recheck_after
    later = [RecheckLater(after, "The logs and the directory take that long to show a repair.")] if after else []
    logs = [AskForLogs()] if logs_unseen(findings) else []
    fix = ShowGuide(fix_of(headline))
    steps: list[NextStep] = [*logs, fix] if confidence is Confidence.LOW else [fix]
    steps += [Rerun(), *later, *logs, *headline.next_steps, StartDialog("guided_fix")]
    return tuple(dict.fromkeys(steps))
