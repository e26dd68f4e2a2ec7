"""The routes that are told of: patterns, whatever stands in an address."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.sources.graph import asking
from checks.sources.graph.asking import route_of

SOURCES = Path(asking.__file__).parent

ROOT = "https://graph.microsoft.com"


@pytest.mark.parametrize(("url", "route"), [
    (f"{ROOT}/v1.0/users/room-1@contoso.com/licenseDetails?$select=x", "/users/{id}/licenseDetails"),
    ("/users/room-1%40contoso.com/mailboxSettings", "/users/{id}/mailboxSettings"),
    (f"{ROOT}/beta/auditLogs/signIns?%24filter=userId eq 'canary'", "/beta/auditLogs/signIns"),
    (f"{ROOT}/v1.0/places/microsoft.graph.room?$skiptoken=canary", "/places/microsoft.graph.room"),
    ("http://127.0.0.1:8080/v1.0/domains/contoso.com", "/domains/{id}"),
    (f"{ROOT}/v1.0/anna.keller/Users", "/{id}/{id}"),
    ("", "/{id}"),
])
def test_a_route_has_no_id_in_it(url: str, route: str) -> None:
    assert route_of(url) == route


def written(path: Path) -> Iterator[str]:
    """The paths that a module writes itself, with what is filled in as a star."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            yield "".join(each.value if isinstance(each, ast.Constant) else "*" for each in node.values)  # type: ignore[misc]  # a constant of a text is one


def test_every_word_of_a_path_that_is_asked_is_known() -> None:
    """What is not would be told as an id, so that two routes would be one."""
    paths = {each.partition("?")[0] for path in SOURCES.glob("*.py") for each in written(path)}
    asked = {each for each in paths if each.startswith("/") and "/" in each[1:]}
    assert any("shares" in each for each in asked)
    words = {part for each in asked for part in each.strip("/").split("/") if "*" not in part}
    assert {each for each in words if route_of(f"/{each}") != f"/{each}"} == set()
