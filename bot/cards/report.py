"""The report: whose and how, the headline, what failed, the rest folded, the buttons."""

from collections.abc import Sequence
from datetime import timedelta

from bot.actions import LONGEST_WAIT
from bot.cards.frame import (
    MOST_FOLDED,
    failed_rows,
    finding_row,
    first_thing,
    folded_rows,
    head,
    headline,
    judged,
    passed_title,
    who,
    worst_first,
)
from bot.cards.links import GLOBAL, Links
from bot.cards.parts import Action, Element, button, buttons, card, container, fold, link, paragraph, quiet, run, some
from bot.cards.text import count
from bot.cards.times import later, moment, period, span
from bot.cards.wording import DEFAULT_WAIT_MINUTES, look_of, reason_of, source_name, summary_of
from bot.commands.model import BeginDialog, CheckAgain, Explain, ShowEvidence, ShowFix, ShowTicket
from bot.ports import KeptReport
from bot.turns import Card
from checks.model import Cause, Diagnosis, Finding, Gap, GapReason, OpenLink, Report, Status

_FINE = frozenset({Cause.HEALTHY, Cause.RECOVERED})
_OF_NO_CONCERN = frozenset({GapReason.NOT_REQUESTED})


def report_card(kept: KeptReport, *, time_zone: str = "", links: Links = GLOBAL) -> Card:
    """One room's report, as a helpdesk agent reads it."""
    report = kept.report
    bad = worst_first(report.findings, report.diagnosis.findings)
    body = [
        head(look_of(report), report.room, judged(report.judged_at, time_zone)),
        _headline(report, time_zone),
        *_do_first(report.diagnosis),
        *failed_rows(bad, kept.id, told=told_by(report.diagnosis)),
        *_folds(kept, time_zone),
        *_more(kept, links),
    ]
    return card(body, _buttons(kept), fallback=summary_of(report))


def _headline(report: Report, time_zone: str) -> Element:
    diagnosis = report.diagnosis
    why = [paragraph(run(diagnosis.why, subtle=True))] if diagnosis.why else []
    return headline(diagnosis.sentence, *since_when(report, time_zone), *why)


def told_by(diagnosis: Diagnosis) -> str:
    """What the headline and its reasons say; rows below them need not say it again."""
    return f"{diagnosis.sentence} {diagnosis.why}"


def since_when(report: Report, time_zone: str) -> list[Element]:
    """Since when it has been so, and when it was last seen."""
    since, latest = report.diagnosis.since, report.diagnosis.latest
    if not since:
        return []
    lasted = f" ({span(report.judged_at - since)})" if report.judged_at > since else ""
    last = f"; last seen {later(latest, since, time_zone)}" if latest and latest != since else ""
    return [paragraph(run("Since ", bold=True), run(f"{moment(since, time_zone)}{lasted}{last}"))]


def _do_first(diagnosis: Diagnosis) -> list[Element]:
    if not diagnosis.first_step:
        return []
    step, owner = diagnosis.first_step, diagnosis.owner
    title = "What to do" if diagnosis.cause in _FINE else "Do this first"
    return [first_thing(title, paragraph(step, spacing="none"), *who(step, owner))]


def _folds(kept: KeptReport, time_zone: str) -> list[Element]:
    return [*_passed(kept.report.findings), *_unjudged(kept), *_looked_at(kept.report, time_zone)]


def _passed(findings: Sequence[Finding]) -> list[Element]:
    passed = [each for each in findings if each.status is Status.PASS]
    spared = [each for each in findings if each.status is Status.SKIPPED and not each.gaps]
    shown = []
    if passed:
        shown.append(fold("passed", passed_title(passed), *folded_rows(passed, "passed")))
    if spared:
        title = f"{count(len(spared), 'check does', 'checks do')} not apply to this room"
        shown.append(fold("spared", title, *folded_rows(spared, "do not apply")))
    return shown


def _unjudged(kept: KeptReport) -> list[Element]:
    open_ = [each for each in kept.report.findings
             if each.status is Status.ERROR or (each.status is Status.SKIPPED and each.gaps)]
    gaps = concerning(kept.report)
    if not open_ and not gaps:
        return []
    title = f"{len(open_):,} could not be judged" if open_ else f"{count(len(gaps), 'source')} could not be read"
    rows = some([finding_row(each, kept.id) for each in open_], 8, "could not be judged", "could not be judged")
    return [fold("unjudged", title, *_remedies(gaps), *rows)]


def concerning(report: Report) -> list[Gap]:
    """The gaps that something could be done about, each once."""
    every = [*report.gaps, *(gap for each in report.findings for gap in each.gaps)]
    told = {(gap.fact, gap.source, gap.reason): gap for gap in every if gap.reason not in _OF_NO_CONCERN}
    return list(told.values())


def _remedies(gaps: Sequence[Gap]) -> list[Element]:
    """What to grant or send, each remedy once with the facts it would bring."""
    groups: dict[str, list[Gap]] = {}
    for gap in gaps:
        groups.setdefault(gap.remedy or gap.detail, []).append(gap)
    rows = [container(paragraph(run(remedy, bold=True), spacing="none"), quiet(_missing(alike)), spacing="small")
            for remedy, alike in groups.items()]
    return some(rows, 8)


def _missing(gaps: Sequence[Gap]) -> str:
    """The facts, together where they are missing for one reason."""
    facts: dict[str, list[str]] = {}
    for gap in gaps:
        what = f"{gap.fact} ({source_name(gap.source)})" if gap.source else gap.fact
        facts.setdefault(reason_of(gap), []).append(what)
    return "; ".join(f"{', '.join(dict.fromkeys(names))}: {reason}" for reason, names in facts.items())


def _looked_at(report: Report, time_zone: str) -> list[Element]:
    if not report.looked_at:
        return []
    names = ", ".join(dict.fromkeys(source_name(window.source) for window in report.looked_at))
    rows = [paragraph(run(f"{source_name(window.source)}: ", subtle=True, small=True),
                      run(period(window.start, window.end, time_zone), small=True)) for window in report.looked_at]
    return [fold("looked-at", f"Looked at: {names}", *some(rows, MOST_FOLDED, "source"))]


def _buttons(kept: KeptReport) -> list[Action]:
    report, room = kept.report, kept.report.room.address
    first = _fitting_step(kept)
    about = next(iter(report.diagnosis.findings), "")
    return [
        first,
        *(again for again in [button("Check again", CheckAgain(kept.run_id))] if again["data"] != first["data"]),
        button("Evidence", ShowEvidence(kept.id)),
        *(logs for logs in [send_logs(room)] if logs["data"] != first["data"]),
        button("Ticket text", ShowTicket(kept.id)),
        button("Explain", Explain(about)),
    ]


def _fitting_step(kept: KeptReport) -> Action:
    """The one step that fits this cause."""
    cause = kept.report.diagnosis.cause
    if cause is Cause.UNDETERMINED and not _saw_device(kept.report):
        return send_logs(kept.report.room.address, primary=True)
    if cause is Cause.UNDETERMINED:
        return button("Guide me", BeginDialog("guided_fix", kept.report.room.address), primary=True)
    if cause in _FINE:
        return button("Check again", CheckAgain(kept.run_id), primary=True)
    return button("How to fix", ShowFix(kept.id), primary=True)


def _saw_device(report: Report) -> bool:
    return any(window.source.startswith("bundle") for window in report.looked_at)


def send_logs(address: str, *, primary: bool = False) -> Action:
    return button("Send logs", BeginDialog("collect_logs", address), primary=primary)


def wait_of(kept: KeptReport) -> timedelta:
    """How long to wait before checking again is worth it, as a button can carry it."""
    asked = kept.report.diagnosis.recheck_after or timedelta(minutes=DEFAULT_WAIT_MINUTES)
    return min(max(asked, timedelta(minutes=1)), LONGEST_WAIT)


def check_later(kept: KeptReport) -> Action:
    """Check again once the sign-in log can show a change."""
    return _check_in(kept, wait_of(kept))


def _check_in(kept: KeptReport, wait: timedelta) -> Action:
    return button(f"Check again in {span(wait)}", CheckAgain(kept.run_id, wait))


def _more(kept: KeptReport, links: Links) -> list[Element]:
    report = kept.report
    others: list[Action | None] = [_check_in(kept, timedelta(minutes=DEFAULT_WAIT_MINUTES)), check_later(kept)]
    if report.diagnosis.cause not in _FINE:
        guide = button("Guide me", BeginDialog("guided_fix", report.room.address))
        others += [*([guide] if guide["data"] != _fitting_step(kept)["data"] else []), *pages(report, links)]
    return [fold("more", "More to do", buttons(*others))]


def pages(report: Report, links: Links) -> list[Action | None]:
    """Microsoft's pages that help with this room."""
    own = [link(step.title, step.url) for step in report.diagnosis.next_steps if isinstance(step, OpenLink)]
    return [link("Microsoft's connectivity test", links.connectivity_test),
            link("Open account in Entra", links.account(report.room.object_id)), *own]
