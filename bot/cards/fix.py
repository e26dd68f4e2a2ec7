"""How to fix a room's trouble, and the texts for the people who can."""

from collections.abc import Iterator

from bot.cards.evidence import alike
from bot.cards.frame import first_thing, head, headline, judged, unnamed, who, worst_first
from bot.cards.languages import ENGLISH
from bot.cards.links import GLOBAL, Links
from bot.cards.parts import (
    Element,
    button,
    buttons,
    card,
    copy_field,
    fold,
    heading,
    paragraph,
    quiet,
    run,
    usable,
)
from bot.cards.report import check_later, pages, since_when, wait_of
from bot.cards.text import count, plain
from bot.cards.times import exact, span
from bot.cards.wording import CONFIDENCE, Look, meaning_of, summary_of
from bot.commands.model import BeginDialog, CheckAgain, OpenReport, ShowEvidence, ShowTicket
from bot.ports import KeptReport
from bot.turns import Card, Detail
from checks.causes import FOLLOWS_FROM, GUIDES
from checks.model import Cause, Citation, Confidence, Diagnosis, Finding, Report, Status
from checks.source_names import source_name

MOST_ALIKE = 5
MOST_TOLD = 8
MOST_STEPS = 6
_FIX = Look("", "How to fix", "accent", "emphasis")
_TICKET = Look("", "For a support ticket", "accent", "emphasis")


def fix_card(kept: KeptReport, *, time_zone: str = "", links: Links = GLOBAL,
             detail: Detail = Detail.EVIDENCE) -> Card:
    """What to do first and who does it, what mends all else that failed, how to recognise the trouble, the commands,
    and when to look again. What cites evidence is left out where ``detail`` has none.
    """
    report, diagnosis = kept.report, kept.report.diagnosis
    body = [
        head(_FIX, report.room, judged(report.judged_at, time_zone)),
        headline(diagnosis.sentence, *since_when(report, time_zone)),
        _first(diagnosis),
        *_then(report, detail),
        *_signs(diagnosis),
        *_commands(diagnosis),
        *(_hand_over(diagnosis) if detail is Detail.EVIDENCE else ()),
        *_pages(report, links),
        paragraph(run(f"A change shows in Microsoft's logs after about {span(wait_of(kept))}.", subtle=True)),
    ]
    guide = button("Guide me", BeginDialog("guided_fix", report.room.address))
    actions = [check_later(kept) | {"style": "positive"}, guide, button("Evidence", ShowEvidence(kept.id)),
               button("Ticket text", ShowTicket(kept.id)), button("Back to the report", OpenReport(kept.id))]
    return card(body, actions, fallback=f"{report.room.label}: {diagnosis.first_step}")


def _first(diagnosis: Diagnosis) -> Element:
    step = diagnosis.first_step or "Nothing needs to be done."
    return first_thing("Do this first", paragraph(step, spacing="none"), *who(step, diagnosis.owner))


def _then(report: Report, detail: Detail) -> list[Element]:
    """What mends the other causes; the headline's remedy does not."""
    others = _other_causes(report)[:MOST_STEPS]
    told = [line for each, cause in others
            for line in _step(_of_what(each) if detail is Detail.EVIDENCE else ENGLISH.causes[cause], cause)]
    return [heading("Then"), *told] if told else []


def _step(of_what: str, cause: Cause) -> list[Element]:
    guide = GUIDES[cause]
    return [paragraph(run(f"{of_what}: ", bold=True), guide.first_step),
            *who(guide.first_step, guide.owner)]


def _of_what(finding: Finding) -> str:
    """Which finding a step is about, and whether that is certain."""
    return f"{finding.title} (only suggested)" if finding.confidence is Confidence.LOW else finding.title


def _other_causes(report: Report) -> list[tuple[Finding, Cause]]:
    """Each failing cause that does not end with the headline's, with its first finding, the worst first."""
    first: dict[Cause, Finding] = {}
    told = {report.diagnosis.cause, *FOLLOWS_FROM.get(report.diagnosis.cause, ())}
    for finding in worst_first(report.findings):
        if finding.status is Status.FAIL and finding.cause and finding.cause not in told:
            first.setdefault(finding.cause, finding)
    return [(finding, cause) for cause, finding in first.items()]


def _signs(diagnosis: Diagnosis) -> list[Element]:
    """How people in the room and the portal notice it."""
    signs = (("In the room", diagnosis.room_sees), ("In the Pro Management portal", diagnosis.portal_signal))
    told = [paragraph(run(f"{where}: ", bold=True), what) for where, what in signs if what]
    return [heading("How it shows"), *told] if told else []


def _commands(diagnosis: Diagnosis) -> list[Element]:
    if not diagnosis.commands:
        return []
    field = copy_field("commands", "PowerShell: select all, copy, paste", "\n".join(diagnosis.commands))
    return [fold("commands", "PowerShell commands", field)]


def _hand_over(diagnosis: Diagnosis) -> list[Element]:
    if not diagnosis.hand_over:
        return []
    whom = diagnosis.owner or "the people who own this"
    field = copy_field("hand_over", "Select all, copy, paste", diagnosis.hand_over)
    return [fold("hand-over", f"Text for {whom}", field)]


def _pages(report: Report, links: Links) -> list[Element]:
    shown = usable(pages(report, links))
    return [fold("pages", "Microsoft's pages", buttons(*shown))] if shown else []


def ticket_card(kept: KeptReport) -> Card:
    """The whole case as text: what support asks for first, in the form they ask for it."""
    report = kept.report
    body = [
        head(_TICKET, report.room),
        copy_field("ticket", "Select all, copy, paste", "\n".join(_ticket(kept))),
        quiet("Times are in UTC."),
    ]
    actions = [button("Back to the report", OpenReport(kept.id), primary=True),
               button("Evidence", ShowEvidence(kept.id)), button("Check again", CheckAgain(kept.run_id))]
    return card(body, actions, fallback=summary_of(report))


def _ticket(kept: KeptReport) -> Iterator[str]:
    report, diagnosis = kept.report, kept.report.diagnosis
    yield f"Room: {report.room.label} <{report.room.address}>"
    yield f"Cause: {diagnosis.sentence} ({CONFIDENCE[diagnosis.confidence].lower()})"
    yield from _asked(report)
    if report.room.object_id:
        yield f"Account object id: {report.room.object_id}"
    if diagnosis.since:
        yield f"Since: {exact(diagnosis.since)}"
    if diagnosis.latest:
        yield f"Last seen: {exact(diagnosis.latest)}"
    yield f"Judged: {exact(report.judged_at)}, report {kept.id}"
    yield from _cited(report)


def _asked(report: Report) -> Iterator[str]:
    """What to do and who does it, for the headline and for all else that failed."""
    if report.diagnosis.first_step:
        yield f"To do: {report.diagnosis.first_step}"
    if report.diagnosis.owner:
        yield f"Who: {report.diagnosis.owner}"
    for finding, cause in _other_causes(report)[:MOST_STEPS]:
        step, owner = GUIDES[cause].first_step, GUIDES[cause].owner
        by = f" Who: {unnamed(step, owner)}" if unnamed(step, owner) else ""
        yield f"Then: {_of_what(finding)}: {step}{by}"


def _cited(report: Report) -> Iterator[str]:
    """The records of what failed, those behind the headline first."""
    bad = worst_first(report.findings, report.diagnosis.findings)
    for finding in bad[:MOST_TOLD]:
        yield ""
        yield f"{finding.title}: {finding.summary}"
        for group in alike(finding.citations):
            yield _kind(group[0])
            yield from (_record(cite) for cite in group[:MOST_ALIKE])
    if bad:
        told = sum(len(each.citations) for each in bad)
        yield ""
        yield f"In all {count(len(bad), 'finding')} with {count(told, 'record')}."


def _kind(cite: Citation) -> str:
    meaning = meaning_of(cite.code)
    coded = f"{cite.code} ({meaning}) " if meaning else f"{cite.code} "
    return f"{source_name(cite.source)}: {coded}{plain(cite.quote, 200)}".strip()


def _record(cite: Citation) -> str:
    parts = (exact(cite.at) if cite.at else "", cite.locator,
             f"correlation id {cite.correlation_id}" if cite.correlation_id else "",
             f"request id {cite.request_id}" if cite.request_id else "")
    return "- " + "; ".join(part for part in parts if part)
