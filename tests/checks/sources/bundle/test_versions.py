"""The versions that the device ran."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from checks.facts.device import Device
from checks.facts.versions import Versions
from tests.checks.sources.bundle.bundles import BEAT_PATH, NOW, UNWELL, Write, beat, facts_of, log_of, room_system


def said(back: int, **payload: Any) -> Write:
    return beat(NOW - timedelta(minutes=5 * back), **payload)


def seen(folder: Path, *writes: Write) -> list[tuple[int, str, str]]:
    found = facts_of(folder, {BEAT_PATH: log_of(*writes)})[Versions].items
    return [((NOW - each.at) // timedelta(minutes=5), each.app, each.os) for each in found]


def test_of_each_run_of_equal_versions_the_first_record_is_kept(tmp_path: Path) -> None:
    old, new = {"AppVersion": "5.3.0.0", "OSVersion": "10.0.1"}, {"AppVersion": "5.4.0.0", "OSVersion": "10.0.1"}
    newest = {"AppVersion": "5.4.0.0", "OSVersion": "10.0.2"}
    writes = [said(9, **old), said(8, **old), said(7, **new), said(6, **new), said(5, **newest), said(4, **old)]
    assert seen(tmp_path, *writes) == [(4, "5.3.0.0", "10.0.1"), (5, "5.4.0.0", "10.0.2"), (7, "5.4.0.0", "10.0.1"),
                                       (9, "5.3.0.0", "10.0.1")]


def test_a_log_that_windows_wrote_round_is_read_in_the_order_of_time(tmp_path: Path) -> None:
    writes = [said(1, AppVersion="2"), said(0, AppVersion="2"), said(3, AppVersion="1"), said(2, AppVersion="1")]
    assert [app for _back, app, _os in seen(tmp_path, *writes)] == ["2", "1"]


@pytest.mark.parametrize("odd", ["", None, 7, ["5.9"], {"a": 1}, True, "\u202e"])
def test_a_record_without_a_version_is_no_change(tmp_path: Path, odd: object) -> None:
    writes = [said(3), said(2, AppVersion=odd), said(1, OSVersion=odd), said(0)]
    assert seen(tmp_path, *writes) == [(3, "5.4.208.0", "10.0.22631.1")]


def test_a_log_that_never_names_a_version_gives_none(tmp_path: Path) -> None:
    assert seen(tmp_path, room_system(2000, ["no json"]), said(0, AppVersion="", OSVersion=None)) == []


def test_when_the_device_was_last_named_is_told(tmp_path: Path) -> None:
    nameless: dict[str, Any] = {"Alias": "", "DisplayName": None}
    named = [said(3), said(2, DisplayName=""), beat(NOW, UNWELL, **nameless)]
    assert facts_of(tmp_path, {BEAT_PATH: log_of(*named)})[Device].named_until == NOW - timedelta(minutes=10)
    assert facts_of(tmp_path, {BEAT_PATH: log_of(said(0, **nameless))})[Device].named_until is None
