"""compose.yaml: what it starts, with how few rights, and that it is told nothing that is no setting."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from bot.arguments import parser
from bot.settings import Settings
from tests.infra.dockerfile import FINAL, ROOT, environment_of, words_of

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
OURS = ("migrate", "bot", "worker")
HOME = environment_of(FINAL)["ROOMCHECK_HOME"]
ALIASES = {str(field.alias): field for field in Settings.model_fields.values()}


def complaints(compose: Any) -> Iterator[str]:
    """What is wrong with it, in sentences."""
    services = compose["services"]
    if set(services) != {"postgres", *OURS}:
        yield f"it starts {sorted(services)}"
    for name, service in services.items():
        yield from (f"{name}: {wrong}" for wrong in _rights(service))
        yield from (f"{name} publishes {port}" for port in service.get("ports", ())
                    if name != "bot" or port != "127.0.0.1:3978:3978")
        yield from (f"{name} has a secret {secret} that there is none of" for secret in service["secrets"]
                    if secret not in compose["secrets"])
    for name in OURS:
        yield from (f"{name}: {wrong}" for wrong in _ours(name, services[name]))
    yield from _order(services)
    yield from _reach(services)
    yield from _database(services["postgres"], compose)


def _rights(service: Any) -> Iterator[str]:
    user = str(service.get("user", "0:0"))
    if not re.fullmatch(r"[1-9]\d*:[1-9]\d*", user):
        yield f"it runs as {user}"
    for name, want in (("read_only", True), ("cap_drop", ["ALL"]), ("security_opt", ["no-new-privileges:true"])):
        if service.get(name) != want:
            yield f"{name} is {service.get(name)}"
    for name in ("privileged", "cap_add", "network_mode", "pid", "devices"):
        if name in service:
            yield f"it has {name}"
    for volume in service.get("volumes", ()):
        if volume.startswith(("/", ".", "~")):
            yield f"it sees {volume} of this machine"


def _ours(name: str, service: Any) -> Iterator[str]:
    arguments = parser().parse_args(service["command"])
    does = "bot" if getattr(arguments, "no_work", False) else arguments.command
    if does != name:
        yield f"it is started as {does}"
    if service.get("user") != words_of(FINAL, "USER")[0]:
        yield "it runs as another than the image's user"
    if [volume.partition(":")[2] for volume in service["volumes"]] != [HOME]:
        yield "its home lasts no longer than itself, or is not the only place that it can write in"
    told = service["environment"]
    yield from (f"{each} is no setting" for each in told if each not in ALIASES)
    yield from (f"{each} is told in the open" for each in told if _is_secret(each))
    yield from (f"{each} is no setting, and none of its secrets may be" for each in service["secrets"]
                if not _is_secret(each))
    if told.get("ROOMCHECK_SECRETS") != "/run/secrets":
        yield "its secrets are not where they are mounted"
    answers = service["healthcheck"].get("test") == json.loads(words_of(FINAL, "HEALTHCHECK")[0].partition("CMD ")[2]
                                                               .replace('["python"', '["CMD", "python"'))
    if answers is not (name == "bot") or bool(service["healthcheck"].get("disable")) is (name == "bot"):
        yield "only the bot can be asked whether it is well"


def _reach(services: Any) -> Iterator[str]:
    for name in OURS:
        if sorted(services[name]["networks"]) != ["inside", "outside"]:
            yield f"{name} does not reach the database and the world"
    for name, service in services.items():
        if service.get("stop_grace_period") != "60s":
            yield f"{name} is not given the time to end in order"


def _is_secret(name: str) -> bool:
    return name in ALIASES and ALIASES[name].annotation is SecretStr


def _order(services: Any) -> Iterator[str]:
    if services["migrate"]["depends_on"]["postgres"]["condition"] != "service_healthy":
        yield "migrate does not wait for the database"
    for name in ("bot", "worker"):
        if services[name]["depends_on"]["migrate"]["condition"] != "service_completed_successfully":
            yield f"{name} does not wait for the migration"
    for name in ("postgres", "bot", "worker"):
        if services[name]["restart"] != "unless-stopped":
            yield f"{name} is not started again"


def _database(postgres: Any, compose: Any) -> Iterator[str]:
    if not re.fullmatch(r"postgres:\d\d(-\w+)?", postgres["image"]):
        yield f"the database is {postgres['image']}, of no fixed major version"
    if postgres["networks"] != ["inside"] or compose["networks"]["inside"] != {"internal": True}:
        yield "the database is reached from outside"
    if "POSTGRES_PASSWORD" in postgres["environment"] or "HOST_AUTH_METHOD" in str(postgres["environment"]):
        yield "the password of the database stands in the open, or is none"
    if "pg_isready" not in postgres["healthcheck"]["test"]:
        yield "the database is not asked whether it is well"


def test_it_is_as_it_must_be() -> None:
    assert list(complaints(COMPOSE)) == []


def put(*path: str) -> Callable[[Any, Any], None]:
    def change(compose: Any, value: Any) -> None:
        place = compose
        for step in path[:-1]:
            place = place[step]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value
    return change


@pytest.mark.parametrize(("change", "value", "said"), [
    (put("services", "bot", "user"), None, "it runs as 0:0"),
    (put("services", "postgres", "user"), "0:0", "it runs as 0:0"),
    (put("services", "bot", "user"), "1000:1000", "another than the image's user"),
    (put("services", "worker", "read_only"), False, "read_only is False"),
    (put("services", "worker", "cap_drop"), None, "cap_drop is None"),
    (put("services", "postgres", "security_opt"), None, "security_opt is None"),
    (put("services", "bot", "privileged"), True, "it has privileged"),
    (put("services", "bot", "volumes"), ["/etc:/var/lib/roomcheck"], "it sees /etc"),
    (put("services", "bot", "volumes"), [], "its home lasts no longer"),
    (put("services", "bot", "ports"), ["3978:3978"], "bot publishes 3978"),
    (put("services", "postgres", "ports"), ["127.0.0.1:5432:5432"], "postgres publishes"),
    (put("services", "bot", "command"), ["serve"], "it is started as serve"),
    (put("services", "worker", "environment", "ROOMCHECK_LOG"), "x", "ROOMCHECK_LOG is no setting"),
    (put("services", "worker", "environment", "DATABASE_URL"), "x", "DATABASE_URL is told in the open"),
    (put("services", "bot", "environment", "ROOMCHECK_SECRETS"), "/secrets", "not where they are mounted"),
    (put("services", "bot", "secrets"), ["POSTGRES_PASSWORD"], "POSTGRES_PASSWORD is no setting"),
    (put("services", "bot", "secrets"), ["ROOMCHECK_CLIENT_SECRET"], "that there is none of"),
    (put("services", "bot", "healthcheck"), {"disable": True}, "only the bot can be asked"),
    (put("services", "worker", "healthcheck"), {}, "only the bot can be asked"),
    (put("services", "bot", "depends_on", "migrate", "condition"), "service_started", "does not wait"),
    (put("services", "migrate", "depends_on", "postgres", "condition"), "service_started", "does not wait"),
    (put("services", "worker", "restart"), "no", "not started again"),
    (put("services", "bot", "networks"), ["outside"], "bot does not reach"),
    (put("services", "worker", "networks"), ["inside"], "worker does not reach"),
    (put("services", "migrate", "networks"), ["inside"], "migrate does not reach"),
    (put("services", "bot", "stop_grace_period"), "1s", "bot is not given the time"),
    (put("services", "postgres", "stop_grace_period"), None, "postgres is not given the time"),
    (put("services", "postgres", "image"), "postgres:latest", "of no fixed major version"),
    (put("services", "postgres", "networks"), ["outside"], "reached from outside"),
    (put("networks", "inside"), {}, "reached from outside"),
    (put("services", "postgres", "environment", "POSTGRES_PASSWORD"), "x", "stands in the open"),
    (put("services", "postgres", "healthcheck", "test"), ["CMD", "true"], "not asked whether it is well"),
    (put("services", "other"), COMPOSE["services"]["bot"], "it starts"),
])
def test_what_is_taken_out_is_missed(change: Callable[[Any, Any], None], value: Any, said: str) -> None:
    broken = copy.deepcopy(COMPOSE)
    change(broken, value)
    assert [each for each in complaints(broken) if said in each]


def test_what_it_needs_is_kept_out_of_the_repository_and_of_the_image() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    files = {each["file"] for each in COMPOSE["secrets"].values()}
    assert files == {f"./secrets/{name}" for name in COMPOSE["secrets"]}
    assert {"/secrets/", "/roomcheck.env"} <= set(ignored)
