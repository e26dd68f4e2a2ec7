"""The scripts that grant permissions. grant.sh runs as it is, over an az that plays Microsoft Graph; nothing here can
run grant.ps1, so that only its text is looked at.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

INFRA = Path(__file__).parents[2] / "infra"
LIST = json.loads((INFRA / "permissions.json").read_text(encoding="utf-8"))
WANTED = {each["value"]: each["id"] for each in LIST["permissions"]}
ON_REQUEST = {each["value"]: each["id"] for each in LIST["onRequest"]}
CORE = {each["value"] for each in LIST["permissions"] if each["core"]}
CLIENT, PRINCIPAL, GRAPH = "11111111-2222-4333-8444-555555555555", "principal-id", "graph-id"
GRAPH_APP = LIST["resource"]["appId"]
AZ = """
import json, sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

home = Path(__file__).parent
state = json.loads((home / "state.json").read_text())
with (home / "asked.jsonl").open("a") as asked:
    asked.write(json.dumps(sys.argv[1:]) + "\\n")

def refuse(status, code, says):
    sys.exit(f'ERROR: {status}({{"error": {{"code": "{code}", "message": "{says}"}}}})')

if sys.argv[1:3] == ["cloud", "show"]:
    print(json.dumps({"name": "AzureCloud", "endpoints": {"microsoftGraphResourceId": state["graph"]}}))
    sys.exit()
options = dict(zip(sys.argv[2::2], sys.argv[3::2]))
assert sys.argv[1] == "rest" and options["--resource"] == state["graph"].rstrip("/"), sys.argv
path = unquote(urlsplit(options["--url"]).path).removeprefix("/v1.0/")
found = {each["id"]: each for each in state["principals"]}
named = {f"servicePrincipals(appId='{each['appId']}')": each for each in state["principals"]}
if options["--method"] == "get" and path in named:
    print(json.dumps(named[path]))
elif options["--method"] == "get" and path == "servicePrincipals/principal-id/appRoleAssignments":
    print(json.dumps({"value": state["assignments"]}))
elif options["--method"] == "post" and path == "servicePrincipals/principal-id/appRoleAssignments":
    body = json.loads(options["--body"])
    if body["appRoleId"] in state["refused"]:
        refuse("Forbidden", "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    if any(each["appRoleId"] == body["appRoleId"] for each in state["assignments"] + state["unlisted"]):
        refuse("Bad Request", "Request_BadRequest", "Permission being assigned already exists on the object")
    state["assignments"].append(body)
    (home / "state.json").write_text(json.dumps(state))
else:
    refuse("Not Found", "Request_ResourceNotFound", "Resource does not exist.")
"""


@dataclass
class Tenant:
    """A tenant in which az runs, with what it was asked."""

    home: Path
    graph: str = "https://graph.microsoft.com/"
    refused: Sequence[str] = ()
    unlisted: Sequence[str] = ()
    not_offered: Sequence[str] = ()
    assignments: list[dict[str, str]] = field(default_factory=list)

    def begin(self) -> None:
        roles = [{"id": each} for value, each in {**WANTED, **ON_REQUEST}.items()
                 if value not in self.not_offered]
        principals = [{"id": PRINCIPAL, "appId": CLIENT, "displayName": "Roomcheck of Contoso"},
                      {"id": GRAPH, "appId": GRAPH_APP, "displayName": "Microsoft Graph", "appRoles": roles}]
        state = {"graph": self.graph, "principals": principals, "assignments": self.assignments,
                 "refused": [WANTED[each] for each in self.refused],
                 "unlisted": [{"appRoleId": WANTED[each]} for each in self.unlisted]}
        (self.home / "state.json").write_text(json.dumps(state), encoding="utf-8")
        az = self.home / "az"
        az.write_text(f"#!{sys.executable}\n{AZ}", encoding="utf-8")
        az.chmod(0o755)

    def run(self, *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
        environment = {"PATH": path or f"{self.home}:{os.environ['PATH']}"}
        return subprocess.run(["/bin/bash", str(INFRA / "grant.sh"), *arguments], check=False, capture_output=True,  # noqa: S603 - ours
                              text=True, env=environment, cwd=self.home)

    @property
    def granted(self) -> list[str]:
        """What was asked to be granted, by its name."""
        names = {each: value for value, each in {**WANTED, **ON_REQUEST}.items()}
        return [names[body["appRoleId"]] for body in self.bodies]

    @property
    def bodies(self) -> list[Mapping[str, str]]:
        asked = [json.loads(line) for line in (self.home / "asked.jsonl").read_text(encoding="utf-8").splitlines()]
        return [json.loads(each[each.index("--body") + 1]) for each in asked if "--body" in each]


@pytest.fixture
def tenant(tmp_path: Path) -> Callable[..., Tenant]:
    def made(**given: Any) -> Tenant:
        tenant = Tenant(tmp_path, **given)
        tenant.begin()
        return tenant
    return made


def held(*values: str, resource: str = GRAPH) -> list[dict[str, str]]:
    return [{"principalId": PRINCIPAL, "resourceId": resource, "appRoleId": WANTED[each]} for each in values]


def test_all_permissions_are_granted_to_the_one_that_is_named(tenant: Callable[..., Tenant]) -> None:
    given = tenant()
    ended = given.run(CLIENT)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert set(given.granted) == set(WANTED)
    assert len(given.granted) == len(WANTED)
    assert {(each["principalId"], each["resourceId"]) for each in given.bodies} == {(PRINCIPAL, GRAPH)}
    assert ended.stdout.startswith(f"Roomcheck of Contoso ({CLIENT}) at https://graph.microsoft.com\n")


def test_the_core_ones_alone(tenant: Callable[..., Tenant]) -> None:
    given = tenant()
    assert given.run("--core", CLIENT).returncode == 0
    assert set(given.granted) == CORE
    assert 0 < len(CORE) < len(WANTED)


def test_what_is_granted_on_request_is_granted_where_it_is_named(tenant: Callable[..., Tenant]) -> None:
    given = tenant()
    assert given.run("--core", "--also", "Files.Read.All", CLIENT).returncode == 0
    assert set(given.granted) == {*CORE, "Files.Read.All"}
    assert "Files.Read.All" not in WANTED


def test_run_again_it_grants_nothing(tenant: Callable[..., Tenant]) -> None:
    given = tenant()
    assert given.run(CLIENT).returncode == 0
    before = len(given.bodies)
    again = given.run(CLIENT)
    assert again.returncode == 0
    assert len(given.bodies) == before
    assert again.stdout.count("granted already") == len(WANTED)


def test_what_was_granted_for_another_resource_does_not_count(tenant: Callable[..., Tenant]) -> None:
    given = tenant(assignments=held("User.Read.All", resource="another") + held("AuditLog.Read.All"))
    ended = given.run(CLIENT)
    assert "granted already   AuditLog.Read.All" in ended.stdout
    assert "AuditLog.Read.All" not in given.granted
    assert "User.Read.All" in {each for each, body in zip(given.granted, given.bodies, strict=True)
                               if body["resourceId"] == GRAPH}


def test_one_that_turns_out_to_be_granted_is_no_failure(tenant: Callable[..., Tenant]) -> None:
    ended = tenant(unlisted=["User.Read.All"]).run(CLIENT)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "granted already   User.Read.All" in ended.stdout


def test_nothing_is_granted_in_a_dry_run(tenant: Callable[..., Tenant]) -> None:
    given = tenant(assignments=held("AuditLog.Read.All"))
    ended = given.run(CLIENT, "--dry-run")
    assert ended.returncode == 0
    assert given.bodies == []
    assert ended.stdout.count("would be granted") == len(WANTED) - 1


def test_the_others_are_granted_where_one_is_refused(tenant: Callable[..., Tenant]) -> None:
    given = tenant(refused=["Policy.Read.All"])
    ended = given.run(CLIENT)
    assert ended.returncode == 1
    assert "NOT GRANTED       Policy.Read.All" in ended.stdout
    assert "Insufficient privileges" in ended.stderr
    assert "Privileged Role Administrator" in ended.stderr
    assert set(given.granted) == set(WANTED)
    assert ended.stdout.count("granted now") == len(WANTED) - 1


def test_what_a_cloud_does_not_offer_is_said_and_no_failure(tenant: Callable[..., Tenant]) -> None:
    given = tenant(graph="https://graph.microsoft.us/", not_offered=["TeamsUserConfiguration.Read.All"])
    ended = given.run(CLIENT)
    assert ended.returncode == 0
    assert "not in this cloud TeamsUserConfiguration.Read.All" in ended.stdout
    assert "TeamsUserConfiguration.Read.All" not in given.granted


def test_another_graph_can_be_named(tenant: Callable[..., Tenant]) -> None:
    given = tenant(graph="https://dod-graph.microsoft.us")
    assert given.run(CLIENT, "--graph", "https://dod-graph.microsoft.us/").returncode == 0
    assert '"cloud"' not in (given.home / "asked.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(("arguments", "says"), [
    ((), "Name the client id"),
    (("roomcheck",), "Name the client id"),
    ((f"{CLIENT}'",), "Name the client id"),
    ((CLIENT, CLIENT), "One client id is wanted"),
    ((CLIENT, "--everything"), "--everything is no option"),
    ((CLIENT, "--also"), "--also needs the name"),
    ((CLIENT, "--also", "Mail.ReadWrite"), "Mail.ReadWrite is none of those"),
    ((CLIENT, "--graph"), "--graph needs an address"),
    ((CLIENT, "--graph", "http://graph"), "must begin with https://"),
    ((CLIENT.replace("1", "9"),), "There is no application or managed identity 99999999-"),
])
def test_what_cannot_begin_is_said(tenant: Callable[..., Tenant], arguments: tuple[str, ...], says: str) -> None:
    ended = tenant().run(*arguments)
    assert ended.returncode == 2
    assert says in ended.stderr
    assert not ended.stdout


def test_without_az_it_says_so(tenant: Callable[..., Tenant], tmp_path: Path) -> None:
    (tools := tmp_path / "tools").mkdir()
    for tool in ("dirname", "cat"):
        (tools / tool).symlink_to(f"/usr/bin/{tool}")
    ended = tenant().run(CLIENT, path=str(tools))
    assert (ended.returncode, ended.stderr) == (2, "az is not installed, and is needed.\n")


def test_it_says_how_it_is_used(tenant: Callable[..., Tenant]) -> None:
    ended = tenant().run("--help")
    assert ended.returncode == 0
    assert ended.stdout.startswith("Usage: infra/grant.sh CLIENT_ID")


def test_the_script_for_powershell_does_the_same() -> None:
    text = (INFRA / "grant.ps1").read_text(encoding="utf-8")
    assert "'permissions.json'" in text
    assert "SupportsShouldProcess" in text
    grant = text.index("New-MgServicePrincipalAppRoleAssignment @assignment")
    for before in ("$_.core -or -not $Core", "$granted -contains $permission.id",
                   "$offered -notcontains $permission.id", "$PSCmdlet.ShouldProcess($permission.value"):
        assert text.index(before) < grant
    assert "$_.ResourceId -eq $resource.Id" in text
    assert all(name in text for name in ("'Global', 'USGov', 'USGovDoD', 'China'", "[guid] $ClientId"))
    assert text.count("{") == text.count("}")
    assert text.count("(") == text.count(")")
    assert "$list.onRequest | Where-Object { $_.value -eq $name }" in text
    assert not [id_ for id_ in WANTED.values() if id_ in text]
