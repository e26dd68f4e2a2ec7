"""The catalogue, explained: a check's own documentation as a card, and the list of all."""

from collections.abc import Sequence
from itertools import groupby

from bot.cards.frame import banner
from bot.cards.parts import Action, Element, button, card, container, fold, heading, paragraph, press, quiet, row, run
from bot.cards.text import count, lines
from bot.cards.wording import SEVERITY, Look
from bot.commands.model import Explain, ShowHelp
from bot.turns import Card
from checks.registry import Catalogue, Check, Need

_EXPLAIN = Look("", "What this check means", "accent", "emphasis")
_CATALOGUE = Look("", "What Roomcheck checks", "accent", "emphasis")


def explain_card(check: Check) -> Card:
    """Why the check matters, what it looks at, how to fix it."""
    body = [
        banner(_EXPLAIN, check.title, f"{check.id}, severity {SEVERITY[check.severity].lower()}"),
        *_documentation(check.doc),
        *_reads(check.needs),
    ]
    return card(body, [button("All checks", Explain())], fallback=check.title)


def _documentation(doc: str) -> list[Element]:
    """The docstring below its title: ``## `` begins a section, an empty line a paragraph, ``* `` a point."""
    shown: list[Element] = []
    for block in "\n".join(doc.splitlines()[1:]).split("\n\n"):
        shown += _block(block.strip())
    return shown


def _block(block: str) -> list[Element]:
    if not block:
        return []
    if block.startswith("## "):
        title, _, rest = block.partition("\n")
        return [heading(title.removeprefix("## ")), *_block(rest.strip())]
    points = _points(block)
    return [paragraph(*_marked(point)) for point in points]


def _points(block: str) -> list[str]:
    """A paragraph as one text, a list as one text a point."""
    made: list[str] = []
    for line in lines(block):
        if line.startswith(("* ", "- ")):
            made.append(f"• {line[2:]}")
        elif made:
            made[-1] = f"{made[-1]} {line}"
        else:
            made.append(line)
    return made


def _marked(text: str) -> list[Element]:
    """Text with its ``code`` and **strong** words set apart."""
    pieces = text.replace("``", "`").replace("**", "").split("`")
    return [run(piece, mono=bool(index % 2)) for index, piece in enumerate(pieces) if piece]


def _reads(needs: Sequence[Need]) -> list[Element]:
    rows = [paragraph(run(f"{need.fact.title}{'' if need.required else ' (if known)'}"),
                      run(f"  {need.fact.how_to_get}", subtle=True, small=True)) for need in needs]
    return [fold("reads", f"It reads {count(len(needs), 'fact')}", *rows)]


def catalogue_card(catalogue: Catalogue) -> Card:
    """Every check by its area; a press explains it."""
    areas = groupby(sorted(catalogue.values(), key=lambda each: each.id), key=lambda each: each.id.split(".")[0])
    listed = [_area(name, list(checks)) for name, checks in areas]
    hint = quiet("Press a check, or write explain and its name.", spacing="medium")
    body = [banner(_CATALOGUE, count(len(catalogue), "check")), hint, *listed]
    return card(body, [button("Help", ShowHelp())], fallback=f"Roomcheck has {count(len(catalogue), 'check')}.")


def _area(name: str, checks: Sequence[Check]) -> Element:
    title = heading(name.replace("_", " ").capitalize(), spacing="none")
    return container(title, *(_check_row(each) for each in checks), spacing="small")


def _check_row(check: Check) -> Element:
    return row(run("•", subtle=True), paragraph(check.title, spacing="none"), press=_explain(check))


def _explain(check: Check) -> Action | None:
    return press(f"Explain: {check.title}", Explain(check.id))

