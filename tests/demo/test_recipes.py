"""Bundles of any size and layout: what is asked for is in them, readable, and the same each time."""

import io
import json
import re
import tracemalloc
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from evtx import PyEvtxParser
from Evtx.Evtx import FileHeader  # type: ignore[import-untyped]  # published without type stubs

from checks.facts.heartbeats import Heartbeats
from checks.facts.sign_ins import SignIns
from checks.model import Citation
from checks.sources.bundle.reading import read
from demo import evtx_damage
from demo.bundle_files import AAD_CHANNEL, APP_FILE, ROOM_CHANNEL, Recipe, device_files
from demo.bundle_layouts import Layout
from demo.bundles import bundle_of, write_bundle
from demo.noise_logs import noise_channels
from demo.scenario import Scenario

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def healthy(rooms: Mapping[str, Scenario]) -> Scenario:
    return rooms["zurich-aare"]


def records(content: bytes) -> list[dict[str, object]]:
    """The records of a log whose every checksum holds."""
    parser = PyEvtxParser(io.BytesIO(content), number_of_threads=1, validate_checksums=True)
    return [json.loads(record["data"])["Event"]["System"] | {"Data": record["data"]}
            for record in parser.records_json() if record]


def logs_of(recipe: Recipe, now: datetime) -> dict[str, bytes]:
    return {file.channel: b"".join(file.blocks()) for file in device_files(recipe, now) if file.channel}


@pytest.mark.parametrize(("layout", "names"), [
    (Layout.MTR, {"Windows\\EventLog\\Microsoft-Windows-AAD_Operational.evtx",
                  "Windows\\EventLog\\Skype Room System.evtx", "App\\Microsoft\\Teams\\Logs.txt"}),
    (Layout.WINDOWS, {"winevt/Logs/Microsoft-Windows-AAD%4Operational.evtx", "winevt/Logs/Skype Room System.evtx",
                      "Collected/Logs.txt"}),
    (Layout.INTUNE, {"(3) Events/Events.evtx", "(4) Events/Events.evtx", "(6) FoldersFiles/Logs.txt"}),
])
def test_a_layout_names_the_files(healthy: Scenario, now: datetime, layout: Layout, names: set[str]) -> None:
    with ZipFile(io.BytesIO(bundle_of(Recipe(healthy, layout=layout, noise_logs=4, noise_bytes=1), now))) as packed:
        assert packed.testzip() is None
        assert names < set(packed.namelist())
        assert len(packed.namelist()) == 10


def test_a_nested_bundle_is_a_zip_in_a_zip(healthy: Scenario, now: datetime) -> None:
    with ZipFile(io.BytesIO(bundle_of(Recipe(healthy, layout=Layout.NESTED), now))) as outer:
        [inner] = outer.infolist()
        assert inner.compress_type == ZIP_STORED
        assert outer.read(inner) == bundle_of(Recipe(healthy), now)


@pytest.mark.parametrize("layout", Layout)
def test_every_layout_says_the_same(healthy: Scenario, now: datetime, tmp_path: Path, layout: Layout) -> None:
    readings = []
    for each in (Layout.MTR, layout):
        path = tmp_path / f"{each}.zip"
        write_bundle(path, Recipe(healthy, layout=each, noise_logs=3, noise_bytes=200_000, noise_texts=2), now)
        readings.append(read(path, clock=lambda: now))
    plain, other = ([replace(beat, cite=Citation("", "")) for beat in reading.evidence.facts[Heartbeats].items]
                    for reading in readings)
    assert plain == other
    assert len(plain) == 864
    assert len(readings[0].evidence.facts[SignIns].items) == len(readings[1].evidence.facts[SignIns].items)


def test_a_recipe_gives_the_same_zip_each_time(healthy: Scenario, now: datetime) -> None:
    recipe = Recipe(healthy, noise_logs=2, noise_bytes=200_000, noise_texts=1, aad_noise=200)
    assert bundle_of(recipe, now) == bundle_of(recipe, now)
    assert bundle_of(recipe, now) != bundle_of(replace(recipe, seed=2), now)


def test_noise_is_logs_of_other_channels_that_shrink_as_real_ones_do(healthy: Scenario, now: datetime) -> None:
    channels = noise_channels(10)
    logs = logs_of(Recipe(healthy, noise_logs=10, noise_bytes=1_500_000, span=7 * DAY), now)
    assert len(logs) == len(channels) + 3
    ratios = []
    for channel in channels:
        found = records(logs[channel])
        assert abs(len(logs[channel]) - 1_500_000) < 0x10000
        assert {record["Channel"] for record in found} == {channel}
        ids = [int(str(record["EventRecordID"])) for record in found]
        assert ids == list(range(ids[0], ids[0] + len(ids)))
        times = [re.findall(r'"SystemTime":"([^"]+)"', str(record["Data"])) for record in found]
        assert times == sorted(times)
        assert now - 8 * DAY < datetime.fromisoformat(times[0][0]) < now - 6 * DAY
        assert FileHeader(logs[channel], 0).next_record_number() == ids[-1] + 1
        ratios.append(len(logs[channel]) / len(zlib.compress(logs[channel])))
    assert 9 < sum(ratios) / len(ratios) < 10.5


def test_there_is_an_end_to_other_programs() -> None:
    assert len(set(noise_channels(200))) == 200
    with pytest.raises(ValueError, match="channels"):
        noise_channels(1000)


def test_other_programs_fill_the_entra_id_log_as_on_a_busy_device(healthy: Scenario, now: datetime) -> None:
    found = records(logs_of(Recipe(healthy, aad_noise=10_000, span=7 * DAY), now)[AAD_CHANNEL])
    kinds = Counter(str(record["EventID"]) for record in found)
    assert len(found) == 10_000 + 3 * 16
    assert kinds["1098"] == 1_985 + 2 * 16
    assert sum("AADSTS" in str(record["Data"]) for record in found) == 504 + 16
    assert set(kinds) > {"1025", "1104", "1085", "1111"}


def test_a_longer_span_reaches_further_back(healthy: Scenario, now: datetime, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    write_bundle(path, Recipe(healthy, span=10 * DAY), now)
    beats = read(path, clock=lambda: now).evidence.facts[Heartbeats].items
    assert len(beats) == 10 * 288
    assert beats[-1].at == now - 10 * DAY


def test_a_device_that_was_off_wrote_nothing(healthy: Scenario, now: datetime) -> None:
    off = replace(healthy, off=((7 * DAY, 2 * DAY),))
    logs = logs_of(Recipe(off, span=9 * DAY), now)
    for channel in (AAD_CHANNEL, ROOM_CHANNEL):
        ago = [now - datetime.fromisoformat(re.findall(r'"SystemTime":"([^"]+)"', str(record["Data"]))[0])
               for record in records(logs[channel])]
        assert not [each for each in ago if 2 * DAY < each <= 7 * DAY - MINUTE]
        assert min(ago) < DAY
        assert max(ago) > 8 * DAY


def test_forwarded_logs_say_the_same(healthy: Scenario, now: datetime, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    write_bundle(path, Recipe(healthy, forwarded=True), now)
    assert len(read(path, clock=lambda: now).evidence.facts[Heartbeats].items) == 864


def test_damage_is_done_to_the_named_file_alone(healthy: Scenario, now: datetime) -> None:
    whole = Recipe(healthy)
    damaged = replace(whole, damage={ROOM_CHANNEL: lambda log: evtx_damage.zeroed(log, 0), APP_FILE: lambda _: b"?"})
    before, after = ({file.channel or file.path: b"".join(file.blocks()) for file in device_files(recipe, now)}
                     for recipe in (whole, damaged))
    assert {name for name in before if before[name] != after[name]} == {ROOM_CHANNEL, APP_FILE}
    assert after[ROOM_CHANNEL] == evtx_damage.zeroed(before[ROOM_CHANNEL], 0)


def test_a_bundle_is_written_without_being_held_in_memory(healthy: Scenario, now: datetime, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    tracemalloc.start()
    try:
        write_bundle(path, Recipe(healthy, span=DAY, noise_logs=4, noise_bytes=6_000_000), now)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000
    with ZipFile(path) as packed:
        assert sum(entry.file_size for entry in packed.infolist()) > 24_000_000
