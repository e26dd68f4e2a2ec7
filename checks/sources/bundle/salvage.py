"""The files of a zip whose list of contents is missing or damaged: each has a header of its own before its bytes.

A zip that was cut off while it was sent or written ends so: everything before the cut is whole.
"""

from collections.abc import Iterator
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED

from checks.sources.bundle.entry import ENCRYPTED, LOCAL_HEADER, LOCAL_MAGIC, Entry

_WINDOW = 64 * 1024
_MOST_LOOKED_AT = 100_000
_SIZE_FOLLOWS, _NAMES_ARE_UTF8 = 0x8, 0x800
_KNOWN_METHODS = frozenset({ZIP_STORED, ZIP_DEFLATED, 9, 12, 14, 93, 95, 98, 99})
_IN_ZIP64 = 0xFFFFFFFF


def salvaged(file: BinaryIO) -> Iterator[Entry]:
    """The files whose headers are found, in the zip's order."""
    at = 0
    for _ in range(_MOST_LOOKED_AT):
        offset = _next_header(file, at)
        if offset is None:
            return
        found = _entry(file, offset)
        at = offset + len(LOCAL_MAGIC)
        if found:
            entry, begin = found
            # a stored file may be a zip with headers of its own
            at = begin + (entry.stored or 0)
            yield entry


def _next_header(file: BinaryIO, at: int) -> int | None:
    """Where the next header begins, at or after this place."""
    while True:
        file.seek(at)
        window = file.read(_WINDOW)
        found = window.find(LOCAL_MAGIC)
        if found >= 0:
            return at + found
        if len(window) < _WINDOW:
            return None
        at += len(window) - len(LOCAL_MAGIC) + 1


def _entry(file: BinaryIO, offset: int) -> tuple[Entry, int] | None:
    """The file and where its bytes begin; None when this is no header but happens to look like the beginning of one."""
    file.seek(offset)
    head = file.read(LOCAL_HEADER.size)
    if len(head) < LOCAL_HEADER.size:
        return None
    _, _, flags, method, _, _, crc, stored, _, name_length, extra = LOCAL_HEADER.unpack(head)
    raw = file.read(name_length)
    if method not in _KNOWN_METHODS or not name_length or len(raw) < name_length:
        return None
    name = raw.decode("utf-8" if flags & _NAMES_ARE_UTF8 else "cp437", errors="replace")
    told = not flags & _SIZE_FOLLOWS and stored != _IN_ZIP64
    entry = Entry(name, offset, method, bool(flags & ENCRYPTED), stored if told else None,
                  None if flags & _SIZE_FOLLOWS else crc)
    return entry, offset + LOCAL_HEADER.size + name_length + extra
