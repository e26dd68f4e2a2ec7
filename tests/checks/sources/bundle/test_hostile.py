"""Hostile and damaged bundles: no hang, no crash, and a card that says what could be read.

A case is a name, a maker and an expectation; they stand in ``hostile/``, by what they attack.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.collector import UnreadableBundleError
from checks.sources.bundle.launch import read_bundle
from tests.checks.sources.bundle.hostile.cases import CASES
from tests.checks.sources.bundle.hostile.cell import Cell
from tests.checks.sources.bundle.hostile.verdict import Answer, complaints

THROUGH_THE_WORKER = (
    "cut: at 6/12", "bits: in the directory 5", "member aad: wrong checksum",
    "member heartbeats: altered in its middle, method 8", "end: a program before", "zip64: honest",
    "zip64 extra field: sizes of 2**64-1", "attributes: symlinks",
    "attributes: all encrypted", "name: upwards", "name: 64 KiB", "name: escapes", "name: empty",
    "name in UTF-8: invalid", "name in UTF-8: direction turned", "2 GiB that claims 10 bytes: a second aad log",
    "ratio: 40 files of 60 MiB", "number: 100,000 logs", "depth: 5,000 zips beside the logs",
    "Logs.txt: a line of 10 MB within", "log aad: next name is itself", "log aad: a record of 5,000 elements",
    "heartbeat: nested arrays",
)
FEWEST_CASES = 300


@pytest.fixture(scope="module")
def cell() -> Iterator[Cell]:
    with Cell() as opened:
        yield opened


def test_there_are_enough_cases_and_each_has_a_name_of_its_own() -> None:
    assert len(CASES) >= FEWEST_CASES


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_bundle_gets_a_card_that_says_what_could_be_read(cell: Cell, name: str) -> None:
    assert cell.complaints(name) == []


@pytest.mark.parametrize("name", THROUGH_THE_WORKER)
async def test_the_worker_and_its_caller_outlive_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / "upload.zip"
    path.write_bytes(CASES[name].make())
    assert complaints(await _read(path), CASES[name].expect) == []


async def _read(path: Path) -> Answer:
    try:
        return await read_bundle(path)
    except UnreadableBundleError as refusal:
        return refusal
