"""What the Bicep files must say, whatever else they say: rules over what they hold, each a sentence for a breach.

Here is what holds for every file; its neighbours are on the wiring, the containers, and what Azure gives.
"""

import re
from collections.abc import Iterator

from tests.infra.bicep_files import (
    BOT,
    BOT_APP,
    MAIN,
    MONITORING,
    WORKER_APP,
    Rule,
    Texts,
    Trees,
    at,
    modules,
    resource,
    tree_of,
    wanted,
)
from tests.infra.intent_constants import constants
from tests.infra.intent_containers import apps, probes, replicas, settings
from tests.infra.intent_services import alerts, database, network, owner, registration, teams, vault, watching
from tests.infra.intent_wiring import values

_PREVIEWS = {"Microsoft.Insights/diagnosticSettings"}
"""Of these there is no version that is not a preview."""
_SECRET_NAME = re.compile(r"(password|secret|token|(access|account|shared)key)", re.IGNORECASE)


def complaints(given: Texts) -> list[str]:
    """What is wrong with the files, each begun with the rule that says so."""
    trees, unread = {}, []
    for name, text in given.items():
        try:
            trees[name] = tree_of(text)
        except Exception as wrong:  # noqa: BLE001 - of several kinds, from the parser below it
            unread.append(f"syntax: {name} cannot be read ({type(wrong).__name__})")
    return unread or [f"{rule.__name__}: {wrong}" for rule in RULES for wrong in rule(trees, given)]


def wiring(trees: Trees, given: Texts) -> Iterator[str]:
    """Every module is used, is given what it takes, and is asked for what it has."""
    used = modules(trees)
    for file in trees.keys() - {MAIN} - {file for file, _ in used.values()}:
        yield f"{file} is used by nobody"
    for symbol, (file, params) in used.items():
        takes = at(trees, file, "parameters") or {}
        yield from (f"{symbol} is given {name}, which it does not take" for name in params.keys() - takes.keys())
        needs = {name for name, each in takes.items() if each["default"] is None}
        yield from (f"{symbol} is not given {name}" for name in needs - params.keys())
    for symbol, output in re.findall(r"\b(\w+)\.outputs\.(\w+)", given[MAIN]):
        if symbol not in used or output not in (at(trees, used[symbol][0], "outputs") or {}):
            yield f"nobody gives {symbol}.outputs.{output}"


def names(trees: Trees, given: Texts) -> Iterator[str]:
    """What is named without quotes is there."""
    for file, tree in trees.items():
        code = re.sub(r"^ *//.*", "", given[file], flags=re.MULTILINE)
        known = {name for kind in ("parameters", "variables", "resources", "modules") for name in tree.get(kind, {})}
        known |= {name for loop in re.findall(r"\[for \(?(\w+)(?:, (\w+))?", code) for name in loop}
        used = re.findall(r"^ +'?[\w.]+'?: !?([a-z]\w*)(?=$|\.)", code, re.MULTILINE)
        used += re.findall(r"\$\{([a-z]\w*)\b(?!\()", code)
        used += re.findall(r"\b([a-z]\w*)\.(?:id|outputs|properties)\b", code)
        yield from (f"{file} names {name}" for name in sorted({*used} - known - {"true", "false", "null"}))


def keys(trees: Trees, given: Texts) -> Iterator[str]:
    """Nobody signs in with a key of a service, and none is read."""
    yield from wanted("the workspace's disableLocalAuth", at(
        resource(trees, MONITORING, "workspace"), "properties", "features", "disableLocalAuth"), True)
    yield from wanted("the bot's disableLocalAuth", at(resource(trees, BOT, "bot"), "properties", "disableLocalAuth"),
                      True)
    for file, text in given.items():
        for found in re.findall(r"\blist\w*\(|sharedKey|passwordSecretRef|connectionString", text):
            yield f"{file} uses {found}"


def secrets(trees: Trees, given: Texts) -> Iterator[str]:
    """Whatever is secret is declared so, has no value here, and is referred to where it lies."""
    for file, tree in trees.items():
        for name, parameter in tree.get("parameters", {}).items():
            secure = {"type": "secure"} in parameter["decorators"]
            if _SECRET_NAME.search(name) and not secure:
                yield f"{name} of {file} is not @secure()"
            if secure and parameter["default"]:
                yield f"{name} of {file} has a value"
        for literal in re.findall(r"(?i)\w*(?:password|secret)\w*: *'[^'$]*'", given[file]):
            if literal not in ("passwordAuth: 'Disabled'", "secretRef: 'bot-password'"):
                yield f"{file} holds “{literal}”"
    for file, symbol in ((BOT_APP, "bot"), (WORKER_APP, "worker")):
        held = at(resource(trees, file, symbol), "properties", "configuration", "secrets", "operator", "operands",
                  "false_value")
        yield from wanted(f"{symbol}'s secrets", held, [
            {"name": "bot-password", "keyVaultUrl": "keyVaultUrl", "identity": "identityId"}])


def outputs(trees: Trees, given: Texts) -> Iterator[str]:
    """No secret is told: whoever may read a deployment may read its outputs."""
    for file, tree in trees.items():
        hidden = [name for name, each in tree.get("parameters", {}).items() if {"type": "secure"} in each["decorators"]]
        for line in re.findall(r"^output .*", given[file], re.MULTILINE):
            if [name for name in hidden if re.search(rf"\b{name}\b", line)] or ".properties.value" in line:
                yield f"{file} tells a secret: {line}"


def used(trees: Trees, given: Texts) -> Iterator[str]:
    """What a file takes, it uses."""
    for file, tree in trees.items():
        code = re.sub(r"^ *//.*|^param .*", "", given[file], flags=re.MULTILINE)
        yield from (f"{name} of {file} is used for nothing" for name in tree.get("parameters", {})
                    if not re.search(rf"(?<![\w.']){name}\b(?!:)", code))


def belonging(trees: Trees, _given: Texts) -> Iterator[str]:
    """Each resource has a name, and what is part of another says of which."""
    for file, tree in trees.items():
        for symbol, each in tree.get("resources", {}).items():
            config = resource(trees, file, symbol)
            config = at(config, "config") or config
            if not at(config, "name"):
                yield f"{symbol} of {file} has no name"
            if each["type"].count("/") > 1 and not at(config, "parent"):
                yield f"{symbol} of {file} is part of nothing"


def versions(trees: Trees, _given: Texts) -> Iterator[str]:
    """No preview is relied on where there is another version."""
    for file, tree in trees.items():
        for each in tree.get("resources", {}).values():
            if each["api_version"].endswith("-preview") and each["type"] not in _PREVIEWS:
                yield f"{file} relies on {each['type']}@{each['api_version']}"


RULES: tuple[Rule, ...] = (wiring, names, values, database, owner, network, apps, probes, replicas, vault, keys,
                           secrets, outputs, settings, registration, teams, watching, alerts, constants,
                           used, belonging, versions)
