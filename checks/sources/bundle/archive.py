"""Safe reading of a zip from outside: bounded in number, size, ratio and depth, and never unpacked.

An entry's name only ever becomes a text in a report, so ``../`` and absolute names are harmless here; they are
nevertheless shown without those parts.
"""

import struct
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from checks.collector import UnreadableBundleError
from checks.sources.bundle import remedies
from checks.sources.bundle.cost import MIB, Budget, Limits
from checks.sources.bundle.entry import LOCAL_MAGIC, Entry, Stream, shown_path
from checks.sources.bundle.salvage import salvaged

_BAD_ZIP = (zipfile.BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError, OSError, EOFError)
NO_CONTENTS = ("the zip is cut off or damaged: its list of contents is missing or unreadable, and what stood at its "
               "end may be lost")


@dataclass(slots=True)
class Archive:
    """A zip's entries, nested zips included. ``complaints`` grows while they are walked: what of the zip itself is
    damaged, and nested zips left unread.
    """

    _file: BinaryIO
    _budget: Budget
    complaints: list[str] = field(default_factory=list)

    def files(self) -> Iterator[Stream]:
        """Every file, each once, at its beginning. Raises ``UnreadableBundleError`` when a limit is passed."""
        entries = _listed(self._file)
        if entries is None:
            _must_be_a_zip(self._file)
            entries = self._salvaged(self._file)
            if not entries:
                raise UnreadableBundleError("The zip is cut off or damaged: nothing of what it held can be found.",
                                            remedies.SEND_A_BUNDLE)
            self.complaints.append(NO_CONTENTS)
        yield from self._walk(self._file, entries, "", 1)

    def _salvaged(self, file: BinaryIO) -> Sequence[Entry]:
        found: list[Entry] = []
        for entry in salvaged(file):
            found.append(entry)
            # noise may be full of headers: they are counted while they are found
            if len(found) > self._budget.limits.entries:
                break
        return found

    def _walk(self, file: BinaryIO, entries: Sequence[Entry], folder: str, depth: int) -> Iterator[Stream]:
        self._budget.add_entries(len(entries))
        for entry in entries:
            stream = Stream(folder + shown_path(entry.name), entry, file, self._budget)
            head = stream.peek(len(LOCAL_MAGIC))
            if head == LOCAL_MAGIC:
                yield from self._nested(stream, depth)
            elif head or not entry.is_called_a_folder:
                yield stream

    def _nested(self, outer: Stream, depth: int) -> Iterator[Stream]:
        if depth >= self._budget.limits.depth:
            self.complaints.append(f"{outer.path}: zips within zips this deep are not read")
            return
        with tempfile.TemporaryFile() as inner:
            complaint = _copy(outer, inner, self._budget.limits.nested_bytes)
            entries = _listed(inner)
            if entries is None:
                entries, complaint = self._salvaged(inner), complaint or NO_CONTENTS
            if complaint:
                self.complaints.append(f"{outer.path}: {complaint}")
            yield from self._walk(inner, entries, f"{outer.path}/", depth + 1)


def opened(path: Path, file: BinaryIO, limits: Limits) -> Archive:
    """The zip in ``file``, which was opened from ``path``."""
    return Archive(file, Budget(limits, max(1, path.stat().st_size)))


def _listed(file: BinaryIO) -> Sequence[Entry] | None:
    """The files in the zip's list of contents; None when there is no such list, or a damaged one."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [Entry.listed(entry) for entry in archive.infolist()]
    except _BAD_ZIP:
        return None
    file.seek(0)
    begins_with_a_file = file.read(len(LOCAL_MAGIC)) == LOCAL_MAGIC
    # a zip that was cut off may end with a zip inside it, whose list is then found in the place of its own
    return None if begins_with_a_file and all(entry.offset for entry in entries) else entries


def _copy(stream: Stream, target: IO[bytes], most: int) -> str:
    """Writes the file out; returns what is wrong with its bytes, if anything is."""
    for block in stream.blocks():
        target.write(block)
        if target.tell() > most:
            return f"of this zip within the zip, only the first {most // MIB:,} MB were read"
    return stream.complaint


_OTHERS = (
    (b"ElfFile\x00", "This is a single event log, not the device's diagnostic zip."),
    (b"7z\xbc\xaf\x27\x1c", "This is a 7z archive, not a zip."),
    (b"Rar!", "This is a RAR archive, not a zip."),
    (b"\x1f\x8b", "This is a gzip file, not a zip."),
    (b"MSCF", "This is a cabinet file, not a zip."),
)
_MARKS_OF_A_ZIP = (LOCAL_MAGIC, b"PK\x05\x06", b"PK\x07\x08")


def _must_be_a_zip(file: BinaryIO) -> None:
    """Raises ``UnreadableBundleError`` for what does not even begin as one."""
    file.seek(0)
    head = file.read(512)
    if not head:
        raise UnreadableBundleError("The file is empty.", remedies.SEND_AGAIN)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html")):
        raise UnreadableBundleError(
            "The file is a web page, not a zip: the download ended on a sign-in or error page.", remedies.SEND_AGAIN)
    if not head.startswith(_MARKS_OF_A_ZIP):
        other = next((what for mark, what in _OTHERS if head.startswith(mark)), "The file is not a zip.")
        raise UnreadableBundleError(other, remedies.SEND_A_BUNDLE)
