"""The command line: the same reports, an exit status that tells, and a sentence for whatever is wrong."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import app
from bot.settings import Settings
from checks.codec import report_schema
from checks.model import Cause
from checks.sources.graph.pacing import CONDITIONAL_ACCESS, TEAMS, CongestedError
from demo.bundles import bundle_for, file_name
from demo.rooms import ROOMS
from demo.scenario import Scenario

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
    return Settings(_env_file=None, ROOMCHECK_HOME=home, ROOMCHECK_TENANT_ID="tenant-1",
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


def test_a_zip_of_another_room_is_said_and_its_own_room_named(capsys: pytest.CaptureFixture[str],
                                                              tmp_path: Path) -> None:
    app.main(["analyze", a_zip(tmp_path, HEALTHY), "--room", BLOCKED.address, "--json"])
    told = capsys.readouterr()
    assert json.loads(told.out)["room"]["address"] == HEALTHY.address
    assert BLOCKED.address in told.err


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["check"], "Name a room"),
    (["check", "room@contoso.com"], "ROOMCHECK_TENANT_ID is not set."),
    (["check", "nonsense", "--demo"], "it has no @"),
    (["analyze", "nowhere.zip"], "nowhere.zip cannot be read"),
    (["analyze", "."], "cannot be read"),
    (["explain", "sign_in.mfaa"], "Try: explain sign_in.mfa"),
    (["serve"], "MicrosoftAppId is not set."),
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
    assert "1 of 2 rooms" in told
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
