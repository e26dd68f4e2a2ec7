"""The catalogue, explained: a check's own documentation as a card, and the list of all."""

from collections.abc import Sequence

from bot.cards.areas import area_row, area_title, by_area, titled
from bot.cards.fields import TO_COPY, copy_field
from bot.cards.frame import banner, first_thing, headline, told_in_english
from bot.cards.links import GLOBAL, Links
from bot.cards.names import severity_name
from bot.cards.parts import (
    Element,
    button,
    card,
    container,
    fold,
    heading,
    link,
    paragraph,
    press,
    quiet,
    run,
)
from bot.cards.text import in_english
from bot.cards.wording import Look
from bot.commands.model import Explain, ShowHelp
from bot.turns import Card
from bot.words import _, mark, n_
from checks.facts.codes import CODES, Reading, written
from checks.permissions import Permissions
from checks.registry import Catalogue, Check
from checks.render import Block, Commands, Items, Link, Paragraph, Section, explain

MOST_UNFOLDED = 24
_EXPLAIN = Look("", mark("What this check means"), "accent", "emphasis")
_CODE = Look("", mark("What this code means"), "accent", "emphasis")
_CATALOGUE = Look("", mark("What Roomcheck checks"), "accent", "emphasis")


def explain_card(check: Check, permissions: Permissions) -> Card:
    """Why the check matters, what it looks at, how to fix it, and what it takes."""
    told = explain(check, permissions)
    rated = _("{check}, severity {severity}", check=check.id, severity=severity_name(check.severity))
    pages = [link(block.title, block.url) for section in told.sections for block in section.blocks
             if isinstance(block, Link)]
    body = [
        banner(_EXPLAIN, in_english(told.title), rated),
        *(line for section in told.sections for line in _section(section)),
        *(fold(f"requirement-{number}", in_english(section.title), *_lines(section))
          for number, section in enumerate(told.requirements)),
        *told_in_english(),
    ]
    return card(body, [button(_("All checks"), Explain(), primary=True), *pages], fallback=check.title)


def _section(section: Section) -> list[Element]:
    shown = _lines(section)
    return [heading(in_english(section.title)), *shown] if shown else []


def _lines(section: Section) -> list[Element]:
    return [line for number, block in enumerate(section.blocks) for line in _block(block, f"{section.title} {number}")]


def _block(block: Block, name: str) -> list[Element]:
    """A block of the documentation; its links become the card's buttons."""
    match block:
        case Paragraph(text):
            return [paragraph(*_marked(text))]
        case Items(items, numbered):
            return [paragraph(run(f"{place}. " if numbered else "• ", bold=numbered), *_marked(item))
                    for place, item in enumerate(items, 1)]
        case Commands(lines):
            return [copy_field(name.lower().replace(" ", "_"), _(TO_COPY), "\n".join(lines))]
        case Link():
            return []


def _marked(text: str) -> list[Element]:
    """Text with its ``code`` set apart."""
    pieces = text.replace("``", "`").split("`")
    return [run(in_english(piece), mono=bool(index % 2)) for index, piece in enumerate(pieces) if piece]


def code_card(number: int, check_id: str, links: Links = GLOBAL) -> Card:
    """What a code means and what to do about it; of one that nobody has listed, where to look it up."""
    known = CODES.get(number)
    name = written(number)
    if known is None:
        told = [headline(_("{code} is not among the codes that Roomcheck knows.", code=name)),
                first_thing(_("Do this"), paragraph(_("Look it up on Microsoft's page, and keep the correlation id of "
                                                      "the sign-in for Microsoft's support."), spacing="none"))]
    else:
        told = [headline(f"{name}: {in_english(f'{known.meaning}.')}",
                         *([quiet(in_english(known.caveat))] if known.caveat else [])),
                *map(paragraph, map(_reading, known.readings)),
                first_thing(_("Do this first"), paragraph(in_english(known.fix), spacing="none")), *told_in_english()]
    ways = [button(_("Explain the check"), Explain(check_id), primary=True)] if check_id else []
    return card([banner(_CODE, ""), *told], [*ways, link(_("Microsoft's page"), links.code(number))], fallback=name)


def _reading(reading: Reading) -> str:
    return _("If its reason says “{word}”: {meaning}", word=in_english(reading.word),
             meaning=in_english(f"{reading.meaning}. {reading.fix}"))


def catalogue_card(catalogue: Catalogue) -> Card:
    """Every check by its area. A press explains it; of a large catalogue, a press opens the area."""
    areas = by_area(sorted(catalogue.values(), key=lambda each: each.id))
    small = len(catalogue) <= MOST_UNFOLDED
    listed = [_area(name, checks) if small else _area_row(name, checks) for name, checks in areas.items()]
    hint = _("Press a check, or write explain and its id.") if small else \
        _("Press an area, or write explain and its name.")
    number = n_("{n} check", "{n} checks", len(catalogue))
    body = [banner(_CATALOGUE, number), quiet(hint, spacing="medium"), *listed, *told_in_english()]
    return card(body, [button(_("Help"), ShowHelp())],
                fallback=n_("Roomcheck has {n} check.", "Roomcheck has {n} checks.", len(catalogue)))


def area_of_catalogue_card(area: str, checks: Sequence[Check]) -> Card:
    """The checks of one area; a press explains one."""
    title = titled(area, len(checks))
    hint = quiet(_("Press a check, or write explain and its id."), spacing="medium")
    body = [banner(_CATALOGUE, title), hint, *map(_check_row, checks), *told_in_english()]
    return card(body, [button(_("All checks"), Explain(), primary=True)], fallback=title)


def _area(name: str, checks: Sequence[Check]) -> Element:
    return container(heading(area_title(name), spacing="none"), *map(_check_row, checks), spacing="small")


def _area_row(name: str, checks: Sequence[Check]) -> Element:
    return area_row(run("•", colour="accent"), name, checks, press(_("Open"), Explain(name)))


def _check_row(check: Check) -> Element:
    title = paragraph(run("→ ", colour="accent"), run(in_english(check.title)),
                      run(f" {check.id}", subtle=True, small=True, mono=True), spacing="none")
    return container(title, spacing="small", press=press(_("Explain"), Explain(check.id)))
