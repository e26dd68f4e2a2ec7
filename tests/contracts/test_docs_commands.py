"""What the pages tell people to type can be typed.

The tag of a block says what it holds. Of shell, each command is looked at by what it is: those of Roomcheck's own
command line are parsed, and run where they need no tenant; targets of make are there; of other programs' commands the
syntax is right and the files of this repository that they name exist. What is of no known kind fails.
"""

import ast
import asyncio
import contextlib
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from pathlib import Path

import pytest

import app
from bot.arguments import parser
from bot.settings import Settings
from bot.store.database import embedded_url, opened
from bot.store.sweeps import SqlSweeps
from demo.bundles import bundle_for, file_name
from demo.rooms import ROOMS
from tests.bot.store.stored import NoJobs
from tests.bot.store.test_sweeps import swept
from tests.bot.test_transitions import HEALTHY, LICENCE
from tests.contracts.pages import ROOT, SHELL, Block, Command, blocks, commands, inline, named, pages, typed
from tests.settings import named_settings

BLOCKS = list(chain.from_iterable(map(blocks, pages())))
SHELLS = [block for block in BLOCKS if block.tag in SHELL]

READ_HERE = frozenset({"python", "json", "dotenv", "ini", "powershell"})
READ_BY_OTHERS = frozenset({
    "bicep", "caddyfile", "diff", "kusto", "mermaid", "nginx", "promql", "sql", "text", "xml", "yaml",
})
"""Tags of blocks that hold no command: read below, or by a program that is not there in a test."""

PROGRAMS = frozenset({
    "apt-get", "az", "brew", "caddy", "cat", "cd", "certbot", "chmod", "chown", "cp", "curl", "docker", "echo", "git",
    "install", "journalctl", "jq", "kill", "kubectl", "ls", "mkdir", "mv", "openssl", "pg_dump", "pg_restore", "pip",
    "pipx", "podman", "pre-commit", "printf", "psql", "pwsh", "python3", "read", "rm", "systemctl", "tar", "test", "tr",
    "unset", "unzip", "useradd", "uv",
})
"""Programs of others whose commands pages may show."""

_FOLDERS = frozenset(each.name for each in ROOT.iterdir() if each.is_dir() and not each.name.startswith("."))
_WRITES = frozenset({"-o", "--out", "--output", "--outfile", "--output-file", "--output-dir"})
_PYTHON = re.compile(r"(?:\S*/)?python3?")
_FILE = re.compile(rf"(?<![\w/.-])(?:{'|'.join(sorted(_FOLDERS))})/[\w./-]*\w")

SETTINGS = frozenset(str(field.alias) for field in Settings.model_fields.values())
_SETTING = re.compile(r"^(ROOMCHECK_[A-Z_]+|MicrosoftApp[A-Za-z]+)=", re.MULTILINE)
_COMMANDS: Mapping[str, ArgumentParser] = next(
    action.choices for action in parser()._actions if isinstance(action.choices, dict))
_TARGETS = {"", *re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)}

LASTING = frozenset({"serve", "worker", "sweep", "demo", "chat"})
"""Commands that go on until they are told to stop, or speak to Teams."""
OF_A_TENANT = frozenset({"check", "doctor"})
"""Commands that ask Microsoft Graph, unless told to look at the simulated tenant."""
ALONE = frozenset({"analyze", "explain", "migrate", "backup", "fleet", "history", "audit", "forget"})
"""Commands that need no more than this machine has."""
OF_ITS_DATABASE = frozenset({"which"})
"""Commands about an id that only the database of whoever asks holds."""
OF_CONTRIBUTORS = frozenset({"new-check"})
"""Commands that write into the repository: run in a copy of it."""


def read(block: Block) -> list[Command]:
    """The commands of a block; none of one that is no shell, which a test of its own says."""
    try:
        return list(commands(block))
    except ValueError:
        return []


COMMANDS = list(chain.from_iterable(map(read, SHELLS)))
FUNCTIONS = frozenset(name for block in SHELLS for name in re.findall(r"^(\w+)\(\) *\{", block.text, re.MULTILINE))


def of_command_line(command: Command) -> list[str] | None:
    """The arguments of Roomcheck's command line, however it is called."""
    at = next((n for n, word in enumerate(command.words) if word.rpartition("/")[2] == "app.py"), None)
    return None if at is None else list(command.words[at + 1:])


def parsed(arguments: Sequence[str]) -> Namespace:
    """Raises :class:`ValueError` for what the command line does not take."""
    complaint = io.StringIO()
    try:
        with contextlib.redirect_stderr(complaint):
            return parser().parse_args(arguments)
    except SystemExit:
        raise ValueError(f"app.py {shlex.join(arguments)}: {complaint.getvalue()}") from None


def kind_of(command: Command) -> str:
    """By what a command is looked at; empty where nobody has said."""
    first, arguments = command.words[0], of_command_line(command)
    if arguments is not None:
        return "ours"
    if first == "make":
        return "make"
    if _PYTHON.fullmatch(first) and len(command.words) > 1 and command.words[1].endswith(".py"):
        return "script"
    if first.startswith(".venv/bin/"):
        return "tool"
    if "/" in first and not first.startswith("/"):
        return "file"
    return "other" if first in PROGRAMS | FUNCTIONS else ""


def of_kind(*kinds: str) -> pytest.MarkDecorator:
    found = {command.words: command for command in COMMANDS if kind_of(command) in kinds}
    return pytest.mark.parametrize("command", found.values(), ids=str)


def files_named(words: Sequence[str]) -> Iterator[str]:
    """The files of this repository that a command reads."""
    for before, word in pairwise(("", *words)):
        if before not in _WRITES:
            yield from (found for found in _FILE.findall(word.removeprefix("@")) if "://" not in word)


def test_every_block_says_what_it_holds() -> None:
    known = SHELL | READ_HERE | READ_BY_OTHERS
    assert not [f"{block.where}: {block.tag}" for block in BLOCKS if block.tag not in known]


def test_every_command_is_of_a_known_kind() -> None:
    assert not [str(command) for command in COMMANDS if not kind_of(command)]


def test_there_are_commands_of_every_kind() -> None:
    assert {kind_of(command) for command in COMMANDS} >= {"ours", "make", "script", "tool", "other"}


@pytest.mark.parametrize("block", SHELLS, ids=lambda each: each.where)
def test_shell_is_shell(block: Block) -> None:
    told = subprocess.run(["bash", "-n"], input=typed(block), capture_output=True, text=True, check=False)  # noqa: S607 - whichever bash there is
    assert (told.returncode, told.stderr) == (0, "")
    list(commands(block))
    assert {*_SETTING.findall(block.text)} <= SETTINGS


@of_kind("script", "tool", "file", "other", "make")
def test_the_files_that_are_named_are_there(command: Command) -> None:
    missing = [name for name in files_named(command.words) if not (ROOT / name).exists()]
    assert not missing
    match kind_of(command):
        case "script":
            assert (ROOT / command.words[1]).is_file()
        case "tool":
            assert (Path(sys.executable).parent / Path(command.words[0]).name).is_file()
        case "file":
            assert (ROOT / command.words[0]).is_file()


@of_kind("make")
def test_targets_of_make_are_there(command: Command) -> None:
    told = subprocess.run(["make", "--dry-run", *command.words[1:]],  # noqa: S603, S607 - nothing of it is made
                          cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


@of_kind("ours")
def test_the_command_line_takes_what_the_pages_say(command: Command) -> None:
    arguments = of_command_line(command) or []
    known = LASTING | OF_A_TENANT | ALONE | OF_ITS_DATABASE | OF_CONTRIBUTORS
    assert parsed(arguments).command in known, "say above whether a test can run it"


@pytest.mark.parametrize("page", pages(), ids=named)
def test_the_running_text_names_no_command_that_is_gone(page: Path) -> None:
    """There a command may lack what it takes, but no command, option or target is made up."""
    for said in inline(page):
        match said.split():
            case ["app.py", command, *words]:
                assert command in _COMMANDS, said
                options = {word.partition("=")[0] for word in words if word.startswith("--")}
                assert options <= {*_COMMANDS[command]._option_string_actions}, said
            case ["make", *words]:
                assert {word for word in words if "=" not in word} <= _TARGETS, said


def run_here(options: Namespace) -> bool:
    return options.command in ALONE or (options.command in OF_A_TENANT and options.demo)


def ours() -> Iterator[tuple[tuple[str, ...], Namespace]]:
    """What can be parsed of Roomcheck's own command line; the rest has failed above."""
    for command in COMMANDS:
        with contextlib.suppress(ValueError):
            words = tuple(of_command_line(command) or ())
            yield words, parsed(words)


OURS = dict(ours())


def expected(options: Namespace) -> int:
    """The exit status: the simulated tenant has rooms that cannot sign in, and so has what the sweeps have kept."""
    asked_of_all = options.command == "fleet" and not options.csv
    return int(options.command in ("check", "analyze") or asked_of_all)


@pytest.fixture(name="kept")
def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as Roomcheck is started in, with what two sweeps kept and with every simulated room's zip."""
    monkeypatch.chdir(tmp_path)
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    return tmp_path


async def keep_sweeps() -> None:
    now = datetime.now(UTC)
    async with opened(embedded_url(Path(".roomcheck"))) as engine:
        sweeps = SqlSweeps(engine, NoJobs())
        await swept(sweeps, "s1", now - timedelta(hours=9), (1, HEALTHY), (42, HEALTHY))
        await swept(sweeps, "s2", now - timedelta(hours=6), (1, LICENCE), (42, HEALTHY))


def within(folder: Path, word: str) -> str:
    """A path of the machine's is one of the folder's; a simulated room's zip is made."""
    path = folder / word.removeprefix("/")
    if word.startswith("/"):
        path.parent.mkdir(parents=True, exist_ok=True)
        return str(path)
    for room in ROOMS:
        if path.name == file_name(room):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bundle_for(room, datetime.now(UTC)))
    return word


@pytest.mark.parametrize("words", [words for words, options in OURS.items() if run_here(options)], ids=shlex.join)
def test_what_needs_no_tenant_runs(words: tuple[str, ...], kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if OURS[words].command not in ("analyze", "check", "doctor", "explain"):
        asyncio.run(keep_sweeps())
    status = app.main([within(kept, word) for word in words])
    assert status == expected(OURS[words]), capsys.readouterr()


@pytest.mark.parametrize("words", [words for words, options in OURS.items() if options.command in OF_CONTRIBUTORS],
                         ids=shlex.join)
def test_what_writes_into_the_repository_runs_in_a_copy(words: tuple[str, ...], tmp_path: Path) -> None:
    shutil.copy(ROOT / "app.py", tmp_path)
    for folder in ("bot", "checks", "dialogs", "tests/checks/catalog"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    told = subprocess.run([sys.executable, "app.py", *words], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - our own command line
    assert (told.returncode, told.stderr) == (0, "")
    begun = OURS[words].name
    assert (tmp_path / "checks" / "catalog" / f"{begun}.py").is_file()


@pytest.mark.parametrize("block", [each for each in BLOCKS if each.tag in READ_HERE], ids=lambda each: each.where)
def test_what_is_not_shell_is_what_its_tag_says(block: Block) -> None:
    match block.tag:
        case "python":
            compile(block.text, block.where, "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        case "json":
            json.loads(block.text)
        case "dotenv":
            lines = [line.partition("=") for line in block.text.splitlines() if line and line[0] != "#"]
            assert {name for name, _, _ in lines} <= SETTINGS
            named_settings(**{name: value for name, _, value in lines})
        case "ini":
            for line in re.findall(r"^ExecStart=.*app\.py (.+)$", block.text, re.MULTILINE):
                parsed(shlex.split(line))
        case "powershell":
            assert not [name for name in _FILE.findall(block.text) if not (ROOT / name).exists()]
            assert all(block.text.count(begin) == block.text.count(end) for begin, end in ("()", "[]", "{}"))
