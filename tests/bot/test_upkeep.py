"""The database is brought up, looked at and copied from the command line; every refusal is a sentence."""

import asyncio
import os
import sqlite3
import stat
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, text

import app
from bot.settings import Settings
from bot.store.schema import newest
from tests.bot.store.test_migrations import RELEASED, migrated

ROOT = Path(__file__).parents[2]
AN_ID = "11111111-1111-4111-8111-111111111111"
TENANT = {"MicrosoftAppId": AN_ID, "MicrosoftAppTenantId": AN_ID, "MicrosoftAppPassword": "x"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)
    monkeypatch.setenv("ROOMCHECK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> URL:
    """The empty database that the commands work with, as a synchronous address."""
    if request.param == "sqlite":
        return URL.create("sqlite", database=str(home / "roomcheck.sqlite"))
    url: URL = request.getfixturevalue("empty_postgres")
    monkeypatch.setenv("DATABASE_URL", url.set(drivername="postgresql").render_as_string(hide_password=False))
    return url


def run(url: URL, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


def test_it_says_from_which_version_to_which(database: URL, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["migrate", "--check"]) == 1
    assert "has not been made yet" in capsys.readouterr().out
    assert app.main(["migrate"]) == 0
    assert f"was made, of version {newest()}" in capsys.readouterr().out
    assert app.main(["migrate", "--check"]) == 0
    assert app.main(["migrate"]) == 0
    assert "there was nothing to do" in capsys.readouterr().out
    run(database, "drop table people")
    run(database, "select 1 from dbos_migrations" if database.get_backend_name() == "sqlite"
        else "select 1 from dbos.dbos_migrations")


def test_an_older_database_is_told_and_brought_up(database: URL, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["migrate"]) == 0
    engine, older = create_engine(database), RELEASED[0]
    with engine.begin() as connection:
        migrated(connection, older)
    engine.dispose()
    capsys.readouterr()
    assert app.main(["migrate", "--check"]) == 1
    assert f"is of version {older}; this Roomcheck wants version {newest()}. Run" in capsys.readouterr().out
    assert app.main(["migrate"]) == 0
    assert f"from version {older} to version {newest()}" in capsys.readouterr().out


def test_a_newer_database_is_refused_by_every_command(database: URL, capsys: pytest.CaptureFixture[str],
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    assert app.main(["migrate"]) == 0
    run(database, "update alembic_version set version_num = '9999'")
    for name, value in TENANT.items():
        monkeypatch.setenv(name, value)
    refused = [["migrate"], ["migrate", "--check"], ["check", "room@contoso.com"], ["serve"]]
    if database.get_backend_name() == "sqlite":
        refused.append(["backup", "copy"])
    for command in refused:
        assert app.main(command) == 2
        told = capsys.readouterr().err
        assert "of version 9999, which this Roomcheck does not know" in told
        assert "Traceback" not in told


@pytest.mark.usefixtures("database")
def test_a_migration_that_fails_leaves_nothing_half_done(database: URL) -> None:
    if database.get_backend_name() == "sqlite":
        Path(database.database or "").parent.mkdir()
    run(database, "create table snoozes (place integer)")
    with pytest.raises(Exception, match="snoozes"):
        app.main(["migrate"])
    run(database, "drop table snoozes")
    assert app.main(["migrate"]) == 0


async def test_processes_that_start_at_once_do_not_trip_over_each_other(
        empty_postgres: URL, monkeypatch: pytest.MonkeyPatch) -> None:
    url = empty_postgres.set(drivername="postgresql").render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    started = [await asyncio.create_subprocess_exec(
        sys.executable, "app.py", "migrate", cwd=ROOT, stdout=PIPE, stderr=PIPE, env=os.environ) for _ in range(3)]
    told = [await each.communicate() for each in started]
    assert [each.returncode for each in started] == [0, 0, 0], told
    assert sum(b"was made" in out or b"nothing to do" in out for out, _ in told) == 3


def test_a_database_that_cannot_be_used_is_a_sentence(home: Path, capsys: pytest.CaptureFixture[str],
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    (home / "roomcheck.sqlite").write_text("no database at all")
    assert app.main(["migrate"]) == 2
    assert "file is not a database" in capsys.readouterr().err
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/rooms")
    assert app.main(["migrate"]) == 2
    assert "The database cannot be reached" in capsys.readouterr().err


class TestBackup:
    def test_there_is_nothing_to_copy_yet(self, capsys: pytest.CaptureFixture[str], home: Path) -> None:
        assert app.main(["backup", "copy"]) == 2
        assert "There is no database in" in capsys.readouterr().err
        assert not home.exists()

    def test_a_copy_is_one_private_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        app.main(["migrate"])
        assert app.main(["backup", "copy"]) == 0
        assert f"(version {newest()}, " in capsys.readouterr().out
        assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600
        assert {file.name for file in tmp_path.iterdir()} == {"home", "copy"}
        with sqlite3.connect(tmp_path / "copy") as copy:
            assert copy.execute("pragma journal_mode").fetchone() == ("delete",)
            assert copy.execute("select version_num from alembic_version").fetchone() == (newest(),)

    def test_an_older_database_is_copied_as_it_is(self, database: URL, tmp_path: Path) -> None:
        if database.get_backend_name() != "sqlite":
            return
        app.main(["migrate"])
        run(database, "update alembic_version set version_num = '0002'")
        assert app.main(["backup", "copy"]) == 0
        with sqlite3.connect(tmp_path / "copy") as copy:
            assert copy.execute("select version_num from alembic_version").fetchone() == ("0002",)

    def test_no_file_is_written_over(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        app.main(["migrate"])
        (tmp_path / "copy").write_text("an older backup")
        (tmp_path / "link").symlink_to(tmp_path / "nowhere")
        for name in ("copy", "link"):
            assert app.main(["backup", name]) == 2
            assert "no backup is written over another" in capsys.readouterr().err
        assert (tmp_path / "copy").read_text() == "an older backup"
        assert not (tmp_path / "nowhere").exists()

    def test_a_folder_that_is_not_there_is_a_sentence(self, capsys: pytest.CaptureFixture[str]) -> None:
        app.main(["migrate"])
        assert app.main(["backup", "nowhere/copy"]) == 2
        assert "nowhere/copy cannot be written" in capsys.readouterr().err

    def test_a_damaged_database_makes_no_backup(self, home: Path, tmp_path: Path,
                                                capsys: pytest.CaptureFixture[str]) -> None:
        app.main(["migrate"])
        file = home / "roomcheck.sqlite"
        whole = file.read_bytes()
        file.write_bytes(whole[:40_000] + b"\xff" * 8_000 + whole[48_000:])
        assert app.main(["backup", "copy"]) == 2
        assert "No backup was made" in capsys.readouterr().err
        assert {each.name for each in tmp_path.iterdir()} == {"home"}

    def test_postgresql_has_tools_of_its_own(self, postgres_url: URL, monkeypatch: pytest.MonkeyPatch,
                                             capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.setenv("DATABASE_URL", postgres_url.set(drivername="postgresql").render_as_string())
        assert app.main(["backup", "copy"]) == 2
        assert "pg_dump" in capsys.readouterr().err
