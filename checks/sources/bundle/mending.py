"""Makes a damaged chunk of an event log readable, so that the records around the damage are not lost with it.

The parser goes from record to record and gives a chunk up where the next one is none. So what is no record becomes one
that it skips, and a chunk that lost its header gets another. Nothing is invented: what is damaged stays unreadable.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

from checks.sources.bundle.chunks import CHUNK, CHUNK_HEADER, CHUNK_MAGIC, RECORD_MAGIC, SMALLEST_RECORD
from checks.sources.bundle.integrity import RECORDS_IN_A_CHUNK, Block

_RECORD_HEADER, _ALIGNMENT = 24, 8
_NO_RECORD = b"\xff"
"""No binary XML begins with this."""
_FREE_OFFSET = 48


@dataclass(frozen=True, slots=True)
class _Record:
    """Where a record lies in its chunk."""

    begin: int
    end: int
    number: int


def mended(chunk: bytes, block: Block | None) -> tuple[bytes, Block | None]:
    """The chunk as it can be read, and its record numbers; ``block`` is what its header says, None where it has none.

    The records are known by their two sizes, which agree. A chunk without any stays as it is, and its numbers unknown.
    """
    end = struct.unpack_from("<I", chunk, _FREE_OFFSET)[0] if block else CHUNK
    found = list(_records(chunk, min(end, CHUNK)))
    if not found:
        return chunk, block
    patched = _skipping(chunk, found)
    if block:
        return patched, block
    head = _header(patched, found)
    return head + patched[CHUNK_HEADER:], Block(found[0].number, found[-1].number, unaltered=False)


def _records(chunk: bytes, end: int) -> Iterator[_Record]:
    """The records in order. Numbers that fall back are those of an earlier use of the chunk, and those that leap on are
    none.
    """
    at, last = CHUNK_HEADER, -1
    while (at := chunk.find(RECORD_MAGIC, at, end)) >= 0:
        record = _record(chunk, at, end)
        if record is None:
            at += 1
            continue
        if record.number <= last or (last >= 0 and record.number > last + RECORDS_IN_A_CHUNK):
            return
        last = record.number
        yield record
        at = record.end


def _record(chunk: bytes, at: int, end: int) -> _Record | None:
    if at % _ALIGNMENT or at + SMALLEST_RECORD > end:
        return None
    size, number = struct.unpack_from("<IQ", chunk, at + len(RECORD_MAGIC))
    if size % _ALIGNMENT or not SMALLEST_RECORD <= size <= end - at:
        return None
    again = struct.unpack_from("<I", chunk, at + size - 4)[0]
    return _Record(at, at + size, number) if again == size else None


def _skipping(chunk: bytes, found: list[_Record]) -> bytes:
    """The chunk with a record to be skipped in the place of whatever is none."""
    patched = bytearray(chunk)
    at = CHUNK_HEADER
    for record in found:
        gap = record.begin - at
        if gap > _RECORD_HEADER:
            struct.pack_into("<4sIQQc", patched, at, RECORD_MAGIC, gap, 0, 0, _NO_RECORD)
        at = record.end
    return bytes(patched)


def _header(chunk: bytes, found: list[_Record]) -> bytes:
    """A header without lists of names and templates: the records carry their own."""
    first, last, end = found[0].number, found[-1], found[-1].end
    head = struct.pack("<8sQQQQIIII64xI", CHUNK_MAGIC, first, last.number, first, last.number, 128, last.begin, end,
                       crc32(chunk[CHUNK_HEADER:end]), 1)
    lists = bytes(CHUNK_HEADER - 128)
    return head + struct.pack("<I", crc32(head[:120] + lists)) + lists
