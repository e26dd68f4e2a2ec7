"""The shape of an event log's file: a header of 4 KiB, then chunks of 64 KiB, each whole in itself.

Layout after the public description of the format (libyal, "Windows XML Event Log (EVTX) file format").
"""

from collections.abc import Iterator
from typing import Protocol

MAGIC, CHUNK_MAGIC, RECORD_MAGIC = b"ElfFile\x00", b"ElfChnk\x00", b"**\x00\x00"
FILE_HEADER, CHUNK, CHUNK_HEADER, SMALLEST_RECORD = 0x1000, 0x10000, 0x200, 28
FIRST_CHUNK_END = FILE_HEADER + CHUNK
UNUSED = bytes(CHUNK)
"""Windows makes a log longer than it needs; what it has not yet used is zeros."""


class Readable(Protocol):
    """What bytes can be read from, in order."""

    def read(self, size: int) -> bytes:
        """The next bytes; fewer than ``size`` at the end only."""


def chunks(log: Readable) -> Iterator[bytes]:
    """The chunks behind the file's header, from which ``log`` was read. A last one that was cut off is filled up with
    zeros: the records before the cut are whole.
    """
    while chunk := log.read(CHUNK):
        yield chunk.ljust(CHUNK, b"\0")


def has_a_record(begin: bytes) -> bool:
    """Whether the first record of the chunk of which these bytes are the beginning is there, and whole."""
    if not begin.startswith(CHUNK_MAGIC) or begin[CHUNK_HEADER:CHUNK_HEADER + 4] != RECORD_MAGIC:
        return False
    size = begin[CHUNK_HEADER + 4:CHUNK_HEADER + 8]
    end = CHUNK_HEADER + int.from_bytes(size, "little")
    return end <= len(begin) and begin[end - 4:end] == size


def looks_like_a_log(head: bytes) -> bool:
    """Whether a file that begins so is an event log, be its own header or that of its first chunk destroyed."""
    return head.startswith(MAGIC) or head[FILE_HEADER:].startswith(CHUNK_MAGIC)
