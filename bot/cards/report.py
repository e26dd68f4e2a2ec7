"""The report: whose and how, the headline, what failed, the device's timeline, the rest folded, the buttons."""

from datetime import timedelta

from bot.action_values import LONGEST_WAIT
from bot.actions import Pressable
from bot.cards.access import asking, can_be_asked, should_be_asked
from bot.cards.folds import folds
from bot.cards.frame import (
    failed_rows,
    first_thing,
    head,
    headline,
    judged,
    labelled,
    old_logs,
    read_before,
    told_in_english,
    who,
    worst_first,
)
from bot.cards.links import GLOBAL, Links
from bot.cards.parts import MOST_ACTIONS, Action, Element, button, buttons, card, fold, link, paragraph, quiet, run
from bot.cards.text import in_english
from bot.cards.timeline import timeline
from bot.cards.times import later, moment, span, span_after
from bot.cards.wording import CONFIDENCE, DEFAULT_WAIT_MINUTES, look_of, summary_of
from bot.commands.model import BeginDialog, CheckAgain, Explain, ShowEvidence, ShowFix, ShowTicket
from bot.ports import KeptReport
from bot.turns import Card, Detail
from bot.words import _
from checks.model import Cause, Diagnosis, OpenLink, Report

_FINE = frozenset({Cause.HEALTHY, Cause.RECOVERED})
_Step = tuple[str, Pressable]
"""A button's title and what it does."""


def report_card(kept: KeptReport, *, time_zone: str = "", links: Links = GLOBAL,
                detail: Detail = Detail.EVIDENCE) -> Card:
    """One room's report, as a helpdesk agent reads it; with its evidence where ``detail`` has it."""
    report = kept.report
    body = [
        head(look_of(report), report.room, judged(report.judged_at, time_zone),
             read_before(kept.read_before, time_zone), old_logs(report, time_zone)),
        headline(in_english(report.diagnosis.sentence), *since_when(report, time_zone),
                 *_how_sure(report.diagnosis, detail)),
        *_do_first(report.diagnosis),
        *(_evidence(kept, time_zone) if detail is Detail.EVIDENCE else _elsewhere(report)),
        *_more(kept, links),
        *told_in_english(),
    ]
    return card(body, _buttons(kept), fallback=summary_of(report))


def _how_sure(diagnosis: Diagnosis, detail: Detail) -> list[Element]:
    """How sure the cause is, and why; the reasons are evidence already."""
    if detail is Detail.EVIDENCE:
        return [paragraph(run(in_english(diagnosis.why), subtle=True))] if diagnosis.why else []
    known = diagnosis.cause not in {*_FINE, Cause.UNDETERMINED}
    return [labelled(_("How sure:"), _(CONFIDENCE[diagnosis.confidence]))] if known else []


def _evidence(kept: KeptReport, time_zone: str) -> list[Element]:
    report = kept.report
    bad = worst_first(report.findings, report.diagnosis.findings)
    return [*failed_rows(bad, kept.id, told=told_by(report.diagnosis)), *timeline(report.timeline, time_zone),
            *folds(kept, time_zone)]


def _elsewhere(report: Report) -> list[Element]:
    """Where the evidence is to be seen, as it is not here."""
    said = _("The evidence is shown in a personal chat with me. Write there:")
    command = run(f"report {report.room.address}", small=True, mono=True)
    return [paragraph(run(f"{said} ", subtle=True, small=True), command, spacing="medium")]


def told_by(diagnosis: Diagnosis) -> str:
    """What the headline and its reasons say; rows below them need not say it again."""
    return f"{diagnosis.sentence} {diagnosis.why}"


def since_when(report: Report, time_zone: str) -> list[Element]:
    """Since when it has been so, and when it was last seen. What only a setting tells has no beginning."""
    since, latest, cause = report.diagnosis.since, report.diagnosis.latest, report.diagnosis.cause
    if not since:
        unknown = cause not in {*_FINE, Cause.UNDETERMINED}
        return [quiet(_("Since when is not known."))] if unknown else []
    lasted = f" ({span(report.judged_at - since)})" if report.judged_at > since else ""
    begun = _("Working again since") if cause is Cause.RECOVERED else _("Since")
    last = f"; {_latest(cause, later(latest, since, time_zone))}" if latest and latest != since else ""
    return [labelled(begun, f"{moment(since, time_zone)}{lasted}{last}")]


def _latest(cause: Cause, at: str) -> str:
    return _("last success {moment}", moment=at) if cause is Cause.RECOVERED else _("last seen {moment}", moment=at)


def _do_first(diagnosis: Diagnosis) -> list[Element]:
    if not diagnosis.first_step:
        return []
    step, owner = diagnosis.first_step, diagnosis.owner
    title = _("What to do") if diagnosis.cause in _FINE else _("Do this first")
    return [first_thing(title, paragraph(in_english(step), spacing="none"), *who(step, owner))]


def _buttons(kept: KeptReport) -> list[Action]:
    return [button(title, command, primary=not place) for place, (title, command) in enumerate(_steps(kept))]


def _steps(kept: KeptReport) -> list[_Step]:
    """What can be done, each once: first what fits this report best."""
    room, about = kept.report.room.address, next(iter(kept.report.diagnosis.findings), "")
    steps: list[_Step] = [
        *([asking(kept)] if should_be_asked(kept) else []),
        _fitting_step(kept),
        (_("Check again"), CheckAgain(kept.run_id)),
        (_("Evidence"), ShowEvidence(kept.id)),
        _send_logs(room),
        (_("Ticket text"), ShowTicket(kept.id)),
        (_("Explain"), Explain(about)),
    ]
    return list(dict.fromkeys(steps))


def _fitting_step(kept: KeptReport) -> _Step:
    """The one step that fits this cause."""
    cause = kept.report.diagnosis.cause
    if cause is Cause.UNDETERMINED and not _saw_device(kept.report):
        return _send_logs(kept.report.room.address)
    if cause is Cause.UNDETERMINED:
        return _guide_me(kept.report.room.address)
    if cause in _FINE:
        return _("Check again"), CheckAgain(kept.run_id)
    return _("How to fix"), ShowFix(kept.id)


def _saw_device(report: Report) -> bool:
    return any(window.source.startswith("bundle") for window in report.looked_at)


def send_logs(address: str, *, primary: bool = False) -> Action:
    return button(*_send_logs(address), primary=primary)


def _send_logs(address: str) -> _Step:
    return _("Send logs"), BeginDialog("collect_logs", address)


def _guide_me(address: str) -> _Step:
    return _("Guide me"), BeginDialog("guided_fix", address)


def wait_of(kept: KeptReport) -> timedelta:
    """How long to wait before checking again is worth it, as a button can carry it."""
    asked = kept.report.diagnosis.recheck_after or timedelta(minutes=DEFAULT_WAIT_MINUTES)
    return min(max(asked, timedelta(minutes=1)), LONGEST_WAIT)


def check_later(kept: KeptReport) -> Action:
    """Check again once the sign-in log can show a change."""
    return _check_in(kept, wait_of(kept))


def _check_in(kept: KeptReport, wait: timedelta) -> Action:
    return button(_("Check again in {span}", span=span_after(wait)), CheckAgain(kept.run_id, wait))


def _more(kept: KeptReport, links: Links) -> list[Element]:
    """What has no room among the card's own buttons, then what is done later or elsewhere."""
    report, steps = kept.report, _steps(kept)
    others: list[Action | None] = [button(*step) for step in steps[MOST_ACTIONS:]]
    others += [_check_in(kept, timedelta(minutes=DEFAULT_WAIT_MINUTES)), check_later(kept)]
    if can_be_asked(kept) and asking(kept) not in steps:
        others.append(button(*asking(kept)))
    if report.diagnosis.cause not in _FINE:
        guide = _guide_me(report.room.address)
        others += [*([button(*guide)] if guide not in steps else []), *pages(report, links)]
    return [fold("more", _("More to do"), buttons(*others))]


def pages(report: Report, links: Links) -> list[Action | None]:
    """Microsoft's pages that help with this room."""
    own = [link(step.title, step.url) for step in report.diagnosis.next_steps if isinstance(step, OpenLink)]
    return [link(_("Microsoft's connectivity test"), links.connectivity_test),
            link(_("Open account in Entra"), links.account(report.room.object_id)), *own]
