"""The audit and forgetting on the command line."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.access_ports import Asked
from bot.jobs.engine import make_job_tables
from bot.ports import RunState
from bot.settings import Settings
from bot.store.access import SqlAudit
from bot.store.database import embedded_url, opened
from bot.store.runs import SqlRuns
from bot.store.sweeps import Listed, SqlSweeps
from checks.model import Room
from demo.rooms import ROOMS
from tests.bot.kept import holding
from tests.bot.run_parts import a_run
from tests.bot.store.stored import NoJobs
from tests.test_fleet_commands import Run, run

__all__ = ["run"]

HOME = Path(".roomcheck")
DAY = timedelta(days=1)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ROOM, OTHER = "room-1@contoso.com", "room-2@contoso.com"


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)


def on_database(do: Callable[[AsyncEngine], Awaitable[None]]) -> None:
    async def perform() -> None:
        async with opened(embedded_url(HOME)) as engine:
            await do(engine)
    asyncio.run(perform())


def newest_line() -> Asked:
    found: list[Asked] = []

    async def read(engine: AsyncEngine) -> None:
        found.extend(await SqlAudit(engine).about("", 1))
    on_database(read)
    return found[0]


@pytest.fixture(name="audit")
def _audit() -> None:
    async def keep(engine: AsyncEngine) -> None:
        for days, room in enumerate((ROOM, OTHER, ROOM)):
            await SqlAudit(engine).keep(Asked(NOON - days * DAY, "person", "tenant", "19:chat", "personal", "Check",
                                              (room,), days != 1, "No." * (days == 1), "An\u202ena\x1b[2J Keller"))
    on_database(keep)


@pytest.mark.usefixtures("audit")
@pytest.mark.parametrize(("arguments", "days"), [
    ([], [18, 19, 20]), (["--room", ROOM.upper()], [18, 20]), (["--since", "2026-11-19"], [19, 20]),
    (["--until", "2026-11-19"], [18, 19]), (["--room", OTHER, "--since", "2026-11-20", "--until", "2026-11-20"], []),
])
def test_the_audit_as_json_lines(run: Run, arguments: list[str], days: list[int]) -> None:
    status, told = run("audit", *arguments)
    lines = [json.loads(line) for line in told.splitlines()]
    asked = [line for line in lines if line["command"] == "Check"]
    assert (status, [datetime.fromisoformat(line["at"]).day for line in asked]) == (0, days)


@pytest.mark.usefixtures("audit")
def test_a_line_holds_every_field_and_nothing_that_moves_a_terminal(run: Run) -> None:
    _, told = run("audit", "--room", OTHER)
    line = json.loads(told.splitlines()[0])
    assert line.pop("id")
    assert line == {"at": "2026-11-19T12:00:00+00:00", "person": "person", "name": "An\u202ena\x1b[2J Keller",
                    "tenant": "tenant", "place": "19:chat", "scope": "personal", "command": "Check", "rooms": [OTHER],
                    "allowed": False, "why": "No."}
    assert told.isascii()
    assert "\x1b" not in told


@pytest.mark.usefixtures("audit")
def test_who_reads_the_audit_is_noted_in_it(run: Run) -> None:
    run("audit", "--room", ROOM)
    line = newest_line()
    assert (line.command, line.person, line.rooms, line.allowed) == ("ShowAudit", "command line", (ROOM,), True)


def test_a_room_is_forgotten_and_that_is_noted(run: Run) -> None:
    async def keep(engine: AsyncEngine) -> None:
        await SqlRuns(engine, NoJobs()).accept(a_run(state=RunState.DONE, attempts=0))
    on_database(keep)
    make_job_tables(embedded_url(HOME))
    status, told = run("forget", ROOM)
    assert status == 0
    assert told == f"What was kept about {ROOM} is removed: 1 check. The audit keeps who asked about it.\n"
    assert holding(embedded_url(HOME), HOME, ROOM)[ROOM] >= {"table audit", "table audit_rooms"}
    assert "table runs" not in holding(embedded_url(HOME), HOME, ROOM)[ROOM]
    assert (newest_line().command, newest_line().rooms) == ("Forget", (ROOM,))
    assert run("forget", ROOM) == (0, f"Nothing was kept about {ROOM}. The audit keeps who asked about it.\n")


def test_a_room_that_is_being_checked_is_not(run: Run) -> None:
    async def keep(engine: AsyncEngine) -> None:
        await SqlRuns(engine, NoJobs()).accept(a_run(state=RunState.QUEUED))
    on_database(keep)
    status, told = run("forget", ROOM)
    assert status == 2
    assert "Run it again when that has ended." in told


def test_a_check_is_noted_where_there_is_a_database(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(_engine: AsyncEngine) -> None:
        return
    on_database(nothing)
    for name in ("ROOMCHECK_TENANT_ID", "ROOMCHECK_CLIENT_ID"):
        monkeypatch.setenv(name, "c0470500-0000-4000-8000-000000000000")
    status, _ = run("check", ROOM)
    assert status == 2, "no secret is set, so that nothing is asked of Graph"
    line = newest_line()
    assert (line.command, line.person, line.rooms) == ("Check", "command line", (ROOM,))


def test_a_check_of_the_simulated_tenant_is_not(run: Run) -> None:
    run("check", "--demo", ROOMS[0].address)
    assert not HOME.exists()


@pytest.mark.parametrize(("arguments", "why"), [
    (["audit"], "There is no database in"), (["forget", ROOM], "There is no database in"),
    (["forget", "room"], "Write the whole address"), (["audit", "--room", "room"], "Write the whole address"),
])
def test_what_cannot_be_done_is_a_sentence(run: Run, arguments: list[str], why: str) -> None:
    status, told = run(*arguments)
    assert (status, why in told, HOME.exists()) == (2, True, False)


@pytest.mark.parametrize("odd", ["yesterday", "2026-13-01", "9999-12-31"])
def test_an_odd_day_is_refused(run: Run, odd: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("audit", "--until", odd)
    assert f"argument --until: “{odd}” is" in capsys.readouterr().err


@pytest.fixture(name="run_id")
def _run_id() -> str:
    kept = a_run(rooms=(Room(ROOM), Room(OTHER)))

    async def keep(engine: AsyncEngine) -> None:
        assert await SqlRuns(engine, NoJobs()).accept(kept)
        await SqlSweeps(engine, NoJobs()).list_rooms("s1", [Listed(Room(OTHER, object_id=OBJECT), "", "")], 1)
    on_database(keep)
    return kept.id


OBJECT = "1b2c3d4e-0000-4000-8000-123456789abc"


@pytest.mark.parametrize(("named", "rooms"), [("{}", [ROOM, OTHER]), ("{}-0", [ROOM]), ("{}-1", [OTHER]),
                                              (OBJECT.upper(), [OTHER])])
def test_an_id_in_the_log_is_named(run: Run, run_id: str, named: str, rooms: list[str]) -> None:
    status, told = run("which", named.format(run_id))
    assert (status, told.splitlines()) == (0, rooms)
    assert newest_line().command == "Which"
    assert sorted(newest_line().rooms) == sorted(rooms)


@pytest.mark.usefixtures("run_id")
@pytest.mark.parametrize("named", ["nothing", "{}-2", "x-0", "0" * 32 + "-0"])
def test_an_id_that_nobody_knows_is_a_sentence(run: Run, run_id: str, named: str) -> None:
    status, told = run("which", named.format(run_id))
    assert status == 2
    assert "is not the id of a run" in told
