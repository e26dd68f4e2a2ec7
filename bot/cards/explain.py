"""The catalogue, explained: a check's own documentation as a card, and the list of all."""

from collections.abc import Sequence

from bot.cards.areas import area_row, area_title, by_area
from bot.cards.frame import banner, first_thing, headline
from bot.cards.links import GLOBAL, Links
from bot.cards.parts import (
    Element,
    button,
    card,
    container,
    copy_field,
    fold,
    heading,
    link,
    paragraph,
    press,
    quiet,
    run,
)
from bot.cards.text import count
from bot.cards.wording import Look
from bot.commands.model import Explain, ShowHelp
from bot.turns import Card
from checks.facts.codes import CODES, written
from checks.permissions import Permissions
from checks.registry import Catalogue, Check
from checks.render import Block, Commands, Items, Link, Paragraph, Section, explain

MOST_UNFOLDED = 24
_EXPLAIN = Look("", "What this check means", "accent", "emphasis")
_CODE = Look("", "What this code means", "accent", "emphasis")
_CATALOGUE = Look("", "What Roomcheck checks", "accent", "emphasis")


def explain_card(check: Check, permissions: Permissions) -> Card:
    """Why the check matters, what it looks at, how to fix it, and what it takes."""
    told = explain(check, permissions)
    pages = [link(block.title, block.url) for section in told.sections for block in section.blocks
             if isinstance(block, Link)]
    body = [
        banner(_EXPLAIN, told.title, told.told),
        *(line for section in told.sections for line in _section(section)),
        *(fold(f"requirement-{number}", section.title, *_lines(section))
          for number, section in enumerate(told.requirements)),
    ]
    return card(body, [button("All checks", Explain(), primary=True), *pages], fallback=check.title)


def _section(section: Section) -> list[Element]:
    shown = _lines(section)
    return [heading(section.title), *shown] if shown else []


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
            return [copy_field(name.lower().replace(" ", "_"), "Select all, copy, paste", "\n".join(lines))]
        case Link():
            return []


def _marked(text: str) -> list[Element]:
    """Text with its ``code`` set apart."""
    pieces = text.replace("``", "`").split("`")
    return [run(piece, mono=bool(index % 2)) for index, piece in enumerate(pieces) if piece]


def code_card(number: int, check_id: str, links: Links = GLOBAL) -> Card:
    """What a code means and what to do about it; of one that nobody has listed, where to look it up."""
    known = CODES.get(number)
    name = written(number)
    if known is None:
        told = [headline(f"{name} is not among the codes that Roomcheck knows."),
                first_thing("Do this", paragraph("Look it up on Microsoft's page, and keep the correlation id of the "
                                                 "sign-in for Microsoft's support.", spacing="none"))]
    else:
        told = [headline(f"{name}: {known.meaning}.", *([quiet(known.caveat)] if known.caveat else [])),
                *(paragraph(f"If its reason says \u201c{each.word}\u201d: {each.meaning}. {each.fix}")
                  for each in known.readings),
                first_thing("Do this first", paragraph(known.fix, spacing="none"))]
    ways = [button("Explain the check", Explain(check_id), primary=True)] if check_id else []
    return card([banner(_CODE, ""), *told], [*ways, link("Microsoft's page", links.code(number))], fallback=name)


def catalogue_card(catalogue: Catalogue) -> Card:
    """Every check by its area. A press explains it; of a large catalogue, a press opens the area."""
    areas = by_area(sorted(catalogue.values(), key=lambda each: each.id))
    small = len(catalogue) <= MOST_UNFOLDED
    listed = [_area(name, checks) if small else _area_row(name, checks) for name, checks in areas.items()]
    hint = "Press a check, or write explain and its id." if small else "Press an area, or write explain and its name."
    body = [banner(_CATALOGUE, count(len(catalogue), "check")), quiet(hint, spacing="medium"), *listed]
    return card(body, [button("Help", ShowHelp())], fallback=f"Roomcheck has {count(len(catalogue), 'check')}.")


def area_of_catalogue_card(area: str, checks: Sequence[Check]) -> Card:
    """The checks of one area; a press explains one."""
    title = f"{area_title(area)}: {count(len(checks), 'check')}"
    hint = quiet("Press a check, or write explain and its id.", spacing="medium")
    body = [banner(_CATALOGUE, title), hint, *map(_check_row, checks)]
    return card(body, [button("All checks", Explain(), primary=True)], fallback=title)


def _area(name: str, checks: Sequence[Check]) -> Element:
    return container(heading(area_title(name), spacing="none"), *map(_check_row, checks), spacing="small")


def _area_row(name: str, checks: Sequence[Check]) -> Element:
    return area_row(run("•", colour="accent"), name, checks, press("Open", Explain(name)))


def _check_row(check: Check) -> Element:
    title = paragraph(run("→ ", colour="accent"), run(check.title),
                      run(f" {check.id}", subtle=True, small=True, mono=True), spacing="none")
    return container(title, spacing="small", press=press("Explain", Explain(check.id)))
