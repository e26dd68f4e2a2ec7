import io
import struct
from pathlib import Path
from zlib import crc32

import pytest

from checks.facts.heartbeats import Heartbeats
from checks.model import GapReason
from checks.sources.bundle import evtx
from checks.sources.bundle.chunks import FIRST_CHUNK_END
from checks.sources.bundle.event_log import EventLog
from checks.sources.bundle.evtx import EventRecord
from checks.sources.bundle.integrity import Structure
from tests.checks.sources.bundle.bundles import BEAT_PATH, NOW, aad, beats, log_of, reading_of, room_system

FILE, CHUNK = 0x1000, 0x10000
LOG = log_of(*beats(600))


def records(content: bytes) -> list[EventRecord]:
    found = [evtx.read(glimpse, "x.evtx") for chunk, _ in EventLog(io.BytesIO(content)).glimpses() for glimpse in chunk]
    return [record for record in found if record]


def structure(content: bytes) -> Structure:
    log = EventLog(io.BytesIO(content))
    list(log.glimpses())
    return log._integrity.structure()


def is_empty(content: bytes) -> bool:
    log = EventLog(io.BytesIO(content))
    list(log.glimpses())
    return log.is_empty


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
    assert evtx.channel_of(LOG[FILE:FIRST_CHUNK_END]) == "Skype Room System"
    assert evtx.channel_of(b"ElfFile\0") == ""


def test_a_whole_log_is_whole() -> None:
    assert structure(LOG) == Structure(stated=600)
    assert len(records(LOG)) == 600


def test_unused_blocks_are_no_damage() -> None:
    assert structure(LOG + bytes(5 * CHUNK)) == Structure(stated=600)


def test_an_empty_log_is_empty() -> None:
    fresh = bytearray(CHUNK)
    struct.pack_into("<8sQQQQIIII", fresh, 0, b"ElfChnk\0", 1, 2**64 - 1, 1, 2**64 - 1, 128, 0, 0x200, 0)
    struct.pack_into("<I", fresh, 0x7C, crc32(bytes(fresh[:0x78] + fresh[0x80:0x200])))
    assert is_empty(log_of())
    assert is_empty(log_of() + bytes(fresh))
    assert not is_empty(LOG)
    assert not is_empty(b"")


def test_a_dirty_log_with_a_stale_count_is_read_whole_and_is_no_damage(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, {BEAT_PATH: log_of(*beats(600), dirty=True)})
    assert len(reading.evidence.facts[Heartbeats].items) == 600
    assert not [gap for gap in reading.evidence.gaps if gap.reason is GapReason.DAMAGED]


def test_a_block_that_lost_its_header_loses_no_record(tmp_path: Path) -> None:
    for lost in (b"\xff" * 0x200, bytes(0x200)):
        content = altered(LOG, FILE + CHUNK, lost)
        assert records(content) == records(LOG)
        assert "1 block does not match its checksum" in damage_of(tmp_path, content)


def test_a_block_that_was_overwritten_says_how_many_of_how_many(tmp_path: Path) -> None:
    content = altered(LOG, FILE + CHUNK, b"\xff" * 0x4000)
    read = records(content)
    # with its first record, a block loses the template by which the others are written
    assert read == records(altered(LOG, FILE + CHUNK, b"\xff" * CHUNK))
    assert f"{len(read)} of 600 records could be read" in damage_of(tmp_path, content)


@pytest.mark.parametrize("fill", [b"\0", b"\xff", b"**\0\0"])
def test_records_behind_a_hole_in_a_block_are_read(tmp_path: Path, fill: bytes) -> None:
    hole = FILE + 0x9000
    content = altered(LOG, hole, (fill * 0x1000)[:0x1000])
    missing = {record.id for record in records(LOG)} - {record.id for record in records(content)}
    assert 0 < len(missing) < 12
    assert f"{600 - len(missing)} of 600 records could be read" in damage_of(tmp_path, content)


def test_a_zeroed_block_between_others_is_counted(tmp_path: Path) -> None:
    for how in ({}, {"dirty": True}):
        whole = log_of(*beats(600), **how)
        content = altered(whole, FILE + CHUNK, bytes(CHUNK))
        assert f"{len(records(content))} of 600 records" in damage_of(tmp_path, content)


def test_records_of_an_earlier_use_of_a_block_are_not_taken_for_its_own() -> None:
    last_of = struct.unpack_from("<I", LOG, FILE + CHUNK + 44)[0] + FILE + CHUNK
    size = struct.unpack_from("<I", LOG, last_of + 4)[0]
    stale = LOG[struct.unpack_from("<I", LOG, FILE + 44)[0] + FILE:][:size]
    content = altered(altered(LOG, last_of, stale), FILE + CHUNK, bytes(0x200))
    assert len(records(content)) == 599
    assert len({record.id for record in records(content)}) == 599


def test_a_log_that_was_cut_off_says_how_many_are_missing(tmp_path: Path) -> None:
    content = LOG[:FILE + CHUNK + CHUNK // 2]
    read = len(records(content))
    assert read > len(records(LOG[:FILE + CHUNK]))
    detail = damage_of(tmp_path, content)
    assert f"{read} of " in detail
    assert " of up to 64 KiB could not be read" in detail


def test_a_block_that_was_altered_is_named_though_it_reads(tmp_path: Path) -> None:
    position = LOG.index("第一会议室".encode("utf-16-le"), FILE + CHUNK)
    content = altered(LOG, position, "第二".encode("utf-16-le"))
    assert len(records(content)) == 600
    assert "1 block does not match its checksum" in damage_of(tmp_path, content)


def test_an_altered_last_block_of_a_dirty_log_is_what_windows_leaves() -> None:
    content = log_of(*beats(600), dirty=True)
    assert structure(altered(content, len(content) - CHUNK + 0x300, b"\x01")) == Structure(stated=600)
    assert structure(altered(content, FILE + 0x300, b"\x01")).altered_chunks == 1


def test_a_damaged_file_header_is_no_reason_to_believe_its_count() -> None:
    assert structure(altered(LOG, 42, b"\xff\xff")) == Structure(stated=600)


def test_records_of_impossible_times_are_left_out_and_said_so(tmp_path: Path) -> None:
    content = log_of(*beats(3), room_system(2001, ["x"], NOW.replace(year=1999)),
                     room_system(2001, ["x"], NOW.replace(year=2199)))
    assert "2 records with an impossible time" in damage_of(tmp_path, content)
    heartbeats = reading_of(tmp_path, {BEAT_PATH: content}).evidence.facts[Heartbeats]
    assert len(heartbeats.items) == 3
    assert heartbeats.seen_until == NOW
