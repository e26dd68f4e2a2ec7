"""``make container-steps`` with an engine that a script plays: what is asked of it, and that what is wrong is said."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.infra.container_image import answering
from tests.infra.dockerfile import ROOT

PLAYED = """#!/bin/sh
echo "$@" >> "$ASKED"
case "$*" in
    info) exit 0 ;;
    run*) echo the-container ;;
    *"id -u") echo "${PLAYED_USER:-10001}" ;;
    *touch*/opt/*) exit "${PLAYED_WRITE:-1}" ;;
    *healthy.py) exit "${PLAYED_HEALTH:-0}" ;;
    *Running*) echo false ;;
    *ExitCode*) echo "${PLAYED_END:-0}" ;;
    logs*) echo "no such setting" >&2 ;;
    build*) exit "${PLAYED_BUILD:-0}" ;;
esac
"""


def put(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(script, encoding="utf-8")
    (folder / name).chmod(0o755)


def made(folder: Path, **played: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    put(folder, "docker", PLAYED)
    environment = {"PATH": str(folder), "ASKED": str(folder / "asked"), "LANG": "C.UTF-8", **played}
    ended = subprocess.run([sys.executable, str(ROOT / "tests" / "infra" / "container_image.py")],  # noqa: S603 - ours
                           check=False, capture_output=True, text=True, env=environment)
    return ended, (folder / "asked").read_text(encoding="utf-8").splitlines()


def test_the_image_is_built_and_started_with_as_few_rights_as_it_needs(tmp_path: Path) -> None:
    ended, asked = made(tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert "The image was built and started with docker" in ended.stdout
    assert asked[:2] == ["info", "build --file infra/Dockerfile --tag roomcheck:container-steps ."]
    [begun] = [each for each in asked if each.startswith("run ")]
    assert "--detach --read-only --cap-drop ALL --security-opt no-new-privileges" in begun
    assert "--user" not in begun
    assert "ROOMCHECK_HOST" not in begun
    assert asked[-1] == "rm --force --volumes the-container"


@pytest.mark.parametrize(("played", "said"), [
    ({"PLAYED_BUILD": "1"}, "docker build said"),
    ({"PLAYED_USER": "0"}, "it runs as 0"),
    ({"PLAYED_WRITE": "0"}, "it may write beside its code"),
    ({"PLAYED_HEALTH": "1"}, "it has ended: no such setting"),
    ({"PLAYED_END": "137"}, "it ended with 137"),
], ids=lambda each: str(each)[:40])
def test_what_is_wrong_ends_it_and_leaves_nothing_behind(tmp_path: Path, played: dict[str, str], said: str) -> None:
    ended, asked = made(tmp_path, **played)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert asked[-1].startswith("rm --force" if "PLAYED_BUILD" not in played else "build")


def test_an_engine_counts_only_if_its_service_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/nonexistent")
    assert answering() is None
    put(tmp_path, "docker", "#!/bin/sh\nexit 1\n")
    assert answering() is None
    put(tmp_path, "podman", "#!/bin/sh\nexit 0\n")
    found = answering()
    assert found is not None
    assert found.program == "podman"
