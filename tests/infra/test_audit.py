"""The audit of dependencies: what it says of a report, and of a service that does not answer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from infra.audit import can_be_asked, complaints, explained

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


@contextmanager
def service(status: int, body: bytes) -> Iterator[str]:
    """A registry that answers so."""
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/pypi/pip/json"
        server.shutdown()


@pytest.mark.parametrize(("status", "body", "answers"), [
    (200, b'{"vulnerabilities": [{"id": "PYSEC-1"}]}', True), (200, b'{"vulnerabilities": []}', False),
    (200, b'{"info": {}}', False), (200, b"<html>", False), (200, b"1", False), (200, b"[]", False),
    (404, b"{}", False), (503, b"", False),
])
def test_a_mirror_that_tells_nothing_of_vulnerabilities_is_no_service(
        status: int, body: bytes, answers: bool) -> None:
    with service(status, body) as address:
        assert can_be_asked(address) is answers
    assert not can_be_asked(address)
