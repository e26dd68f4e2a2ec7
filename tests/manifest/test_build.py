"""``python manifest/build.py``, as an administrator runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.setting_values import Cloud
from manifest.build import main
from manifest.choices import Choices
from manifest.package import package
from tests.manifest.made import APP, CONTOSO, GRAPH_APP, HOST, TEAMS_APP, chosen, files_in, manifest_of

ROOT = Path(__file__).parents[2]
NEEDED = ["--app-id", APP, "--host", HOST]
SECRET = "a-secret-of-the-bots-own"


def test_it_runs_from_any_folder_and_reads_no_setting(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "MicrosoftAppPassword": SECRET, "DATABASE_URL": f"postgres://u:{SECRET}@h"}
    (tmp_path / ".env").write_text(f"ROOMCHECK_CLIENT_SECRET={SECRET}\n")
    told = subprocess.run([sys.executable, str(ROOT / "manifest" / "build.py"), *NEEDED],  # noqa: S603 - our own
                          cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    made = (tmp_path / "roomcheck.zip").read_bytes()
    assert list(files_in(made)) == ["manifest.json", "de.json", "color.png", "outline.png"]
    assert not told.stderr
    assert SECRET not in told.stdout
    assert SECRET.encode() not in made


def test_it_needs_nothing_installed(tmp_path: Path) -> None:
    bare = [sys.executable, "-S", str(ROOT / "manifest" / "build.py"), *NEEDED]
    subprocess.run(bare, cwd=tmp_path, capture_output=True, check=True)  # noqa: S603 - our own
    assert (tmp_path / "roomcheck.zip").is_file()


def test_everything_chosen_is_in_the_package(tmp_path: Path) -> None:
    out = tmp_path / "contoso.zip"
    words = [*NEEDED, "--teams-app-id", TEAMS_APP, "--graph-app-id", GRAPH_APP, "--channel-files", "--cloud", "gcc",
             "--developer", CONTOSO.name, "--website", CONTOSO.website, "--privacy", CONTOSO.privacy,
             "--terms", CONTOSO.terms, "--out", str(out)]
    assert main(words) == 0
    assert out.read_bytes() == package(chosen(Cloud.GCC, channel_files=True))


def test_a_managed_identity_may_have_an_application_beside_it_that_reads_files(tmp_path: Path) -> None:
    made = made_with(tmp_path, "--channel-files", "--managed-identity", "--graph-app-id", GRAPH_APP)
    assert made == made_with(tmp_path, "--channel-files", "--graph-app-id", GRAPH_APP)
    assert made_with(tmp_path, "--managed-identity") != made_with(tmp_path)


def made_with(tmp_path: Path, *words: str) -> bytes:
    out = tmp_path / "made.zip"
    assert main([*NEEDED, "--out", str(out), *words]) == 0
    return files_in(out.read_bytes())["manifest.json"]


def test_what_is_not_chosen_follows_from_the_rest(tmp_path: Path) -> None:
    first_page = f"https://{HOST}/"
    developer = type(CONTOSO)("Roomcheck", first_page, first_page, first_page)
    wanted = Choices(APP, APP, APP, HOST, chosen().version, developer)
    assert made_with(tmp_path) == files_in(package(wanted))["manifest.json"]
    assert manifest_of(wanted)["id"] == APP


def test_ids_and_hosts_are_written_in_their_ordinary_form(tmp_path: Path) -> None:
    out = tmp_path / "made.zip"
    assert main(["--app-id", f"{{{APP.upper()}}}", "--host", HOST.upper(), "--out", str(out)]) == 0
    assert files_in(out.read_bytes())["manifest.json"] == made_with(tmp_path)


def test_a_version_can_be_named_to_upload_the_same_program_again(tmp_path: Path) -> None:
    assert b'"version": "7.0.1"' in made_with(tmp_path, "--app-version", "7.0.1")


WRONG = {
    "no id": (["--app-id", "roomcheck"], "“roomcheck” is not an id such as"),
    "the empty id": (["--app-id", "00000000-0000-0000-0000-000000000000"], "is the id of no application"),
    "a Teams id that is none": (["--teams-app-id", "7"], "--teams-app-id: “7” is not an id"),
    "a Graph id that is none": (["--graph-app-id", "7"], "--graph-app-id: “7” is not an id"),
    "a host with a scheme": (["--host", "https://roomcheck.contoso.com"], "leave out https://, the port and the path"),
    "a host with a port": (["--host", "roomcheck.contoso.com:443"], "leave out https://, the port and the path"),
    "a host with a path": (["--host", "roomcheck.contoso.com/api"], "leave out https://, the port and the path"),
    "a host with a wildcard": (["--host", "*.contoso.com"], "is no host name"),
    "an address instead of a name": (["--host", "203.0.113.7"], "is no host name"),
    "this machine": (["--host", "localhost"], "is no host name"),
    "no host": (["--host", ""], "is no host name"),
    "a cloud that is none": (["--cloud", "azure"], "invalid"),
    "a version before a release": (["--app-version", "1.2.0-rc.1"], "write three numbers such as 1.2.0"),
    "a version with zeros before it": (["--app-version", "01.2.0"], "write three numbers such as 1.2.0"),
    "a version of two numbers": (["--app-version", "1.2"], "write three numbers such as 1.2.0"),
    "a developer without a name": (["--developer", " "], "is no name of 1 to 32 characters"),
    "a developer with a long name": (["--developer", "C" * 33], "is no name of 1 to 32 characters"),
    "a name that turns its direction": (["--developer", "Contoso\u202e"], "is no name of 1 to 32 characters"),
    "a page without https": (["--website", "http://contoso.com"], "is no address such as https://"),
    "a page with a password": (["--privacy", "https://me:secret@contoso.com"], "is no address such as https://"),
    "a page of no host": (["--terms", "https:///terms"], "is no address such as https://"),
    "a page with a line break": (["--terms", "https://contoso.com/\nterms"], "is no address such as https://"),
    "a page that is no address": (["--terms", "https://[contoso"], "is no address such as https://"),
    "a choice that is none": (["--secret", "x"], "unrecognized arguments"),
    "consent to an identity": (["--channel-files", "--managed-identity"], "Teams would fail to install the app. Name"),
    "channel files in GCC High": (["--channel-files", "--cloud", "gcchigh"], "Leave out --channel-files"),
    "channel files in DoD": (["--channel-files", "--cloud", "dod"], "Leave out --channel-files"),
    "channel files in China": (["--channel-files", "--cloud", "china"], "Leave out --channel-files"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_and_nothing_is_written(name: str, tmp_path: Path,
                                                      capsys: pytest.CaptureFixture[str]) -> None:
    words, sentence = WRONG[name]
    out = tmp_path / "made.zip"
    with pytest.raises(SystemExit) as ended:
        main([*NEEDED, "--out", str(out), *words])
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err
    assert not out.exists()


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*NEEDED, "--out", str(tmp_path)])
    assert ended.value.code == 2
    assert "cannot be written: Is a directory. Name another file with --out." in capsys.readouterr().err


def told(capsys: pytest.CaptureFixture[str], tmp_path: Path, *words: str) -> str:
    made_with(tmp_path, *words)
    return capsys.readouterr().out


def test_it_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = told(capsys, tmp_path, "--teams-app-id", TEAMS_APP)
    assert str(tmp_path / "made.zip") in said
    assert "Upload new app" in said
    assert "ROOMCHECK_TEAMS_APP_ID" in said
    assert TEAMS_APP in said
    assert f"https://{HOST}/api/messages" in said
    assert "docs/app-package.md" in said
    assert "owner" not in said


def test_what_only_some_need_is_said_to_them_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "its owner is asked" in told(capsys, tmp_path, "--channel-files")
    assert "ROOMCHECK_TEAMS_APP_ID" not in told(capsys, tmp_path, "--cloud", "dod")
