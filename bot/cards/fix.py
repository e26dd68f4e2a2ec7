"""How to fix a room's trouble, and the texts for the people who can."""

from collections.abc import Iterator

from bot.cards.evidence import alike
from bot.cards.fields import TO_COPY, copy_field
from bot.cards.frame import first_thing, head, headline, judged, labelled, told_in_english, unnamed, who, worst_first
from bot.cards.links import GLOBAL, Links
from bot.cards.names import cause_name
from bot.cards.parts import (
    Element,
    button,
    buttons,
    card,
    fold,
    heading,
    paragraph,
    quiet,
    run,
    usable,
)
from bot.cards.report import check_later, pages, since_when, wait_of
from bot.cards.text import in_english, plain
from bot.cards.times import exact, span_after
from bot.cards.wording import CONFIDENCE, Look, meaning_of, summary_of
from bot.commands.model import BeginDialog, CheckAgain, OpenReport, ShowEvidence, ShowTicket
from bot.ports import KeptReport
from bot.turns import Card, Detail
from bot.words import _, mark, speaking
from bot.words.catalogues import SOURCE
from checks.causes import FOLLOWS_FROM, GUIDES
from checks.model import Cause, Citation, Confidence, Diagnosis, Finding, Report, Status
from checks.source_names import source_name

MOST_ALIKE = 5
MOST_TOLD = 8
MOST_STEPS = 6
_FIX = Look("", mark("How to fix"), "accent", "emphasis")
_TICKET = Look("", mark("For a support ticket"), "accent", "emphasis")


def fix_card(kept: KeptReport, *, time_zone: str = "", links: Links = GLOBAL,
             detail: Detail = Detail.EVIDENCE) -> Card:
    """What to do first and who does it, what mends all else that failed, how to recognise the trouble, the commands,
    and when to look again. What cites evidence is left out where ``detail`` has none.
    """
    report, diagnosis = kept.report, kept.report.diagnosis
    body = [
        head(_FIX, report.room, judged(report.judged_at, time_zone)),
        headline(in_english(diagnosis.sentence), *since_when(report, time_zone)),
        _first(diagnosis),
        *_then(report, detail),
        *_signs(diagnosis),
        *_commands(diagnosis),
        *(_hand_over(diagnosis) if detail is Detail.EVIDENCE else ()),
        *_pages(report, links),
        paragraph(run(_("A change shows in Microsoft's logs after about {span}.", span=span_after(wait_of(kept))),
                      subtle=True)),
        *told_in_english(),
    ]
    guide = button(_("Guide me"), BeginDialog("guided_fix", report.room.address))
    actions = [check_later(kept) | {"style": "positive"}, guide, button(_("Evidence"), ShowEvidence(kept.id)),
               button(_("Ticket text"), ShowTicket(kept.id)), button(_("Back to the report"), OpenReport(kept.id))]
    return card(body, actions, fallback=f"{report.room.label}: {diagnosis.first_step}")


def _first(diagnosis: Diagnosis) -> Element:
    step = in_english(diagnosis.first_step) or _("Nothing needs to be done.")
    return first_thing(_("Do this first"), paragraph(step, spacing="none"),
                       *who(diagnosis.first_step, diagnosis.owner))


def _then(report: Report, detail: Detail) -> list[Element]:
    """What mends the other causes; the headline's remedy does not."""
    others = _other_causes(report)[:MOST_STEPS]
    told = [line for each, cause in others
            for line in _step(_of_what(each) if detail is Detail.EVIDENCE else cause_name(cause), cause)]
    return [heading(_("Then")), *told] if told else []


def _step(of_what: str, cause: Cause) -> list[Element]:
    guide = GUIDES[cause]
    return [labelled(f"{of_what}:", in_english(guide.first_step)),
            *who(guide.first_step, guide.owner)]


def _of_what(finding: Finding) -> str:
    """Which finding a step is about, and whether that is certain."""
    title = in_english(finding.title)
    return _("{title} (only suggested)", title=title) if finding.confidence is Confidence.LOW else title


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
    signs = ((_("In the room:"), diagnosis.room_sees), (_("In the Pro Management portal:"), diagnosis.portal_signal))
    told = [labelled(where, in_english(what)) for where, what in signs if what]
    return [heading(_("How it shows")), *told] if told else []


def _commands(diagnosis: Diagnosis) -> list[Element]:
    if not diagnosis.commands:
        return []
    field = copy_field("commands", _("PowerShell: select all, copy, paste"), "\n".join(diagnosis.commands))
    return [fold("commands", _("PowerShell commands"), field)]


def _hand_over(diagnosis: Diagnosis) -> list[Element]:
    if not diagnosis.hand_over:
        return []
    title = _("Text for {team}", team=in_english(diagnosis.owner)) if diagnosis.owner else \
        _("Text for the people who own this")
    return [fold("hand-over", title, copy_field("hand_over", _(TO_COPY), diagnosis.hand_over))]


def _pages(report: Report, links: Links) -> list[Element]:
    shown = usable(pages(report, links))
    return [fold("pages", _("Microsoft's pages"), buttons(*shown))] if shown else []


def ticket_card(kept: KeptReport) -> Card:
    """The whole case as text: what support asks for first, in the form they ask for it."""
    report = kept.report
    with speaking(SOURCE):  # it goes to people who may share no other language, and quotes the checks throughout
        text = "\n".join(_ticket(kept))
    body = [head(_TICKET, report.room), copy_field("ticket", _(TO_COPY), text), quiet(_("Times are in UTC."))]
    actions = [button(_("Back to the report"), OpenReport(kept.id), primary=True),
               button(_("Evidence"), ShowEvidence(kept.id)), button(_("Check again"), CheckAgain(kept.run_id))]
    return card(body, actions, fallback=summary_of(report))


def _ticket(kept: KeptReport) -> Iterator[str]:
    report, diagnosis = kept.report, kept.report.diagnosis
    yield f"Room: {report.room.label} <{report.room.address}>"
    yield f"Cause: {diagnosis.sentence} ({CONFIDENCE[diagnosis.confidence]})"
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
        yield ""
        yield f"In all {_findings(len(bad))} with {_records(sum(len(each.citations) for each in bad))}."


def _findings(number: int) -> str:
    return f"{number:,} finding{'s' * (number != 1)}"


def _records(number: int) -> str:
    return f"{number:,} record{'s' * (number != 1)}"


def _kind(cite: Citation) -> str:
    meaning = meaning_of(cite.code)
    coded = f"{cite.code} ({meaning}) " if meaning else f"{cite.code} "
    return f"{source_name(cite.source)}: {coded}{plain(cite.quote, 200)}".strip()


def _record(cite: Citation) -> str:
    parts = (exact(cite.at) if cite.at else "", cite.locator,
             f"correlation id {cite.correlation_id}" if cite.correlation_id else "",
             f"request id {cite.request_id}" if cite.request_id else "")
    return "- " + "; ".join(part for part in parts if part)
