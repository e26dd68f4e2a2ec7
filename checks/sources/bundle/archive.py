"""Safe reading of a zip from outside: bounded in number, size, ratio and depth, and never unpacked to disk.

An entry's name only ever becomes a text in a report, so ``../`` and absolute names are harmless here; they are
nevertheless shown without those parts.
"""

import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from checks.collector import UnreadableBundleError
from checks.sources.bundle import remedies

MIB = 1024 * 1024
_BLOCK = 16 * 1024
_ENCRYPTED = 0x1
_LONGEST_PATH = 200
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BAD_ZIP = (zipfile.BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError, OSError, EOFError)
_BAD_ENTRY = (*_BAD_ZIP, zlib.error, RuntimeError)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a bundle may cost. The ratio counts from ``ratio_from`` bytes on: an empty event log is mostly zeros."""

    entries: int = 20_000
    entry_bytes: int = 128 * MIB
    total_bytes: int = 1024 * MIB
    ratio: int = 200
    ratio_from: int = 64 * MIB
    depth: int = 3


class DamagedEntryError(Exception):
    """An entry whose bytes cannot be had, or not all of them. The message says why, for a person to read."""


@dataclass(slots=True)
class _Budget:
    """What reading has cost so far, over all entries and nested zips."""

    limits: Limits
    archive_bytes: int
    entries: int = 0
    inflated: int = 0

    def add_entries(self, count: int) -> None:
        self.entries += count
        if self.entries > self.limits.entries:
            raise UnreadableBundleError(
                f"The zip holds more than {self.limits.entries:,} files; no room's device makes such a zip.",
                remedies.SEND_A_BUNDLE)

    def add_bytes(self, count: int) -> None:
        self.inflated += count
        thin = self.inflated > max(self.limits.ratio_from, self.limits.ratio * self.archive_bytes)
        if thin or self.inflated > self.limits.total_bytes:
            raise UnreadableBundleError(
                f"Unpacked, the zip is larger than Roomcheck reads (over {self.inflated // MIB:,} MB).",
                remedies.SEND_A_BUNDLE)


@dataclass(frozen=True, slots=True)
class Content:
    """An entry's bytes; ``complaint`` says why they are not all, and is empty when they are."""

    data: bytes
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry. ``path`` is for people: forward slashes, nested zips as folders, nothing that leads anywhere."""

    path: str
    size: int
    _archive: zipfile.ZipFile = field(repr=False)
    _info: zipfile.ZipInfo = field(repr=False)
    _budget: _Budget = field(repr=False)

    @property
    def encrypted(self) -> bool:
        return bool(self._info.flag_bits & _ENCRYPTED)

    def blocks(self, limit: int | None = None) -> Iterator[bytes]:
        """The entry's bytes in order, at most ``limit``. Raises :class:`DamagedEntryError` where they end early."""
        allowed = self._budget.limits.entry_bytes
        left = min(allowed, limit) if limit is not None else allowed
        try:
            with self._open() as stream:
                while left > 0 and (block := stream.read(min(left, _BLOCK))):
                    self._budget.add_bytes(len(block))
                    left -= len(block)
                    yield block
                if left == 0 and limit is None and stream.read(1):
                    raise DamagedEntryError(f"only its first {allowed // MIB:,} MB were read")
        except _BAD_ENTRY as wrong:
            raise DamagedEntryError("its bytes in the zip are damaged") from wrong

    def head(self, limit: int) -> bytes:
        """The first ``limit`` bytes, or as many as can be had."""
        return self._content(limit).data

    def content(self) -> Content:
        """All bytes, or as many as can be had and the complaint."""
        return self._content(None)

    def _content(self, limit: int | None) -> Content:
        found = bytearray()
        try:
            for block in self.blocks(limit):
                found += block
        except DamagedEntryError as damage:
            return Content(bytes(found), str(damage))
        return Content(bytes(found))

    def _open(self) -> io.BufferedIOBase:
        if self.encrypted:
            raise DamagedEntryError("it is protected with a password")
        if self._info.compress_type not in _METHODS:
            raise DamagedEntryError("it is compressed in a way that Roomcheck does not read")
        return self._archive.open(self._info)  # type: ignore[return-value]  # IO[bytes] is a ZipExtFile


@dataclass(slots=True)
class Archive:
    """A zip's entries, nested zips included. ``complaints`` grows while they are walked: nested zips left unread."""

    _file: BinaryIO
    _budget: _Budget
    complaints: list[str] = field(default_factory=list)

    def members(self) -> Iterator[Member]:
        """Every file entry, each once. Raises ``UnreadableBundleError`` when a limit is passed."""
        try:
            archive = zipfile.ZipFile(self._file)
        except _BAD_ZIP as wrong:
            raise _not_a_zip(self._file) from wrong
        with archive:
            yield from self._walk(archive, "", 1)

    def _walk(self, archive: zipfile.ZipFile, folder: str, depth: int) -> Iterator[Member]:
        self._budget.add_entries(len(archive.infolist()))
        for info in archive.infolist():
            if info.is_dir():
                continue
            member = Member(folder + shown_path(info.filename), info.file_size, archive, info, self._budget)
            if member.head(4) == b"PK\x03\x04":
                yield from self._nested(member, depth)
            else:
                yield member

    def _nested(self, member: Member, depth: int) -> Iterator[Member]:
        if depth >= self._budget.limits.depth:
            self.complaints.append(f"{member.path}: zips within zips this deep are not read")
            return
        content = member.content()
        try:
            inner = zipfile.ZipFile(io.BytesIO(content.data))
        except _BAD_ZIP:
            self.complaints.append(f"{member.path}: {content.complaint or 'it is a damaged zip'}")
            return
        with inner:
            yield from self._walk(inner, f"{member.path}/", depth + 1)


def opened(path: Path, file: BinaryIO, limits: Limits) -> Archive:
    """The zip in ``file``, which was opened from ``path``."""
    return Archive(file, _Budget(limits, max(1, path.stat().st_size)))


def shown_path(name: str) -> str:
    """An entry's name as people may see it: no drive, no ``..``, no control or direction characters."""
    visible = "".join(sign for sign in name if not unicodedata.category(sign).startswith("C"))
    parts = [part for part in re.split(r"[\\/]+", visible) if part not in ("", ".", "..")]
    if parts and re.fullmatch(r"[A-Za-z]:", parts[0]):
        del parts[0]
    return "/".join(parts)[-_LONGEST_PATH:] or "unnamed"


_SIGNATURES = (
    (b"PK\x03\x04", "The zip is cut off or damaged: its list of contents is missing."),
    (b"ElfFile\x00", "This is a single event log, not the device's diagnostic zip."),
    (b"7z\xbc\xaf\x27\x1c", "This is a 7z archive, not a zip."),
    (b"Rar!", "This is a RAR archive, not a zip."),
    (b"\x1f\x8b", "This is a gzip file, not a zip."),
    (b"MSCF", "This is a cabinet file, not a zip."),
)


def _not_a_zip(file: BinaryIO) -> UnreadableBundleError:
    file.seek(0)
    head = file.read(512)
    if not head:
        return UnreadableBundleError("The file is empty.", remedies.SEND_AGAIN)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        what = "The file is a web page, not a zip: the download ended on a sign-in or error page."
        return UnreadableBundleError(what, remedies.SEND_AGAIN)
    for signature, what in _SIGNATURES:
        if head.startswith(signature):
            return UnreadableBundleError(what, remedies.SEND_A_BUNDLE)
    return UnreadableBundleError("The file is not a zip.", remedies.SEND_A_BUNDLE)
