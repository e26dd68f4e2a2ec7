"""Begins a check: its file in the catalogue and its test, both of the right form and neither of them finished.

What is begun claims nothing: the check is not judged, and its test fails until it is written.
"""

import keyword
import re
from dataclasses import dataclass
from pathlib import Path

from checks.registry import discover

LONGEST_TITLE = 60
_NAME = re.compile(r"(?P<area>[a-z]+(?:_[a-z]+)*)/(?P<check>[a-z]+(?:_[a-z]+)*)")
_LONGEST_NAME = 40
_ODD_IN_TITLE = frozenset('`*\\"')

_CHECK = '''"""{title}.

## Why it matters
Not written yet: what people in the room notice when this does not hold, and why it comes to that.

## What we look at
* not written yet: each piece of evidence, in words an admin knows.

## How to fix it
1. Not written yet: the way through the admin centre, such as Microsoft Entra admin centre > Entra ID > Users > the
   room's account, or through the console's own settings: More > Settings > Account.

    Get-MgUser -UserId 'room@contoso.com'

[Sign-in problems of resource accounts](https://learn.microsoft.com/microsoftteams/troubleshoot/teams-rooms-and-devices/teams-rooms-resource-account-sign-in-issues)
"""

from checks.facts.account import Account
from checks.model import Severity, Verdict, not_applicable, not_judged
from checks.registry import check


@check(severity=Severity.LOW)
def {name}(account: Account) -> Verdict:
    if not account.found:
        return not_applicable("There is no account to be judged.")
    return not_judged(f"Not written yet: nothing is judged of {{account.address}}.")
'''

_TEST = '''"""{title}."""

import pytest

from checks.model import Status
from tests.checks.builders import Case, account, judged, no_account

CASES: dict[str, Case] = {{
    # Fails by design until the check is written. Then add what makes it warn and fail, and where it stays silent.
    "a healthy room": ((account(),), Status.PASS, None),
    "no account": ((no_account(),), Status.SKIPPED, None),
}}


@pytest.mark.parametrize("name", CASES)
def test_finding(name: str) -> None:
    facts, status, cause = CASES[name]
    found = judged("{id}", *facts)
    assert (found.status, found.cause) == (status, cause), found.summary


def test_without_the_account_nothing_is_judged() -> None:
    found = judged("{id}")
    assert found.status is Status.SKIPPED
    assert found.gaps
'''

_TOLD = """{check}
{test}
{made_up}
Next:
1. Write the docstring of the check: it is the page, and the card, that explain it. "How to fix it" needs a page of an
   admin centre or a setting of the console, a line of PowerShell, and a link to Microsoft Learn.
2. Give the function the facts that it reads, and its severity; let it return ok, warn or fail, not_judged where a fact
   does not say, and not_applicable where there is nothing to judge, as where there is no account.
3. Write its cases in the test, with those in which it must stay silent. It fails until then, by design.
4. .venv/bin/pytest {test} tests/checks/test_catalogue.py
5. Name it in docs/causes.md, docs/microsoft-article.md and tests/contracts/test_coverage.py. Then make golden,
   and read its diff: every simulated room now has a finding more. Then make docs, and make test.

checks/catalog/README.md says more."""


class ScaffoldError(Exception):
    """The check cannot be begun; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The files that were written, relative to the repository."""

    check: Path
    test: Path
    made_up: str = ""
    """The title, where none was given."""

    @property
    def told(self) -> str:
        """The files, and what to do next."""
        title = f"\nThe title was made up: “{self.made_up}”. Write the healthy condition in its place, in both files.\n"
        return _TOLD.format(check=self.check, test=self.test, made_up=title if self.made_up else "")


def new_check(root: Path, name: str, title: str = "", *, new_area: bool = False) -> Begun:
    """Write ``area/check`` in the repository at ``root``. Raises :class:`ScaffoldError` before anything is written."""
    area, check = _named(name)
    made_up = "" if title else f"{check.replace('_', ' ').capitalize()} is as it should be"
    begun = Begun(Path("checks", "catalog", area, f"{check}.py"),
                  Path("tests", "checks", "catalog", area, f"test_{check}.py"), made_up)
    heading = _title(title or made_up)
    _area(root / "checks" / "catalog", area, new_area=new_area)
    for path in (begun.check, begun.test):
        if (root / path).exists():
            raise ScaffoldError(f"{path} exists. Choose another name.")
    _write(root, begun, {"title": heading, "name": f"{check}_is_right", "id": f"{area}.{check}"})
    return begun


def _named(name: str) -> tuple[str, str]:
    found = _NAME.fullmatch(name)
    if not found or len(name) > _LONGEST_NAME:
        raise ScaffoldError(f"“{name}” is no name for a check: {_wrong_in(name)}. Write its area and its own name in "
                            f"lower-case words, such as device/clock or sign_in/password_expired, at most "
                            f"{_LONGEST_NAME} letters.")
    for part in found.groups():
        if keyword.iskeyword(part):
            raise ScaffoldError(f"“{part}” is a word of Python's own. Choose another name.")
    return found["area"], found["check"]


def _wrong_in(name: str) -> str:
    """What is wrong with a name, in words, with the one that was probably meant."""
    if "/" not in name:
        return "it has no area before it, as in device/lamp"
    if name.count("/") > 1:
        return "it has more than an area and a name"
    if len(name) > _LONGEST_NAME:
        return f"it has {len(name)} letters"
    meant = re.sub(r"[\s_-]+", "_", name.lower())
    if not _NAME.fullmatch(meant):
        return "it has something in it that is no letter"
    odd = {"a capital": name != name.lower(), "a hyphen": "-" in name, "a space": bool(re.search(r"\s", name)),
           "an underscore too many": "__" in name}
    return f"it has {' and '.join(what for what, is_so in odd.items() if is_so)} in it: write it as {meant}"


def _title(title: str) -> str:
    wanted = title.strip().rstrip(".")
    if not wanted[:1].isupper() or len(wanted) > LONGEST_TITLE or not wanted.isprintable():
        raise ScaffoldError(f"“{title}” is no title. State the healthy condition, such as “The clock is right”: a "
                            f"capital first, at most {LONGEST_TITLE} characters on one line.")
    if odd := _ODD_IN_TITLE & set(wanted):
        raise ScaffoldError(f"A title is plain text, without {' '.join(sorted(odd))}.")
    if same := next((each.id for each in discover().values() if each.title.casefold() == wanted.casefold()), ""):
        raise ScaffoldError(f"{same} has this title already. Choose another.")
    return wanted


def _area(catalog: Path, area: str, *, new_area: bool) -> None:
    """See that the area exists, or may be made."""
    areas = sorted(path.parent.name for path in catalog.glob("*/__init__.py"))
    if area not in areas and not new_area:
        raise ScaffoldError(f"There is no area “{area}”. The areas are {', '.join(areas)}. "
                            "Choose the one an admin would look in, or add --new-area.")


def _write(root: Path, begun: Begun, words: dict[str, str]) -> None:
    package = root / begun.check.parent / "__init__.py"
    for folder in (package.parent, (root / begun.test).parent):
        folder.mkdir(parents=True, exist_ok=True)
    if not package.exists():
        package.write_text(f'"""{package.parent.name.replace("_", " ").capitalize()}."""\n', encoding="utf-8")
    (root / begun.check).write_text(_CHECK.format(**words), encoding="utf-8")
    (root / begun.test).write_text(_TEST.format(**words), encoding="utf-8")
