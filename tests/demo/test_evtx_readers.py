"""What the writer writes, read back by three readers that have nothing of each other: equal, minus known faults.

Each fault of a reader is named where it is allowed for, and nothing else is.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyevtx  # type: ignore[import-not-found]  # a C module without type stubs
import pytest
from Evtx.Evtx import Evtx, FileHeader  # type: ignore[import-untyped]  # published without type stubs

from tests.demo.written import Told, Written, by_evtx, expected, in_xml, mixed, of_xml, written

MIXED = mixed(1200, first_id=70_001)
FORWARDED = mixed(300, seed=5)
MINORS = pytest.mark.parametrize("minor", [1, 2])


@pytest.fixture(scope="module")
def logs() -> dict[int, bytes]:
    """The mixed records by the format's minor version."""
    return {minor: written(MIXED, minor=minor, first_id=70_001) for minor in (1, 2)}


def test_the_versions_differ_in_the_file_header_only(logs: dict[int, bytes]) -> None:
    assert logs[1][0x1000:] == logs[2][0x1000:]
    assert [logs[minor][36] for minor in (1, 2)] == [1, 2]


@MINORS
def test_evtx_reads_every_record_as_it_was_written(logs: dict[int, bytes], minor: int) -> None:
    assert by_evtx(logs[minor]) == [expected(record) for record in MIXED]


def test_evtx_reads_forwarded_records_as_they_were_written() -> None:
    assert by_evtx(written(FORWARDED, inline=True)) == [expected(record) for record in FORWARDED]


def by_libevtx(folder: Path, log: bytes) -> list[Told]:
    path = folder / "log.evtx"
    path.write_bytes(log)
    opened = pyevtx.open(str(path))
    try:
        assert not opened.is_corrupted()
        assert not opened.number_of_recovered_records
        return [of_xml(record.xml_string) for record in opened.records]
    finally:
        opened.close()


def with_libevtx_faults(record: Written) -> Told:
    """What libevtx gives of a record: two of its faults, and nothing else, are allowed for."""
    told = in_xml(expected(record))
    if record.strings is not None:
        fields = [(name, without_lone_line_feed(text)) for (name, _), text in zip(told.fields, record.strings,
                                                                                  strict=True)]
        return in_xml(replace(told, fields=tuple(fields)))
    return replace(told, fields=tuple((name, negative_without_highest_bit(kind, value) or text) for (
        name, text), (_, kind, value) in zip(told.fields, record.fields, strict=True)))


def without_lone_line_feed(text: str) -> str:
    """It gives a classic string that is one line feed and nothing else as an empty one."""
    return "" if text == "\n" else text


def negative_without_highest_bit(kind: str, value: int | str) -> str:
    """It gives a negative Int32 as a sign and the value without its highest bit; only the lowest one, of which nothing
    would be left, it gives right. Empty for what it gives right.
    """
    return f"-{int(value) + 2**31}" if kind == "int32" and -2**31 < int(value) < 0 else ""


@MINORS
def test_libevtx_reads_every_record_but_negative_numbers(tmp_path: Path, logs: dict[int, bytes], minor: int) -> None:
    assert by_libevtx(tmp_path, logs[minor]) == [with_libevtx_faults(record) for record in MIXED]


def test_libevtx_reads_forwarded_records(tmp_path: Path) -> None:
    assert by_libevtx(tmp_path, written(FORWARDED, inline=True)) == [in_xml(expected(record)) for record in FORWARDED]


def assert_equal_but_for_microseconds(found: Told, wanted: Told) -> None:
    """The library python-evtx computes times as floating-point numbers: up to two microseconds are lost."""
    assert abs(found.time - wanted.time) <= timedelta(microseconds=2)
    assert replace(found, time=wanted.time) == wanted


def breaks_classic_texts(record: Written) -> bool:
    """The library python-evtx splits a classic event's strings at any byte pair whose low byte is NUL."""
    return any(0 in text.encode("utf-16-le")[::2] for text in record.strings or ())


def assert_read_by_python_evtx(found: Sequence[object], records: Sequence[Written]) -> None:
    for one, record in zip(found, records, strict=True):
        if breaks_classic_texts(record):
            continue
        told, wanted = of_xml(one.xml()), in_xml(expected(record))  # type: ignore[attr-defined]  # no stubs
        if record.strings:
            # it puts all strings of a classic event into one text, each in tags that it escapes
            told, wanted = replace(told, fields=()), replace(wanted, fields=())
        assert_equal_but_for_microseconds(told, wanted)


@pytest.mark.parametrize(("minor", "records", "first_id"), [(1, MIXED, 70_001), (2, FORWARDED, 1)])
def test_python_evtx_reads_every_record_but_classic_strings(tmp_path: Path, minor: int, records: Sequence[Written],
                                                            first_id: int) -> None:
    path = tmp_path / "log.evtx"
    path.write_bytes(written(records, minor=minor, first_id=first_id))
    with Evtx(str(path)) as log:
        assert_read_by_python_evtx(list(log.records()), records)


@MINORS
def test_every_checksum_is_right(logs: dict[int, bytes], minor: int) -> None:
    header = FileHeader(logs[minor], 0)
    assert header.check_magic()
    assert header.calculate_checksum() == header.checksum()
    # it knows no version 3.2, and calls each such file wrong
    assert header.verify() is (minor == 1)
    chunks = list(header.chunks())
    assert len(chunks) > 8
    assert all(chunk.verify() for chunk in chunks)


def test_python_evtx_has_no_forwarded_records_but_their_checksums_are_right() -> None:
    header = FileHeader(written(FORWARDED, inline=True), 0)
    assert header.verify()
    assert all(chunk.verify() for chunk in header.chunks())
