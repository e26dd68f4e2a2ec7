"""Whether an event log is whole: what its headers say of its records, chunk by chunk.

``python-evtx`` reads the headers, as a second opinion beside the parser that reads the records. It renders no record of
an upload: a crafted one can hold it for ever, and it would break non-English heartbeats.
"""

from dataclasses import dataclass

from Evtx.Evtx import ChunkHeader, FileHeader  # type: ignore[import-untyped]  # published without type stubs

from checks.sources.bundle.chunks import CHUNK, CHUNK_HEADER, FILE_HEADER, SMALLEST_RECORD, UNUSED

RECORDS_IN_A_CHUNK = CHUNK // SMALLEST_RECORD
_NO_NUMBER = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Structure:
    """What a log's headers say about it.

    ``stated`` counts the records of the chunks whose header is whole, and of those missing between two such chunks.
    ``lost_chunks`` are chunks of which nobody can say how many records they held; ``altered_chunks`` those whose
    records do not have their checksum, without the chunk that Windows was still writing when the log was copied.
    """

    stated: int = 0
    lost_chunks: int = 0
    altered_chunks: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """The record numbers of one chunk, ``last`` smaller than ``first`` when it has none."""

    first: int
    last: int
    unaltered: bool


class Integrity:
    """Looks at the file's header, then at its chunks in their order. The header's own count of chunks is believed only
    when its checksum holds and the log is clean: of a log that was open, the count is stale and misses the newest.
    """

    def __init__(self, header: bytes) -> None:
        self.header_is_whole = _is_whole(header)
        self._counted, self._dirty = _file_header(header) if self.header_is_whole else (0, False)
        self._blocks: list[Block | None] = []
        self._unused = 0

    def add(self, chunk: bytes) -> Block | None:
        """The chunk's record numbers; None when it is unused or its header is not whole."""
        if chunk == UNUSED:
            self._unused += 1
            return None
        # between chunks that are used, zeros are chunks that were lost
        self._blocks += [None] * self._unused
        self._unused = 0
        block = _block(chunk)
        self._blocks.append(block)
        return block

    def found_in_last(self, found: Block | None) -> None:
        """Corrects what the last chunk's own header said, or did not say, of its records."""
        self._blocks[-1] = found

    def structure(self) -> Structure:
        """What the chunks so far say of the whole log."""
        blocks = self._blocks + [None] * max(0, self._counted - len(self._blocks))
        lost, between = _missing(blocks)
        whole = [block for block in blocks if block]
        open_block = max(whole, key=lambda block: block.last, default=None) if self._dirty else None
        return Structure(sum(block.last - block.first + 1 for block in whole) + between, lost,
                         sum(not block.unaltered and block is not open_block for block in whole))

    @property
    def lost_its_end(self) -> bool:
        """Whether nobody knows what was in the last chunks."""
        return self._counted > len(self._blocks) or bool(self._blocks and self._blocks[-1] is None)

    @property
    def is_empty(self) -> bool:
        """Is this a whole log without records?"""
        return self.header_is_whole and self.structure() == Structure()


def _file_header(header: bytes) -> tuple[int, bool]:
    """How many chunks a whole header says there are (0 when that is stale), and whether it was copied while open."""
    read = FileHeader(header, 0)
    dirty = bool(read.is_dirty())
    return (0 if dirty else int(read.chunk_count())), dirty


def _is_whole(header: bytes) -> bool:
    if len(header) < FILE_HEADER:
        return False
    read = FileHeader(header, 0)
    return bool(read.check_magic() and read.calculate_checksum() == read.checksum())


def _block(content: bytes) -> Block | None:
    """The chunk's record numbers; None when its header is not whole."""
    chunk = ChunkHeader(content, 0)
    if not chunk.check_magic() or chunk.calculate_header_checksum() != chunk.header_checksum():
        return None
    first, last = int(chunk.file_first_record_number()), int(chunk.file_last_record_number())
    if last == _NO_NUMBER:
        return Block(first, first - 1, unaltered=True)
    if not 0 <= last - first < RECORDS_IN_A_CHUNK:
        return None
    in_bounds = CHUNK_HEADER <= chunk.next_record_offset() <= CHUNK
    return Block(first, last, in_bounds and chunk.calculate_data_checksum() == chunk.data_checksum())


def _missing(blocks: list[Block | None]) -> tuple[int, int]:
    """Lost chunks whose records nobody can count, and how many records the others held: the numbers run on. A damaged
    chunk may have lost some as well.
    """
    unknown, between, gone = 0, 0, 0
    before: Block | None = None
    for block in blocks:
        if block is None:
            gone += 1
            continue
        missing = block.first - before.last - 1 if before else -1
        damaged = gone + (not block.unaltered) + bool(before and not before.unaltered)
        if 0 < missing <= damaged * RECORDS_IN_A_CHUNK:
            between += missing
        else:
            unknown += gone
        before, gone = block, 0
    return unknown + gone, between
