"""What is asked to be granted is what the collectors take, and each paper about it says the same."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from checks.collector import Collector
from checks.model import Room
from checks.permissions import named_in
from checks.sources.graph import membership, rooms
from checks.sources.graph.app_roles import APP_ROLES, MICROSOFT_GRAPH
from checks.sources.graph.collectors import core, graph_collectors, permissions, reads
from checks.sources.graph.connect import connect_simulated
from checks.sources.graph.shared_files import CONSENTS, ON_REQUEST
from tests.checks.builders import CATALOGUE, NOW

ROOT = Path(__file__).parents[2]
COLLECTORS: tuple[Collector, ...] = tuple(
    graph_collectors(connect_simulated("http://127.0.0.1:1"), clock=lambda: NOW)(Room("room-42@contoso.com")))
DEPLOYED = json.loads((ROOT / "infra" / "permissions.json").read_text("utf-8"))
INDEX = (ROOT / "docs" / "checks" / "README.md").read_text("utf-8")
_ROW = re.compile(r"\| `([A-Za-z.]+)` \| (core|optional) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")


WANTED = set(permissions())


def indexed() -> Iterator[tuple[str, list[str], list[str]]]:
    """Each permission with the checks that docs/checks/README.md names in either column of its row."""
    for name, unjudged, less in re.findall(r"^\| `([A-Za-z.]+)` \| (.*) \| (.*) \|$", INDEX, re.MULTILINE):
        if name in WANTED:
            yield name, re.findall(r"\[([a-z_.]+)\]", unjudged), re.findall(r"\[([a-z_.]+)\]", less)


def _count(checks: list[str]) -> str:
    return f"{len(checks)}" if checks else "none"


def rows() -> Iterator[tuple[str, ...]]:
    """The rows of docs/permissions.md."""
    return (found.groups() for found in _ROW.finditer((ROOT / "docs" / "permissions.md").read_text("utf-8")))


@pytest.mark.parametrize("collector", COLLECTORS, ids=lambda each: each.source)
def test_every_source_in_graph_declares_what_it_takes(collector: Collector) -> None:
    assert collector.source.startswith("graph.")
    assert collector.permissions


def test_the_papers_list_what_the_collectors_take() -> None:
    """And the list of rooms and the groups of whoever asks, which are no facts of one room."""
    collected = {name for each in COLLECTORS for name in each.permissions}
    assert not WANTED - {rooms.PERMISSION, membership.PERMISSION, *collected}
    assert {*reads(), membership.PERMISSION} == WANTED
    assert {each["value"] for each in DEPLOYED["permissions"]} == WANTED
    assert {name for name, *_ in rows()} == WANTED


def test_the_core_is_marked_alike() -> None:
    assert core() <= WANTED
    assert {each["value"] for each in DEPLOYED["permissions"] if each["core"]} == core()
    assert {name for name, kind, *_ in rows() if kind == "core"} == core()


def test_the_papers_name_the_same_checks_and_reads() -> None:
    """The page of the permissions counts the checks that the index of the checks names."""
    reads_of = {each["value"]: "; ".join(each["reads"]) for each in DEPLOYED["permissions"]}
    assert {name: told for name, _, told, _, _ in rows()} == reads_of
    served = {name: {*unjudged, *less} for name, unjudged, less in indexed()}
    assert served == {each["value"]: set(each["checks"]) for each in DEPLOYED["permissions"]}
    assert {check for checks in served.values() for check in checks} <= set(CATALOGUE)
    counts = {name: (unjudged, less) for name, *_, unjudged, less in rows()}
    assert counts == {name: (_count(unjudged), _count(less)) for name, unjudged, less in indexed()}


def test_the_page_of_the_permissions_leads_to_the_checks() -> None:
    assert "](checks/README.md#by-permission)" in (ROOT / "docs" / "permissions.md").read_text("utf-8")
    assert "\n## By permission\n" in INDEX


def test_whatever_a_collector_takes_is_asked_to_be_granted() -> None:
    """By its own name or by that of a wider one, which then is said to be for its fact."""
    for collector in COLLECTORS:
        of_fact = {name for name, facts in reads().items() if collector.fact in facts}
        assert of_fact, collector.fact.title
        assert set(collector.permissions) & WANTED <= of_fact, collector.fact.title


def test_every_fact_of_graph_says_what_to_grant() -> None:
    """The doctor and the pages take from it which permission a fact cannot do without."""
    for collector in COLLECTORS:
        assert named_in(collector.fact.how_to_get) & set(collector.permissions), collector.fact.title


def test_the_deployment_names_each_application_role_once() -> None:
    granted = DEPLOYED["permissions"]
    assert DEPLOYED["resource"]["appId"] == MICROSOFT_GRAPH
    assert [each["value"] for each in granted] == sorted(each["value"] for each in granted)
    assert {each["type"] for each in granted} == {"Role"}
    assert {each["value"]: each["id"] for each in granted} == {name: APP_ROLES[name] for name in WANTED}


def test_what_nothing_but_shared_files_needs_is_granted_on_request_alone() -> None:
    asked = {each["value"]: each["id"] for each in DEPLOYED["onRequest"]}
    assert asked == {name: APP_ROLES[name] for name in ON_REQUEST}
    assert not WANTED & asked.keys()
    assert not [name for name in asked if "Write" in name]
    page = (ROOT / "docs" / "permissions.md").read_text("utf-8")
    assert [name for name in (*ON_REQUEST, *CONSENTS) if f"| `{name}` |" not in page] == []


def test_role_ids_are_ids_and_differ() -> None:
    assert len({UUID(each) for each in APP_ROLES.values()}) == len(APP_ROLES)


def test_every_permission_only_reads() -> None:
    assert not [name for name in WANTED if "Read" not in name.split(".") or "Write" in name]
