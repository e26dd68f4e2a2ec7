"""A check is explained in the same sentences on its page, on its card and on the command line."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from rich.console import Console

from bot.cards import explain_card
from bot.cards.parts import usable
from bot.cards.text import BREAK, read_literal
from bot.terminal import draw
from checks.permissions import permission_table
from checks.registry import Check
from checks.render import page
from checks.sources.graph.collectors import core, permissions, reads
from tests.checks.builders import CATALOGUE

PERMISSIONS = permission_table(permissions(), reads(), core())
EVERY = pytest.mark.parametrize("check", CATALOGUE.values(), ids=list(CATALOGUE))
_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_OURS = ("What this check means", "Select all, copy, paste")
"""What a card says of itself: what it is, and what to do with a field."""


def of_page(check: Check) -> tuple[list[str], list[str]]:
    """The lines of the page without their markup, and its links."""
    lines = [line for line in page(check, PERMISSIONS).splitlines() if line and not line.startswith(("<!--", "```"))]
    links = [f"{found[1]}: {found[2]}" for line in lines if (found := _LINK.fullmatch(line))]
    told = (re.sub(r"^(?:#+|\*) ", "", line) for line in lines if not _LINK.fullmatch(line))
    return list(told), links


def of_card(check: Check) -> tuple[list[str], list[str]]:
    """What the card says from its top to its end, folds opened, and the pages that it opens."""
    card = explain_card(check, PERMISSIONS)
    opened = [f"{each['title']}: {each['url']}" for each in card["actions"] if "url" in each]
    return [line for line in _said(card["body"]) if line not in _OURS], opened


def _said(element: Any) -> Iterator[str]:
    if isinstance(element, list):
        for each in element:
            yield from _said(each)
        return
    match element.get("type"):
        case "TextBlock":
            yield read_literal(element["text"])
        case "RichTextBlock":
            line = "".join(each["text"] for each in element["inlines"]).replace(BREAK, "").removeprefix("• ")
            yield from [line] if line not in ("▸", "▾") else []
        case "Input.Text":
            yield from element["value"].splitlines()
    for inside in ("items", "columns"):
        yield from _said(element.get(inside, []))


def of_terminal(check: Check) -> str:
    """What ``app.py explain`` prints, on lines as long as need be."""
    console = Console(file=io.StringIO(), width=2_000, color_system=None)
    console.print(draw(explain_card(check, PERMISSIONS), pressable=False)[0])
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@EVERY
def test_the_card_says_what_the_page_says(check: Check) -> None:
    assert of_card(check) == of_page(check)


@EVERY
def test_the_command_line_says_what_the_page_says(check: Check) -> None:
    sentences, links = of_page(check)
    printed = [re.sub(r"^[\s┃│•]+|[\s┃│]+$", "", line) for line in of_terminal(check).splitlines()]
    said = [line for line in printed if line and not set(line) <= set("┏━┓┗┛─")]
    assert sorted(line for line in said if line not in _OURS) == sorted([*sentences, *links])


@EVERY
def test_every_link_has_room_for_a_button(check: Check) -> None:
    actions = explain_card(check, PERMISSIONS)["actions"]
    assert len(usable(actions)) == 1 + len(of_page(check)[1])


@EVERY
def test_the_severity_the_reads_and_the_permissions_are_told(check: Check) -> None:
    said, _ = of_page(check)
    assert f"{check.id}, severity {check.severity.value}" in said
    assert all(f"{need.fact.title}: {need.fact.how_to_get}" in said for need in check.needs
               if need.fact.is_evidence)
    assert "Permissions" in said
