"""One file of a zip, read as a stream of bytes from where it lies, as far as it can be.

The zip's list of contents is not believed further than it must be: where the bytes begin is asked of the file's own
header, and where a deflated stream ends, of the stream.
"""

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, repeat
from typing import BinaryIO, Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from checks.sources.bundle.cost import MIB, Budget

LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
LOCAL_MAGIC = b"PK\x03\x04"
ENCRYPTED = 0x1
_BLOCK = 64 * 1024
_FIRST_BLOCKS = (4 * 1024, 8 * 1024, 16 * 1024, 32 * 1024)
"""Of most files, only the beginning is looked at."""
_LONGEST_PATH = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as the zip describes it. ``offset`` is where its own header begins. ``stored`` are its bytes in the zip
    and ``crc`` its checksum, both None where nothing tells them.
    """

    name: str
    offset: int
    method: int
    encrypted: bool
    stored: int | None
    crc: int | None

    @classmethod
    def listed(cls, info: ZipInfo) -> Self:
        """A file of the zip's list of contents."""
        return cls(info.filename, info.header_offset, info.compress_type, bool(info.flag_bits & ENCRYPTED),
                   info.compress_size, info.CRC)

    @property
    def is_called_a_folder(self) -> bool:
        """Whether it is one if nothing is in it."""
        return self.name.endswith(("/", "\\"))


class _Damage(Exception):
    """The bytes end early. The message says why, for a person to read."""


class Stream:
    """A file's bytes, in order, once. Where the zip is damaged, ``complaint`` says what is wrong with them, and ``cut``
    whether they end early.

    ``path`` is for people: forward slashes, nested zips as folders, nothing that leads anywhere.

    Reading raises ``UnreadableBundleError`` when a limit is passed.
    """

    def __init__(self, path: str, entry: Entry, file: BinaryIO, budget: Budget) -> None:
        self.path = path
        self._entry, self._file, self._budget = entry, file, budget
        self._ahead = bytearray()
        self.cut = False
        self._blocks = self._told()
        self.complaint = ""

    @property
    def encrypted(self) -> bool:
        return self._entry.encrypted

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, or as many as there are. They are read again afterwards."""
        while len(self._ahead) < size and (block := next(self._blocks, b"")):
            self._ahead += block
        return bytes(self._ahead[:size])

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes; fewer at the end only."""
        found = self.peek(size)
        del self._ahead[:size]
        return found

    def blocks(self) -> Iterator[bytes]:
        """All that is left, in pieces of at most 64 KiB."""
        while block := self.read(_BLOCK):
            yield block

    def _told(self) -> Iterator[bytes]:
        """The bytes, never an empty piece; where they end early, the complaint says why."""
        try:
            yield from self._bounded()
        except _Damage as damage:
            self.complaint, self.cut = str(damage), True
        except (zlib.error, OSError, ValueError, OverflowError):
            self.complaint, self.cut = "its bytes in the zip are damaged", True

    def _bounded(self) -> Iterator[bytes]:
        """The bytes as far as a file may go, compared with their checksum at their end."""
        allowed, checksum = self._budget.limits.entry_bytes, 0
        for block in self._inflated():
            self._budget.add_bytes(len(block))
            checksum = zlib.crc32(block, checksum)
            yield block[:allowed]
            allowed -= len(block)
            if allowed <= 0:
                raise _Damage(f"only its first {self._budget.limits.entry_bytes // MIB:,} MB were read")
        if self._entry.crc not in (None, checksum):
            self.complaint = "its bytes do not match their checksum in the zip, so what it says may be wrong"

    def _inflated(self) -> Iterator[bytes]:
        if self._entry.encrypted:
            raise _Damage("it is protected with a password")
        if self._entry.method == ZIP_STORED:
            yield from self._raw(self._entry.stored)
        elif self._entry.method == ZIP_DEFLATED:
            yield from _inflated(self._raw(None))
        else:
            raise _Damage("it is compressed in a way that Roomcheck does not read")

    def _raw(self, length: int | None) -> Iterator[bytes]:
        """The bytes as they lie in the zip: so many, or all up to its end."""
        at, sizes = begin_of(self._file, self._entry.offset), _sizes()
        end = None if length is None else at + length
        while end is None or at < end:
            size = next(sizes)
            self._file.seek(at)
            block = self._file.read(size if end is None else min(size, end - at))
            if not block:
                raise _Damage("the zip ends before its bytes do")
            at += len(block)
            yield block


def begin_of(file: BinaryIO, offset: int) -> int:
    """Where the bytes of the file begin whose header is at ``offset``. Raises ``ValueError`` without a header there."""
    file.seek(offset)
    head = file.read(LOCAL_HEADER.size)
    if len(head) < LOCAL_HEADER.size or not head.startswith(LOCAL_MAGIC):
        raise ValueError("no file begins here")
    *_, name, extra = LOCAL_HEADER.unpack(head)
    return offset + LOCAL_HEADER.size + int(name) + int(extra)


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    """A deflated stream up to its own end, in pieces of at most 64 KiB."""
    inflater, sizes = zlib.decompressobj(-zlib.MAX_WBITS), _sizes()
    for raw in packed:
        waiting, more = raw, True
        while more and not inflater.eof:
            size = next(sizes)
            block = inflater.decompress(waiting, size)
            if block:
                yield block
            # a full piece may have more behind it, even where no input is left
            waiting, more = inflater.unconsumed_tail, len(block) == size
        if inflater.eof:
            return


def _sizes() -> Iterator[int]:
    return chain(_FIRST_BLOCKS, repeat(_BLOCK))


def shown_path(name: str) -> str:
    """An entry's name as people may see it: no drive, no ``..``, no control or direction characters."""
    visible = "".join(sign for sign in name if not unicodedata.category(sign).startswith("C"))
    parts = [part for part in re.split(r"[\\/]+", visible) if part not in ("", ".", "..")]
    if parts and re.fullmatch(r"[A-Za-z]:", parts[0]):
        del parts[0]
    return "/".join(parts)[-_LONGEST_PATH:] or "unnamed"
