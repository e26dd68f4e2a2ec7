"""Of the bot's and the worker's containers: how they are started, reached, asked whether they are well, and told."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import SecretStr

from bot.arguments import parser
from bot.settings import Settings
from tests.infra.bicep_files import (
    BOT_APP,
    MAIN,
    PORT,
    WORKER_APP,
    Texts,
    Trees,
    at,
    modules,
    resource,
    wanted,
    written,
)


def apps(trees: Trees, _given: Texts) -> Iterator[str]:
    """Two apps of one image, each with the identity; the bot alone is listened to, over HTTPS."""
    used = modules(trees)
    yield from wanted("the images", {used[each][1].get("image") for each in ("botApp", "workerApp")}, {"image"})
    for file, symbol in ((BOT_APP, "bot"), (WORKER_APP, "worker")):
        app = resource(trees, file, symbol)
        yield from wanted(f"{symbol}'s identity", at(app, "identity"), {
            "type": "UserAssigned", "userAssignedIdentities": {"'${identityId}'": {}}})
        yield from _container(symbol, at(app, "properties", "template", "containers", 0))
        yield from wanted(f"where {symbol} is", at(app, "properties", "environmentId"), "environmentId")
        yield from wanted(f"who pulls {symbol}'s image", written(at(app, "properties", "configuration", "registries")),
                          "empty(registryServer) ? [] : [{'server': 'registryServer', 'identity': 'identityId'}]")
    ingress = at(resource(trees, BOT_APP, "bot"), "properties", "configuration", "ingress")
    yield from wanted("allowInsecure", at(ingress, "allowInsecure"), False)
    yield from wanted("external", at(ingress, "external"), True)
    yield from wanted("targetPort", at(ingress, "targetPort"), PORT)
    yield from wanted("the worker's ingress", at(resource(trees, WORKER_APP, "worker"), "properties", "configuration",
                                                 "ingress"), None)


def _container(symbol: str, container: Any) -> Iterator[str]:
    yield from _command(symbol, at(container, "args"))
    yield from wanted(f"what {symbol} is told", at(container, "env"), "environmentVariables")
    yield from wanted(f"{symbol}'s image", at(container, "image"), "image")


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
    for file, symbol, parameter, most in ((BOT_APP, "bot", "minReplicas", "maxReplicas"),
                                          (WORKER_APP, "worker", "replicas", "replicas")):
        scale = at(resource(trees, file, symbol), "properties", "template", "scale")
        yield from wanted(f"{symbol}'s minReplicas", at(scale, "minReplicas"), parameter)
        yield from wanted(f"{symbol}'s maxReplicas", at(scale, "maxReplicas"), most)
        yield from _at_least_one(file, parameter, trees)
    for parameter in ("minReplicas", "workers"):
        yield from _at_least_one(MAIN, parameter, trees)
        if (at(trees, MAIN, "parameters", parameter, "default") or 0) < 1:
            yield f"{parameter} is less than one where nobody says"


def _at_least_one(file: str, parameter: str, trees: Trees) -> Iterator[str]:
    if {"argument": 1, "type": "min_value"} not in (at(trees, file, "parameters", parameter, "decorators") or []):
        yield f"{parameter} of {file} may be none"


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
