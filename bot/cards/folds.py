"""What a report folds away: what passed, what could not be judged or was not asked for, and what was looked at."""

from collections.abc import Sequence

from bot.cards.access import asking, can_be_asked, gaps_in
from bot.cards.areas import folded_rows, short_row
from bot.cards.frame import MOST_FOLDED, passed_title
from bot.cards.parts import Element, button, buttons, container, fold, paragraph, quiet, run, some
from bot.cards.text import in_english
from bot.cards.times import period
from bot.cards.wording import is_on_request, reason_of
from bot.ports import KeptReport
from bot.words import _, n_
from checks.model import Cause, Finding, Gap, GapReason, Report, Status
from checks.source_names import source_name

_MOST_SPARED, _MOST_UNJUDGED, _MOST_REMEDIES = 4, 4, 8


def folds(kept: KeptReport, time_zone: str) -> list[Element]:
    """Every fold that has something in it."""
    return [*_passed(kept), *_spared(kept), *_unjudged(kept), *_on_request(kept), *_looked_at(kept.report, time_zone)]


def _passed(kept: KeptReport) -> list[Element]:
    passed = [each for each in kept.report.findings if each.status is Status.PASS]
    return [fold("passed", passed_title(passed), *folded_rows(passed, kept.id))] if passed else []


def _spared(kept: KeptReport) -> list[Element]:
    """What does not apply, or can only show once something else is mended. Without an account that is everything."""
    if kept.report.diagnosis.cause is Cause.ACCOUNT_MISSING:
        return []
    spared = [each for each in kept.report.findings if each.status is Status.SKIPPED and not each.gaps]
    title = n_("{n} check has nothing to judge for now", "{n} checks have nothing to judge for now", len(spared))
    few = len(spared) <= _MOST_SPARED
    titles = in_english("; ".join(each.title for each in spared))
    rows = [short_row(each) for each in spared] if few else [quiet(titles)]
    return [fold("spared", title, *rows)] if spared else []


def _unjudged(kept: KeptReport) -> list[Element]:
    open_ = [each for each in kept.report.findings if _is_open(each)]
    gaps = concerning(kept.report)
    if not open_ and not gaps:
        return []
    title = n_("{n} could not be judged", "{n} could not be judged", len(open_)) if open_ else \
        n_("{n} source could not be read", "{n} sources could not be read", len(gaps))
    few = len(open_) <= _MOST_UNJUDGED
    rows = [short_row(each, kept.id) for each in open_] if few else folded_rows(open_, kept.id)
    return [fold("unjudged", title, *_remedies(gaps), *rows)]


def _is_open(finding: Finding) -> bool:
    wanting = finding.status is Status.SKIPPED and finding.gaps and not is_on_request(finding)
    return finding.status is Status.ERROR or bool(wanting)


def _on_request(kept: KeptReport) -> list[Element]:
    """The checks that are only made when somebody asks or something was seen, with what they would look at."""
    unasked = [each for each in kept.report.findings if is_on_request(each)]
    if not unasked:
        return []
    ways = dict.fromkeys(gap.remedy for each in unasked for gap in each.gaps if gap.remedy)
    ask = [buttons(button(*asking(kept)))] if can_be_asked(kept) else []
    title = n_("{n} check is made when asked or called for", "{n} checks are made when asked or called for",
               len(unasked))
    told = [quiet(in_english(way), spacing="small") for way in ways]
    return [fold("on-request", title, *_unasked_rows(unasked), *told, *ask)]


def _unasked_rows(unasked: Sequence[Finding]) -> list[Element]:
    """What would be looked at, each with the checks that would."""
    groups: dict[str, list[str]] = {}
    for each in unasked:
        groups.setdefault(", ".join(dict.fromkeys(gap.fact for gap in each.gaps)), []).append(each.title)
    rows = [container(paragraph(in_english("; ".join(titles)), spacing="none"),
                      quiet(_("Would look at {facts}.", facts=in_english(facts))), spacing="small")
            for facts, titles in groups.items()]
    return some(rows, _MOST_REMEDIES)


def concerning(report: Report) -> list[Gap]:
    """The gaps that something could be done about, each once."""
    told = {(gap.fact, gap.source, gap.reason): gap for gap in gaps_in(report)
            if gap.reason is not GapReason.NOT_REQUESTED}
    return list(told.values())


def _remedies(gaps: Sequence[Gap]) -> list[Element]:
    """What to grant or send, each remedy once with the facts it would bring."""
    groups: dict[str, list[Gap]] = {}
    for gap in gaps:
        groups.setdefault(gap.remedy or gap.detail, []).append(gap)
    rows = [container(paragraph(run(in_english(remedy), bold=True), spacing="none"), quiet(_missing(alike)),
                      spacing="small") for remedy, alike in groups.items()]
    return some(rows, _MOST_REMEDIES)


def _missing(gaps: Sequence[Gap]) -> str:
    """The facts, together where they are missing for one reason."""
    facts: dict[str, list[str]] = {}
    for gap in gaps:
        what = f"{gap.fact} ({source_name(gap.source)})" if gap.source else gap.fact
        facts.setdefault(reason_of(gap), []).append(what)
    return "; ".join(f"{in_english(', '.join(dict.fromkeys(names)))}: {reason}" for reason, names in facts.items())


def _looked_at(report: Report, time_zone: str) -> list[Element]:
    if not report.looked_at:
        return []
    names = ", ".join(dict.fromkeys(source_name(window.source) for window in report.looked_at))
    rows = [paragraph(run(f"{in_english(source_name(window.source))}: ", subtle=True, small=True),
                      run(period(window.start, window.end, time_zone), small=True)) for window in report.looked_at]
    shown = some(rows, MOST_FOLDED, lambda left: n_("and {n} more source", "and {n} more sources", left))
    return [fold("looked-at", _("Looked at: {sources}", sources=in_english(names)), *shown)]
