"""One log's chunks, cast again and again as the chunks of a longer one: a log of any length in no time.

A record's number and time stand in its head and among its values. Both are written as numbers that occur nowhere else,
so that they are found once, when the mould is made, and set anew in each cast.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Self

from demo.evtx_values import filetime
from demo.evtx_writer import CHUNK_HEADER, CHUNK_SIZE, FILE_HEADER, EvtxWriter, file_header, seal

FIRST_ID = 0x6B3A_91C4_0000_0000
"""A number for the first record that is in nobody's way."""
_NUMBER = struct.Struct("<Q")


@dataclass(frozen=True, slots=True)
class Mould:
    """A chunk, and where the numbers and the times of its records stand."""

    content: bytes
    ids: tuple[tuple[int, ...], ...]
    times: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, chunk: bytes) -> Self:
        """The mould of a chunk whose first record's number is ``FIRST_ID`` or one near it."""
        heads = list(_heads(chunk))
        return cls(chunk, tuple(_places(chunk, head, 8) for head in heads),
                   tuple(_places(chunk, head, 16) for head in heads))

    def cast(self, first_id: int, begin: int, step: int) -> bytes:
        """The chunk with records numbered from ``first_id``, the first of FILETIME ``begin``, each ``step`` later."""
        chunk, last = bytearray(self.content), first_id + len(self.ids) - 1
        for number, (ids, times) in enumerate(zip(self.ids, self.times, strict=True)):
            for place in ids:
                _NUMBER.pack_into(chunk, place, first_id + number)
            for place in times:
                _NUMBER.pack_into(chunk, place, begin + number * step)
        struct.pack_into("<QQQQ", chunk, 8, first_id, last, first_id, last)
        seal(chunk)
        return bytes(chunk)


def _heads(chunk: bytes) -> Iterator[tuple[int, int]]:
    """Where each record begins and ends."""
    at, free = CHUNK_HEADER, int.from_bytes(chunk[0x30:0x34], "little")
    while at < free:
        size = int.from_bytes(chunk[at + 4:at + 8], "little")
        yield at, at + size
        at += size


def _places(chunk: bytes, head: tuple[int, int], offset: int) -> tuple[int, ...]:
    """Where the number that stands ``offset`` behind a record's begin stands in all of the record."""
    begin, end = head
    wanted, found = chunk[begin + offset:begin + offset + 8], []
    at = begin + offset
    while at >= 0:
        found.append(at)
        at = chunk.find(wanted, at + 8, end)
    return tuple(found)


def moulds(log: BytesIO) -> list[Mould]:
    """The moulds of a log that was written from ``FIRST_ID`` on; its last chunk, which is not full, is left out."""
    content = log.getvalue()
    begins = range(FILE_HEADER, len(content) - CHUNK_SIZE, CHUNK_SIZE)
    return [Mould.of(content[begin:begin + CHUNK_SIZE]) for begin in begins]


def mould_log(log: BytesIO) -> EvtxWriter:
    """A writer for the records that moulds are made of."""
    return EvtxWriter(log, first_id=FIRST_ID)


def cast_log(made: Sequence[Mould], size: int, first_id: int, end: datetime, span: timedelta) -> Iterator[bytes]:
    """A log of about ``size`` bytes, in blocks: the header first, then chunks that are cast in turn. Its records are
    numbered from ``first_id`` and stand equally far apart in the ``span`` before ``end``.
    """
    count = max(1, (size - FILE_HEADER) // CHUNK_SIZE)
    counts = [len(made[number % len(made)].ids) for number in range(count)]
    step = (filetime(end) - filetime(end - span)) // sum(counts)
    yield file_header(count, first_id + sum(counts))
    for number, records in enumerate(counts):
        behind = sum(counts[number:])
        yield made[number % len(made)].cast(first_id, filetime(end) - behind * step, step)
        first_id += records
