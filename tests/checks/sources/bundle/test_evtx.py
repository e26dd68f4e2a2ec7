import random
import struct
from pathlib import Path
from zlib import crc32

import pytest

from checks.facts.heartbeats import Heartbeats
from checks.model import GapReason
from checks.sources.bundle import evtx
from checks.sources.bundle.evtx import EventRecord, Structure
from tests.checks.sources.bundle.bundles import BEAT_PATH, NOW, aad, beats, log_of, reading_of, room_system

FILE, CHUNK = 0x1000, 0x10000
LOG = log_of(*beats(600))


def records(content: bytes) -> list[EventRecord]:
    return list(evtx.records(content, "x.evtx"))


def damage_of(folder: Path, content: bytes) -> str:
    """What the gap of a damaged heartbeat log says."""
    gaps = reading_of(folder, {BEAT_PATH: content}).evidence.gaps
    [found] = [gap for gap in gaps if gap.fact == Heartbeats.title and gap.reason is GapReason.DAMAGED]
    assert (found.source, bool(found.remedy)) == ("bundle.heartbeats", True)
    return found.detail


def altered(content: bytes, at: int, to: bytes) -> bytes:
    return content[:at] + to + content[at + len(to):]


@pytest.mark.parametrize("how", [{}, {"inline": True}, {"minor": 2}, {"dirty": True}])
def test_event_ids_and_data_are_the_same_in_every_form(how: dict[str, bool]) -> None:
    content = log_of(aad(1098, [("Error", "uint32", 3399614476), ("ErrorMessage", "string", "第一会议室 😀")]),
                     room_system(2001, ["one"]), room_system(2001, ["one", "two"]), **how)
    first, second, third = records(content)
    assert (first.event_id, first.at, first.computer) == (1098, NOW, "MTR-1")
    assert (first.id, first.channel) == (1, "Microsoft-Windows-AAD/Operational")
    assert first.fields == (("Error", "3399614476"), ("ErrorMessage", "第一会议室 😀"))
    assert (second.event_id, second.fields) == (2001, (("Data", "one"),))
    assert third.fields == (("Data", "one"), ("Data", "two"))


def test_a_record_without_data_has_none() -> None:
    [found] = records(log_of(aad(1098, [])))
    assert (found.event_id, found.fields, found.text, found.field("Error")) == (1098, (), "", "")


def test_the_channel_is_known_from_the_first_chunk() -> None:
    assert evtx.channel_of(LOG[:evtx.FIRST_CHUNK_END]) == "Skype Room System"
    assert evtx.channel_of(b"ElfFile\0") == ""


def test_a_whole_log_is_whole() -> None:
    assert evtx.structure(LOG) == Structure(stated=600)
    assert len(records(LOG)) == 600


def test_unused_blocks_are_no_damage() -> None:
    assert evtx.structure(LOG + bytes(5 * CHUNK)) == Structure(stated=600)


def test_an_empty_log_is_empty() -> None:
    fresh = bytearray(CHUNK)
    struct.pack_into("<8sQQQQIIII", fresh, 0, b"ElfChnk\0", 1, 2**64 - 1, 1, 2**64 - 1, 128, 0, 0x200, 0)
    struct.pack_into("<I", fresh, 0x7C, crc32(bytes(fresh[:0x78] + fresh[0x80:0x200])))
    assert evtx.is_empty(log_of())
    assert evtx.is_empty(log_of() + bytes(fresh))
    assert not evtx.is_empty(LOG)
    assert not evtx.is_empty(b"")


def test_a_dirty_log_with_a_stale_count_is_read_whole_and_is_no_damage(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, {BEAT_PATH: log_of(*beats(600), dirty=True)})
    assert len(reading.evidence.facts[Heartbeats].items) == 600
    assert not [gap for gap in reading.evidence.gaps if gap.reason is GapReason.DAMAGED]


def test_a_block_without_header_says_how_many_of_how_many(tmp_path: Path) -> None:
    whole = evtx.structure(LOG[:FILE + 2 * CHUNK] + bytes(CHUNK))
    content = altered(LOG, FILE + CHUNK, b"\xff" * 0x200)
    read = len(records(content))
    assert 0 < read < 600
    assert whole.lost_blocks
    assert f"{read} of 600 records" in damage_of(tmp_path, content)


def test_a_log_that_was_cut_off_says_how_many_are_missing(tmp_path: Path) -> None:
    content = LOG[:FILE + CHUNK + CHUNK // 2]
    read = len(records(content))
    assert read > len(records(LOG[:FILE + CHUNK]))
    detail = damage_of(tmp_path, content)
    assert f"{read} of " in detail
    assert "blocks of up to 64 KiB" in detail


def test_a_block_that_was_altered_is_named_though_it_reads(tmp_path: Path) -> None:
    position = LOG.index("第一会议室".encode("utf-16-le"), FILE + CHUNK)
    content = altered(LOG, position, "第二".encode("utf-16-le"))
    assert len(records(content)) == 600
    assert "1 blocks do not match their checksum" in damage_of(tmp_path, content)


def test_an_altered_last_block_of_a_dirty_log_is_what_windows_leaves() -> None:
    content = log_of(*beats(600), dirty=True)
    assert evtx.structure(altered(content, len(content) - CHUNK + 0x300, b"\x01")) == Structure(stated=600)
    assert evtx.structure(altered(content, FILE + 0x300, b"\x01")).altered_blocks == 1


def test_a_damaged_file_header_is_no_reason_to_believe_its_count() -> None:
    assert evtx.structure(altered(LOG, 42, b"\xff\xff")) == Structure(stated=600)


def test_records_of_impossible_times_are_left_out_and_said_so(tmp_path: Path) -> None:
    content = log_of(*beats(3), room_system(2001, ["x"], NOW.replace(year=1999)),
                     room_system(2001, ["x"], NOW.replace(year=2199)))
    assert "2 records have an impossible time" in damage_of(tmp_path, content)
    heartbeats = reading_of(tmp_path, {BEAT_PATH: content}).evidence.facts[Heartbeats]
    assert len(heartbeats.items) == 3
    assert heartbeats.seen_until == NOW


@pytest.mark.parametrize("seed", range(60))
def test_no_damage_raises_or_hangs(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable damage, no secret
    content = bytearray(LOG)
    for _ in range(chance.choice([1, 5, 30, 300])):
        at = chance.choice([chance.randrange(FILE), FILE + chance.randrange(0x200), chance.randrange(len(content))])
        content[at] = chance.randrange(256)
    damaged = bytes(content[:chance.choice([len(content), chance.randrange(len(content))])])
    read = len(records(damaged))
    assert read <= 600
    assert evtx.structure(damaged).stated >= 0
