"""A writer of Windows event logs (.evtx), for diagnostic zips that no real room had to give.

It writes what Windows itself writes for the two kinds of provider a room's logs have: manifest providers, whose data
have names and types, and classic ones, whose data are a list of strings. It does not read, append or recycle chunks;
:mod:`demo.evtx_damage` makes of a written log what devices and accidents make of theirs.
"""

import struct
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from types import TracebackType
from typing import IO, Self
from uuid import UUID
from zlib import crc32

from demo import evtx_values
from demo.evtx_binxml import NULL, Element, Encoder, Kind, Nested, Slot, Tables, Template, Value
from demo.evtx_templates import EVENT, SLOTS, template, without_slots
from demo.evtx_values import DataItem, DataType, filetime, number, text

__all__ = ["DataItem", "DataType", "EvtxWriter", "file_header"]

CHUNK_SIZE, CHUNK_HEADER, FILE_HEADER, RECORD_HEADER = 0x10000, 0x200, 0x1000, 24
CLASSIC_KEYWORDS = 0x0080000000000000
_CLASSIC_DATA = template(Element("EventData", (Element("Data", (Slot(0, Kind.STRINGS, optional=False),)),)))
_NO_DATA = template(Element("EventData"))


class _Chunk:
    """64 KiB of records, with the names and templates they use."""

    def __init__(self, first_id: int) -> None:
        self.first_id, self.next_id = first_id, first_id
        self.tables, self.records, self.last_offset = Tables(), bytearray(), 0

    @property
    def free_offset(self) -> int:
        return CHUNK_HEADER + len(self.records)

    def add(self, time: int, body: Callable[[Encoder, int], None]) -> bool:
        """Append a record; false, and nothing changed, when it does not fit."""
        tables = self.tables.copy()
        encoder = Encoder(self.free_offset + RECORD_HEADER, tables)
        body(encoder, self.next_id)
        padding = -(RECORD_HEADER + len(encoder.out) + 4) % 8
        size = RECORD_HEADER + len(encoder.out) + padding + 4
        if self.free_offset + size > CHUNK_SIZE:
            return False
        self.tables, self.last_offset = tables, self.free_offset
        self.records += struct.pack("<4sIQQ", b"**\0\0", size, self.next_id, time)
        self.records += encoder.out + bytes(padding) + struct.pack("<I", size)
        self.next_id += 1
        return True

    def finished(self) -> bytes:
        last = self.next_id - 1
        head = struct.pack("<8sQQQQIIII64xI", b"ElfChnk\0", self.first_id, last, self.first_id, last, 128,
                           self.last_offset, self.free_offset, crc32(self.records), 1)
        lists = struct.pack("<96I", *self.tables.name_heads, *self.tables.template_heads)
        checksum = struct.pack("<I", crc32(head[:120] + lists))
        return (head + checksum + lists + self.records).ljust(CHUNK_SIZE, b"\0")


class EvtxWriter:
    """A log that is written into ``target`` chunk by chunk, its header last, and is whole when the ``with`` block ends.

    ``target`` has to be seekable. After an exception it has no header, so that nobody takes it for a log. ``dirty``
    makes it a copy of a log that Windows still has open: the header is marked dirty and counts the first chunk only.
    ``minor`` is the format's minor version, 1 or 2. ``inline`` writes records without templates, every value a text, as
    forwarded records are. ``first_id`` is the first record's number; a log that was cleared, or has forgotten its
    oldest records, does not begin at 1.
    """

    def __init__(self, target: IO[bytes], *, dirty: bool = False, minor: int = 1, inline: bool = False,
                 first_id: int = 1) -> None:
        self._target, self._dirty, self._minor, self._inline = target, dirty, minor, inline
        self._chunk, self._chunks, self._counted_to = _Chunk(first_id), 0, first_id
        self._begin = 0

    def __enter__(self) -> Self:
        self._begin = self._target.tell()
        self._target.write(bytes(FILE_HEADER))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if kind is not None:
            return
        self._close_chunk()
        end = self._target.tell()
        self._target.seek(self._begin)
        counted = min(self._chunks, 1) if self._dirty else self._chunks
        self._target.write(file_header(counted, self._counted_to, dirty=self._dirty, minor=self._minor))
        self._target.seek(end)

    def manifest(self, *, provider: str, guid: UUID | str, channel: str, event_id: int, time: datetime, computer: str,
                 data: Sequence[DataItem], level: int = 2, task: int = 0, keywords: int = 0,
                 user_sid: str | None = None, activity: UUID | str | None = None) -> None:
        """A record of a manifest provider. Raises ``ValueError`` when it cannot stand in a log."""
        system = {2: number(Kind.UINT16, task), 5: number(Kind.HEXINT64, keywords), 15: evtx_values.guid(guid)}
        if user_sid:
            system[12] = evtx_values.sid(user_sid)
        if activity:
            system[7] = evtx_values.guid(activity)
        named = _named_data(tuple((name, kind) for name, kind, _ in data))
        event_data = Nested(named, [evtx_values.typed(kind, value) for _, kind, value in data])
        origin = _origin(provider=provider, channel=channel, event_id=event_id, level=level, time=time,
                         computer=computer)
        self._write(time, origin | system, event_data)

    def classic(self, *, provider: str, channel: str, event_id: int, time: datetime, computer: str,
                strings: Sequence[str], level: int = 4, qualifiers: int = 0) -> None:
        """A record of a classic provider; without strings its data are null. Raises ``ValueError`` when it cannot
        stand in a log.
        """
        system = {2: number(Kind.UINT16, 0), 4: number(Kind.UINT16, qualifiers),
                  5: number(Kind.HEXINT64, CLASSIC_KEYWORDS)}
        event_data = Nested(_CLASSIC_DATA, [evtx_values.strings(strings)]) if strings else Nested(_NO_DATA, [])
        origin = _origin(provider=provider, channel=channel, event_id=event_id, level=level, time=time,
                         computer=computer)
        self._write(time, origin | system, event_data)

    def _write(self, time: datetime, system: dict[int, Value], event_data: Nested) -> None:
        def body(encoder: Encoder, record_id: int) -> None:
            values: list[Value | Nested] = [system.get(index, NULL) for index in range(SLOTS)]
            values[10], values[17] = number(Kind.UINT64, record_id), event_data
            if self._inline:
                encoder.plain(without_slots(EVENT.root, values))
            else:
                encoder.record(EVENT, values)

        if self._chunk.add(filetime(time), body):
            return
        self._close_chunk()
        if not self._chunk.add(filetime(time), body):
            raise ValueError("the record does not fit into a chunk of 64 KiB")

    def _close_chunk(self) -> None:
        if self._chunk.next_id == self._chunk.first_id:
            return
        self._target.write(self._chunk.finished())
        self._chunks += 1
        if self._chunks == 1 or not self._dirty:
            self._counted_to = self._chunk.next_id
        self._chunk = _Chunk(self._chunk.next_id)


def seal(chunk: bytearray) -> None:
    """Gives a chunk the checksums of its records and of its header, as it says where they end."""
    free = min(max(int.from_bytes(chunk[0x30:0x34], "little"), CHUNK_HEADER), CHUNK_SIZE)
    struct.pack_into("<I", chunk, 0x34, crc32(memoryview(chunk)[CHUNK_HEADER:free]))
    struct.pack_into("<I", chunk, 0x7C, crc32(chunk[:0x78] + chunk[0x80:CHUNK_HEADER]))


def file_header(chunks: int, next_id: int, *, dirty: bool = False, minor: int = 1, first: int = 0) -> bytes:
    """The 4 KiB before the first chunk. ``chunks`` are counted, of which number ``first`` holds the oldest records, and
    ``next_id`` is the number that the next record would get.
    """
    last = (first + chunks - 1) % chunks if chunks else 0
    head = struct.pack("<8sQQQIHHHH76x", b"ElfFile\0", first, last, next_id, 128, minor, 3, FILE_HEADER, chunks)
    return (head + struct.pack("<II", int(dirty), crc32(head))).ljust(FILE_HEADER, b"\0")


@lru_cache(maxsize=256)
def _named_data(fields: tuple[tuple[str, DataType], ...]) -> Template:
    """The data of a manifest event with these names and types."""
    items = tuple(Element("Data", (Slot(index, evtx_values.KINDS[kind], optional=False),), (("Name", name),))
                  for index, (name, kind) in enumerate(fields))
    return template(Element("EventData", items))


def _origin(*, provider: str, channel: str, event_id: int, level: int, time: datetime,
            computer: str) -> dict[int, Value]:
    """The values that every record has."""
    return {0: number(Kind.UINT8, level), 1: number(Kind.UINT8, 0), 3: number(Kind.UINT16, event_id),
            6: evtx_values.moment(time), 8: number(Kind.UINT32, 4744), 9: number(Kind.UINT32, 15020),
            11: number(Kind.UINT8, 0), 14: text(provider), 16: text(channel), 18: text(computer)}
