"""The page for whoever runs Roomcheck names every line of the log, every metric and every alert that there is, and no
other.
"""

import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from prometheus_client import CollectorRegistry, generate_latest

from bot import telemetry
from bot.exporting import records_with
from bot.measuring import show
from bot.store.standing import Numbers, Waiting
from checks.telemetry import INSTRUMENTS, Count, Instrument, Level

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DASHBOARD: dict[str, Any] = json.loads((ROOT / "infra" / "dashboard.json").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = [rule for group in yaml.safe_load((ROOT / "infra" / "alerts.yaml").read_text())["groups"]
                               for rule in group["rules"]]
EVERY: tuple[Instrument, ...] = (*telemetry.INSTRUMENTS, *INSTRUMENTS)
_LEVELS = {"info": "INFO", "warning": "WARNING", "error": "ERROR", "exception": "ERROR", "critical": "CRITICAL"}
_LINE = re.compile(r"^\| `(?P<line>.+?)` \| (?P<level>[A-Z]+) \| (?P<means>[^|]+) \| (?P<todo>[^|]+) \|$", re.MULTILINE)


def sources() -> Iterator[Path]:
    yield ROOT / "app.py"
    for folder in ("bot", "dialogs", "checks"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def logged(path: Path) -> Iterator[tuple[str, str]]:
    """The lines that a module writes, as they stand there, each with its level."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {target.id: node.value for node in tree.body if isinstance(node, ast.Assign) for target in node.targets
             if isinstance(target, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_a_log(node.func):
            said = node.args[0]
            yield _words(named.get(said.id, said) if isinstance(said, ast.Name) else said), _LEVELS[node.func.attr]
        if isinstance(node, ast.Assign) and "record.msg" in ast.unparse(node.targets[0]):
            assert isinstance(node.value, ast.Tuple)
            yield _words(node.value.elts[0]), "WARNING"


def _is_a_log(called: ast.Attribute) -> bool:
    return called.attr in _LEVELS and isinstance(called.value, ast.Name) and called.value.id in ("log", "logger")


def _words(node: ast.expr) -> str:
    assert isinstance(node, ast.Constant), f"a line of the log is a literal: {ast.unparse(node)}"
    return str(node.value)


def test_every_line_of_the_log_is_explained_and_none_that_is_not_written() -> None:
    written = {line for path in sources() for line in logged(path)}
    told = {(found["line"], found["level"]) for found in _LINE.finditer(PAGE)}
    assert len(written) > 60
    assert told - written == set(), "on the page, and written nowhere"
    assert written - told == set(), "written, and not on the page"


def test_every_metric_is_on_the_page_with_its_attributes_and_in_its_own_words() -> None:
    rows = re.findall(r"^\| `(roomcheck\.[\w.]+)` \| ([^|]*) \| ([^|]+) \|$", PAGE, re.MULTILINE)
    told = {name: (tuple(re.findall(r"`(\w+)`", by)), purpose) for name, by, purpose in rows}
    assert told == {each.name: (each.by, each.purpose + " In seconds." * (each.unit == "s")) for each in EVERY}


def series() -> dict[str, set[str]]:
    """What Prometheus calls every series, with its labels, as its own page has them."""
    registry = CollectorRegistry()
    reader = PrometheusMetricReader(scope_info_enabled=False, disable_target_info=True, registry=registry)
    provider = MeterProvider([reader], shutdown_on_exit=False)
    records = records_with(provider.get_meter("roomcheck"))
    for each in EVERY:
        if isinstance(each, Level):
            each.show({"x": 1})
        else:
            records[each.name](1, dict.fromkeys(each.by, "x"))
    found: dict[str, set[str]] = {}
    for line in generate_latest(registry).decode().splitlines():
        if not line.startswith("#"):
            name, _, labels = line.rpartition(" ")[0].partition("{")
            found.setdefault(name, set()).update(re.findall(r'(\w+)="', labels))
    return found


SERIES = series()
OUTSIDE = {"up": {"job"}, "process_resident_memory_bytes": {"instance"}}


def test_what_prometheus_calls_them_follows_from_their_names() -> None:
    assert len(SERIES) == len(EVERY) + 2 * sum(not isinstance(each, Count | Level) for each in EVERY)


def expressions() -> list[str]:
    shown = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ())]
    return [*shown, *(rule["expr"] for rule in RULES)]


@pytest.mark.parametrize("expression", expressions())
def test_the_dashboard_and_the_rules_ask_for_what_there_is(expression: str) -> None:
    known = SERIES | OUTSIDE
    asked = re.findall(r"\b(up|(?:roomcheck|process)_\w+)(?:\{([^}]*)\})?", expression)
    assert asked
    for name, labels in asked:
        assert name in known
        assert set(re.findall(r"(\w+)\s*[=!]", labels)) <= known[name]
    grouped = {label.strip() for found in re.findall(r"by \(([^)]*)\)", expression) for label in found.split(",")}
    assert grouped <= set().union(*(known[name] for name, _labels in asked)) | {"le", "instance"}
    assert expression.count("(") == expression.count(")")


def test_what_is_not_shown_before_anything_happened_is_missed() -> None:
    """A rule that compares is silent where there is nothing to compare."""
    show(Numbers(Waiting(0, None), Waiting(0, None), 0, {}, None), datetime.now(UTC))
    unknown = [each.name.replace(".", "_") for each in EVERY if isinstance(each, Level) and not list(each.shown())]
    assert unknown == ["roomcheck_sweep_age"]
    compared = {found for rule in RULES for found in re.findall(r"max\((\w+)\)", rule["expr"])}
    missed = {found for rule in RULES for found in re.findall(r"absent\((\w+)\)", rule["expr"])}
    assert {each for each in compared if each.startswith(tuple(unknown))} <= missed


def test_every_metric_is_on_the_dashboard() -> None:
    shown = " ".join(target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", ()))
    missing = [each.name for each in EVERY if f"{each.name.replace('.', '_')}" not in shown]
    assert missing == []


def test_the_dashboard_can_be_imported() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["title"] and panel["description"] for panel in panels)
    assert all(target["datasource"]["uid"] == "${source}" for panel in panels for target in panel["targets"])
    assert [each["name"] for each in DASHBOARD["templating"]["list"]] == ["source"]


def test_every_alert_is_on_the_page_and_says_what_it_is() -> None:
    told = re.findall(r"^\| `(Roomcheck\w+)` \| [^|]+ \|$", PAGE, re.MULTILINE)
    assert told == [rule["alert"] for rule in RULES]
    for rule in RULES:
        assert rule["labels"]["severity"] in ("warning", "critical")
        assert rule["annotations"]["summary"].endswith(".")
        assert re.fullmatch(r"\d+[mh]", rule["for"])


def test_the_links_of_the_page_lead_somewhere() -> None:
    headings = {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in re.findall("^#+ (.+)$", PAGE,
                                                                                             re.MULTILINE)}
    assert set(re.findall(r"\]\(#([\w-]+)\)", PAGE)) <= headings
