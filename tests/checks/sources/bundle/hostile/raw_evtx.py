"""An event log, taken apart by its offsets, so that one field can be made to lie and every checksum still holds.

Layout: libyal, "Windows XML Event Log (EVTX) file format". Offsets of records are from the file's beginning, those of
names and templates from their chunk's.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zlib import crc32

FILE, CHUNK, HEADER, RECORD = 0x1000, 0x10000, 0x200, 24
NAMES, TEMPLATES = 0x80, 0x180
"""Where a chunk's header has its lists: 64 heads of names, 32 of templates."""
TEMPLATE_INSTANCE = 0x0C
Change = Callable[[bytearray], None]


@dataclass(frozen=True, slots=True)
class Datum:
    """One value of a record: where its size stands, and where the value itself does."""

    descriptor: int
    at: int
    size: int
    kind: int


def changed(log: bytes, change: Change) -> bytes:
    """The log after the change, its checksums repaired."""
    altered = bytearray(log)
    change(altered)
    return repaired(altered)


def repaired(log: bytearray) -> bytes:
    """The log with every checksum right for what stands there."""
    for chunk in chunks(log):
        free = min(max(u32(log, chunk + 48), HEADER), CHUNK)
        put32(log, chunk + 52, crc32(log[chunk + HEADER:chunk + free]))
        put32(log, chunk + 124, crc32(log[chunk:chunk + 120] + log[chunk + 128:chunk + HEADER]))
    put32(log, 124, crc32(log[:120]))
    return bytes(log)


def chunks(log: bytes | bytearray) -> Iterator[int]:
    """Where each whole chunk begins."""
    yield from range(FILE, len(log) - CHUNK + 1, CHUNK)


def records(log: bytes | bytearray, chunk: int = FILE) -> list[int]:
    """Where the records of one chunk begin."""
    found, at = [], chunk + HEADER
    while at < chunk + CHUNK and log[at:at + 4] == b"**\0\0" and u32(log, at + 4) > RECORD:
        found.append(at)
        at += u32(log, at + 4)
    return found


def template(log: bytes | bytearray, record: int) -> int:
    """Where the offset of a record's template stands."""
    if log[record + RECORD + 4] != TEMPLATE_INSTANCE:
        raise ValueError("the record was written without a template")
    return record + RECORD + 10


def definition(log: bytes | bytearray, record: int, chunk: int = FILE) -> int:
    """Where the definition of a record's template begins."""
    return chunk + u32(log, template(log, record))


def data(log: bytes | bytearray, record: int, chunk: int = FILE) -> list[Datum]:
    """The values of a record that was written with a template."""
    at = template(log, record)
    offset = u32(log, at)
    at += 4
    if chunk + offset == at:
        at += RECORD + u32(log, at + 20)
    count = u32(log, at)
    value, found = at + 4 + 4 * count, []
    for index in range(count):
        descriptor = at + 4 + 4 * index
        size, kind = struct.unpack_from("<HB", log, descriptor)
        found.append(Datum(descriptor, value, size, kind))
        value += size
    return found


def with_record(log: bytearray, body: bytes) -> None:
    """Append a record with this body to the last chunk, in place."""
    chunk = list(chunks(log))[-1]
    free, number = u32(log, chunk + 48), u64(log, chunk + 16) + 1
    size = RECORD + len(body) + 4
    if free + size > CHUNK:
        raise ValueError("the record does not fit into the chunk")
    record = struct.pack("<4sIQQ", b"**\0\0", size, number, 0x1DB3B3B3B3B3B3B) + body + struct.pack("<I", size)
    log[chunk + free:chunk + free + size] = record
    put32(log, chunk + 44, free)
    put32(log, chunk + 48, free + size)
    put64(log, chunk + 16, number)
    put64(log, chunk + 32, number)


def u32(log: bytes | bytearray, at: int) -> int:
    return int(struct.unpack_from("<I", log, at)[0])


def u64(log: bytes | bytearray, at: int) -> int:
    return int(struct.unpack_from("<Q", log, at)[0])


def put16(log: bytearray, at: int, value: int) -> None:
    struct.pack_into("<H", log, at, value)


def put32(log: bytearray, at: int, value: int) -> None:
    struct.pack_into("<I", log, at, value)


def put64(log: bytearray, at: int, value: int) -> None:
    struct.pack_into("<Q", log, at, value)
