"""What is told of a question: its route, a pattern whatever stands in an address, and what it took."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from checks.limits import Limit
from checks.sources.graph import asking
from checks.sources.graph.asking import route_of
from checks.sources.graph.batching import Reply
from checks.sources.graph.refusals import Call
from checks.telemetry import listen

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


@dataclass
class Watch:
    """A clock that goes on as it is told."""

    now: float = 0.0

    def perf_counter(self) -> float:
        return self.now


async def test_a_span_says_how_often_it_was_asked_and_how_long_it_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    watch, told, provider = Watch(), InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(told))
    monkeypatch.setattr(asking, "time", watch)
    replies = [Reply(503), Reply(200)]

    async def send(_request: RequestInformation) -> Reply:
        watch.now += 2.0
        return replies.pop(0)

    request = RequestInformation(Method.GET)
    request.url = f"{ROOT}/v1.0/users/room-1@contoso.com"
    listen(provider.get_tracer("x"))
    try:
        with asking.asking(request, Call("x", "x", Limit("the directory", 1, 1)), send, alone=True) as ask:
            watch.now += 3.0
            await ask(request)
            watch.now += 4.5
            await ask(request)
    finally:
        listen()
    (span,) = told.get_finished_spans()
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET", "http.route": "/users/{id}", "http.response.status_code": 200,
        "http.request.resend_count": 1, "roomcheck.waited": 7.5}


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
