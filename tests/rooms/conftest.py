"""Every simulated room, judged once. Its expected reports are written anew with ``make golden``."""

import asyncio
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from checks.codec import report_json
from checks.model import Report
from checks.sources.bundle.launch import read_bundle
from demo.rooms import ROOMS
from demo.scenario import Scenario
from demo.tenant import Tenant
from tests.rooms.cases import NOW, Judged, by_zip, graph_of, report_of, report_of_zip, through_graph, zip_of

HERE = Path(__file__).parent
LINE = 150


def name_of(scenario: Scenario) -> str:
    """The part of the address that names the room."""
    return scenario.address.split("@")[0].removeprefix("room-")


@pytest.fixture(scope="session")
def tenant() -> Tenant:
    """All of Contoso: every room's report is made among the records of all others and of their employees."""
    return Tenant(NOW)


@pytest.fixture(scope="session")
def scenario(request: pytest.FixtureRequest) -> Scenario:
    room: Scenario = request.param
    return room


def sources_of(room: Scenario) -> tuple[str, ...]:
    """Where evidence on the room can come from; a console that gives no zip is judged through Graph alone."""
    return ("graph", "bundle", "both") if room.gives_zip else ("graph", "both")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of rooms is run for each of them, and one of reports by source for the sources that the room has."""
    if {"scenario", "source"} <= set(metafunc.fixturenames):
        lines = [(room, source) for room in ROOMS for source in sources_of(room)]
        names = [f"{name_of(room)}-{source}" for room, source in lines]
        metafunc.parametrize(("scenario", "source"), lines, indirect=["scenario"], ids=names, scope="session")
    elif "scenario" in metafunc.fixturenames:
        metafunc.parametrize("scenario", ROOMS, indirect=True, ids=name_of, scope="session")


@pytest.fixture(scope="session")
def judged(scenario: Scenario, tenant: Tenant) -> Judged:
    return asyncio.run(_judged(scenario, tenant))


async def _judged(scenario: Scenario, tenant: Tenant) -> Judged:
    if not scenario.gives_zip:
        async with graph_of(tenant) as collectors_for:
            alone = report_of(scenario, await through_graph(scenario, collectors_for))
        return Judged(alone, alone, alone)
    async with zip_of(scenario) as path, graph_of(tenant) as collectors_for:
        reading, graph = await asyncio.gather(read_bundle(path), through_graph(scenario, collectors_for))
        checked_after = await through_graph(scenario, collectors_for, reading.evidence)
    both = report_of(scenario, by_zip(reading, graph.evidence))
    _whichever_came_first(both, report_of(scenario, checked_after))
    return Judged(report_of(scenario, graph), report_of_zip(reading, by_zip(reading)), both)


def _whichever_came_first(upload_last: Report, check_last: Report) -> None:
    """Whether the zip was sent before the check or after it must not matter."""
    assert published(check_last)["findings"] == published(upload_last)["findings"]
    assert check_last.diagnosis == upload_last.diagnosis


def published(report: Report) -> dict[str, Any]:
    """The report's published form, without how long each check took."""
    document = report_json(report)
    for finding in document["findings"]:
        finding["took"] = "PT0S"
    return document


def condensed(document: dict[str, Any]) -> dict[str, Any]:
    """The report as it is kept: what is wrong in full, of what is well or unknown the sentence, each gap once."""
    findings = document["findings"]
    wrong = [each | {"gaps": len(each["gaps"])} for each in findings if each["status"] in ("fail", "warn", "error")]
    others = {status: {each["id"]: each["summary"] for each in findings if each["status"] == status}
              for status in ("pass", "skipped")}
    gaps = [" / ".join((gap["source"] or "nobody", gap["fact"], gap["reason"])) for gap in document["gaps"]]
    return document | {"findings": wrong, **others, "gaps": gaps}


class Golden:
    """Reports kept as files, so that a change of a judgement is read as a diff."""

    def __init__(self, *, update: bool) -> None:
        self._update = update

    def holds(self, room: str, source: str, report: Report) -> None:
        """Compare with the file, or write it when that was asked for."""
        path, document = HERE / room / f"{source}.json", condensed(published(report))
        if self._update:
            path.parent.mkdir(exist_ok=True)
            path.write_text(laid_out(document) + "\n", encoding="utf-8")
        kept = json.loads(path.read_text(encoding="utf-8"))
        assert kept == document, f"{room}/{path.name} differs: make golden, then read it"


def laid_out(value: Any, depth: int = 0) -> str:
    """JSON filled into lines as a text is, so that a report can be read as a page."""
    flat, parts = json.dumps(value, ensure_ascii=False), _parts(value)
    if depth + len(flat) <= LINE or not (isinstance(value, list) or any(map(_parts, parts))):
        return flat
    opening, closing, names = "[", "]", [""] * len(parts)
    if isinstance(value, dict):
        opening, closing, names = "{", "}", [f"{json.dumps(name)}: " for name in value]
    told = [(name + laid_out(part, depth + 1), bool(_parts(part))) for name, part in zip(names, parts, strict=True)]
    margin = "\n" + " " * depth
    return f"{opening}{margin} {f',{margin} '.join(_filled(told, LINE - depth))}{margin}{closing}"


def _parts(value: Any) -> Sequence[Any]:
    return tuple(value.values()) if isinstance(value, dict) else tuple(value) if isinstance(value, list) else ()


def _filled(parts: Iterable[tuple[str, bool]], width: int) -> Sequence[str]:
    """Plain members side by side; objects and lists on lines of their own."""
    lines: list[str] = []
    plain = False
    for text, nested in parts:
        beside = plain and not nested and len(lines[-1]) + len(text) < width
        lines = [*lines[:-1], f"{lines[-1]}, {text}"] if beside else [*lines, text]
        plain = not nested
    return lines


@pytest.fixture(scope="session")
def golden() -> Golden:
    return Golden(update=bool(os.environ.get("UPDATE_GOLDEN")))
