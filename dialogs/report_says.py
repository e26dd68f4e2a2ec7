"""What a room's last report says about the guide: which steps it answers, which it points at, and in what words."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.cards.text import in_english
from bot.words import _
from checks.model import Cause, Confidence, Finding, Report, Status
from dialogs.guide import STEP_OF, STEPS

HOLDS_FOR = timedelta(hours=24)
"""How long what a report answers need not be looked at again."""

_WRONG = (Status.FAIL, Status.WARN)
_NO_TROUBLE = frozenset({Cause.HEALTHY, Cause.RECOVERED, Cause.UNDETERMINED})
_MOST_TOLD = 3
_HEARTBEAT = "heartbeat"
_IN_ORDER = (Status.FAIL, Status.WARN, Status.PASS, Status.ERROR, Status.SKIPPED)


def is_sure(report: Report | None, now: datetime) -> bool:
    """Whether the report names the trouble beyond doubt, and not too long ago."""
    if report is None or not _holds(report, now):
        return False
    return report.diagnosis.confidence is Confidence.HIGH and report.diagnosis.cause not in _NO_TROUBLE


def suspected_steps(report: Report | None) -> tuple[str, ...]:
    """The steps that confirm what a report found: its headline first, then the failed checks, then the warnings."""
    if report is None:
        return ()
    found = [each.cause for status in _WRONG for each in report.findings if each.status is status and each.cause]
    return tuple(dict.fromkeys(STEP_OF[cause] for cause in (report.diagnosis.cause, *found) if cause in STEP_OF))


def answered_steps(report: Report | None, now: datetime) -> tuple[str, ...]:
    """The steps at which nothing is left to see: every check of theirs passed, or the console's own words are read."""
    if report is None or not _holds(report, now):
        return ()
    judged = {each.id: each.status for each in report.findings}
    pointed = suspected_steps(report)
    return tuple(step.id for step in STEPS.values()
                 if step.id not in pointed and _is_answered(step.id, [judged.get(check) for check in step.checks]))


def told_about(step: str, report: Report | None) -> list[str]:
    """What the report says of a step, in its own words."""
    if report is None:
        return []
    found = [each for status in _IN_ORDER for each in _about(step, report.findings) if each.status is status]
    told = [_told(each) for each in found if each.summary]
    diagnosis = report.diagnosis
    if STEP_OF.get(diagnosis.cause) == step and not any(each.status in _WRONG for each in found):
        told.insert(0, _("Roomcheck's last report says: {sentence}", sentence=in_english(diagnosis.sentence)))
    return list(dict.fromkeys(told))[:_MOST_TOLD]


def behind_headline(report: Report) -> list[str]:
    """What the headline rests on."""
    by_id = {each.id: each for each in report.findings}
    behind = [by_id[each] for each in report.diagnosis.findings if each in by_id]
    return [_told(each) for each in behind[:_MOST_TOLD] if each.summary]


def also_failed(report: Report) -> list[str]:
    """What else failed, which the remedy of the headline does not mend."""
    others = {each.cause: each for each in reversed(report.findings)
              if each.status is Status.FAIL and each.cause and each.cause is not report.diagnosis.cause}
    return [_("Also failed, and not mended by this: {summary}", summary=in_english(each.summary))
            for each in reversed(others.values())][:_MOST_TOLD]


def _holds(report: Report, now: datetime) -> bool:
    return now - report.judged_at <= HOLDS_FOR


def _is_answered(step: str, judged: Sequence[Status | None]) -> bool:
    """A heartbeat that was read in a log says nothing else on the console, whether it is well or not."""
    enough = (Status.PASS, *_WRONG) if step == _HEARTBEAT else (Status.PASS,)
    return bool(judged) and all(each in enough for each in judged)


def _about(step: str, findings: Iterable[Finding]) -> list[Finding]:
    checks = STEPS[step].checks
    return [each for each in findings
            if each.id in checks or (each.status in _WRONG and each.cause and STEP_OF.get(each.cause) == step)]


def _told(finding: Finding) -> str:
    if finding.status in (Status.PASS, *_WRONG):
        return _("Roomcheck saw: {summary}", summary=in_english(finding.summary))
    return _("Roomcheck could not tell: {summary}", summary=in_english(finding.summary))
