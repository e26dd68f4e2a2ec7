"""The audit of dependencies: what it says of a report, and of a service that tells nothing."""

from pathlib import Path
from typing import Any

import pytest

from infra.audit import complaints, explained, tells_of_any

FOUND: dict[str, Any] = {
    "name": "x", "version": "1.0", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1", "2.0"]}]}
CLEAN: dict[str, Any] = {"name": "y", "version": "1.0", "vulns": []}


@pytest.mark.parametrize(("report", "said"), [
    ({"dependencies": [CLEAN]}, []),
    ({"dependencies": [FOUND, CLEAN]}, ["x 1.0: PYSEC-2026-1, fixed in 1.1, 2.0"]),
    ({"dependencies": [{**FOUND, "vulns": [{"id": "CVE-1", "fix_versions": []}]}]},
     ["x 1.0: CVE-1, fixed in no version yet"]),
    ({"dependencies": [CLEAN, {"name": "z", "skip_reason": "not found"}]}, ["z was not audited: not found"]),
    ({"dependencies": []}, ["pip-audit has audited nothing"]),
    (None, ["pip-audit has audited nothing"]),
])
def test_what_is_wrong_is_said_and_nothing_else(report: Any, said: list[str]) -> None:
    assert list(complaints(report)) == said


def test_only_what_is_explained_is_left_out() -> None:
    page = ("| id | why it stays |\n| --- | --- |\n| GHSA-aaaa-bbbb-cccc | of a part that is not called |\n"
            "| PYSEC-2026-1 | |\n")
    assert explained(page) == {"GHSA-aaaa-bbbb-cccc": "of a part that is not called"}


def test_the_page_that_explains_is_there() -> None:
    page = (Path(__file__).parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
    assert "## Supply chain" in page


@pytest.mark.parametrize(("report", "tells"), [
    ({"dependencies": [FOUND]}, True), ({"dependencies": [CLEAN, FOUND]}, True), ({"dependencies": [CLEAN]}, False),
    ({"dependencies": [{"name": "x", "skip_reason": "not found"}]}, False), ({"dependencies": []}, False), ({}, False),
    ([], False), (None, False),
])
def test_a_mirror_that_tells_nothing_of_vulnerabilities_is_no_service(report: Any, tells: bool) -> None:
    assert tells_of_any(report) is tells
