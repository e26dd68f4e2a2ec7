"""Where hostile bundles are read: each case in a process of its own, forked from one that has everything loaded.

Nothing a bundle does reaches the tests: a case that hangs is killed after its deadline, one that crashes or takes too
much memory loses its own process alone, and all of it is said by name. Run as a program this is the process that forks;
it answers each name on its standard input with a line of JSON: the list of what is wrong.
"""

import gc
import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from tests.checks.sources.bundle.hostile.case import MIB, Case
from tests.checks.sources.bundle.hostile.cases import case_named
from tests.checks.sources.bundle.hostile.verdict import complaints, read_here

DEADLINE = 30.0
"""Seconds for one case, on a slow machine: the worst takes two or three."""
ADDRESS_SPACE = 1536 * MIB
"""As the worker has in production."""
_ROOT = Path(__file__).resolve().parents[5]


class Cell:
    """The forking process, from outside; to be used as a context."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603 - this module itself
            [sys.executable, "-m", __spec__.name], cwd=_ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.communicate()

    def complaints(self, name: str) -> list[str]:
        """What is wrong with the answer to the case of that name; empty when nothing is."""
        told, asked = self._process.stdout, self._process.stdin
        if not told or not asked:
            raise RuntimeError("the cell was opened without its pipes")
        asked.write(f"{name}\n")
        asked.flush()
        if not select.select([told], [], [], 2 * DEADLINE)[0]:
            self.__exit__()
            self.__enter__()
            return [f"no answer within {2 * DEADLINE:g} s, though its process should have been killed"]
        return [str(complaint) for complaint in json.loads(told.readline())]


def in_its_own_process(case: Case) -> list[str]:
    """Fork, read the case's bundle there, and say what is wrong with the answer, its life or its cost."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _answer(case, writing)
    os.close(writing)
    said = _all_of(reading, time.monotonic() + DEADLINE)
    if said is None:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    if said is None:
        return [f"it hung: killed after {DEADLINE:g} s"]
    if os.WIFSIGNALED(status):
        return [f"it crashed: {signal.Signals(os.WTERMSIG(status)).name}"]
    return [str(each) for each in json.loads(said)]


def _all_of(pipe: int, deadline: float) -> bytes | None:
    """What is written into the pipe until it is closed; None when that takes too long."""
    said = b""
    while select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
        part = os.read(pipe, 65536)
        if not part:
            return said
        said += part
    return None


def _answer(case: Case, pipe: int) -> None:
    try:
        said = _judged(case)
    except BaseException as wrong:  # noqa: BLE001 - nothing may leave the fork
        said = [f"it raised {type(wrong).__name__}: {str(wrong)[:300]}"]
    os.write(pipe, json.dumps(said).encode())
    os._exit(0)


def _judged(case: Case) -> list[str]:
    with TemporaryDirectory(prefix="hostile-") as folder:
        path = Path(folder) / "upload.zip"
        path.write_bytes(case.make())
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        before, begun = _memory(from_now=True), time.process_time()
        answer = read_here(path)
        cpu, grown = time.process_time() - begun, _memory() - before
    said = complaints(answer, case.expect)
    if cpu > case.cpu:
        said.append(f"it took {cpu:.1f} s of processor time")
    if grown > case.memory:
        said.append(f"it took {grown // MIB} MiB of memory")
    return said


def _memory(*, from_now: bool = False) -> int:
    """The peak of this process in bytes; ``from_now`` forgets what it was. Nothing but Linux can tell: 0 elsewhere."""
    if sys.platform != "linux":
        return 0
    if from_now:
        # "5" resets the peak (Linux, proc(5), "clear_refs")
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def main() -> None:
    # what all cases share is not looked at again by the collector of garbage, which would copy it into each of them
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(in_its_own_process(case_named(line.rstrip("\n")))), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
