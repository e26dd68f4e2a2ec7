"""What is measured, each in a process of its own: ``python -m bench.contestants NAME FILE``.

It prints a JSON object: ``seconds``, ``records`` (how many were found, so that nobody wins by finding less), ``peak``
(megabytes of the process that did the work), and of the loop's lag ``lags`` in milliseconds where it was watched.
"""

import asyncio
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import orjson

TICK = 0.002
_ENTRA_EVENTS, _ROOM_EVENTS = (1081, 1084, 1088, 1097, 1098), (2000, 2001, 3000, 3001, 4000)
_ENTRA_MARKS = tuple(f'"EventID":{number},' for number in _ENTRA_EVENTS)
_ROOM_MARKS = tuple(f'"#text":{number}}}' for number in _ROOM_EVENTS)
_MATTERING = re.compile(r"AAD[_%]4?Operational\.evtx$|Skype Room System\.evtx$|Teams.Logs\.txt$")
_FIRST_CHUNKS = 0x1000 + 3 * 0x10000

Found = dict[str, Any]
Read = Callable[[bytes], int]


def our_records() -> Read:
    """The records of a log through the project's own reader: each is known, those that matter are read whole, and the
    log's integrity is looked at beside. The only place that names its functions.
    """
    from checks.sources.bundle import evtx  # noqa: PLC0415 - each contestant imports its own parsers alone
    from checks.sources.bundle.event_log import EventLog  # noqa: PLC0415 - as above

    def read(content: bytes) -> int:
        log = EventLog(io.BytesIO(content))
        for chunk, _sound in log.glimpses():
            for glimpse in chunk:
                if glimpse.event_id in _ENTRA_EVENTS:
                    evtx.read(glimpse, "log.evtx")
        return log.count
    return read


def bare_filter() -> Read:
    """The least that anybody has to do: ``evtx`` renders each record, and those that matter are parsed."""
    import evtx  # noqa: F401, PLC0415 - as above; here, so that importing is not measured
    return lambda content: sum(1 for _ in _parsed(content, _ENTRA_MARKS))


def _parsed(content: bytes, marks: Sequence[str]) -> Iterator[Any]:
    from evtx import PyEvtxParser  # noqa: PLC0415 - as above
    parser = PyEvtxParser(io.BytesIO(content), number_of_threads=1, skip_errors=True)
    for record in parser.records_json():
        text = record["data"] if record else ""
        if any(mark in text for mark in marks):
            yield orjson.loads(text)["Event"]


def python_evtx() -> Read:
    """``python-evtx`` renders the records of the first chunks as XML; the whole log would take minutes."""
    from Evtx.Evtx import FileHeader  # type: ignore[import-untyped]  # noqa: PLC0415 - as above, and without stubs

    def read(content: bytes) -> int:
        header = FileHeader(content[:_FIRST_CHUNKS], 0)
        chunks = [chunk for chunk in header.chunks(include_inactive=True) if chunk.check_magic()]
        return sum(1 for chunk in chunks for record in chunk.records() if record.xml())
    return read


def records_of(reader: Callable[[], Read], path: Path) -> Found:
    read, content = reader(), path.read_bytes()
    return _timed(lambda: read(content))


def in_process(path: Path) -> Found:
    """The whole reader, in this process."""
    from checks.sources.bundle.reading import read  # noqa: PLC0415 - as above
    return _timed(lambda: _evidence(read(path)))


def _evidence(reading: Any) -> int:
    from checks.facts.heartbeats import Heartbeats  # noqa: PLC0415 - as above
    return len(reading.evidence.facts[Heartbeats].items)


def with_worker(path: Path) -> Found:
    """The whole reader as the bot calls it: a worker process, while the loop's lag is watched."""
    return asyncio.run(_with_worker(path))


async def _with_worker(path: Path) -> Found:
    from checks.sources.bundle.launch import read_bundle  # noqa: PLC0415 - as above
    idle = await _lags_while(asyncio.sleep(1))
    begun = time.perf_counter()
    readings: list[Any] = []

    async def reading() -> None:
        readings.append(await read_bundle(path))

    busy = await _lags_while(reading())
    return {"seconds": time.perf_counter() - begun, "records": _evidence(readings[0]), "idle": idle, "lags": busy,
            "peak": 0.0}


def worker_memory(path: Path) -> Found:
    """The peak memory of the worker, which is looked at all the while; its time is not measured."""
    return asyncio.run(_worker_memory(path))


async def _worker_memory(path: Path) -> Found:
    from checks.sources.bundle.launch import read_bundle  # noqa: PLC0415 - as above
    reading, peak = asyncio.ensure_future(read_bundle(path)), 0.0
    while not reading.done():
        await asyncio.sleep(TICK)
        peak = max([peak, *(_peak(child) for child in _children())])
    return {"seconds": 0.0, "records": _evidence(await reading), "peak": peak}


def _children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()


async def _lags_while(work: Any) -> list[float]:
    """By how many milliseconds a ticker was late, each time, until the work was done."""
    lags: list[float] = []
    task = asyncio.ensure_future(work)
    while not task.done():
        begun = time.perf_counter()
        await asyncio.sleep(TICK)
        lags.append((time.perf_counter() - begun - TICK) * 1000)
    await task
    return lags


def those_that_matter(path: Path) -> Found:
    """Inflates and parses the logs that matter, whose names it is told, and no others."""
    def read() -> int:
        with ZipFile(path) as bundle:
            return sum(_parse(name, bundle.read(name)) for name in bundle.namelist() if _MATTERING.search(name))
    return _timed(read)


def _parse(name: str, content: bytes) -> int:
    if name.endswith("Skype Room System.evtx"):
        return sum(event["System"]["EventID"]["#text"] in (2000, 2001) for event in _parsed(content, _ROOM_MARKS))
    if name.endswith(".evtx"):
        return 0 * sum(1 for _ in _parsed(content, _ENTRA_MARKS))
    # lines of the app's log are looked through, and none of them is a record
    return 0 * sum("errorStep" in line for line in content.decode().splitlines())


def everything(path: Path) -> Found:
    """Unpacks the whole bundle into a folder, and parses every event log in it."""
    from evtx import PyEvtxParser  # noqa: PLC0415 - as above

    def read() -> int:
        with tempfile.TemporaryDirectory() as folder, ZipFile(path) as bundle:
            bundle.extractall(folder)
            logs = Path(folder).rglob("*.evtx")
            return sum(1 for log in logs for _ in PyEvtxParser(str(log), number_of_threads=1).records_json())
    return _timed(read)


def alone(path: Path) -> Found:
    """As :func:`those_that_matter`, in a process that starts and ends for it, as a worker does."""
    command = [sys.executable, "-m", "bench.contestants", "those that matter", str(path)]
    begun = time.perf_counter()
    told = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - this file, and a path of this run
    found: Found = json.loads(told.stdout)
    return found | {"seconds": time.perf_counter() - begun}


def _timed(work: Callable[[], int]) -> Found:
    begun = time.perf_counter()
    records = work()
    return {"seconds": time.perf_counter() - begun, "records": records, "peak": _peak("self")}


def _peak(process: str) -> float:
    """The most memory that a process has held, in megabytes; 0 when it has just ended.

    It is the kernel's mark; that of ``getrusage`` counts what the parent held when it made the process.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


CONTESTANTS: dict[str, Callable[[Path], Found]] = {
    "our records": lambda path: records_of(our_records, path),
    "bare filter": lambda path: records_of(bare_filter, path),
    "python-evtx": lambda path: records_of(python_evtx, path),
    "worker": with_worker, "worker memory": worker_memory, "in process": in_process, "a zip of three": in_process,
    "those that matter": those_that_matter, "alone": alone, "everything": everything,
}


if __name__ == "__main__":
    print(json.dumps(CONTESTANTS[sys.argv[1]](Path(sys.argv[2]))))
