"""Checks and their findings by area, the folder of the catalogue: sixty are more than anybody reads in one list."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Protocol, TypeVar

from bot.cards.frame import finding_row, head, headline, judged, says, told_in_english, worst_first
from bot.cards.parts import Action, Element, and_more, button, card, container, paragraph, press, quiet, run, some
from bot.cards.text import in_english
from bot.cards.wording import Look, look_at, summary_of
from bot.commands.model import Explain, OpenReport, ShowEvidence
from bot.ports import KeptReport
from bot.turns import Card
from bot.words import _, mark, n_, number_in_words
from checks.model import Finding

MOST_LISTED = 6
"""Findings that a fold lists one by one, each with what was seen."""
MOST_IN_AREA = 24
_LONGEST_TITLES = 140
"""Characters of titles in a row that opens: some three lines on a phone."""
_OPENS = run(" →", colour="accent")
_AREA = Look("", mark("What was checked"), "accent", "emphasis")


AREAS: Mapping[str, str] = {
    "account": mark("Account"), "sign_in": mark("Sign in"), "access": mark("Access"), "licence": mark("Licence"),
    "mailbox": mark("Mailbox"), "teams": mark("Teams"), "device": mark("Device"), "network": mark("Network"),
}
"""The folders of the catalogue as people read them."""


class _Placed(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def title(self) -> str: ...


T = TypeVar("T", bound=_Placed)


def area_of(check_id: str) -> str:
    """The area in a check's id: ``sign_in`` of ``sign_in.mfa``."""
    return check_id.partition(".")[0]


def area_title(area: str) -> str:
    """An area as a person reads it."""
    return _(AREAS[area]) if area in AREAS else in_english(area.replace("_", " ").capitalize())


def by_area(placed: Iterable[T]) -> dict[str, list[T]]:
    """Checks or findings by area, in the order of the first of each."""
    areas: dict[str, list[T]] = {}
    for each in placed:
        areas.setdefault(area_of(each.id), []).append(each)
    return areas


def area_row(symbol: Element, area: str, placed: Sequence[_Placed], opened: Action | None, *,
             longest: int = 2_000) -> Element:
    """An area with how many it holds and, in small print, about ``longest`` characters of their titles."""
    lines = [symbol, run(f" {area_title(area)} ({number_in_words(len(placed))}) ", bold=True),
             run(_titles(placed, longest), subtle=True, small=True)]
    return container(paragraph(*lines, *([_OPENS] if opened else []), spacing="none"), spacing="small", press=opened)


def _titles(placed: Sequence[_Placed], longest: int) -> str:
    """As many titles as there is room for, at least one, and how many more there are."""
    lengths = accumulate(len(each.title) for each in placed)
    fitting = max(1, sum(length <= longest for length in lengths))
    left = len(placed) - fitting
    shown = in_english("; ".join(each.title for each in placed[:fitting]))
    return f"{shown}; {and_more(left)}" if left else shown


def folded_rows(findings: Sequence[Finding], report: str = "") -> list[Element]:
    """Findings behind a fold: a few each with what was seen, more of them a row an area, which opens once there is a
    report.
    """
    if len(findings) <= MOST_LISTED:
        return [short_row(each) for each in findings]
    return [_area_row(area, each, report) for area, each in by_area(findings).items()]


def short_row(finding: Finding, report: str = "") -> Element:
    """A finding's title and what was seen, in a fold; it opens its evidence where the report's id is given."""
    look = look_at(finding)
    opened = press(_("Evidence"), ShowEvidence(report, finding.id)) if report else None
    title = paragraph(run(f"{look.symbol} ", colour=look.colour), run(in_english(finding.title)), spacing="none")
    said = [] if says(finding.title, finding.summary) else [quiet(in_english(finding.summary))]
    return container(title, *said, spacing="small", press=opened)


def _area_row(area: str, findings: Sequence[Finding], report: str) -> Element:
    opened = press(_("What was seen"), ShowEvidence(report, area)) if report else None
    return area_row(look_at(findings[0]).mark, area, findings, opened, longest=_LONGEST_TITLES)


def area_card(kept: KeptReport, area: str, *, time_zone: str = "") -> Card:
    """Everything that was found in one area, the worst first, each a press away from its evidence."""
    found = by_area(kept.report.findings)[area]
    worst = worst_first(found, kept.report.diagnosis.findings)
    rows = [finding_row(each, kept.id) for each in (*worst, *(each for each in found if each not in worst))]
    title = titled(area, len(found))
    body = [head(_AREA, kept.report.room, judged(kept.report.judged_at, time_zone)), headline(title),
            *some(rows, MOST_IN_AREA), *told_in_english()]
    return card(body, _ways_on(kept, area), fallback=f"{title}. {summary_of(kept.report)}")


def titled(area: str, number: int) -> str:
    """An area, and how many checks are in it."""
    return n_("{area}: {n} check", "{area}: {n} checks", number, area=area_title(area))


def _ways_on(kept: KeptReport, area: str) -> list[Action]:
    return [button(_("Back to the report"), OpenReport(kept.id), primary=True),
            button(_("Explain these checks"), Explain(area))]
