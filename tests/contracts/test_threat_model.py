"""Every line of the threat model names the tests that hold it, and those are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
_ROW = re.compile(r"^\| (?P<tries>[^|]+) \| (?P<stops>[^|]+) \| (?P<tests>`[^|]+`) \|$", re.MULTILINE)
_TEST = re.compile(r"`(?P<file>tests/[\w/.-]+\.py)(?:::(?P<name>\w+))?`")
_PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
MODEL = _PAGE.partition("## What may be tried, and what stops it\n")[2].partition("\n## ")[0]
ROWS = [found.groupdict() for found in _ROW.finditer(MODEL)]


def test_the_threat_model_is_read_whole() -> None:
    lines = [line for line in MODEL.splitlines() if line.startswith("| ") and not line.startswith(("| tries", "| ---"))]
    assert len(lines) == len(ROWS)
    assert len(ROWS) > 40


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["tries"])[:60])
def test_every_line_is_held_by_tests_that_are_there(row: dict[str, str]) -> None:
    named = list(_TEST.finditer(row["tests"]))
    assert named, row["tests"]
    for each in named:
        written = (ROOT / each["file"]).read_text(encoding="utf-8")
        assert not each["name"] or re.search(rf"^(?:async )?def {each['name']}\(", written, re.MULTILINE), each[0]
