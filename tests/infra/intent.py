"""What the Bicep files must say, whatever else they say: rules over what pycep reads, each a sentence for a breach.

pycep writes 'a name' and a name without quotes alike, so that rules about literals look at the text.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pycep import BicepParser
from pydantic import SecretStr

from bot.arguments import parser
from bot.settings import Settings

FOLDER = Path(__file__).parents[2] / "infra"
PORT = 3978
MAIN, BOT_APP, WORKER_APP = "main.bicep", "modules/bot-app.bicep", "modules/worker-app.bicep"
DATABASE, VAULT, BOT, ENVIRONMENT = ("modules/database.bicep", "modules/vault.bicep", "modules/bot.bicep",
                                     "modules/environment.bicep")
MONITORING, ALERTS = "modules/monitoring.bicep", "modules/alerts.bicep"
_PREVIEWS = {"Microsoft.Insights/diagnosticSettings"}
"""Of these there is no version that is not a preview."""
_SECRET_NAME = re.compile(r"(password|secret|token|(access|account|shared)key)", re.IGNORECASE)
_WATCHED = {("botAppId", "Replicas"), ("workerAppId", "Replicas"), ("botAppId", "RestartCount"),
            ("workerAppId", "RestartCount"), ("botAppId", "Requests"), ("databaseId", "is_db_alive"),
            ("databaseId", "storage_percent")}

Texts = Mapping[str, str]
Trees = Mapping[str, Any]
Rule = Callable[[Trees, Texts], Iterator[str]]


def texts() -> dict[str, str]:
    """Every Bicep file by its path below infra/."""
    return {str(file.relative_to(FOLDER)): file.read_text(encoding="utf-8") for file in sorted(FOLDER.rglob("*.bicep"))}


def complaints(given: Texts) -> list[str]:
    """What is wrong with the files, each begun with the rule that says so."""
    trees, unread = {}, []
    for name, text in given.items():
        try:
            trees[name] = _tree(text)
        except Exception as wrong:  # noqa: BLE001 - of several kinds, from the parser below it
            unread.append(f"syntax: {name} cannot be read ({type(wrong).__name__})")
    return unread or [f"{rule.__name__}: {wrong}" for rule in RULES for wrong in rule(trees, given)]


@functools.cache
def _tree(text: str) -> Any:
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


def database(trees: Trees, given: Texts) -> Iterator[str]:
    """No password, TLS, out of reach from the internet, and the identity's role."""
    server = at(resource(trees, DATABASE, "server"), "properties")
    yield from wanted("passwordAuth", at(server, "authConfig", "passwordAuth"), "Disabled")
    yield from wanted("activeDirectoryAuth", at(server, "authConfig", "activeDirectoryAuth"), "Enabled")
    yield from wanted("publicNetworkAccess", at(server, "network", "publicNetworkAccess"), "Disabled")
    yield from wanted("the subnet", at(server, "network", "delegatedSubnetResourceId"), "subnetId")
    if re.search(r"administratorLogin|firewallRules", given[DATABASE]):
        yield "it has a login with a password, or lets addresses in"
    for symbol, name, value in (("onlyWithTls", "require_secure_transport", "on"),
                                ("oldestTls", "ssl_min_protocol_version", "TLSv1.2")):
        yield from wanted(symbol, at(resource(trees, DATABASE, symbol), "name"), name)
        yield from wanted(name, at(resource(trees, DATABASE, symbol), "properties", "value"), value)
    yield from wanted("the identity's role", at(resource(trees, DATABASE, "roomcheck"), "name"), "identityPrincipalId")
    if "?sslmode=verify-full&sslrootcert=" not in given[DATABASE]:
        yield "its address does not ask the server to prove its name"


def apps(trees: Trees, _given: Texts) -> Iterator[str]:
    """Two apps of one image, each with the identity; the bot alone is listened to, over HTTPS."""
    used = modules(trees)
    yield from wanted("the images", {used[each][1].get("image") for each in ("botApp", "workerApp")}, {"image"})
    for file, symbol in ((BOT_APP, "bot"), (WORKER_APP, "worker")):
        app = resource(trees, file, symbol)
        yield from wanted(f"{symbol}'s identity", at(app, "identity"), {
            "type": "UserAssigned", "userAssignedIdentities": {"'${identityId}'": {}}})
        yield from _command(symbol, at(app, "properties", "template", "containers", 0, "args"))
    ingress = at(resource(trees, BOT_APP, "bot"), "properties", "configuration", "ingress")
    yield from wanted("allowInsecure", at(ingress, "allowInsecure"), False)
    yield from wanted("external", at(ingress, "external"), True)
    yield from wanted("targetPort", at(ingress, "targetPort"), PORT)
    yield from wanted("the worker's ingress", at(resource(trees, WORKER_APP, "worker"), "properties", "configuration",
                                                 "ingress"), None)


def _command(symbol: str, arguments: Any) -> Iterator[str]:
    try:
        read = parser().parse_args(arguments or ["none"])
    except SystemExit:
        yield f"{symbol} is started with {arguments}, which app.py does not take"
        return
    does = "worker" if read.command == "worker" else "bot" if getattr(read, "no_work", False) else read.command
    yield from wanted("what is started", does, symbol)


def probes(trees: Trees, _given: Texts) -> Iterator[str]:
    """The bot is asked whether it is alive, and whether it is ready."""
    container = at(resource(trees, BOT_APP, "bot"), "properties", "template", "containers", 0)
    found = {probe["type"]: (at(probe, "httpGet", "path"), at(probe, "httpGet", "port"))
             for probe in at(container, "probes") or []}
    yield from wanted("the probes", found, {"Startup": ("/readyz", PORT), "Liveness": ("/healthz", PORT),
                                            "Readiness": ("/healthz", PORT)})


def replicas(trees: Trees, _given: Texts) -> Iterator[str]:
    """There is always one: a bot that has to be started first answers too late."""
    for file, symbol, parameter in ((BOT_APP, "bot", "minReplicas"), (WORKER_APP, "worker", "replicas")):
        scale = at(resource(trees, file, symbol), "properties", "template", "scale")
        yield from wanted(f"{symbol}'s minReplicas", at(scale, "minReplicas"), parameter)
        yield from _at_least_one(file, parameter, trees)
    for parameter in ("minReplicas", "workers"):
        yield from _at_least_one(MAIN, parameter, trees)
        if (at(trees, MAIN, "parameters", parameter, "default") or 0) < 1:
            yield f"{parameter} is less than one where nobody says"


def _at_least_one(file: str, parameter: str, trees: Trees) -> Iterator[str]:
    if {"argument": 1, "type": "min_value"} not in (at(trees, file, "parameters", parameter, "decorators") or []):
        yield f"{parameter} of {file} may be none"


def vault(trees: Trees, _given: Texts) -> Iterator[str]:
    """Roles instead of policies, nothing purged, out of reach from the internet; the identity reads one secret."""
    properties = at(resource(trees, VAULT, "vault"), "properties")
    for name in ("enableRbacAuthorization", "enablePurgeProtection", "enableSoftDelete"):
        yield from wanted(name, at(properties, name), True)
    yield from wanted("publicNetworkAccess", at(properties, "publicNetworkAccess"), "Disabled")
    yield from wanted("defaultAction", at(properties, "networkAcls", "defaultAction"), "Deny")
    yield from wanted("what the identity may read", at(resource(trees, VAULT, "mayRead"), "scope"), "password")


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


def settings(trees: Trees, given: Texts) -> Iterator[str]:
    """What the containers are told are settings that there are, and secret ones come from the vault."""
    aliases = {str(field.alias): field for field in Settings.model_fields.values()}
    lists = [name for name in trees[MAIN]["variables"] if name.endswith("Variables")]
    yield from wanted("the lists of variables", sorted(lists), [
        "furtherVariables", "ownVariables", "passwordVariables", "telemetryVariables"])
    told = re.findall(r"\{ name: '(\w+)', (value|secretRef): ", given[MAIN])
    yield from (f"{name} is no setting" for name, _ in told if name not in aliases and not name.startswith("OTEL_"))
    for name, how in told:
        is_secret = name in aliases and aliases[name].annotation is SecretStr and name != "DATABASE_URL"
        if is_secret is not (how == "secretRef"):
            yield f"{name} is given by {how}"
    needed = {"MicrosoftAppId", "MicrosoftAppTenantId", "DATABASE_URL", "ROOMCHECK_DATABASE_IDENTITY",
              "ROOMCHECK_MANAGED_IDENTITY", "ROOMCHECK_CLIENT_ID", "ROOMCHECK_CLOUD"}
    yield from (f"{name} is missing" for name in needed - {name for name, _ in told})


def teams(trees: Trees, _given: Texts) -> Iterator[str]:
    """The bot is in Teams."""
    channel = resource(trees, BOT, "teams")
    yield from wanted("the channel", (at(channel, "name"), at(channel, "properties", "channelName"), at(
        channel, "properties", "properties", "function", "parameters", "arg_1", "isEnabled")),
        ("MsTeamsChannel", "MsTeamsChannel", True))
    yield from wanted("the types of bot", at(trees, BOT, "parameters", "appType", "decorators"), [
        {"argument": ["UserAssignedMSI", "SingleTenant"], "type": "allowed"}])


def watching(trees: Trees, _given: Texts) -> Iterator[str]:
    """What can break is logged and raises an alert."""
    for file, symbol in ((DATABASE, "server"), (VAULT, "vault"), (BOT, "bot"), (ENVIRONMENT, "apps")):
        diagnostics = resource(trees, file, "diagnostics")
        yield from wanted(f"whose logs {file} keeps", at(diagnostics, "scope"), symbol)
        yield from wanted("where they go", at(diagnostics, "properties", "workspaceId"), "workspaceId")
        yield from wanted("which", at(diagnostics, "properties", "logs"), [
            {"categoryGroup": "allLogs", "enabled": True}])
    found = {(each["scope"], each["metric"]) for each in trees[ALERTS]["variables"]["alerts"]["value"]}
    yield from (f"nobody is told of {what}" for what in sorted(_WATCHED - found))


def versions(trees: Trees, _given: Texts) -> Iterator[str]:
    """No preview is relied on where there is another version."""
    for file, tree in trees.items():
        for each in tree.get("resources", {}).values():
            if each["api_version"].endswith("-preview") and each["type"] not in _PREVIEWS:
                yield f"{file} relies on {each['type']}@{each['api_version']}"


RULES: tuple[Rule, ...] = (wiring, names, database, apps, probes, replicas, vault, keys, secrets, outputs, settings,
                           teams, watching, versions)
