"""Each kind of damage is what it says, and nothing else: seen with two readers that the damage was not written for."""

import io
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from evtx import PyEvtxParser
from Evtx.Evtx import FileHeader  # type: ignore[import-untyped]  # published without type stubs

from demo import evtx_damage as damage
from demo.evtx_writer import EvtxWriter
from tests.demo.written import Written, by_evtx, mixed, written

RECORDS = mixed(600)
LOG = written(RECORDS)
CHUNKS = 6
HEADER, CHUNK = 0x1000, 0x10000


def ids(log: bytes, *, validate: bool = False) -> list[int]:
    """The numbers of the records that can still be read."""
    parser = PyEvtxParser(io.BytesIO(log), number_of_threads=1, validate_checksums=validate, skip_errors=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return [int(record["event_record_id"]) for record in parser.records_json() if record]


def in_chunk(number: int) -> list[int]:
    return ids(LOG[:HEADER] + LOG[HEADER + number * CHUNK:HEADER + (number + 1) * CHUNK])


def without(number: int) -> list[int]:
    gone = in_chunk(number)
    return [record.id for record in RECORDS if record.id not in gone]


def header_of(log: bytes) -> FileHeader:
    return FileHeader(log, 0)


def test_the_log_has_several_chunks_to_damage() -> None:
    assert damage.chunk_count(LOG) == CHUNKS
    assert damage.chunk_count(LOG[:-1]) == CHUNKS
    assert damage.chunk_count(LOG[:HEADER]) == 0
    assert ids(LOG) == [record.id for record in RECORDS]


@pytest.mark.parametrize("counted", [0, 1, 3, None])
def test_a_dirty_log_counts_what_it_is_told_to_and_holds_everything(counted: int | None) -> None:
    log = damage.dirty(LOG, counted)
    header = header_of(log)
    assert header.is_dirty()
    assert header.verify()
    chunks = CHUNKS if counted is None else counted
    assert header.chunk_count() == chunks
    assert header.next_record_number() == 1 + sum(len(in_chunk(number)) for number in range(chunks))
    assert log[HEADER:] == LOG[HEADER:]
    assert ids(log) == ids(LOG)


def test_a_dirty_log_keeps_its_version() -> None:
    assert damage.dirty(written(RECORDS, minor=2))[36] == 2


def test_a_log_that_has_come_round_begins_with_newer_records() -> None:
    log = damage.come_round(LOG, 2)
    assert header_of(log).verify()
    assert (header_of(log).oldest_chunk(), header_of(log).current_chunk_number()) == (2, 1)
    assert ids(log, validate=True) == [*in_chunk(4), *in_chunk(5), *in_chunk(0), *in_chunk(1), *in_chunk(2),
                                        *in_chunk(3)]
    assert damage.come_round(LOG, 0) == LOG


@pytest.mark.parametrize("size", [0, 7, HEADER, HEADER + 0x200, len(LOG) - 1])
def test_a_truncated_log_is_so_long(size: int) -> None:
    assert damage.truncated(LOG, size) == LOG[:size]


def test_a_log_without_slack_ends_with_its_last_record() -> None:
    log = damage.without_slack(LOG)
    assert len(LOG) - CHUNK < len(log) < len(LOG)
    assert not any(LOG[len(log):])
    assert ids(log + bytes(len(LOG) - len(log)), validate=True) == ids(LOG)
    assert int.from_bytes(log[-4:], "little") > 24


def test_a_zeroed_chunk_takes_its_records_and_no_others() -> None:
    log = damage.zeroed(LOG, 2)
    assert ids(log) == without(2)
    assert len(log) == len(LOG)
    assert not any(log[HEADER + 2 * CHUNK:HEADER + 3 * CHUNK])


@pytest.mark.parametrize("parts", [{}, {"records": False}, {"header": False}])
def test_an_overwritten_chunk_takes_its_records_and_no_others(parts: dict[str, bool]) -> None:
    log = damage.overwritten(LOG, 1, **parts)
    assert set(ids(log)) - set(in_chunk(1)) == set(without(1))
    begin = HEADER + CHUNK
    assert (log[begin:begin + 0x200] == LOG[begin:begin + 0x200]) is (parts == {"header": False})
    assert (log[begin + 0x200:begin + CHUNK] == LOG[begin + 0x200:begin + CHUNK]) is (parts == {"records": False})
    assert log == damage.overwritten(LOG, 1, **parts)


def test_without_its_header_a_file_is_no_log() -> None:
    log = damage.without_file_header(LOG)
    assert log[HEADER:] == LOG[HEADER:]
    assert not header_of(log).check_magic()
    with pytest.raises((OSError, RuntimeError)):
        ids(log)


@pytest.mark.parametrize(("how", "verified"), [
    (damage.wrong_file_checksum, (False, True, True)),
    (lambda log: damage.wrong_header_checksum(log, 3), (True, False, True)),
    (lambda log: damage.wrong_records_checksum(log, 3), (True, True, False)),
    (lambda log: damage.altered(log, HEADER + 3 * CHUNK + 0x300, b"?"), (True, True, False)),
    (damage.with_checksums, (True, True, True)),
])
def test_one_checksum_is_wrong_and_can_be_made_right(how: Callable[[bytes], bytes],
                                                     verified: tuple[bool, bool, bool]) -> None:
    def found(log: bytes) -> tuple[bool, bool, bool]:
        header = header_of(log)
        chunk = list(header.chunks(include_inactive=True))[3]
        return (header.checksum() == header.calculate_checksum(),
                chunk.header_checksum() == chunk.calculate_header_checksum(),
                chunk.data_checksum() == chunk.calculate_data_checksum())

    log = how(LOG)
    assert found(log) == verified
    assert found(damage.with_checksums(log)) == (True, True, True)


def test_checksums_of_a_whole_log_were_right_before() -> None:
    assert damage.with_checksums(LOG) == LOG
    assert damage.with_checksums(damage.zeroed(LOG, 1)) == damage.zeroed(LOG, 1)
    assert damage.with_checksums(LOG[:HEADER - 1]) == LOG[:HEADER - 1]


def test_a_cleared_log_is_whole_and_empty() -> None:
    log = damage.emptied(LOG)
    header = header_of(log)
    assert header.verify()
    assert all(chunk.verify() for chunk in header.chunks())
    assert (header.chunk_count(), header.next_record_number()) == (1, 601)
    assert ids(log, validate=True) == []


def test_unused_chunks_hold_nothing() -> None:
    log = damage.with_unused_chunks(LOG, 3)
    assert len(log) == len(LOG) + 3 * CHUNK
    assert ids(log) == ids(LOG)


@pytest.mark.parametrize("how", [damage.zeroed, damage.overwritten, damage.wrong_header_checksum])
@pytest.mark.parametrize("chunk", [-1, CHUNKS])
def test_a_chunk_that_is_not_there_cannot_be_damaged(how: Callable[[bytes, int], bytes], chunk: int) -> None:
    with pytest.raises(IndexError):
        how(LOG, chunk)


def test_bytes_behind_the_end_cannot_be_altered() -> None:
    with pytest.raises(IndexError):
        damage.altered(LOG, len(LOG) - 1, b"ab")


def test_a_cut_chunk_is_damaged_as_far_as_it_goes() -> None:
    cut = LOG[:-100]
    assert len(damage.zeroed(cut, CHUNKS - 1)) == len(damage.overwritten(cut, CHUNKS - 1)) == len(cut)


def test_a_log_is_written_without_being_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "big.evtx"
    records: list[Written] = mixed(400)
    tracemalloc.start()
    try:
        with path.open("wb") as file, EvtxWriter(file) as log:
            for _ in range(20):
                for record in records:
                    record.write(log)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert path.stat().st_size > 3_000_000
    assert peak < 1_500_000
    assert len(by_evtx(path.read_bytes())) == 8000


def test_a_log_may_begin_at_any_number() -> None:
    records = mixed(300, first_id=4_000_000_000)
    log = written(records, first_id=4_000_000_000)
    assert [record.id for record in by_evtx(log)] == [record.id for record in records]
    assert header_of(log).next_record_number() == 4_000_000_300


def test_a_log_may_stand_behind_other_bytes() -> None:
    target = io.BytesIO(b"before")
    target.seek(6)
    with EvtxWriter(target) as log:
        RECORDS[0].write(log)
    target.write(b"after")
    assert target.getvalue() == b"before" + written(RECORDS[:1]) + b"after"
