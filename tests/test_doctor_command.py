"""``app.py doctor``: a line for everything, each permission taken away in turn, and whatever else can be wrong."""

import contextlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL

import app
from bot.doctor.lines import State
from bot.settings import Settings
from bot.store.schema import newest
from bot.version import VERSION
from checks.doctor import Grant
from checks.permissions import named_in
from demo.graph_faults import Faults
from demo.graph_server import simulated_graph
from demo.rooms import ROOMS
from tests.bot.doctor.authority import DAY, authority, issued
from tests.bot.doctor.microsoft import PUBLIC, SECRET, TOKEN, Microsoft, beside, on_this_machine

ROOT = Path(__file__).parents[1]
PERMISSIONS: tuple[Mapping[str, Any], ...] = tuple(
    json.loads((ROOT / "infra" / "permissions.json").read_text("utf-8"))["permissions"])
HEALTHY = next(room for room in ROOMS if room.display_name == "Zurich Aare")
APP, READER, TENANT, GROUP, ADA = (f"1b2c3d4e-0000-4000-8000-12345678900{number}" for number in range(5))
BOT = {"MicrosoftAppId": APP, "MicrosoftAppPassword": SECRET, "MicrosoftAppTenantId": TENANT,
       "ROOMCHECK_CLIENT_ID": READER, "ROOMCHECK_CLIENT_SECRET": SECRET, "ROOMCHECK_PUBLIC_HOST": PUBLIC,
       "ROOMCHECK_ADMINS": ADA, "ROOMCHECK_OPERATORS": ADA, "ROOMCHECK_TEAMS_APP_ID": APP}

Found = tuple[int, dict[str, Any], dict[str, dict[str, str]]]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)
    return tmp_path / ".roomcheck"


def given(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def doctored(capsys: pytest.CaptureFixture[str], *arguments: str) -> Found:
    """The exit status, the document, and its lines by what was looked at."""
    status = app.main(["doctor", *arguments, "--json"])
    told = capsys.readouterr()
    assert "Traceback" not in told.err
    assert SECRET not in told.out + told.err
    assert TOKEN not in told.out + told.err
    document = json.loads(told.out)
    return status, document, {line["name"]: line for line in document["lines"]}


def states(lines: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {name: line["state"] for name, line in lines.items()}


def grants(document: Mapping[str, Any]) -> dict[str, str]:
    return {each["name"]: each["grant"] for each in document["permissions"]}


@contextlib.contextmanager
def tenant_with(faults: Faults, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The settings name a simulated tenant."""
    with beside(simulated_graph(faults=faults)) as root:
        monkeypatch.setenv("ROOMCHECK_GRAPH_URL", root)
        yield


# ---- the permissions, one by one

def test_where_nothing_is_taken_away_everything_is_well(capsys: pytest.CaptureFixture[str],
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, ROOMCHECK_ROOM_GROUPS=GROUP)
    with tenant_with(Faults(), monkeypatch):
        status, document, lines = doctored(capsys, HEALTHY.address)
    assert (status, document["state"]) == (0, "ok")
    assert grants(document) == {each["value"]: "granted" for each in PERMISSIONS}
    assert set(states(lines).values()) == {"ok", "not_needed"}


@pytest.mark.parametrize("taken", PERMISSIONS, ids=lambda each: str(each["value"]))
def test_each_permission_taken_away_is_the_one_that_is_missing(
        capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, taken: Mapping[str, Any]) -> None:
    given(monkeypatch, ROOMCHECK_ROOM_GROUPS=GROUP)
    name = taken["value"]
    with tenant_with(Faults(denied={name}), monkeypatch):
        status, document, lines = doctored(capsys, HEALTHY.address)
    assert (status, document["state"]) == (1, "wrong")
    found = grants(document)
    untold = {each["name"]: each["why"] for each in document["permissions"] if each["grant"] == "unknown"}
    assert {each for each in found if found[each] == "missing"} == {name}
    assert {each for each in found if found[each] == "granted"} == set(found) - {name, *untold}
    if name == "User.Read.All":  # whatever is asked about an account by its id waits for the account
        assert all("account" in why for why in untold.values()), untold
    else:
        assert not untold
    missing = document["permissions"][0]
    assert (missing["name"], missing["core"]) == (name, taken["core"])
    assert {*missing["unjudged"], *missing["see_less"]} == set(taken["checks"])
    assert missing["why"]
    line = lines["Permissions in Microsoft Graph"]
    assert line["state"] == "wrong"
    assert named_in(line["remedy"]) == {name}


@pytest.mark.parametrize(("client", "command"), [
    (READER, f"infra/grant.sh {READER}"), ("", "infra/grant.sh CLIENT_ID")])
def test_a_managed_identity_is_granted_permissions_by_a_command(
        capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, client: str, command: str) -> None:
    given(monkeypatch, ROOMCHECK_MANAGED_IDENTITY="true", ROOMCHECK_CLIENT_ID=client)
    with tenant_with(Faults(denied={"Place.Read.All"}), monkeypatch):
        _, document, lines = doctored(capsys, HEALTHY.address)
        remedy = lines["Permissions in Microsoft Graph"]["remedy"]
        assert (document["grant_command"], f"Run {command} from" in remedy) == (command, True)
        assert "API permissions" not in remedy
        assert app.main(["doctor", HEALTHY.address]) == 1
    assert "API permissions" not in " ".join(capsys.readouterr().out.split())


def test_the_doctor_names_what_is_missing_and_what_it_costs(capsys: pytest.CaptureFixture[str],
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    faults = Faults(denied={"AuditLog.Read.All", "MailboxSettings.Read"})
    with tenant_with(faults, monkeypatch):
        status, document, _ = doctored(capsys)
    assert status == 1
    assert {name for name, grant in grants(document).items() if grant == "missing"} == faults.denied
    assert "sign_in.mfa" in document["permissions"][0]["unjudged"]
    assert document["cloud"] == "Microsoft's worldwide cloud"
    assert "MicrosoftAppId is not set." in document["missing"]


def test_without_a_licence_a_permission_is_granted_and_of_no_use(capsys: pytest.CaptureFixture[str],
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    with tenant_with(Faults(unlicensed=True), monkeypatch):
        status, document, lines = doctored(capsys)
    assert grants(document)["AuditLog.Read.All"] == "unlicensed"
    assert (status, states(lines)["Permissions in Microsoft Graph"]) in ((0, "attention"), (2, "unknown"))
    assert "missing" not in grants(document).values()


def test_what_could_not_be_asked_is_not_known(capsys: pytest.CaptureFixture[str],
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    with tenant_with(Faults(), monkeypatch):
        status, document, lines = doctored(capsys, "nobody@contoso.com")
    assert (status, document["state"]) == (2, "unknown")
    assert (grants(document)["LicenseAssignment.Read.All"], grants(document)["User.Read.All"]) == ("unknown", "granted")
    assert "LicenseAssignment.Read.All" in lines["Permissions in Microsoft Graph"]["told"]


def test_the_doctor_asks_for_a_room_where_none_can_be_listed(capsys: pytest.CaptureFixture[str],
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    with tenant_with(Faults(denied={"Place.Read.All"}), monkeypatch):
        status, document, lines = doctored(capsys)
        line = lines["Permissions in Microsoft Graph"]
        assert (status, line["state"], document["permissions"]) == (1, "wrong", [])
        assert "Grant Place.Read.All" in line["remedy"]
        assert "app.py doctor room-42@contoso.com" in line["remedy"]
        assert app.main(["doctor", HEALTHY.address]) == 1
    assert "✖ Place.Read.All core" in " ".join(capsys.readouterr().out.split())


def test_a_graph_that_is_down_leaves_the_other_lines(capsys: pytest.CaptureFixture[str],
                                                     monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, ROOMCHECK_GRAPH_URL="http://127.0.0.1:9")
    status, document, lines = doctored(capsys, HEALTHY.address)
    assert (status, document["state"]) == (2, "unknown")
    assert (states(lines)["Clock"], states(lines)["Database"], states(lines)["App package"]) == ("unknown", "ok", "ok")


# ---- everything together

def test_a_whole_set_up_is_well(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
                                home: Path) -> None:
    given(monkeypatch, **BOT)
    microsoft = Microsoft()
    with on_this_machine(microsoft, tmp_path, monkeypatch):
        status, document, lines = doctored(capsys, HEALTHY.address)
    assert status == 0
    assert {name: state for name, state in states(lines).items() if state != "ok"} == {
        "Azure Bot": "look_yourself", "App package in the tenant": "look_yourself"}
    for name, compared in (("Azure Bot", "https://roomcheck.contoso.com/api/messages"),
                           ("App package in the tenant", VERSION)):
        assert "cannot be read from here" in lines[name]["told"]
        assert compared in lines[name]["remedy"]
    assert "cannot" not in lines["Bot registration"]["told"] + lines["App package"]["told"]
    assert set(microsoft.scopes) == {
        "https://graph.microsoft.com/.default", "https://api.botframework.com/.default"}
    assert {line["topic"] for line in document["lines"]} == {
        "configuration", "credentials", "clock", "database", "permissions", "bot", "app package"}
    assert (document["version"], VERSION in lines["App package"]["told"]) == (VERSION, True)
    assert "Roomcheck answers at https://roomcheck.contoso.com/api/messages" in lines["Messaging endpoint"]["told"]
    assert not home.exists()
    page = (ROOT / "docs" / "doctor.md").read_text("utf-8")
    for told in (*lines, *document, *document["permissions"][0], *document["lines"][0], *State, *Grant):
        assert told in page


def test_as_text_every_line_stands_there_with_what_to_do(capsys: pytest.CaptureFixture[str],
                                                         monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, **BOT)
    microsoft = Microsoft(endpoint=404)
    with on_this_machine(microsoft, tmp_path, monkeypatch):
        assert app.main(["doctor", HEALTHY.address]) == 1
    told = " ".join(capsys.readouterr().out.split())
    for part in (f"Roomcheck {VERSION}: 1 thing wrong, 2 things to look at yourself.",
                 "□ Azure Bot: What stands in Azure cannot be read from here.",
                 "✔ Token for Teams: The bot gets a token",
                 "✖ Messaging endpoint: https://roomcheck.contoso.com/api/messages answers 404",
                 "→ Pass /api/messages on to the bot", "All 14 permissions are granted.", "✔ Policy.Read.All core"):
        assert part in told


def test_a_whole_set_up_is_called_well_as_far_as_it_can_be_read(
        capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, **BOT)
    with on_this_machine(Microsoft(), tmp_path, monkeypatch):
        assert app.main(["doctor", HEALTHY.address]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"Roomcheck {VERSION}: what can be read from here is well, 2 things to look at yourself." in told


def test_the_demo_is_well_and_looks_at_everything(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, lines = doctored(capsys, "--demo")
    assert (status, set(states(lines).values())) == (0, {"ok", "not_needed"})
    assert len(lines) == len(states(lines)) == 13


def test_without_any_setting_the_lines_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    status, document, lines = doctored(capsys)
    found = states(lines)
    assert (status, found["Settings for Teams"], found["Settings for Microsoft Graph"], found["Roles"]) == (
        1, "wrong", "wrong", "wrong")
    for name in ("Token for Microsoft Graph", "Token for Teams", "Permissions in Microsoft Graph", "Bot registration",
                 "Messaging endpoint"):
        assert found[name] == "unknown"
        assert lines[name]["told"].startswith("Not looked at, because ")
        assert lines[name]["remedy"]
    assert (found["Database"], found["App package"], document["permissions"]) == ("ok", "ok", [])


def test_every_wrong_setting_has_its_line_and_the_others_say_why(capsys: pytest.CaptureFixture[str],
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, ROOMCHECK_PORT="many", ROOMCHECK_CLOUD="mars", ROOMCHECK_OPERATOR="x", ROOMCHECK_TENAT_ID="y")
    status, document, _ = doctored(capsys)
    wrong = [line["told"] for line in document["lines"] if line["state"] == "wrong"]
    assert (status, len(wrong)) == (1, 4)
    for name in ("ROOMCHECK_PORT is wrong", "ROOMCHECK_CLOUD is wrong", "Did you mean ROOMCHECK_OPERATORS?",
                 "Did you mean ROOMCHECK_TENANT_ID?"):
        assert any(name in told for told in wrong)
    rest = [line for line in document["lines"] if line["state"] == "unknown"]
    assert {line["told"] for line in rest} == {"Not looked at, because the settings are wrong."}


def test_a_file_of_settings_that_cannot_be_read_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"ROOMCHECK_PORT=\xff\xfe\n")
    status, _, lines = doctored(capsys)
    assert (status, states(lines)["Settings"]) == (1, "wrong")
    assert ".env is unreadable" in lines["Settings"]["told"]


def test_a_real_process_prints_json_and_no_traceback(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, app.__file__, "doctor", "--json"], cwd=tmp_path, capture_output=True,  # noqa: S603 - ours
                         text=True, check=False, env={"PATH": "", "HOME": str(tmp_path)})
    assert (run.returncode, run.stderr) == (1, "")
    assert json.loads(run.stdout)["state"] == "wrong"


def test_an_address_that_is_none_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["doctor", "nonsense", "--demo"]) == 2
    told = capsys.readouterr()
    assert ("it has no @" in told.err, told.out) == (True, "")


# ---- credentials and the clock

@pytest.mark.parametrize(("number", "why", "remedy"), [
    ("7000215", "its client secret is wrong", "Value"),
    ("7000222", "its client secret has expired", "new client secret"),
    ("700016", "its application is not known in this tenant", "client id"),
    ("7000112", "its application is disabled", "Enable it"), ("5000000", "Entra refused it", "Check the tenant")])
def test_what_entra_refuses_is_told_in_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                             tmp_path: Path, *, number: str, why: str, remedy: str) -> None:
    given(monkeypatch, **BOT)
    with on_this_machine(Microsoft(refusals={READER: number, APP: number}), tmp_path, monkeypatch):
        status, document, lines = doctored(capsys, HEALTHY.address)
    assert (status, document["permissions"]) == (1, [])
    for name in ("Token for Microsoft Graph", "Token for Teams"):
        assert lines[name]["state"] == "wrong"
        assert f"{why} (AADSTS{number})" in lines[name]["told"]
        assert remedy in lines[name]["remedy"]
    assert states(lines)["Permissions in Microsoft Graph"] == states(lines)["Bot registration"] == "unknown"
    assert (states(lines)["Clock"], states(lines)["Messaging endpoint"]) == ("ok", "ok")


def test_the_bot_may_be_let_in_where_the_reader_is_not(capsys: pytest.CaptureFixture[str],
                                                       monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, **BOT)
    with on_this_machine(Microsoft(refusals={READER: "7000222"}), tmp_path, monkeypatch):
        _, _, lines = doctored(capsys, HEALTHY.address)
    assert (states(lines)["Token for Microsoft Graph"], states(lines)["Token for Teams"]) == ("wrong", "ok")


def test_a_tenant_that_does_not_exist_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                              tmp_path: Path) -> None:
    given(monkeypatch, **BOT)
    with on_this_machine(Microsoft(no_tenant=True), tmp_path, monkeypatch):
        status, _, lines = doctored(capsys, HEALTHY.address)
    assert status == 1
    for name in ("Token for Microsoft Graph", "Token for Teams"):
        assert "the tenant does not exist in this cloud (AADSTS90002)" in lines[name]["told"]


def test_an_entra_that_is_not_reached_is_told(capsys: pytest.CaptureFixture[str],
                                              monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **BOT, HTTPS_PROXY="http://127.0.0.1:9")
    status, _, lines = doctored(capsys, HEALTHY.address)
    assert (status, states(lines)["Messaging endpoint"], states(lines)["Clock"]) == (1, "unknown", "unknown")
    assert "could not reach Entra" in lines["Token for Microsoft Graph"]["told"]
    assert "Entra was not reached" in lines["Token for Teams"]["told"]


IDENTITY = {"MicrosoftAppType": "UserAssignedMSI", "MicrosoftAppId": APP, "MicrosoftAppTenantId": TENANT,
            "ROOMCHECK_MANAGED_IDENTITY": "true", "ROOMCHECK_CLIENT_ID": READER, "ROOMCHECK_DATABASE_IDENTITY": "true",
            "DATABASE_URL": "postgresql://roomcheck@127.0.0.1:9/roomcheck", "IDENTITY_HEADER": "the header"}


def test_an_identity_whose_endpoint_is_silent_is_told_as_that(capsys: pytest.CaptureFixture[str],
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, **IDENTITY, IDENTITY_ENDPOINT="http://127.0.0.1:9/msi/token")
    status, _, lines = doctored(capsys, HEALTHY.address)
    assert status == 1
    for name in ("Token for Microsoft Graph", "Token for Teams"):
        assert "managed identity's endpoint on this machine did not answer (ConnectionError)" in lines[name]["told"]
        assert "Run Roomcheck on what has the identity in Azure" in lines[name]["remedy"]
        assert "tenant id" not in lines[name]["remedy"]
    assert "its endpoint cannot be asked" in lines["Database"]["told"]
    assert "has the managed identity" in lines["Database"]["remedy"]
    assert "password" not in lines["Database"]["remedy"]


def test_an_identity_that_the_host_does_not_have_is_told_as_that(capsys: pytest.CaptureFixture[str],
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    microsoft = Microsoft()
    with beside(microsoft.host()) as endpoint:
        given(monkeypatch, **IDENTITY, IDENTITY_ENDPOINT=endpoint)
        _, _, lines = doctored(capsys, HEALTHY.address)
    for name in ("Token for Microsoft Graph", "Token for Teams"):
        assert "managed identity's endpoint on this machine gave none" in lines[name]["told"]
        assert "Give the identity to what Roomcheck runs on" in lines[name]["remedy"]


@pytest.mark.parametrize(("behind", "state"), [
    (timedelta(seconds=50), "ok"), (timedelta(minutes=3), "attention"), (timedelta(minutes=8), "wrong"),
    (-timedelta(minutes=8), "wrong")])
def test_the_clock_is_compared_with_microsofts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                               tmp_path: Path, behind: timedelta, state: str) -> None:
    given(monkeypatch, **BOT)
    with on_this_machine(Microsoft(behind=behind, refusals={READER: "7000222"}), tmp_path, monkeypatch):
        _, _, lines = doctored(capsys, HEALTHY.address)
    assert states(lines)["Clock"] == state
    if state == "wrong":
        assert ("8 minutes ahead of" if behind > timedelta() else "8 minutes behind") in lines["Clock"]["told"]
        assert "time server" in lines["Clock"]["remedy"]


@pytest.mark.parametrize(("lasts", "state"), [(90 * DAY, "ok"), (20 * DAY, "attention"), (DAY / 2, "wrong")])
def test_the_end_of_the_certificate_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                            tmp_path: Path, lasts: timedelta, state: str) -> None:
    given(monkeypatch, **{name: value for name, value in BOT.items() if name != "ROOMCHECK_CLIENT_SECRET"},
          ROOMCHECK_CLIENT_CERTIFICATE=str(tmp_path / "reader.pem"))
    (tmp_path / "reader.pem").write_text(issued("reader", lasts=lasts, of_rsa=True).pem)
    with on_this_machine(Microsoft(refusals={READER: "700027"}), tmp_path, monkeypatch):
        _, _, lines = doctored(capsys, HEALTHY.address)
    assert states(lines)["Certificate"] == state
    assert "its certificate is not the one registered (AADSTS700027)" in lines["Token for Microsoft Graph"]["told"]
    end = datetime.now(UTC) - DAY + lasts
    assert f"{end:%Y-%m-%d}" in lines["Certificate"]["told"]


def test_a_certificate_that_cannot_be_used_is_told(capsys: pytest.CaptureFixture[str],
                                                   monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, **{name: value for name, value in BOT.items() if name != "ROOMCHECK_CLIENT_SECRET"},
          ROOMCHECK_CLIENT_CERTIFICATE=str(tmp_path / "reader.pem"))
    one, other, curve = issued("reader", of_rsa=True), issued("other", of_rsa=True), issued("curve")
    for held, why in ((None, "cannot be read"), ("no PEM", "must hold a PEM certificate"),
                      (one.key_pem + other.certificate_pem, "is not that of its first certificate"),
                      (curve.pem, "an RSA key"),
                      (one.key_pem.replace("M", "N") + one.certificate_pem, "cannot be read")):
        if held is not None:
            (tmp_path / "reader.pem").write_text(held)
        with on_this_machine(Microsoft(refusals={READER: "700027"}), tmp_path, monkeypatch):
            status, _, lines = doctored(capsys, HEALTHY.address)
        assert (status, states(lines)["Certificate"]) == (1, "wrong")
        assert why in lines["Certificate"]["told"]


# ---- the database

@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_database_is_looked_at_and_left_as_it_is(capsys: pytest.CaptureFixture[str],
                                                     monkeypatch: pytest.MonkeyPatch, kind: str,
                                                     request: pytest.FixtureRequest) -> None:
    if kind == "postgresql":
        url: URL = request.getfixturevalue("empty_postgres")
        given(monkeypatch, DATABASE_URL=url.set(drivername="postgresql").render_as_string(hide_password=False))
        status, _, lines = doctored(capsys, "--demo")
        assert (status, states(lines)["Database"], states(lines)["Database version"]) == (1, "ok", "wrong")
        assert "holds no tables yet" in lines["Database version"]["told"]
        assert "app.py migrate" in lines["Database version"]["remedy"]
        assert app.main(["migrate", "--check"]) == 1
    assert app.main(["migrate"]) == 0
    capsys.readouterr()
    status, _, lines = doctored(capsys, "--demo")
    assert (status, states(lines)["Database"], states(lines)["Database version"]) == (0, "ok", "ok")
    assert newest() in lines["Database version"]["told"]
    assert ("PostgreSQL 1" in lines["Database"]["told"]) == (kind == "postgresql")


def test_pending_migrations_of_an_embedded_database_are_told_and_not_made(
        capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert app.main(["migrate"]) == 0
    capsys.readouterr()
    file = home / "roomcheck.sqlite"
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        database.execute("update alembic_version set version_num = '0001'")
    before = file.read_bytes()
    status, _, lines = doctored(capsys, "--demo")
    assert (status, states(lines)["Database version"]) == (1, "wrong")
    assert "is of version 0001" in lines["Database version"]["told"]
    assert file.read_bytes() == before
    with contextlib.closing(sqlite3.connect(file)) as database, database:
        database.execute("update alembic_version set version_num = '9999'")
    _, _, lines = doctored(capsys, "--demo")
    assert "a newer Roomcheck has worked with it" in lines["Database"]["told"]


def test_no_database_is_made_nor_its_folder(capsys: pytest.CaptureFixture[str], home: Path,
                                            monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given(monkeypatch, **BOT)
    with on_this_machine(Microsoft(), tmp_path, monkeypatch):
        _, _, lines = doctored(capsys, HEALTHY.address)
    assert (states(lines)["Database"], home.exists()) == ("ok", False)
    home.mkdir()
    (home / "roomcheck.sqlite").touch()
    _, _, lines = doctored(capsys, "--demo")
    assert (states(lines)["Database version"], (home / "roomcheck.sqlite").stat().st_size) == ("ok", 0)


def test_a_database_that_is_none_is_told(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    home.mkdir()
    (home / "roomcheck.sqlite").write_text("This is no database at all, and long enough to be seen as none. " * 20)
    status, _, lines = doctored(capsys, "--demo")
    assert (status, states(lines)["Database"], states(lines)["Database version"]) == (1, "wrong", "unknown")
    assert "cannot be read" in lines["Database"]["told"]


def test_a_home_that_is_no_folder_is_told(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    home.write_text("a file")
    status, _, lines = doctored(capsys, "--demo")
    assert (status, states(lines)["Database"]) == (1, "wrong")
    assert "ROOMCHECK_HOME" in lines["Database"]["remedy"]


@pytest.mark.parametrize(("url", "why"), [
    ("postgresql://roomcheck:canary-s3cret~of.the-app@127.0.0.1:9/roomcheck", "cannot be reached"),
    ("mysql://127.0.0.1/roomcheck", "DATABASE_URL is wrong")])
def test_a_server_that_is_not_reached_is_told_without_its_password(
        capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, url: str, why: str) -> None:
    given(monkeypatch, DATABASE_URL=url)
    status, document, lines = doctored(capsys, "--demo")
    assert (status, states(lines)["Database"], states(lines)["Database version"]) == (1, "wrong", "unknown")
    assert why in lines["Database"]["told"]
    assert len(document["permissions"]) == len(PERMISSIONS)


# ---- the bot's address

def test_a_certificate_that_has_expired_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                                tmp_path: Path) -> None:
    given(monkeypatch, **BOT)
    shown = issued(PUBLIC, by=authority(), begins=datetime.now(UTC) - 9 * DAY, lasts=8 * DAY)
    with tenant_with(Faults(), monkeypatch), on_this_machine(Microsoft(shown=shown), tmp_path, monkeypatch):
        status, _, lines = doctored(capsys, HEALTHY.address)
    assert (status, states(lines)["Messaging endpoint"]) == (1, "wrong")
    assert "its TLS certificate has expired" in lines["Messaging endpoint"]["told"]


def test_without_a_public_host_it_cannot_be_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
                                                 tmp_path: Path) -> None:
    given(monkeypatch, **{name: value for name, value in BOT.items() if name != "ROOMCHECK_PUBLIC_HOST"})
    with on_this_machine(Microsoft(), tmp_path, monkeypatch):
        status, _, lines = doctored(capsys, HEALTHY.address)
    assert (status, states(lines)["Messaging endpoint"]) == (2, "unknown")
    assert "ROOMCHECK_PUBLIC_HOST is not set" in lines["Messaging endpoint"]["told"]
