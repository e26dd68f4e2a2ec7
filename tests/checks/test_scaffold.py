"""A check that was only begun: of the right form, honest, and red until it is written."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checks.collector import Evidence
from checks.engine import find
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import Status
from checks.registry import Check
from checks.scaffold import ScaffoldError, new_check
from tests.checks.builders import account, no_account

ROOT = Path(__file__).parents[2]
TREES = ("checks", "tests/checks/builders.py", "tests/checks/sentences.py", "tests/checks/test_catalogue.py",
         "pyproject.toml")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of the repository, as far as a check needs it."""
    for name in TREES:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


def run(repository: Path, *arguments: str) -> tuple[int, str]:
    """A tool of Python's in the repository: its exit status and what it prints."""
    ended = subprocess.run([sys.executable, "-m", *arguments], cwd=repository, capture_output=True, text=True,  # noqa: S603 - our own tools
                           check=False, timeout=120)
    return ended.returncode, ended.stdout + ended.stderr


def test_what_is_begun_is_clean_claims_nothing_and_fails_by_design(repository: Path) -> None:
    begun = new_check(repository, "lighting/lamp_bulb", "The lamp is lit", new_area=True)
    files = (str(begun.check), str(begun.test))
    assert run(repository, "ruff", "check", "--no-cache", *files, "checks/catalog/lighting")[0] == 0
    assert run(repository, "mypy", *files)[0] == 0
    status, told = run(repository, "pytest", "-q", "-p", "no:cacheprovider", files[1])
    assert status == 1
    assert "Not written yet: nothing is judged of room-42@contoso.com." in told
    assert "1 failed, 2 passed" in told
    assert "made up" not in begun.told


def test_it_holds_to_the_catalogue_as_far_as_it_can(repository: Path) -> None:
    new_check(repository, "account/lamp", "The lamp is lit")
    _, told = run(repository, "pytest", "-q", "-p", "no:cacheprovider", "tests/checks/test_catalogue.py",
                  "-k", "account.lamp or account/lamp or titles or passes")
    assert "test_a_healthy_room_passes_everything" in told
    assert "1 failed" in told
    assert "error" not in told.lower().replace("assertionerror", "")


def test_the_title_follows_from_the_name_and_it_is_said_what_to_do_next(tmp_path: Path) -> None:
    begun = new_check(tmp_path, "lighting/lamp_bulb", new_area=True)
    written = (tmp_path / begun.check).read_text("utf-8")
    assert written.startswith('"""Lamp bulb is as it should be.\n\n## Why it matters\n')
    assert str(begun.check) in begun.told
    assert f".venv/bin/pytest {begun.test}" in begun.told
    assert "The title was made up: “Lamp bulb is as it should be”." in begun.told
    assert (tmp_path / begun.check).with_name("__init__.py").read_text("utf-8") == '"""Lighting."""\n'


@pytest.mark.parametrize(("name", "title", "why"), [
    ("lamp", "", "“lamp” is no name for a check: it has no area before it, as in device/lamp."),
    ("account", "", "it has no area before it"),
    ("account/Lamp", "", "it has a capital in it: write it as account/lamp."),
    ("account/lamp-post", "", "it has a hyphen in it: write it as account/lamp_post."),
    ("account/Lamp post", "", "it has a capital and a space in it: write it as account/lamp_post."),
    ("account/lamp__post", "", "it has an underscore too many in it: write it as account/lamp_post."),
    ("account/lamp2", "", "it has something in it that is no letter."),
    ("account/../lamp", "", "it has more than an area and a name."),
    ("account/lamp/bulb", "", "it has more than an area and a name."),
    ("/lamp", "", "it has something in it that is no letter."),
    ("account/_lamp", "", "it has something in it that is no letter."),
    (f"account/{'l' * 60}", "", "it has 68 letters."),
    ("account/class", "", "a word of Python's own"),
    ("lighting/lamp", "", "There is no area “lighting”. The areas are access, account, device,"),
    ("account/found", "", "checks/catalog/account/found.py exists"),
    ("account/lamp", "the lamp is lit", "no title"),
    ("account/lamp", f"The lamp is {'very ' * 12}lit", "no title"),
    ("account/lamp", "The lamp\nis lit", "no title"),
    ("account/lamp", "The `lamp` is lit", "plain text, without `"),
    ("account/lamp", 'The "lamp" is lit', 'plain text, without "'),
    ("account/lamp", "The account is enabled.", "account.enabled has this title already"),
])
def test_what_cannot_be_begun_is_refused_before_anything_is_written(name: str, title: str, why: str,
                                                                    repository: Path) -> None:
    before = sorted(repository.rglob("*"))
    with pytest.raises(ScaffoldError) as refused:
        new_check(repository, name, title)
    assert why in str(refused.value)
    assert sorted(repository.rglob("*")) == before


def test_nothing_is_written_over_a_test_either(repository: Path) -> None:
    left = repository / "tests" / "checks" / "catalog" / "account" / "test_lamp.py"
    left.parent.mkdir(parents=True)
    left.touch()
    with pytest.raises(ScaffoldError, match=r"test_lamp\.py exists"):
        new_check(repository, "account/lamp")
    assert not (repository / "checks" / "catalog" / "account" / "lamp.py").exists()


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    """The check that the guide to adding one shows."""
    guide = (ROOT / "checks" / "catalog" / "README.md").read_text("utf-8")
    found = re.search(r"```python\n(.*?)```", guide, re.DOTALL)
    assert found
    (tmp_path / "enabled.py").write_text(found[1], "utf-8")
    spec = importlib.util.spec_from_file_location("sample.account.enabled", tmp_path / "enabled.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    shown: Check = module.account_is_enabled
    return shown


@pytest.mark.parametrize(("known", "status"), [
    (account(), Status.PASS), (account(enabled=False), Status.FAIL), (account(enabled=None), Status.SKIPPED),
    (no_account(), Status.SKIPPED),
], ids=["enabled", "disabled", "not told", "no account"])
def test_the_check_that_the_guide_shows_works(known: Account, status: Status, sample: Check) -> None:
    assert find(sample, Evidence(Facts([known]))).status is status
