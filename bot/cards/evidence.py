"""The evidence behind a headline or one finding, each piece with its source, its time and what its code means."""

from collections.abc import Sequence

from bot.cards.access import asking, can_be_asked
from bot.cards.answers import error_card
from bot.cards.areas import area_card, area_of
from bot.cards.frame import finding_row, head, headline, judged, told_in_english
from bot.cards.names import severity_name
from bot.cards.parts import Action, Element, button, card, container, heading, paragraph, quiet, run, some
from bot.cards.report import told_by
from bot.cards.text import in_english
from bot.cards.times import moment, period
from bot.cards.wording import Look, is_on_request, look_at, meaning_of, reason_of, summary_of
from bot.commands.model import Explain, OpenReport, ShowEvidence, ShowFix, ShowTicket
from bot.ports import KeptReport
from bot.turns import Card
from bot.words import _, mark, n_
from checks.model import Citation, Diagnosis, Finding, Gap, GapReason, Report, Status
from checks.source_names import source_name

MOST_CITATIONS = 6
MOST_FINDINGS = 3
MOST_RECORDS = 3
_EVIDENCE = Look("", mark("Evidence"), "accent", "emphasis")


def evidence_card(kept: KeptReport, finding_id: str = "", *, time_zone: str = "") -> Card:
    """The evidence behind one finding, everything found in one area, or what is behind the headline when neither is
    named.
    """
    report = kept.report
    if finding_id in {area_of(each.id) for each in report.findings} - {each.id for each in report.findings}:
        return area_card(kept, finding_id, time_zone=time_zone)
    if finding_id:
        return finding_card(kept, finding_id, time_zone=time_zone)
    behind = _behind(report)
    body = [
        head(_EVIDENCE, report.room, judged(report.judged_at, time_zone)),
        headline(in_english(report.diagnosis.sentence), quiet(in_english(report.diagnosis.why))),
        *_sections(report.diagnosis, behind[:MOST_FINDINGS], time_zone),
        *_others(kept, behind),
        *_windows(report, time_zone),
        *told_in_english(),
    ]
    actions = [_back(kept), button(_("How to fix"), ShowFix(kept.id)), _ticket(kept)]
    return card(body, actions, fallback=summary_of(report))


def finding_card(kept: KeptReport, finding_id: str, *, time_zone: str = "") -> Card:
    """One finding with all that is known of it."""
    finding = next((each for each in kept.report.findings if each.id == finding_id), None)
    if not finding:
        return error_card(_("This report has no such finding."),
                          _("Open the report again and choose one of its rows."))
    look = look_at(finding)
    body = [
        head(look, kept.report.room, judged(kept.report.judged_at, time_zone)),
        headline(in_english(finding.title), paragraph(in_english(finding.summary)), *_facts(finding, time_zone)),
        *_evidence(finding, time_zone, MOST_CITATIONS),
        *_gaps(finding.gaps),
        *_windows(kept.report, time_zone),
        *told_in_english(),
    ]
    actions = [*_mends(kept, finding), button(_("All evidence"), ShowEvidence(kept.id)), _back(kept), _ticket(kept)]
    return card(body, actions, fallback=f"{finding.title}: {look.said}. {finding.summary}")


def _mends(kept: KeptReport, finding: Finding) -> list[Action]:
    """What leads to the repair of this very finding: of the headline's cause, the whole remedy."""
    explained = Explain(finding.id)
    if is_on_request(finding) and can_be_asked(kept):
        return [button(*asking(kept), primary=True), button(_("Explain this check"), explained)]
    if finding.status not in {Status.FAIL, Status.WARN}:
        return [button(_("Explain this check"), explained, primary=True)]
    if finding.cause and finding.cause is not kept.report.diagnosis.cause:
        return [button(_("How to fix"), explained, primary=True)]
    return [button(_("How to fix"), ShowFix(kept.id), primary=True), button(_("Explain this check"), explained)]


def _behind(report: Report) -> list[Finding]:
    """The findings behind the headline; where it names none, those that say something other than "passed"."""
    found = {each.id: each for each in report.findings}
    named = [found[id_] for id_ in report.diagnosis.findings if id_ in found]
    return named or [each for each in report.findings if each.status in {Status.FAIL, Status.WARN}]


def _sections(diagnosis: Diagnosis, findings: Sequence[Finding], time_zone: str) -> list[Element]:
    most = MOST_CITATIONS // max(len(findings), 1)
    return [container(finding_row(each, told=told_by(diagnosis)), *_evidence(each, time_zone, most))
            | {"separator": True} for each in findings]


def _evidence(finding: Finding, time_zone: str, most: int) -> list[Element]:
    if not finding.citations:
        return [quiet(_("It cites no single record."))]
    pieces = [_piece(group, finding, time_zone) for group in alike(finding.citations)]
    return some(pieces, max(most, 1),
                lambda left: n_("and {n} more kind of record", "and {n} more kinds of records", left))


def alike(citations: Sequence[Citation]) -> list[list[Citation]]:
    """Records that say the same, together: nobody reads one sentence fourteen times."""
    groups: dict[tuple[str, str, str], list[Citation]] = {}
    for cite in citations:
        groups.setdefault((cite.source, cite.code, cite.quote), []).append(cite)
    return list(groups.values())


def _piece(group: Sequence[Citation], finding: Finding, time_zone: str) -> Element:
    """When and where; the code with its meaning; where to find it again."""
    first = group[0]
    code = [paragraph(run(f"{first.code}: ", bold=True), run(in_english(_meaning(first, finding))), spacing="none")]
    quoted = [paragraph(run(in_english(f"“{first.quote}”"), subtle=True), spacing="none")] if first.quote else []
    places = [_place(each, time_zone if len(group) > 1 else None) for each in group]
    return container(quiet(_when_and_where(group, time_zone)), *(code if first.code else []), *quoted,
                     *some(places, MOST_RECORDS, _more_records), style="emphasis", spacing="small")


def _more_records(left: int) -> str:
    return n_("and {n} more record", "and {n} more records", left)


def _meaning(cite: Citation, finding: Finding) -> str:
    """What the code stands for; of an unlisted one, what the check made of it."""
    return meaning_of(cite.code) or finding.summary


def _when_and_where(group: Sequence[Citation], time_zone: str) -> str:
    times = sorted(each.at for each in group if each.at)
    where = in_english(source_name(group[0].source))
    if len(group) > 1:
        where = n_("{n} record, {source}", "{n} records, {source}", len(group), source=where)
    if not times:
        return where
    when = moment(times[0], time_zone) if times[0] == times[-1] else period(times[0], times[-1], time_zone)
    return f"{when}, {where}"


def _place(cite: Citation, time_zone: str | None) -> Element:
    """Where one record is, with its time when several stand together (``time_zone`` is given then)."""
    when = moment(cite.at, time_zone) if cite.at and time_zone is not None else ""
    correlation = _("correlation {id}", id=cite.correlation_id) if cite.correlation_id else ""
    request = _("request {id}", id=cite.request_id) if cite.request_id else ""
    return quiet(", ".join(filter(None, (when, cite.locator, correlation, request))))


def _facts(finding: Finding, time_zone: str) -> list[Element]:
    facts = [(_("Severity:"), severity_name(finding.severity))]
    if finding.since:
        facts.append((_("Since:"), moment(finding.since, time_zone)))
    if finding.latest and finding.latest != finding.since:
        facts.append((_("Last seen:"), moment(finding.latest, time_zone)))
    return [paragraph(run(f"{name} ", subtle=True), run(value), spacing="none") for name, value in facts]


def _gaps(gaps: Sequence[Gap]) -> list[Element]:
    """What this finding had to do without, and what would bring it."""
    if not gaps:
        return []
    groups: dict[str, list[Gap]] = {}
    for gap in gaps:
        groups.setdefault(gap.remedy, []).append(gap)
    rows = [container(*map(_gap, alike), *([quiet(in_english(remedy))] if remedy else []), spacing="small")
            for remedy, alike in groups.items()]
    unasked = all(gap.reason is GapReason.NOT_REQUESTED for gap in gaps)
    title = _("What was not asked for") if unasked else _("What could not be read")
    return [heading(title), *some(rows, MOST_CITATIONS)]


def _gap(gap: Gap) -> Element:
    detail = "" if gap.reason is GapReason.NOT_OFFERED else f" {in_english(gap.detail)}"
    return paragraph(run(f"{in_english(gap.fact)}: ", bold=True), run(f"{reason_of(gap)}.{detail}"), spacing="none")


def _others(kept: KeptReport, behind: Sequence[Finding]) -> list[Element]:
    """What else failed, each a press away."""
    rest = [each for each in kept.report.findings if each.status in {Status.FAIL, Status.WARN} and each not in behind]
    rest = [*behind[MOST_FINDINGS:], *rest]
    rows = [finding_row(each, kept.id) for each in rest]
    return [heading(_("Also found")), *some(rows, MOST_CITATIONS)] if rows else []


def _windows(report: Report, time_zone: str) -> list[Element]:
    if not report.looked_at:
        return [quiet(_("No source could be read."))]
    seen = [f"{in_english(source_name(each.source))}: {period(each.start, each.end, time_zone)}"
            for each in report.looked_at]
    title = heading(n_("Looked at {n} source", "Looked at {n} sources", len(seen)))
    return [title, *some([quiet(line) for line in seen], MOST_CITATIONS)]


def _back(kept: KeptReport) -> Action:
    return button(_("Back to the report"), OpenReport(kept.id))


def _ticket(kept: KeptReport) -> Action:
    return button(_("Ticket text"), ShowTicket(kept.id))
