"""The frame that progress and report share, so that the report grows in its place without a jump."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.cards.parts import Element, container, heading, paragraph, press, quiet, row, run, some
from bot.cards.text import in_english
from bot.cards.times import moment, span
from bot.cards.wording import WEIGHT, Look, look_at
from bot.commands.model import ShowEvidence
from bot.words import _, n_, spoken
from bot.words.catalogues import SOURCE
from checks.model import Finding, Report, Room, Status

MOST_FAILED = 5
MOST_FOLDED = 30
_BAR_LENGTH = 24
_OLD = timedelta(days=1)


def head(look: Look, room: Room, *details: str) -> Element:
    """Whose and how: the state in a word and a symbol, the room, its address small, and when."""
    return banner(look, room.label, *([room.address] if room.label != room.address else []), *details)


def banner(look: Look, name: str, *details: str, word: str = "") -> Element:
    """The top of any card: a symbol and a word, the look's own where none is given, a name, and small lines."""
    named = [paragraph(run(name, bold=True, large=True), spacing="none")] if name else []
    shown = [quiet(line) for line in details if line]
    title = heading(f"{look.symbol} {word or look.said}".strip(), colour=look.colour, spacing="none")
    return container(title, *named, *shown, style=look.style, bleed=True, spacing="none")


def judged(at: datetime, time_zone: str) -> str:
    return _("Judged {moment}", moment=moment(at, time_zone))


def read_before(at: datetime | None, time_zone: str) -> str:
    """That a zip was not read anew; empty where it was, or where there is none."""
    if at is None:
        return ""
    return _("The same zip was read {moment}; that reading was used. Collect a new one to see what has changed since.",
             moment=moment(at, time_zone))


def old_logs(report: Report, time_zone: str) -> str:
    """That all evidence is of a past day, as when an old zip was sent; empty where some of it is new."""
    newest = max((window.end for window in report.looked_at), default=report.judged_at)
    if report.judged_at - newest < _OLD:
        return ""
    return _("The newest evidence is of {moment}, {span} before: this is how things stood then.",
             moment=moment(newest, time_zone), span=span(report.judged_at - newest))


def headline(sentence: str, *details: Element) -> Element:
    """The one sentence that matters most, and what is said about it."""
    return container(paragraph(run(sentence, bold=True, large=True), spacing="none"), *details)


def first_thing(title: str, *lines: Element) -> Element:
    """What to do first, set apart."""
    return container(paragraph(run(title, bold=True, colour="accent"), spacing="none"), *lines, style="emphasis")


def bar(done: int, total: int) -> Element:
    """How far it is, as a bar. The words beside it say the same."""
    filled = _BAR_LENGTH * max(min(done, total), 0) // max(total, 1)
    return paragraph(run("━" * filled, colour="accent"), run("─" * (_BAR_LENGTH - filled), subtle=True), spacing="none")


def worst_first(findings: Sequence[Finding], behind: Sequence[str] = ()) -> list[Finding]:
    """What failed and what may fail, the headline's own first, then by severity."""
    bad = [each for each in findings if each.status in {Status.FAIL, Status.WARN}]
    return sorted(bad, key=lambda each: (each.status is Status.WARN, each.id not in behind, WEIGHT[each.severity]))


def failed_rows(findings: Sequence[Finding], report: str = "", *, told: str = "") -> list[Element]:
    """At most five rows of what failed, each opening its evidence once there is a report, and how many more.

    ``told`` is what stands above them.
    """
    if not findings:
        return []
    failed = any(each.status is Status.FAIL for each in findings)
    title = heading(_("What failed") if failed else _("Warnings"))
    return [title, *some([finding_row(each, report, told=told) for each in findings], MOST_FAILED)]


def finding_row(finding: Finding, report: str = "", *, told: str = "") -> Element:
    """A finding's symbol, title and one line, unless ``told``, which stands above, says the same."""
    opened = press(_("Evidence: {title}", title=in_english(finding.title)),
                   ShowEvidence(report, finding.id)) if report else None
    said = [] if says(told, finding.summary) else [quiet(in_english(finding.summary))]
    return row(look_at(finding).mark, paragraph(run(in_english(finding.title), bold=True), spacing="none"), *said,
               press=opened)


def says(told: str, summary: str) -> bool:
    """Whether a sentence is said already."""
    return summary.strip().rstrip(".").casefold() in told.casefold()


def unnamed(step: str, owner: str) -> str:
    """Whose task a step is; empty where the step names the team itself."""
    return "" if says(step, owner.partition(" (")[0]) else owner


def who(step: str, owner: str) -> list[Element]:
    """A line for whose task a step is, unless the step says so."""
    team = unnamed(step, owner)
    return [labelled(_("Who:"), in_english(team))] if team else []


def labelled(label: str, value: str) -> Element:
    """A line that begins with what it is about."""
    return paragraph(run(f"{label} ", bold=True), value)


def passed_title(passed: Sequence[Finding]) -> str:
    return n_("{n} check passed", "{n} checks passed", len(passed))


def told_in_english() -> list[Element]:
    """That part of a card stays English; nothing where everything is."""
    return [] if spoken() == SOURCE else [quiet(_("What the checks say is in English."), spacing="medium")]
