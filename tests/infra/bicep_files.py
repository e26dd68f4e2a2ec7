"""The Bicep files as pycep reads them, and what rules about them are made of.

pycep writes 'a name' and a name without quotes alike, so that rules about literals look at the text.
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pycep import BicepParser

FOLDER = Path(__file__).parents[2] / "infra"
PORT = 3978
MAIN, BOT_APP, WORKER_APP = "main.bicep", "modules/bot-app.bicep", "modules/worker-app.bicep"
DATABASE, VAULT, BOT, ENVIRONMENT = ("modules/database.bicep", "modules/vault.bicep", "modules/bot.bicep",
                                     "modules/environment.bicep")
MONITORING, ALERTS, NETWORK = "modules/monitoring.bicep", "modules/alerts.bicep", "modules/network.bicep"

Texts = Mapping[str, str]
Trees = Mapping[str, Any]
Rule = Callable[[Trees, Texts], Iterator[str]]


def texts() -> dict[str, str]:
    """Every Bicep file by its path below infra/."""
    return {str(file.relative_to(FOLDER)): file.read_text(encoding="utf-8") for file in sorted(FOLDER.rglob("*.bicep"))}


@functools.cache
def tree_of(text: str) -> Any:
    return _bicep().parse(text=text)


@functools.cache
def _bicep() -> BicepParser:
    return BicepParser()


def resource(trees: Trees, file: str, symbol: str) -> Any:
    """What a resource is given, below the condition that it may have; empty where there is no such one."""
    config = trees[file].get("resources", {}).get(symbol, {}).get("config", {})
    return config["config"] if set(config) == {"condition", "config"} else config


def at(tree: Any, *path: str | int) -> Any:
    """What stands there, None where nothing does."""
    for step in path:
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            return None
    return tree


def wanted(where: str, found: Any, want: Any) -> Iterator[str]:
    if found != want or isinstance(found, bool) is not isinstance(want, bool):
        yield f"{where} is {found!r}, not {want!r}"


def modules(trees: Trees) -> Mapping[str, tuple[str, Mapping[str, Any]]]:
    """Each module of main.bicep by its symbol: its file, and the parameters that it is given."""
    found = {}
    for symbol, module in trees[MAIN].get("modules", {}).items():
        config = module["config"].get("config", module["config"])
        found[symbol] = (module["detail"]["path"], config["params"])
    return found


def condition(trees: Trees, file: str, symbol: str) -> Any:
    """What a resource depends on to be made at all, None where it always is."""
    return written(at(trees, file, "resources", symbol, "config", "condition"))


def written(tree: Any) -> Any:
    """The same with every expression in it as it is written, and lists and objects as they are."""
    if isinstance(tree, list):
        return [written(each) for each in tree]
    if not isinstance(tree, Mapping):
        return tree
    if set(tree) == {"operator"}:
        return _operation(tree["operator"]["type"], *map(written, tree["operator"]["operands"].values()))
    if set(tree) == {"function"}:
        given = [str(written(each)) for each in tree["function"].get("parameters", {}).values() if each is not None]
        return f"{tree['function']['type']}({', '.join(given)})"
    return {name: written(each) for name, each in tree.items()}


def _operation(kind: str, *operands: Any) -> str:
    forms = {"property_accessor": "{}.{}", "index_accessor": "{}[{}]", "conditional": "{} ? {} : {}", "not": "!{}",
             "equals": "{} == {}", "and": "{} && {}", "or": "{} || {}"}
    return forms[kind].format(*operands)
