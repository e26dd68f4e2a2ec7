"""The page says of every limit of a zip what it is."""

from pathlib import Path

import pytest

from checks.sources.bundle.codes import MOST_NUMBERS
from checks.sources.bundle.cost import MIB, Limits
from checks.sources.bundle.limits import WorkerLimits
from checks.sources.bundle.newest import MOST_RECORDS

PAGE = (Path(__file__).parents[2] / "docs" / "architecture.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("## What a zip may cost")[2].partition("\n## ")[0]
ZIP, WORKER = Limits(), WorkerLimits()


@pytest.mark.parametrize("said", [
    f"the zips within it | {ZIP.entries:,} |",
    f"| {ZIP.total_bytes // MIB:,} MB; from {ZIP.ratio_from // MIB} MB on no more than {ZIP.ratio} times the upload |",
    f"one file of it | {ZIP.entry_bytes // MIB} MB |", f"zips within zips | {ZIP.depth} deep |",
    f"memory (address space) | {WORKER.memory // MIB:,} MB |", f"processor time | {WORKER.cpu_seconds} s |",
    f"time by the clock | {WORKER.wall_seconds:g} s |", f"a file that its reader writes | {WORKER.written // MIB} MB |",
    f"a zip within it | {ZIP.nested_bytes // MIB} MB |",
    f"records of one fact | {MOST_RECORDS:,}, the newest |", f"codes in one record | {MOST_NUMBERS} |",
])
def test_a_limit_stands_on_the_page_as_it_is(said: str) -> None:
    assert said in TABLE
