"""The files of a zip whose list of contents is missing or damaged: each has a header of its own before its bytes.

A zip that was cut off while it was sent or written ends so: everything before the cut is whole.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED

from checks.sources.bundle.entry import ENCRYPTED, LOCAL_HEADER, LOCAL_MAGIC, Entry

_WINDOW = 64 * 1024
_MOST_LOOKED_AT = 100_000
_SIZE_FOLLOWS, _NAMES_ARE_UTF8 = 0x8, 0x800
_KNOWN_METHODS = frozenset({ZIP_STORED, ZIP_DEFLATED, 9, 12, 14, 93, 95, 98, 99})
_SIZE_MAGIC, _SIZE_WITH_MARK, _SIZE_WITHOUT = b"PK\x07\x08", 16, 12
_IN_ZIP64 = 0xFFFFFFFF


def salvaged(file: BinaryIO) -> Iterator[Entry]:
    """The files whose headers are found, in the zip's order."""
    at, looked_at = 0, 0
    while looked_at < _MOST_LOOKED_AT:
        for offset in _headers(file, at):
            looked_at += 1
            found = _entry(file, offset)
            if found or looked_at >= _MOST_LOOKED_AT:
                break
        else:
            return
        if found:
            entry, begin = _measured(file, *found)
            # a stored file may be a zip with headers of its own
            at = begin + (entry.stored or 0)
            yield entry


def _headers(file: BinaryIO, at: int) -> Iterator[int]:
    """Where a header may begin, at or after this place."""
    while True:
        file.seek(at)
        window = file.read(_WINDOW)
        found = window.find(LOCAL_MAGIC)
        while found >= 0:
            yield at + found
            found = window.find(LOCAL_MAGIC, found + 1)
        if len(window) < _WINDOW:
            return
        at += len(window) - len(LOCAL_MAGIC) + 1


def _measured(file: BinaryIO, entry: Entry, begin: int) -> tuple[Entry, int]:
    """A file that is not packed tells its own end only where the next begins: its size stands between the two."""
    if entry.stored is not None or entry.method != ZIP_STORED:
        return entry, begin
    end = next(_headers(file, begin), None)
    if end is None:
        return entry, begin
    file.seek(max(begin, end - _SIZE_WITH_MARK))
    behind = _SIZE_WITH_MARK if file.read(len(_SIZE_MAGIC)) == _SIZE_MAGIC else _SIZE_WITHOUT
    return replace(entry, stored=max(0, end - begin - behind)), begin


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
