"""Reading a bundle in a process of its own, so that the worst a file can do is to lose that process."""

import asyncio
import json
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import IO

from checks import codec
from checks.collector import BundleReading, UnreadableBundleError
from checks.sources.bundle import remedies
from checks.sources.bundle.cost import MIB
from checks.sources.bundle.limits import WorkerLimits
from checks.sources.bundle.worker import OUT_OF_MEMORY

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]
_NO_READING = ('{"what"', '{"fault"')
_TOO_LONG = "the answer is too long"
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR")


async def read_bundle(path: Path, *, python: str = sys.executable,
                      limits: WorkerLimits = WorkerLimits()) -> BundleReading:  # noqa: B008 - frozen
    """What the diagnostic zip at ``path`` holds.

    Raises ``UnreadableBundleError`` when nothing of it can be judged, or when reading it takes too long, too much
    memory or the worker's life. Cancelling ends the worker.
    """
    # without a name, it is gone with the last process that has it open, however that ends
    with tempfile.TemporaryFile() as out:
        # a group waits for the worker's end also where it is cancelled while the codec is being made ready
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.to_thread(codec.make_ready))
            worker = group.create_task(_run(python, path, out, limits))
        status = worker.result()
        # a month of records takes a moment to load; other turns go on meanwhile
        said, reading = await asyncio.to_thread(_answer, out, limits)
    if reading:
        return reading
    if "what" in said:
        raise UnreadableBundleError(said["what"], said["remedy"])
    log.warning("bundle worker ended with status %s, fault %s", status, said.get("fault", "none told"))
    raise UnreadableBundleError(_why(status, said.get("fault", ""), limits), remedies.SEND_A_BUNDLE)


async def _run(python: str, path: Path, out: IO[bytes], limits: WorkerLimits) -> int | None:
    """The worker's exit status; None when it was ended for taking too long."""
    worker = await asyncio.create_subprocess_exec(
        python, *_words(path, out, limits), cwd=_ROOT, env=_environment(), stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL, pass_fds=[out.fileno()])
    try:
        async with asyncio.timeout(limits.wall_seconds):
            return await worker.wait()
    except TimeoutError:
        return None
    finally:
        if worker.returncode is None:
            worker.kill()
            await worker.wait()


def _words(path: Path, out: IO[bytes], limits: WorkerLimits) -> list[str]:
    answer = f"/dev/fd/{out.fileno()}"
    return ["-m", "checks.sources.bundle.worker", str(path.resolve()), answer, str(os.getpid()), *limits.as_words()]


def _environment() -> dict[str, str]:
    """No secret of the bot's is within reach of a parser."""
    return {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}


def _answer(out: IO[bytes], limits: WorkerLimits) -> tuple[dict[str, str], BundleReading | None]:
    """What the worker wrote, and the reading in it; nothing when it did not get that far, or wrote nonsense."""
    try:
        if os.fstat(out.fileno()).st_size >= limits.written:
            # the system let it write so far and no further
            return {"fault": _TOO_LONG}, None
        out.seek(0)
        text = out.read().decode()
        if text.startswith(_NO_READING):
            return {str(name): str(value) for name, value in json.loads(text).items()}, None
        return {}, codec.reading_from(text)
    except (OSError, ValueError, AttributeError, LookupError, TypeError, RecursionError,
            codec.UnknownVersionError) as wrong:
        return {"fault": type(wrong).__name__}, None


def _why(status: int | None, fault: str, limits: WorkerLimits) -> str:
    """Which limit it was, as a sentence."""
    if status is None:
        return f"Reading the zip took longer than {limits.wall_seconds:g} seconds and was stopped."
    if status == -signal.SIGXCPU:
        return f"Reading the zip took more than {limits.cpu_seconds:g} seconds of processor time and was stopped."
    if fault == OUT_OF_MEMORY or status == -signal.SIGABRT:
        return f"Reading the zip took more than {limits.memory // MIB:,} MB of memory and was stopped."
    if fault == _TOO_LONG:
        return f"The zip's logs hold more than Roomcheck takes from one zip ({limits.written / MIB:,.3g} MB)."
    return "The zip's content broke the reader; Roomcheck itself is unharmed."
