"""A writer of Windows event logs (.evtx), for diagnostic zips that no real room had to give.

It writes what Windows itself writes for the two kinds of provider a room's logs have: manifest providers, whose data
have names and types, and classic ones, whose data are a list of strings. It does not read, append or recycle chunks.
"""

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Self
from uuid import UUID
from zlib import crc32

from demo.evtx_binxml import NULL, Element, Encoder, Kind, Nested, Slot, Tables, Value
from demo.evtx_templates import EVENT, SLOTS, template, without_slots

DataType = Literal["string", "uint32", "int32", "hexint32"]
DataItem = tuple[str, DataType, str | int]

CHUNK_SIZE, CHUNK_HEADER, FILE_HEADER, RECORD_HEADER = 0x10000, 0x200, 0x1000, 24
CLASSIC_KEYWORDS = 0x0080000000000000
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CLASSIC_DATA = template(Element("EventData", (Element("Data", (Slot(0, Kind.STRINGS, optional=False),)),)))
_KINDS: dict[str, int] = {
    "string": Kind.STRING, "uint32": Kind.UINT32, "int32": Kind.INT32, "hexint32": Kind.HEXINT32,
}


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
    """A log that is written when the ``with`` block ends; after an exception nothing is written.

    ``dirty`` makes it a copy of a log that Windows still has open: the header is marked dirty and counts the first
    chunk only. ``minor`` is the format's minor version, 1 or 2. ``inline`` writes records without templates, every
    value a text, as forwarded records are.
    """

    def __init__(self, target: Path | str | BinaryIO, *, dirty: bool = False, minor: int = 1,
                 inline: bool = False) -> None:
        self._target, self._dirty, self._minor, self._inline = target, dirty, minor, inline
        self._chunks: list[bytes] = []
        self._chunk = _Chunk(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if kind is not None:
            return
        self._close_chunk()
        content = self._header() + b"".join(self._chunks)
        if isinstance(self._target, str | Path):
            Path(self._target).write_bytes(content)
        else:
            self._target.write(content)

    def manifest(self, *, provider: str, guid: UUID | str, channel: str, event_id: int, time: datetime, computer: str,
                 data: Sequence[DataItem], level: int = 2, task: int = 0, keywords: int = 0,
                 user_sid: str | None = None, activity: UUID | str | None = None) -> None:
        """A record of a manifest provider. Raises ``ValueError`` when it cannot stand in a log."""
        system = {2: _number(Kind.UINT16, task), 5: _keywords(keywords), 15: _guid(guid)}
        if user_sid:
            system[12] = _sid(user_sid)
        if activity:
            system[7] = _guid(activity)
        slots = [Slot(index, _KINDS[kind], optional=False) for index, (_, kind, _) in enumerate(data)]
        items = tuple(Element("Data", (slot,), (("Name", item[0]),)) for slot, item in zip(slots, data, strict=True))
        event_data = Nested(template(Element("EventData", items)), [_typed(kind, value) for _, kind, value in data])
        origin = _origin(provider=provider, channel=channel, event_id=event_id, level=level, time=time,
                         computer=computer)
        self._write(time, origin | system, event_data)

    def classic(self, *, provider: str, channel: str, event_id: int, time: datetime, computer: str,
                strings: Sequence[str], level: int = 4, qualifiers: int = 0) -> None:
        """A record of a classic provider. Raises ``ValueError`` when it cannot stand in a log."""
        system = {2: _number(Kind.UINT16, 0), 4: _number(Kind.UINT16, qualifiers), 5: _keywords(CLASSIC_KEYWORDS)}
        event_data = Nested(_CLASSIC_DATA, [_strings(strings)])
        origin = _origin(provider=provider, channel=channel, event_id=event_id, level=level, time=time,
                         computer=computer)
        self._write(time, origin | system, event_data)

    def _write(self, time: datetime, system: dict[int, Value], event_data: Nested) -> None:
        def body(encoder: Encoder, record_id: int) -> None:
            values: list[Value | Nested] = [system.get(index, NULL) for index in range(SLOTS)]
            values[10], values[17] = _number(Kind.UINT64, record_id), event_data
            if self._inline:
                encoder.plain(without_slots(EVENT.root, values))
            else:
                encoder.record(EVENT, values)

        if self._chunk.add(_filetime(time), body):
            return
        self._close_chunk()
        if not self._chunk.add(_filetime(time), body):
            raise ValueError("the record does not fit into a chunk of 64 KiB")

    def _close_chunk(self) -> None:
        if self._chunk.next_id > self._chunk.first_id:
            self._chunks.append(self._chunk.finished())
            self._chunk = _Chunk(self._chunk.next_id)

    def _header(self) -> bytes:
        counted = self._chunks[:1] if self._dirty else self._chunks
        next_id = max((int.from_bytes(chunk[32:40], "little") for chunk in counted), default=0) + 1
        head = struct.pack("<8sQQQIHHHH76x", b"ElfFile\0", 0, max(0, len(counted) - 1), next_id, 128, self._minor, 3,
                           FILE_HEADER, len(counted))
        return (head + struct.pack("<II", int(self._dirty), crc32(head))).ljust(FILE_HEADER, b"\0")


def _origin(*, provider: str, channel: str, event_id: int, level: int, time: datetime,
            computer: str) -> dict[int, Value]:
    """The values that every record has."""
    return {0: _number(Kind.UINT8, level), 1: _number(Kind.UINT8, 0), 3: _number(Kind.UINT16, event_id),
            6: Value(Kind.FILETIME, struct.pack("<Q", _filetime(time)), time.astimezone(UTC).isoformat()),
            8: _number(Kind.UINT32, 4744), 9: _number(Kind.UINT32, 15020), 11: _number(Kind.UINT8, 0),
            14: _text(provider), 16: _text(channel), 18: _text(computer)}


def _filetime(time: datetime) -> int:
    """100 ns since 1601. Raises ``ValueError`` for a time without a zone."""
    if time.tzinfo is None:
        raise ValueError("a record's time needs a zone")
    return (time - _EPOCH) // timedelta(microseconds=1) * 10


_FORMATS = {Kind.UINT8: "<B", Kind.UINT16: "<H", Kind.INT32: "<i", Kind.UINT32: "<I", Kind.HEXINT32: "<I",
            Kind.UINT64: "<Q", Kind.HEXINT64: "<Q"}


def _number(kind: int, value: int) -> Value:
    try:
        return Value(kind, struct.pack(_FORMATS[kind], value), str(value))
    except struct.error as wrong:
        raise ValueError(f"{value} does not fit the field") from wrong


def _keywords(value: int) -> Value:
    return Value(Kind.HEXINT64, struct.pack("<Q", value), f"{value:#x}")


def _text(text: str) -> Value:
    """Raises ``ValueError`` for a text with a NUL or half a surrogate pair."""
    if "\0" in text:
        raise ValueError("a text in a record has no NUL")
    raw = text.encode("utf-16-le")
    return Value(Kind.STRING, raw, text)


def _strings(texts: Sequence[str]) -> Value:
    raw = b"".join(_text(text).raw + b"\0\0" for text in texts)
    return Value(Kind.STRINGS, raw, "\0".join(texts))


def _typed(kind: DataType, value: str | int) -> Value:
    """Named data; Windows keeps the NUL behind a string here."""
    if isinstance(value, int):
        return _number(_KINDS[kind], value)
    text = _text(value)
    return Value(Kind.STRING, text.raw + b"\0\0", value)


def _guid(guid: UUID | str) -> Value:
    known = UUID(str(guid))
    return Value(Kind.GUID, known.bytes_le, f"{{{known}}}".upper())


def _sid(sid: str) -> Value:
    """``S-1-5-21-...``: revision, authority (48 bits, big endian), then 32-bit parts."""
    _, revision, authority, *parts = sid.split("-")
    raw = bytes((int(revision), len(parts))) + int(authority).to_bytes(6, "big")
    return Value(Kind.SID, raw + struct.pack(f"<{len(parts)}I", *map(int, parts)), sid)
