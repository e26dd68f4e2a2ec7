"""The command line: the same reports, an exit status that tells, and a sentence for whatever is wrong."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import app
from bot.settings import Settings
from checks.codec import report_schema
from checks.limits import CongestedError
from checks.model import Cause
from checks.sources.graph.pacing import CONDITIONAL_ACCESS, TEAMS
from demo.bundles import bundle_for, file_name
from demo.rooms import ROOMS
from demo.scenario import Scenario
from tests.settings import named_settings

HEALTHY, BLOCKED, UNREADABLE = (
    next(room for room in ROOMS if room.display_name == name)
    for name in ("Zurich Aare", "Lugano Ceresio", "Bern Gurten"))


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_every_demo_room_is_named_its_cause(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", "--demo", "--json"]) == 1
    reports = printed(capsys)
    found = {report["room"]["address"]: report["diagnosis"]["cause"] for report in reports}
    assert found == {room.address: room.expected.graph or Cause.UNDETERMINED for room in ROOMS}
    for report in reports:
        jsonschema.validate(report, report_schema())


@pytest.mark.parametrize(("room", "status"), [(HEALTHY, 0), (BLOCKED, 1), (UNREADABLE, 2)])
def test_the_exit_status_tells(capsys: pytest.CaptureFixture[str], room: Scenario, status: int) -> None:
    assert app.main(["check", room.address, "--demo", "--json"]) == status
    assert printed(capsys)["diagnosis"]["cause"] == (room.expected.graph or Cause.UNDETERMINED)


def test_what_if_asks_the_sources_for_more(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", BLOCKED.address, "--demo", "--what-if", "--json"]) == 1
    assert printed(capsys)["diagnosis"]["cause"] == BLOCKED.expected.graph


def tenant_settings(home: Path) -> Settings:
    return named_settings(ROOMCHECK_HOME=home, ROOMCHECK_TENANT_ID="contoso.com",
                          ROOMCHECK_CLIENT_ID="1b2c3d4e-0000-4000-8000-123456789abc", ROOMCHECK_CLIENT_SECRET="secret")


async def test_a_command_takes_its_turns_together_with_others_in_its_home(tmp_path: Path) -> None:
    async with app._graph(tenant_settings(tmp_path / "home")) as first:
        await first._gate.hold(CONDITIONAL_ACCESS, 60.0)
    async with app._graph(tenant_settings(tmp_path / "home")) as second:
        await second._gate.enter(TEAMS, 1.0)
        with pytest.raises(CongestedError):
            await second._gate.enter(CONDITIONAL_ACCESS, 1.0)


async def test_a_home_that_cannot_be_written_in_stops_no_check(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    async with app._graph(tenant_settings(tmp_path / "home")) as client:
        await client._gate.enter(CONDITIONAL_ACCESS, 1.0)


def test_without_json_a_person_reads_the_card(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", BLOCKED.address, "--demo"]) == 1
    assert "Conditional Access blocks the sign-in of Lugano" in " ".join(capsys.readouterr().out.split())


def a_zip(folder: Path, room: Scenario) -> str:
    path = folder / file_name(room)
    path.write_bytes(bundle_for(room, datetime.now(UTC)))
    return str(path)


@pytest.mark.parametrize(("room", "status"), [(HEALTHY, 0), (BLOCKED, 1)])
def test_a_zip_is_judged_without_any_tenant(capsys: pytest.CaptureFixture[str], tmp_path: Path, room: Scenario,
                                            status: int) -> None:
    assert app.main(["analyze", a_zip(tmp_path, room), "--json"]) == status
    report = printed(capsys)
    assert report["room"]["address"] == room.address
    assert report["diagnosis"]["cause"] == room.expected.bundle


@pytest.mark.parametrize(("cloud", "host"), [("gcchigh", "login.microsoftonline.us"),
                                             ("china", "login.partner.microsoftonline.cn")])
def test_a_zip_alone_links_to_the_cloud_of_the_settings(capsys: pytest.CaptureFixture[str], tmp_path: Path,
                                                        monkeypatch: pytest.MonkeyPatch, cloud: str,
                                                        host: str) -> None:
    monkeypatch.setenv("ROOMCHECK_CLOUD", cloud)
    odd = replace(BLOCKED, attempts=tuple(replace(each, code=999_999) for each in BLOCKED.attempts if each.code))
    app.main(["analyze", a_zip(tmp_path, replace(odd, phases=())), "--room", odd.address, "--json"])
    assert f"https://{host}/error?code=999999" in capsys.readouterr().out


def test_the_timeline_of_a_zip_is_drawn_into_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "out.svg"
    assert app.main(["analyze", a_zip(tmp_path, BLOCKED), "--json", "--timeline", str(path)]) == 1
    whole = path.read_text(encoding="utf-8")
    assert whole.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert f"When {BLOCKED.display_name} was well" in whole
    assert f"computer {BLOCKED.computer}" in whole
    assert "AADSTS53003: blocked by Conditional Access" in whole
    assert printed(capsys)["timeline"]["first_bad"]


@pytest.mark.parametrize("place", ["nowhere/out.svg", "."])
def test_a_timeline_that_cannot_be_written_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path,
                                                   place: str) -> None:
    assert app.main(["analyze", a_zip(tmp_path, BLOCKED), "--timeline", str(tmp_path / place)]) == 2
    told = capsys.readouterr()
    assert "blocks the sign-in" in told.out
    assert told.err.startswith(f"The timeline cannot be written to {tmp_path / place}: ")
    assert len(told.err.splitlines()) == 1


def test_the_zip_is_not_written_over(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = Path(a_zip(tmp_path, BLOCKED))
    before = path.read_bytes()
    assert app.main(["analyze", str(path), "--timeline", str(path.parent / "." / path.name)]) == 2
    assert "over the zip" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_logs_that_place_nothing_in_time_have_no_timeline(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ahead = replace(BLOCKED, clock_ahead=timedelta(days=40))
    app.main(["analyze", a_zip(tmp_path, ahead), "--json", "--timeline", str(tmp_path / "out.svg")])
    told = capsys.readouterr()
    assert told.err == "No timeline is drawn: the logs in the zip place nothing in time.\n"
    assert json.loads(told.out)["timeline"] is None
    assert not (tmp_path / "out.svg").exists()


def test_a_zip_of_another_room_is_said_and_its_own_room_named(capsys: pytest.CaptureFixture[str],
                                                              tmp_path: Path) -> None:
    app.main(["analyze", a_zip(tmp_path, HEALTHY), "--room", BLOCKED.address, "--json"])
    told = capsys.readouterr()
    assert json.loads(told.out)["room"]["address"] == HEALTHY.address
    assert BLOCKED.address in told.err


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["check"], "Name a room"),
    (["check", "room@contoso.com"], "\n  ROOMCHECK_TENANT_ID: The tenant whose rooms are checked;"),
    (["check", "nonsense", "--demo"], "it has no @"),
    (["analyze", "nowhere.zip"], "There is no file nowhere.zip. Name the zip"),
    (["analyze", "/dev/zero"], "There is no file /dev/zero."),
    (["analyze", "."], ". is a folder. Name the zip itself."),
    (["explain", "sign_in.mfaa"], "Try: explain sign_in.mfa"),
    (["serve"], "\n  MicrosoftAppId: The bot's application (client) id.\n"),
    (["sweep"], "\n  ROOMCHECK_CLIENT_SECRET or ROOMCHECK_CLIENT_CERTIFICATE: Its client secret;"),
    (["sweep"], "app.py demo"),
    (["doctor", "nonsense", "--demo"], "it has no @"),
    (["new-check", "lighting/lamp"], "There is no area “lighting”. The areas are access, account,"),
    (["new-check", "account/found"], "account/found.py exists"),
])
def test_what_cannot_be_done_is_a_sentence(capsys: pytest.CaptureFixture[str], arguments: list[str],
                                           sentence: str) -> None:
    assert app.main(arguments) == 2
    told = capsys.readouterr()
    assert sentence in told.err
    assert (told.out, "Traceback" in told.err) == ("", False)


def test_what_is_no_zip_is_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "notes.zip").write_text("no zip")
    assert app.main(["analyze", "notes.zip"]) == 2
    assert "zip" in capsys.readouterr().err


def test_bad_usage_is_told_with_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        app.main(["chekc"])
    assert "usage: app.py" in capsys.readouterr().err


@pytest.mark.parametrize("command", sorted(app._RUN))
def test_the_help_of_every_command_tells_its_exit_status(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit, match="0"):
        app.main([command, "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "Exit status: 0 " in told
    assert any(f", 2 {what}" in told for what in ("it could not be", "it could not begin", "something could not be"))


def test_a_wrong_setting_stops_the_start(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMCHECK_PORT", "many")
    assert app.main(["demo"]) == 2
    assert "ROOMCHECK_PORT is wrong" in capsys.readouterr().err


def test_explain_lists_the_checks_and_explains_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["explain"]) == 0
    assert "Signs in without multifactor" in " ".join(capsys.readouterr().out.split())
    assert app.main(["explain", "sign_in.mfa"]) == 0
    assert "Why it matters" in capsys.readouterr().out


def test_several_rooms_are_a_row_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["check", HEALTHY.address, BLOCKED.address, "--demo"]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert told.index(BLOCKED.address) < told.index(HEALTHY.address)
    assert "First: " in told
    assert "Conditional Access blocks the sign-in of Lugano" in told


def test_a_reader_who_leaves_early_is_no_error(tmp_path: Path) -> None:
    command = [sys.executable, app.__file__, "explain"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:  # noqa: S603 - ours
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.close()
        assert run.stderr.read() == b""


def test_a_home_that_is_a_file_is_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path,
                                             monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_text("")
    monkeypatch.setenv("ROOMCHECK_HOME", str(tmp_path / "home"))
    assert app.main(["demo"]) == 2
    assert "ROOMCHECK_HOME is" in capsys.readouterr().err
