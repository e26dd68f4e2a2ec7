"""One event log of a bundle, read chunk by chunk as it comes out of the zip."""

from collections.abc import Iterator

from checks.facts.reading import counted
from checks.sources.bundle import evtx
from checks.sources.bundle.chunks import FILE_HEADER, UNUSED, Readable, chunks
from checks.sources.bundle.evtx import Glimpse
from checks.sources.bundle.integrity import Integrity, Structure
from checks.sources.bundle.mending import mended


class EventLog:
    """``count`` is how many records were read so far."""

    def __init__(self, log: Readable) -> None:
        self._log = log
        self._integrity = Integrity(log.read(FILE_HEADER))
        self.count = 0

    def glimpses(self) -> Iterator[tuple[list[Glimpse], bool]]:
        """The records that can be read, chunk by chunk, in the file's order; and whether they are what was written, as
        the chunk's checksum tells.
        """
        for chunk in chunks(self._log):
            readable, sound = self._readable(chunk)
            found = evtx.glimpses(readable)
            self.count += len(found)
            if found:
                yield found, sound

    @property
    def lost_its_end(self) -> bool:
        """Is it unknown, once the log is read, what its last records were?"""
        return self._integrity.lost_its_end

    @property
    def is_empty(self) -> bool:
        """Was this, once read, a whole log without records?"""
        return not self.count and self._integrity.is_empty

    def complaints(self) -> Iterator[str]:
        """What is wrong with the log, once it is read, each as a part of a sentence."""
        if not self._integrity.header_is_whole:
            yield "its own header is damaged, so nobody can say whether records are missing at its end"
        yield from _complaints(self.count, self._integrity.structure())

    def _readable(self, chunk: bytes) -> tuple[bytes, bool]:
        block = self._integrity.add(chunk)
        if chunk == UNUSED or (block and block.unaltered):
            return chunk, True
        patched, found = mended(chunk, block)
        self._integrity.found_in_last(found)
        return patched, False


def _complaints(read: int, stated: Structure) -> Iterator[str]:
    if read < stated.stated:
        yield f"{read:,} of {stated.stated:,} records could be read"
    if stated.lost_chunks:
        yield (f"{counted(stated.lost_chunks, 'block')} of up to 64 KiB could not be read, and nobody can say how many "
               "records were in there")
    if stated.altered_chunks:
        verb, whose = ("does", "its") if stated.altered_chunks == 1 else ("do", "their")
        yield (f"{counted(stated.altered_chunks, 'block')} {verb} not match {whose} checksum, so records in there may "
               "be wrong")
