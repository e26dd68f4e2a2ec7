import asyncio
import os
import re
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.collector import UnreadableBundleError
from checks.facts.heartbeats import Heartbeats
from checks.sources.bundle.cost import MIB
from checks.sources.bundle.launch import read_bundle
from checks.sources.bundle.limits import WorkerLimits
from checks.sources.bundle.reading import read
from tests.checks.sources.bundle.bundles import AAD_PATH, BEAT_PATH, MFA, beats, log_of, refused, zipped
from tests.checks.sources.bundle.hostile.raw_zip import STORED, Entry, assembled

GREEDY = """
import pathlib, sys
from checks.sources.bundle.limits import WorkerLimits, confine
_, _, _, _, out, parent, *words = sys.argv
limits, usual = WorkerLimits.of_words(words), WorkerLimits()
confine(limits, int(parent))
held = []
try:
    while limits.memory < usual.memory:
        held.append(bytearray(1 << 24))
except MemoryError:
    held = []
    pathlib.Path(out).write_text('{"fault": "MemoryError"}')
    sys.exit()
while limits.cpu_seconds < usual.cpu_seconds or limits.wall_seconds < usual.wall_seconds:
    pass
pathlib.Path(out).write_text('x' * 100_000)
"""
"""A worker, under its limits, that takes all it can get of what it has less of than usual."""
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's own")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    path = tmp_path / "bundle.zip"
    path.write_bytes(zipped({BEAT_PATH: log_of(*beats(40)), AAD_PATH: log_of(refused())}))
    return path


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A bundle that never comes: whoever reads it waits."""
    path = tmp_path / "never-written.zip"
    os.mkfifo(path)
    return path


def stand_in(folder: Path, script: str) -> str:
    """An interpreter that does something else than to read the bundle."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


async def test_the_worker_reads_what_the_reader_reads(bundle: Path) -> None:
    found = await read_bundle(bundle)
    assert found == read(bundle)
    assert len(found.evidence.facts[Heartbeats].items) == 40


async def test_bundles_are_read_side_by_side(bundle: Path) -> None:
    first, second = await asyncio.gather(read_bundle(bundle), read_bundle(bundle))
    assert first == second


async def test_a_refusal_comes_through_with_its_remedy(tmp_path: Path) -> None:
    path = tmp_path / "empty.zip"
    path.write_bytes(b"")
    with pytest.raises(UnreadableBundleError, match="empty") as raised:
        await read_bundle(path)
    assert raised.value.remedy


async def test_a_missing_file_is_a_fault_that_names_no_path(tmp_path: Path) -> None:
    with pytest.raises(UnreadableBundleError) as raised:
        await read_bundle(tmp_path / "nothing.zip")
    assert str(tmp_path) not in str(raised.value)


@pytest.mark.parametrize(("script", "says"), [
    ("kill -9 $$", "broke the reader"),
    ("kill -ABRT $$", "more than 1,536 MB of memory"),
    ("exit 3", "broke the reader"),
    ("exit 0", "broke the reader"),
    ('echo "no json" > "$4"', "broke the reader"),
    ('echo "[]" > "$4"', "broke the reader"),
    ('head -c 100000 /dev/zero | tr "\\\\0" "[" > "$4"', "broke the reader"),
    ("""echo '{"reading": "{}"}' > "$4\"""", "broke the reader"),
    ("""echo '{"reading": "[]"}' > "$4\"""", "broke the reader"),
])
async def test_a_worker_that_dies_or_talks_nonsense_is_said_so(
        bundle: Path, tmp_path: Path, script: str, says: str) -> None:
    with pytest.raises(UnreadableBundleError, match=says) as raised:
        await read_bundle(bundle, python=stand_in(tmp_path, script))
    assert raised.value.remedy


async def test_a_worker_that_hangs_is_ended(bundle: Path, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    python = stand_in(tmp_path, f'echo $$ > "{pid}"; exec sleep 60')
    with pytest.raises(UnreadableBundleError, match=r"longer than 0\.5 seconds"):
        await read_bundle(bundle, python=python, limits=WorkerLimits(wall_seconds=0.5))
    assert not is_alive(int(pid.read_text()))


async def test_cancelling_ends_the_worker(bundle: Path, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    python = stand_in(tmp_path, f'echo $$ > "{pid}.new"; mv "{pid}.new" "{pid}"; exec sleep 60')
    task = asyncio.create_task(read_bundle(bundle, python=python))
    await asyncio.to_thread(until, pid.exists)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not is_alive(int(pid.read_text()))


@LINUX
async def test_a_worker_gets_no_more_memory_than_allowed(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    # the directory of a zip is the one thing that is held whole
    path.write_bytes(assembled([Entry(b"x" * 2_000, method=STORED)] * 30_000))
    with pytest.raises(UnreadableBundleError, match="more than 128 MB of memory"):
        await read_bundle(path, limits=WorkerLimits(memory=128 * MIB))


@LINUX
async def test_a_worker_gets_no_more_processor_time_than_allowed(tmp_path: Path) -> None:
    path = tmp_path / "slow.zip"
    log = log_of(*(refused(text=f"{MFA} {number}") for number in range(1500)))
    with zipfile.ZipFile(path, "w") as archive:
        for copy in range(60):
            archive.writestr(f"{copy}.evtx", log)
    with pytest.raises(UnreadableBundleError, match="more than 1 seconds of processor time"):
        await read_bundle(path, limits=WorkerLimits(cpu_seconds=1))


@LINUX
async def test_a_worker_writes_no_more_than_allowed(bundle: Path) -> None:
    with pytest.raises(UnreadableBundleError, match=r"hold more than Roomcheck takes from one zip \(0\.00954 MB\)"):
        await read_bundle(bundle, limits=WorkerLimits(written=10_000))


@LINUX
async def test_a_worker_that_waits_for_ever_is_ended(pipe: Path) -> None:
    with pytest.raises(UnreadableBundleError, match="longer than 1 seconds"):
        await read_bundle(pipe, limits=WorkerLimits(wall_seconds=1))
    assert not workers_on(pipe)


@LINUX
async def test_cancelling_ends_a_worker_at_work(pipe: Path) -> None:
    task = asyncio.create_task(read_bundle(pipe))
    await asyncio.to_thread(until, lambda: any(map(waits_for_the_pipe, workers_on(pipe))))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not workers_on(pipe)


@LINUX
@pytest.mark.parametrize(("limits", "says"), [
    (WorkerLimits(memory=256 * MIB), "256 MB of memory"),
    (WorkerLimits(cpu_seconds=1), "1 seconds of processor time"),
    (WorkerLimits(wall_seconds=0.5), r"longer than 0\.5 seconds"),
    (WorkerLimits(written=5_000), "more than Roomcheck takes"),
])
async def test_a_limit_that_one_zip_hits_is_named_and_costs_no_other(
        bundle: Path, tmp_path: Path, limits: WorkerLimits, says: str) -> None:
    program = tmp_path / "greedy.py"
    program.write_text(GREEDY)
    greedy = stand_in(tmp_path, f'PYTHONPATH=. exec "{sys.executable}" "{program}" "$@"')
    hostile, good = await asyncio.gather(
        read_bundle(bundle, python=greedy, limits=limits), read_bundle(bundle), return_exceptions=True)
    assert isinstance(hostile, UnreadableBundleError)
    assert re.search(says, str(hostile))
    assert hostile.remedy
    assert good == read(bundle)


async def test_the_worker_knows_none_of_the_bots_secrets(
        bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MicrosoftAppPassword", "secret")
    seen = tmp_path / "environment"
    with pytest.raises(UnreadableBundleError):
        await read_bundle(bundle, python=stand_in(tmp_path, f'env > "{seen}"'))
    assert "secret" not in seen.read_text()
    assert "PATH=" in seen.read_text()


@LINUX
def test_a_worker_ends_with_its_parent_and_neither_leaves_a_file(pipe: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    program = (f"import asyncio, pathlib\nfrom checks.sources.bundle.launch import read_bundle\n"
               f"asyncio.run(read_bundle(pathlib.Path({str(pipe)!r})))\n")
    parent = subprocess.Popen([sys.executable, "-c", program],  # noqa: S603 - our own program
                              cwd=Path(__file__).parents[4], env=os.environ | {"TMPDIR": str(temporary)})
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    try:
        until(lambda: bool(children.read_text().split()))
        worker = int(children.read_text().split()[0])
        until(lambda: waits_for_the_pipe(worker))
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    until(lambda: not is_alive(worker))
    assert not list(temporary.iterdir())


def waits_for_the_pipe(pid: int) -> bool:
    """Has the worker set its limits, and does it sleep?"""
    limits = Path(f"/proc/{pid}/limits").read_text(encoding="ascii")
    return f"{WorkerLimits().written}" in limits and state_of(pid) == "S"


def workers_on(path: Path) -> list[int]:
    """The processes that were given this path."""
    lines = {int(each.parent.name): each for each in Path("/proc").glob("[0-9]*/cmdline")}
    return [pid for pid, line in lines.items() if str(path).encode() in command_of(line)]


def command_of(line: Path) -> bytes:
    """A process's command line; nothing where it has gone."""
    try:
        return line.read_bytes()
    except OSError:
        return b""


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return sys.platform != "linux" or state_of(pid) not in ("Z", "X")


def state_of(pid: int) -> str:
    """The state as Linux writes it; X where the process has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return "X"


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)
