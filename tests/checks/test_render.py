"""A docstring as blocks, and as a page; the index of all pages."""

import pytest

from checks.facts.account import Account
from checks.facts.app_log import AppLog
from checks.facts.licences import Licences
from checks.index import index, pages
from checks.model import Severity, Verdict, ok
from checks.permissions import permission_table
from checks.registry import Check, Need
from checks.render import Commands, Items, Link, Paragraph, Section, explain, page
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


def needing(*needs: Need) -> Check:
    return Check("light.lamp", "The lamp is lit", DOC, Severity.LOW, needs, judge)


ACCOUNT, LICENCES, APP_LOG = (Need(fact, required=False) for fact in (Account, Licences, AppLog))
PERMISSIONS = permission_table(
    {"User.Read.All": ("the account",), "LicenseAssignment.Read.All": ("licences",)},
    {"User.Read.All": (Account,), "LicenseAssignment.Read.All": (Licences,)}, frozenset())


@pytest.mark.parametrize(("check", "told"), [
    (LAMP, "* User.Read.All: without it, Microsoft Graph cannot answer this check.\n"),
    (needing(ACCOUNT, LICENCES), ("* LicenseAssignment.Read.All: with it, the check sees more.\n"
                                 "* User.Read.All: with it, the check sees more.\n")),
    (needing(APP_LOG), "None: all of this stands in the device's logs.\n"),
])
def test_the_permissions_of_a_check(check: Check, told: str) -> None:
    assert page(check, PERMISSIONS).endswith(f"## Permissions\n\n{told}")


def test_permissions_that_are_not_known_are_not_told() -> None:
    assert "Permissions" not in page(LAMP)


def test_the_page_of_a_check() -> None:
    text = page(LAMP)
    assert "\n# The lamp is lit\n\nlight.lamp, severity low\n\n## Why it matters\n" in text
    assert "\n1. Find the switch, which may be far.\n2. Press it.\n" in text
    assert "\n```powershell\nSet-Lamp -On\nGet-Lamp\n```\n" in text
    assert f"* the room's account: {Account.how_to_get}" in text


def test_the_index_lists_every_check_by_area_severity_permission_and_source() -> None:
    parts = index(CATALOGUE, PERMISSIONS).split("\n## ")
    assert [part.splitlines()[0] for part in parts[1:]] == ["By area", "By severity", "By permission", "By source"]
    for part in (parts[1], parts[2], parts[4]):
        assert all(f"({check}.md)" in part for check in CATALOGUE)
    of_licences = next(line for line in parts[3].splitlines() if line.startswith("| `LicenseAssignment.Read.All` |"))
    assert "[licence.room_licence](licence.room_licence.md)" in of_licences


def test_every_check_has_its_page() -> None:
    assert set(pages(CATALOGUE, PERMISSIONS)) == {"README.md", *(f"{check}.md" for check in CATALOGUE)}
