"""The values of event records, as the file holds them and as they read."""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal
from uuid import UUID

from demo.evtx_binxml import Kind, Value

DataType = Literal["string", "uint32", "int32", "hexint32", "uint64", "hexint64", "guid", "sid"]
DataItem = tuple[str, DataType, str | int]

KINDS: dict[DataType, int] = {
    "string": Kind.STRING, "uint32": Kind.UINT32, "int32": Kind.INT32, "hexint32": Kind.HEXINT32,
    "uint64": Kind.UINT64, "hexint64": Kind.HEXINT64, "guid": Kind.GUID, "sid": Kind.SID,
}
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_FORMATS = {Kind.UINT8: "<B", Kind.UINT16: "<H", Kind.INT32: "<i", Kind.UINT32: "<I", Kind.HEXINT32: "<I",
            Kind.UINT64: "<Q", Kind.HEXINT64: "<Q"}


def filetime(time: datetime) -> int:
    """100 ns since 1601. Raises ``ValueError`` for a time without a zone."""
    if time.tzinfo is None:
        raise ValueError("a record's time needs a zone")
    return (time - _EPOCH) // timedelta(microseconds=1) * 10


def moment(time: datetime) -> Value:
    shown = f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}000Z"
    return Value(Kind.FILETIME, struct.pack("<Q", filetime(time)), shown)


@lru_cache(maxsize=1024)
def number(kind: int, value: int) -> Value:
    """Raises ``ValueError`` for a number that does not fit its kind."""
    try:
        raw = struct.pack(_FORMATS[kind], value)
    except struct.error as wrong:
        raise ValueError(f"{value} does not fit the field") from wrong
    return Value(kind, raw, f"{value:#x}" if kind in (Kind.HEXINT32, Kind.HEXINT64) else str(value))


@lru_cache(maxsize=256)
def text(given: str) -> Value:
    """Raises ``ValueError`` for a text with a NUL or half a surrogate pair."""
    if "\0" in given:
        raise ValueError("a text in a record has no NUL")
    return Value(Kind.STRING, given.encode("utf-16-le"), given)


def strings(texts: Sequence[str]) -> Value:
    """A classic event's data: one value for all of them."""
    return Value(Kind.STRINGS, b"".join(text(each).raw + b"\0\0" for each in texts), "\0".join(texts))


def typed(kind: DataType, value: str | int) -> Value:
    """Named data; Windows keeps the NUL behind a string here."""
    if isinstance(value, int):
        return number(KINDS[kind], value)
    if kind == "guid":
        return guid(value)
    if kind == "sid":
        return sid(value)
    plain = text(value)
    return Value(Kind.STRING, plain.raw + b"\0\0", value)


@lru_cache(maxsize=256)
def guid(given: UUID | str) -> Value:
    known = UUID(str(given))
    return Value(Kind.GUID, known.bytes_le, f"{{{known}}}".upper())


@lru_cache(maxsize=256)
def sid(given: str) -> Value:
    """``S-1-5-21-...``: revision, authority (48 bits, big endian), then 32-bit parts."""
    _, revision, authority, *parts = given.split("-")
    raw = bytes((int(revision), len(parts))) + int(authority).to_bytes(6, "big")
    return Value(Kind.SID, raw + struct.pack(f"<{len(parts)}I", *map(int, parts)), given)
