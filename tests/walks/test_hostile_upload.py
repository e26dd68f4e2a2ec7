"""Zips that break their reader: the card says so, the worker alone is lost, and the bot goes on."""

import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.sources.bundle.cost import MIB
from checks.sources.bundle.limits import WorkerLimits
from demo.connector import teams
from demo.graph_server import simulated_graph
from tests.checks.sources.bundle.bundles import MFA, log_of, refused
from tests.checks.sources.bundle.hostile.raw_zip import STORED, Entry, assembled
from tests.walks.conftest import bot, judged, room, says, words

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the limits are Linux's own")
ROOM = room("Lugano Ceresio")


def _hog(path: Path) -> None:
    """The list of contents of a zip is the one thing that is held whole."""
    path.write_bytes(assembled([Entry(b"x" * 2_000, method=STORED)] * 30_000))


def _endless(path: Path) -> None:
    """As many whole event logs as the size of an upload allows take minutes of processor time."""
    log = log_of(*(refused(text=f"{MFA} {number}") for number in range(1_500)))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for copy in range(300):
            archive.writestr(f"{copy}.evtx", log)


@pytest.mark.parametrize(("make", "limits", "said"), [
    (_hog, WorkerLimits(memory=128 * MIB), "more than 128 MB of memory and was stopped"),
    (_endless, WorkerLimits(cpu_seconds=1), "more than 1 seconds of processor time and was stopped"),
    (_endless, WorkerLimits(wall_seconds=1.5), "longer than 1.5 seconds and was stopped"),
], ids=["memory", "processor time", "time"])
async def test_a_zip_that_breaks_its_reader_costs_its_own_run_alone(
        tmp_path: Path, make: Callable[[Path], None], limits: WorkerLimits, said: str) -> None:
    hostile = tmp_path / "hostile.zip"
    make(hostile)
    read: list[Path] = []
    async with (simulated_graph(now=datetime.now(UTC)) as graph, bot(tmp_path, graph, read, limits) as endpoint,
                teams(endpoint) as person):
        await person.send_file(hostile)
        answered = await person.until(says(person, said))
        assert "What to do" in words(answered.card)
        assert len(read) == 1
        await person.say(f"check {ROOM.address}")
        await person.until(judged(person, "Conditional Access"))
    assert not list((tmp_path / "bot" / "uploads").glob("*/*"))
