"""A docstring as blocks, and as a page."""

from pathlib import Path

import pytest

from checks.facts.account import Account
from checks.model import Severity, Verdict, ok
from checks.registry import Check, Need
from checks.render import Commands, Items, Link, Paragraph, Section, explain, index, page, pages, write
from tests.checks.builders import CATALOGUE

DOC = """The lamp is lit.

## Why it matters
A dark lamp helps
nobody.

Another paragraph.

## How to fix it
First of all:
1. Find the switch,
   which may be far.
2. Press it.
* Or
* ask.

    Set-Lamp -On
    Get-Lamp

[The lamp](https://learn.microsoft.com/lamp)
[The switch](https://learn.microsoft.com/switch)
"""


def judge(_account: Account) -> Verdict:
    return ok("Lit.")


LAMP = Check("light.lamp", "The lamp is lit", DOC, Severity.LOW, (Need(Account, required=True),), judge)


def test_the_blocks_of_a_docstring() -> None:
    assert explain(LAMP).sections == (
        Section("Why it matters", (Paragraph("A dark lamp helps nobody."), Paragraph("Another paragraph."))),
        Section("How to fix it", (
            Paragraph("First of all:"), Items(("Find the switch, which may be far.", "Press it."), numbered=True),
            Items(("Or", "ask."), numbered=False), Commands(("Set-Lamp -On", "Get-Lamp")),
            Link("The lamp", "https://learn.microsoft.com/lamp"),
            Link("The switch", "https://learn.microsoft.com/switch"))),
    )


def test_the_page_of_a_check() -> None:
    text = page(LAMP)
    assert text.startswith("# The lamp is lit\n\n`light.lamp`, severity low.")
    assert "\n1. Find the switch, which may be far.\n2. Press it.\n" in text
    assert "\n```powershell\nSet-Lamp -On\nGet-Lamp\n```\n" in text
    assert f"* the room's account: {Account.how_to_get}" in text


def test_the_index_lists_every_check() -> None:
    listed = index(CATALOGUE)
    assert all(f"({check}.md)" in listed for check in CATALOGUE)


def test_pages_of_checks_that_are_gone_are_removed(tmp_path: Path) -> None:
    (tmp_path / "gone.check.md").write_text("old")
    written = write(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == written
    assert {"README.md", "sign_in.mfa.md"} <= set(written)


@pytest.mark.parametrize("name", pages(CATALOGUE))
def test_the_documentation_is_up_to_date(name: str) -> None:
    kept = Path(__file__).parents[2] / "docs" / "checks" / name
    assert kept.read_text(encoding="utf-8") == pages(CATALOGUE)[name], "Run `make docs`."


def test_the_documentation_holds_no_page_of_a_check_that_is_gone() -> None:
    kept = {path.name for path in (Path(__file__).parents[2] / "docs" / "checks").glob("*.md")}
    assert kept == set(pages(CATALOGUE))
