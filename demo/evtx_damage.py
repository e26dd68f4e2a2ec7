"""What devices and accidents make of a written event log: pure functions from a log's bytes to a log's bytes.

A log copied while Windows wrote it, one that has come round and overwrites its oldest records, and one that was cut,
zeroed, overwritten or altered. Chunks are counted from 0 in the order of the file. Every function raises ``IndexError``
for a chunk that the log does not have.
"""

import random
import struct
from zlib import crc32

from demo.evtx_writer import CHUNK_HEADER, CHUNK_SIZE, FILE_HEADER, file_header, seal

_NO_RECORD = 2**64 - 1


def chunk_count(log: bytes) -> int:
    """How many chunks follow the header, whatever the header says; a cut one counts."""
    return -((FILE_HEADER - len(log)) // CHUNK_SIZE)


def dirty(log: bytes, counted: int | None = None) -> bytes:
    """A copy of a log that Windows has open: marked so, and counting only its first ``counted`` chunks, or all.

    The newest records then stand in chunks that the header does not know of.
    """
    chunks = chunk_count(log) if counted is None else counted
    minor = struct.unpack_from("<H", log, 36)[0]
    return file_header(chunks, _next_id(log, chunks), dirty=True, minor=minor) + log[FILE_HEADER:]


def come_round(log: bytes, oldest: int) -> bytes:
    """A log that was full and began again at its start: its oldest records stand in chunk ``oldest`` of the file."""
    count = chunk_count(log)
    chunks = [log[slice(*_bounds(log, number))] for number in range(count)]
    header = file_header(count, _next_id(log, count), minor=struct.unpack_from("<H", log, 36)[0], first=oldest)
    return header + b"".join(chunks[count - oldest:] + chunks[:count - oldest])


def truncated(log: bytes, size: int) -> bytes:
    """The log's first ``size`` bytes."""
    return log[:size]


def without_slack(log: bytes) -> bytes:
    """The log cut where the records of its last chunk end: nothing that was written is lost."""
    begin, end = _bounds(log, chunk_count(log) - 1)
    free, = struct.unpack_from("<I", log, begin + 0x30)
    return log[:min(begin + free, end)]


def zeroed(log: bytes, chunk: int) -> bytes:
    """A chunk of nothing but zeros, as a disk leaves what it had promised and never wrote."""
    begin, end = _bounds(log, chunk)
    return _with(log, begin, bytes(end - begin))


def overwritten(log: bytes, chunk: int, *, header: bool = True, records: bool = True) -> bytes:
    """A chunk whose header, records or both are something else's bytes; the same ones each time."""
    begin, end = _bounds(log, chunk)
    noise = random.Random(chunk).randbytes(CHUNK_SIZE)
    log = _with(log, begin, noise[:CHUNK_HEADER]) if header else log
    return _with(log, begin + CHUNK_HEADER, noise[CHUNK_HEADER:end - begin]) if records else log


def without_file_header(log: bytes) -> bytes:
    """The first 4 KiB are something else's bytes."""
    return _with(log, 0, random.Random(FILE_HEADER).randbytes(FILE_HEADER))


def wrong_file_checksum(log: bytes) -> bytes:
    """The file header does not have its checksum."""
    return _flipped(log, 0x7C)


def wrong_header_checksum(log: bytes, chunk: int) -> bytes:
    """The chunk's header does not have its checksum."""
    return _flipped(log, _bounds(log, chunk)[0] + 0x7C)


def wrong_records_checksum(log: bytes, chunk: int) -> bytes:
    """The chunk's records do not have their checksum, while its header, which holds that, has its own."""
    begin, _ = _bounds(log, chunk)
    return _with_header_checksum(_flipped(log, begin + 0x34), begin)


def altered(log: bytes, at: int, to: bytes) -> bytes:
    """Other bytes at this place, and no checksum changed."""
    if at + len(to) > len(log):
        raise IndexError("the log ends before that place")
    return _with(log, at, to)


def with_checksums(log: bytes) -> bytes:
    """Every header and every chunk that begins as one has its checksums again, as someone who alters a log on purpose
    leaves it.
    """
    if len(log) >= FILE_HEADER:
        log = _with(log, 0x7C, struct.pack("<I", crc32(log[:0x78])))
    for begin in range(FILE_HEADER, len(log) - CHUNK_HEADER + 1, CHUNK_SIZE):
        if log.startswith(b"ElfChnk\0", begin):
            chunk = bytearray(log[begin:begin + CHUNK_SIZE])
            seal(chunk)
            log = _with(log, begin, chunk)
    return log


def emptied(log: bytes) -> bytes:
    """The log after somebody cleared it: one chunk without records, and the number that the next record will get."""
    next_id = _next_id(log, chunk_count(log))
    head = struct.pack("<8sQQQQIIII64xI", b"ElfChnk\0", next_id, _NO_RECORD, next_id, _NO_RECORD, 128, 0, CHUNK_HEADER,
                       0, 1)
    chunk = head.ljust(CHUNK_SIZE, b"\0")
    return with_checksums(file_header(1, next_id, minor=struct.unpack_from("<H", log, 36)[0]) + chunk)


def with_unused_chunks(log: bytes, count: int) -> bytes:
    """Windows makes a log longer than it needs."""
    return log + bytes(count * CHUNK_SIZE)


def _next_id(log: bytes, chunks: int) -> int:
    """One more than the number of the newest record of the first ``chunks`` chunks."""
    lasts = [struct.unpack_from("<Q", log, _bounds(log, number)[0] + 32)[0] for number in range(chunks)]
    return max((last for last in lasts if last != _NO_RECORD), default=0) + 1


def _bounds(log: bytes, chunk: int) -> tuple[int, int]:
    begin = FILE_HEADER + chunk * CHUNK_SIZE
    if not 0 <= chunk < chunk_count(log):
        raise IndexError(f"the log has {chunk_count(log)} chunks")
    return begin, min(begin + CHUNK_SIZE, len(log))


def _with(log: bytes, at: int, to: bytes | bytearray) -> bytes:
    return log[:at] + to + log[at + len(to):]


def _flipped(log: bytes, at: int) -> bytes:
    return _with(log, at, bytes((log[at] ^ 0xFF,)))


def _with_header_checksum(log: bytes, begin: int) -> bytes:
    checksum = crc32(log[begin:begin + 0x78] + log[begin + 0x80:begin + CHUNK_HEADER])
    return _with(log, begin + 0x7C, struct.pack("<I", checksum))
