"""What every check of the catalogue holds to."""

import ast
import inspect
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from checks.collector import Evidence
from checks.engine import judge
from checks.facts.base import Fact, Facts
from checks.model import Status
from checks.registry import Check
from checks.render import Block, Commands, Items, Link, explain
from tests.checks.builders import (
    CATALOGUE,
    attempt,
    both_logs,
    device_log,
    healthy_facts,
    heartbeats,
    sign_ins,
    unwell,
    well,
)
from tests.checks.sentences import unbounded

ROOT = Path(__file__).parents[2] / "checks" / "catalog"
SECTIONS = ["Why it matters", "What we look at", "How to fix it"]
ALLOWED = {"checks.facts", "checks.model", "checks.registry"}
PLACE = re.compile(r"(?:admin centre|portal|Settings) > \w")
ENTRA_MENU = {"Entra ID", "ID Protection", "Monitoring & health"}
EVERY = pytest.mark.parametrize("check", CATALOGUE.values(), ids=list(CATALOGUE))


@EVERY
def test_id(check: Check) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", check.id)
    assert (ROOT / Path(*check.id.split("."))).with_suffix(".py").is_file()


@EVERY
def test_title(check: Check) -> None:
    assert check.title[0].isupper()
    assert len(check.title) <= 60
    assert check.doc.splitlines()[0].endswith(".")


def test_titles_and_ids_are_one_each() -> None:
    assert len({check.title for check in CATALOGUE.values()}) == len(CATALOGUE)


@EVERY
def test_sections(check: Check) -> None:
    sections = explain(check).sections
    assert [section.title for section in sections] == SECTIONS
    assert all(section.blocks for section in sections)


@EVERY
def test_every_link_is_microsofts(check: Check) -> None:
    urls = re.findall(r"\w+://[^\s)\]>]+", check.doc)
    links = [block for section in explain(check).sections for block in section.blocks if isinstance(block, Link)]
    assert urls == [link.url for link in links], "a link stands alone on its line"
    for url in urls:
        parts = urlsplit(url)
        assert parts.scheme == "https"
        assert parts.hostname == "learn.microsoft.com"


@EVERY
def test_commands_name_the_example_account(check: Check) -> None:
    for block in explain(check).sections[2].blocks:
        if isinstance(block, Commands):
            assert all(re.match(r"[A-Z][a-z]+-[A-Za-z]+ ", line) for line in block.lines)
            assert not any("@" in line and "'room@contoso.com'" not in line for line in block.lines)


def remedy(check: Check) -> tuple[Block, ...]:
    """What stands under "How to fix it"."""
    return explain(check).sections[2].blocks


@EVERY
def test_the_remedy_names_the_page_or_the_setting(check: Check) -> None:
    steps = [step for block in remedy(check) if isinstance(block, Items) for step in block.items]
    assert any(PLACE.search(step) for step in steps), "a way through an admin centre, or the console's own settings"


@EVERY
def test_the_remedy_has_a_line_of_powershell(check: Check) -> None:
    assert any(isinstance(block, Commands) for block in remedy(check))


@EVERY
def test_the_remedy_links_to_microsoft_learn(check: Check) -> None:
    assert any(isinstance(block, Link) for block in remedy(check))


@EVERY
def test_a_page_of_an_admin_centre_has_one_name(check: Check) -> None:
    told = " ".join(check.doc.split())
    assert set(re.findall(r"Microsoft Entra admin centre > ([^>.]+?) >", told)) <= ENTRA_MENU
    assert set(re.findall(r"> Conditional Access > (\w+)", told)) <= {"Policies"}
    assert not re.search(r"admin center|Entra ID > Devices\.|centre > Protection", told)


@EVERY
def test_a_docstring_needs_no_markdown(check: Check) -> None:
    assert "`" not in check.doc
    assert "**" not in check.doc


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_check_is_pure(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for module in _imported(tree):
        top = module.split(".")[0]
        assert top in sys.stdlib_module_names or ".".join(module.split(".")[:2]) in ALLOWED, module
        assert top not in {"os", "io", "time", "socket", "subprocess", "random", "pathlib", "asyncio"}, module
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not called & {"datetime.now", "datetime.utcnow", "datetime.today", "open", "print", "eval", "exec"}


def _imported(tree: ast.AST) -> list[str]:
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return names + [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


@EVERY
def test_a_check_has_a_test_in_the_same_place(check: Check) -> None:
    area, name = check.id.split(".")
    assert (Path(__file__).parent / "catalog" / area / f"test_{name}.py").is_file()


@EVERY
def test_a_check_is_one_function_that_says_what_it_does(check: Check) -> None:
    assert inspect.signature(check.judge).return_annotation.__name__ == "Verdict"


def test_a_healthy_room_passes_everything() -> None:
    assert {finding.id: finding.status for finding in judge(CATALOGUE, Evidence(healthy_facts()))} == dict.fromkeys(
        CATALOGUE, Status.PASS)


def test_what_is_not_found_is_said_of_a_time_and_of_its_logs() -> None:
    told = [finding.summary for finding in judge(CATALOGUE, Evidence(healthy_facts()))
            if re.search(r"\bnone is\b|^Nothing failed|\bnever more\b|\bno loop\b", finding.summary)]
    assert len(told) > 15
    assert not [summary for summary in told if not re.search(r"\bsince [A-Z][a-z]{2} \d", summary)]


@pytest.mark.parametrize("facts", [
    (sign_ins(),), (heartbeats(),), (sign_ins(), heartbeats()), (sign_ins(attempt(50126, 1)),), (device_log(),),
    (device_log(), sign_ins()), (both_logs(), heartbeats(unwell(1))), (both_logs(),), (heartbeats(well(30)),),
])
def test_what_was_not_seen_is_said_of_a_time_too(facts: tuple[Fact, ...]) -> None:
    findings = judge(CATALOGUE, Evidence(Facts(facts)))
    assert not [finding for finding in findings if unbounded(finding.summary)]


def test_a_room_of_which_nothing_is_known_passes_nothing() -> None:
    findings = judge(CATALOGUE, Evidence(Facts()))
    assert {finding.status for finding in findings} == {Status.SKIPPED}
    assert all(finding.gaps for finding in findings)
