"""The fleet on the command line."""

import asyncio
import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import app
from bot.jobs.slot import AlreadyRunningError, held_slot
from bot.lasting import sweep
from bot.settings import Settings
from bot.store.database import embedded_url, opened
from bot.store.sweeps import SqlSweeps
from checks.model import Cause
from checks.sources.graph.connect import connect_simulated
from demo.graph_server import simulated_graph
from demo.rooms import ROOMS
from tests.bot.store.stored import NoJobs
from tests.bot.store.test_sweeps import swept
from tests.bot.test_transitions import HEALTHY, LICENCE, MFA
from tests.settings import named_settings

HOUR = timedelta(hours=1)
HOME = Path(".roomcheck")


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


@pytest.fixture(name="kept")
def _kept() -> None:
    """Three sweeps of three rooms: the first broke after one and recovered, the second is broken now."""
    async def keep() -> None:
        now = datetime.now(UTC)
        async with opened(embedded_url(HOME)) as engine:
            sweeps = SqlSweeps(engine, NoJobs())
            await swept(sweeps, "s1", now - 9 * HOUR, (1, HEALTHY), (2, HEALTHY), (3, HEALTHY))
            await swept(sweeps, "s2", now - 6 * HOUR, (1, MFA), (2, HEALTHY), (3, HEALTHY))
            await swept(sweeps, "s3", now - 3 * HOUR, (1, HEALTHY), (2, replace(LICENCE)), (3, HEALTHY))
    asyncio.run(keep())


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def perform(*arguments: str) -> tuple[int, str]:
        status = app.main(arguments)
        told = capsys.readouterr()
        return status, told.out + told.err
    return perform


def as_json(told: str) -> Any:
    return json.loads(told)


@pytest.mark.usefixtures("kept")
def test_the_fleet_as_a_card_and_as_json(run: Run) -> None:
    status, told = run("fleet")
    assert status == 1
    assert "1 of 3 rooms needs attention" in told
    status, told = run("fleet", "--json")
    document = as_json(told)
    assert document["available"] == pytest.approx(1 - 6 / 27, abs=0.01)
    assert document["seconds_to_recover"] == pytest.approx(3 * 3600, abs=5)
    assert [(each["address"], each["standing"], each["cause"]) for each in document["rooms"]] == [
        ("room-1@contoso.com", "well", "healthy"), ("room-2@contoso.com", "broken", "licence_missing"),
        ("room-3@contoso.com", "well", "healthy")]


@pytest.mark.usefixtures("kept")
def test_a_rooms_history_by_address_and_by_name(run: Run) -> None:
    status, told = run("history", "room-1@contoso.com", "--json")
    document = as_json(told)
    assert (status, len(document["history"])) == (0, 1)
    assert document["history"][0]["causes"] == [Cause.MFA_REQUIRED]
    status, told = run("history", "room 2")
    assert status == 1
    assert "Licence missing" in told


@pytest.mark.usefixtures("kept")
def test_tables_for_spreadsheets(run: Run, tmp_path: Path) -> None:
    for command, rows in ((("fleet",), 3), (("fleet", "--building", "zurich"), 3),
                          (("history", "room-1@contoso.com"), 1)):
        status, told = run(*command, "--csv", "table.csv")
        assert (status, told.splitlines()[0]) == (0, f"{rows} {'row' if rows == 1 else 'rows'} written to table.csv.")
        content = (tmp_path / "table.csv").read_bytes().decode("utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(content)))) == rows


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("command", [["fleet"], ["history", "room-1@contoso.com"]])
def test_a_table_to_standard_output_is_that_and_nothing_else(capsysbinary: pytest.CaptureFixture[bytes],
                                                             command: list[str]) -> None:
    assert app.main([*command, "--csv", "whole.csv"]) == 0
    capsysbinary.readouterr()
    assert app.main([*command, "--csv", "-"]) == 0
    told = capsysbinary.readouterr()
    assert (told.out, told.err) == (Path("whole.csv").read_bytes().decode("utf-8-sig").encode(), b"")
    assert told.out.startswith(b"Room,")
    assert not Path("-").exists()


@pytest.mark.parametrize("command", [["fleet"], ["history", "room-1@contoso.com"]])
def test_a_table_and_json_at_once_are_bad_usage(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        app.main([*command, "--csv", "table.csv", "--json"])
    assert "not allowed with" in capsys.readouterr().err


async def test_a_sweep_beside_a_running_bot_names_that_bot(tmp_path: Path) -> None:
    async with simulated_graph() as graph, connect_simulated(graph) as client:
        settings = Settings(_env_file=None, ROOMCHECK_HOME=tmp_path / "bot", ROOMCHECK_GRAPH_URL=graph)
        with held_slot(settings.home), pytest.raises(AlreadyRunningError, match="Write sweep to that bot") as told:
            await sweep(settings, app.world(client), as_json=True, development=True)
    assert "give this one its own" not in str(told.value)


def test_a_room_that_was_broken_at_first_sight_is_told_so(run: Run) -> None:
    async def keep() -> None:
        now = datetime.now(UTC)
        async with opened(embedded_url(HOME)) as engine:
            sweeps = SqlSweeps(engine, NoJobs())
            await swept(sweeps, "s1", now - 2 * HOUR, (1, MFA), (2, HEALTHY))
            await swept(sweeps, "s2", now - HOUR, (1, MFA), (2, MFA))
    asyncio.run(keep())
    assert [each["since_at_least"] for each in as_json(run("fleet", "--json")[1])["rooms"]] == [True, False]
    for number, unseen in ((1, True), (2, False)):
        document = as_json(run("history", f"room-{number}@contoso.com", "--json")[1])
        assert [each["began_at_least"] for each in document["history"]] == [unseen]
        assert ("at least since" in " ".join(run("history", f"room-{number}@contoso.com")[1].split())) is unseen


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(("arguments", "why"), [
    (["fleet", "--building", "Paris"], "Known are: Zurich."), (["history", "room"], "It fits: room-1@contoso.com"),
    (["history", "nowhere@contoso.com"], "is not one room that a sweep has seen"),
    (["fleet", "--csv", "no/such/folder/x.csv"], "Name a file in a folder that is there"),
])
def test_what_cannot_be_done_is_a_sentence(run: Run, arguments: list[str], why: str) -> None:
    status, told = run(*arguments)
    assert status == 2
    assert why in told


@pytest.mark.parametrize("command", [["fleet"], ["history", "room-1@contoso.com"]])
def test_before_the_first_sweep_that_is_said_and_no_database_is_made(run: Run, command: list[str]) -> None:
    status, told = run(*command)
    assert (status, HOME.exists()) == (2, False)
    assert "Run: app.py sweep" in told


async def test_a_sweep_prints_what_it_found(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    async with simulated_graph() as graph, connect_simulated(graph) as client:
        settings = named_settings(ROOMCHECK_HOME=tmp_path / "bot", ROOMCHECK_GRAPH_URL=graph)
        status = await sweep(settings, app.world(client), as_json=True, development=True)
    document = as_json(capsys.readouterr().out)
    assert (status, document["state"], document["fault"]) == (1, "done", "")
    assert document["looked_at"] == document["rooms"] == sum(document["causes"].values())
    assert document["rooms"] == sum(room.has_account for room in ROOMS)
