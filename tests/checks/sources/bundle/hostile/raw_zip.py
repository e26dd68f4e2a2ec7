"""A zip writer that lies where it is told to: any field of any header can be given."""

import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tests.checks.sources.bundle.hostile.good import GOOD

MIB = 1024 * 1024
STORED, DEFLATED = 0, 8
UNIX, UTF8, ENCRYPTED = 3 << 8, 0x800, 0x1
Fields = Mapping[str, int]

_LOCAL = ("<4s5H3I2H", ("version", "flags", "method", "time", "date", "crc", "packed", "size", "name", "extra"))
_CENTRAL = ("<4s6H3I5H2I", ("made", "version", "flags", "method", "time", "date", "crc", "packed", "size", "name",
                            "extra", "comment", "disk", "internal", "external", "offset"))
_END = ("<4s4H2IH", ("disk", "directory_disk", "here", "entries", "size", "offset", "comment"))
_END64 = ("<4sQ2H2I4Q", ("record", "made", "version", "disk", "directory_disk", "here", "entries", "size", "offset"))
_LOCATOR = ("<4sIQI", ("disk", "offset", "disks"))
_USUAL = {"made": UNIX | 20, "version": 20, "date": 0x5974}


@dataclass(frozen=True, slots=True)
class Entry:
    """``packed`` is the stream as it stands in the file, made from ``content`` when None. ``both`` are fields of both
    headers, ``local`` and ``central`` of one; ``local_name`` is another name for the local header.
    """

    name: bytes
    content: bytes = b""
    method: int = DEFLATED
    packed: bytes | None = None
    both: Fields = field(default_factory=dict)
    local: Fields = field(default_factory=dict)
    central: Fields = field(default_factory=dict)
    extra: bytes = b""
    local_name: bytes | None = None

    @property
    def stream(self) -> bytes:
        if self.packed is not None:
            return self.packed
        return deflated(self.content) if self.method == DEFLATED else self.content


@dataclass(frozen=True, slots=True)
class Zip64:
    """Adds the end record of zip64, and its locator, with these fields."""

    record: Fields = field(default_factory=dict)
    locator: Fields = field(default_factory=dict)


def assembled(entries: Iterable[Entry], *, end: Fields | None = None, comment: bytes = b"",
              zip64: Zip64 | None = None) -> bytes:
    """The zip of these entries; ``end`` are fields of the end record."""
    out, directory, count = bytearray(), bytearray(), 0
    for entry in entries:
        stream = entry.stream
        told = {**_USUAL, "method": entry.method, "crc": zlib.crc32(entry.content), "packed": len(stream),
                "size": len(entry.content), "extra": len(entry.extra), "offset": len(out), **entry.both}
        local_name = entry.name if entry.local_name is None else entry.local_name
        directory += _packed(b"PK\1\2", _CENTRAL, {"name": len(entry.name), **told, **entry.central})
        directory += entry.name + entry.extra
        out += _packed(b"PK\3\4", _LOCAL, {"name": len(local_name), **told, **entry.local})
        out += local_name + entry.extra + stream
        count += 1
    place = {"here": count, "entries": count, "size": len(directory), "offset": len(out)}
    out += directory
    if zip64:
        at = len(out)
        out += _packed(b"PK\6\6", _END64, {"record": 44, "made": 45, "version": 45, **place, **zip64.record})
        out += _packed(b"PK\6\7", _LOCATOR, {"offset": at, "disks": 1, **zip64.locator})
        place = {"here": 0xFFFF, "entries": 0xFFFF, "size": 0xFFFFFFFF, "offset": 0xFFFFFFFF}
    small = {name: min(value, 0xFFFF if name in ("here", "entries") else 0xFFFFFFFF) for name, value in place.items()}
    out += _packed(b"PK\5\6", _END, {**small, "comment": len(comment), **(end or {})}) + comment
    return bytes(out)


def _packed(signature: bytes, layout: tuple[str, Sequence[str]], told: Fields) -> bytes:
    form, names = layout
    return struct.pack(form, signature, *(told.get(name, 0) for name in names))


def good(*, changed: Mapping[str, Mapping[str, object]] | None = None, **shared: object) -> list[Entry]:
    """The good bundle's entries; ``shared`` and ``changed`` (by name) are fields of :class:`Entry`."""
    return [replace(Entry(name.encode(), content), **{**shared, **(changed or {}).get(name, {})})  # type: ignore[arg-type]
            for name, content in GOOD.items()]


def bundle(changed: Mapping[str, Mapping[str, object]] | None = None, **shared: object) -> bytes:
    """The good bundle, changed as :func:`good` says."""
    return assembled(good(changed=changed, **shared))


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def swollen(mebibytes: int, before: bytes = b"") -> bytes:
    """A deflate stream of ``before`` and as many MiB of zeros: about a thousandth of what it inflates to."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    begun = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return begun + block * mebibytes + packer.flush()
