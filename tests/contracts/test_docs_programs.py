"""What the pages tell people to type for the scripts of this repository is taken by them, and for other programs begins
with a command that there is.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from tests.contracts.pages import ROOT, Block, Command, commands, inline, named, pages
from tests.contracts.test_docs_commands import COMMANDS

_ID = "1b2c3d4e-0000-4000-8000-123456789abc"
_FILLED = {"YOUR-APP-ID": _ID, "CLIENT_ID": _ID, "$APP_ID": _ID, "$BOT": _ID, "$IDENTITY": _ID,
           "$HOST": "roomcheck.contoso.com"}
"""What whoever reads fills in."""

BEGINNINGS = {
    "docker": frozenset({"build", "compose", "image", "images", "inspect", "logs", "ps", "pull", "push", "run", "stop",
                         "tag", "volume"}),
    "docker compose": frozenset({"build", "config", "down", "exec", "logs", "ps", "pull", "restart", "run", "start",
                                 "stop", "up"}),
    "systemctl": frozenset({"daemon-reload", "disable", "enable", "restart", "start", "status", "stop"}),
}
"""The first word that those programs take, as far as pages need them."""


def said_in(page: Path) -> Iterator[Command]:
    """The commands of the running text that name what they take."""
    for text in inline(page):
        if re.search(r"\b(?:docker|systemctl|grant\.sh|build\.py) ", text):
            yield from commands(Block(named(page), "sh", text))


EVERY = {each.words: each for each in (*COMMANDS, *chain.from_iterable(map(said_in, pages())))}.values()


def of(program: str) -> list[Command]:
    return [each for each in EVERY if program in (each.words[0], *each.words[1:2]) and len(each.words) > 1]


def filled(command: Command, program: str) -> list[str]:
    return [_FILLED.get(word, word) for word in command.words[command.words.index(program) + 1:]]


@pytest.mark.parametrize("command", of("manifest/build.py"), ids=str)
def test_the_app_package_is_made_as_the_pages_say(command: Command, tmp_path: Path) -> None:
    words = [sys.executable, str(ROOT / "manifest" / "build.py"), *filled(command, "manifest/build.py")]
    ran = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [each.suffix for each in tmp_path.iterdir()] == [".zip"]


@pytest.mark.parametrize("command", of("infra/grant.sh"), ids=str)
def test_the_script_that_grants_takes_what_the_pages_say(command: Command, tmp_path: Path) -> None:
    """Without any other program it goes as far as it can: it has taken all of its words, and misses the first."""
    words = ["/bin/bash", str(ROOT / "infra" / "grant.sh"), *filled(command, "infra/grant.sh")]
    ran = subprocess.run(words, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if "--help" not in command.words:
        assert ran.stderr == "az is not installed, and is needed.\n"


@pytest.mark.parametrize("command", of("./infra/grant.ps1"), ids=str)
def test_the_script_for_powershell_has_the_parameters_that_the_pages_name(command: Command) -> None:
    declared = re.findall(r"^\.PARAMETER (\w+)", (ROOT / "infra" / "grant.ps1").read_text("utf-8"), re.MULTILINE)
    assert {word.removeprefix("-") for word in command.words if word.startswith("-")} <= {*declared, "WhatIf"}


@pytest.mark.parametrize("command", [*of("docker"), *of("systemctl")], ids=str)
def test_other_programs_know_the_first_word(command: Command) -> None:
    program, first, *rest = command.words
    assert first in BEGINNINGS[program]
    if f"{program} {first}" in BEGINNINGS:
        assert rest[0] in BEGINNINGS[f"{program} {first}"]


def test_there_are_commands_of_each() -> None:
    assert all(of(each) for each in ("manifest/build.py", "infra/grant.sh", "./infra/grant.ps1", "docker", "systemctl"))
