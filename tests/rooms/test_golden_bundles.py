"""Diagnostic zips in every layout and with every damage: what is read of each, what is lost, and what the report says.

The expected reports are written anew with ``make golden``, but for those that the reader does not give yet.
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from checks.collector import BundleReading
from checks.facts.heartbeats import Heartbeats
from checks.facts.sign_ins import SignIns
from checks.model import Gap, GapReason
from checks.sources.bundle.reading import read
from tests.rooms.cases import NOW, by_zip, report_of_zip
from tests.rooms.conftest import condensed, laid_out, published
from tests.rooms.variants import VARIANTS

GOLDEN = Path(__file__).parent / "zips"
SOURCE = "bundle."
VARIANT = [pytest.param(name, id=name, marks=[pytest.mark.xfail(strict=True, reason=variant.pending)]
                        if variant.pending else []) for name, variant in VARIANTS.items()]


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, BundleReading]:
    """Each variant's reading, made when it is first asked for."""
    return _Readings(tmp_path_factory.mktemp("bundles"))


class _Readings(dict[str, BundleReading]):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, name: str) -> BundleReading:
        path = self._folder / f"{name}.zip"
        path.write_bytes(VARIANTS[name].made())
        self[name] = read(path, clock=lambda: NOW)
        return self[name]


def damage_in(reading: BundleReading) -> dict[str, str]:
    """What cannot be used, by source."""
    return {gap.source or "": gap.detail for gap in reading.evidence.gaps if gap.reason is GapReason.DAMAGED}


@pytest.mark.parametrize("name", VARIANT)
def test_all_that_is_readable_is_judged_and_the_rest_said_to_be_lost(readings: Mapping[str, BundleReading],
                                                                     name: str) -> None:
    variant, reading = VARIANTS[name], readings[name]
    facts, lost = reading.evidence.facts, damage_in(reading)
    assert (len(facts[Heartbeats].items), len(facts[SignIns].items)) == (variant.beats, variant.refusals)
    assert lost.keys() == variant.lost.keys()
    assert all(re.search(words, lost[source]) for source, words in variant.lost.items()), lost
    diagnosis = report_of_zip(reading, by_zip(reading)).diagnosis
    assert diagnosis.cause is variant.cause, diagnosis.why


@pytest.mark.parametrize("name", VARIANT)
def test_the_report_is_the_golden_one(readings: Mapping[str, BundleReading], name: str) -> None:
    document = told(readings[name])
    path = GOLDEN / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN") and not VARIANTS[name].pending:
        path.parent.mkdir(exist_ok=True)
        path.write_text(laid_out(document) + "\n", encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == document, f"zips/{name}.json differs: make golden, then read"


def told(reading: BundleReading) -> dict[str, Any]:
    """The report, without what only Microsoft Graph could say; of the zip's own gaps in full."""
    report = report_of_zip(reading, by_zip(reading))
    document = condensed(published(report))
    kept = ("room", "judged_at", "diagnosis", "findings", "pass", "looked_at")
    return {name: document[name] for name in kept} | {"gaps": [_said(gap) for gap in report.gaps if _is_own(gap)]}


def _is_own(gap: Gap) -> bool:
    return (gap.source or "").startswith(SOURCE)


def _said(gap: Gap) -> str:
    return " / ".join((gap.source or "", gap.fact, gap.reason.value, gap.detail))


def test_no_file_is_left_over() -> None:
    expected = {f"{name}.json" for name, variant in VARIANTS.items() if not variant.pending}
    assert {path.name for path in GOLDEN.iterdir()} == expected
