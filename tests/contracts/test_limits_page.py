"""The pages say of every limit what it is."""

from pathlib import Path

import pytest

from bot import admission, limits
from bot.server import LARGEST_ACTIVITY, MOST_CONNECTIONS, Patience
from checks.sources.bundle.codes import MOST_NUMBERS
from checks.sources.bundle.cost import MIB, Limits
from checks.sources.bundle.limits import WorkerLimits
from checks.sources.bundle.newest import MOST_RECORDS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "architecture.md").read_text(encoding="utf-8")
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


def test_the_page_for_operators_names_how_much_is_answered() -> None:
    page, patience = (DOCS / "operations.md").read_text(encoding="utf-8"), Patience()
    for limit in (limits.A_PERSON, limits.A_PLACE):
        assert f"| {limit.most} in {limit.seconds:.0f} seconds |" in page
    for most in (admission.MOST_OF_A_PERSON, admission.MOST, MOST_CONNECTIONS):
        assert f"| {most} |" in page
    assert f"| {admission.MOST_OF_A_ROOM - 1}, and 1 that waits for it |" in page
    for seconds in (patience.body, patience.head):
        assert f"| {seconds:.0f} seconds |" in page
    assert f"| {LARGEST_ACTIVITY // 1024 ** 2} MiB |" in page
