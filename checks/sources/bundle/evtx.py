"""Windows event logs: their records, and whether the file is whole.

Records are read by ``evtx``, which is fast and survives damage. ``python-evtx`` reads the headers only, as a second
opinion on how many records there ought to be; it renders no record of an upload, since a crafted one can hold it for
ever, and it would break non-English heartbeats.
"""

import io
import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from evtx import PyEvtxParser
from Evtx.Evtx import ChunkHeader, FileHeader  # type: ignore[import-untyped]  # published without type stubs

MAGIC = b"ElfFile\x00"
FILE_HEADER, CHUNK, CHUNK_HEADER = 0x1000, 0x10000, 0x200
FIRST_CHUNK_END = FILE_HEADER + CHUNK
_SMALLEST_RECORD = 28
_RECORDS_IN_A_CHUNK = CHUNK // _SMALLEST_RECORD
_NO_NUMBER = 2**64 - 1


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One record. ``fields`` are the event's data in order, by name; classic events name them all ``Data``."""

    entry: str
    id: int
    event_id: int
    at: datetime
    channel: str
    computer: str
    fields: tuple[tuple[str, str], ...]

    def located(self, quote: Callable[[str], str]) -> str:
        """Where the record can be seen again; ``quote`` makes the entry's path fit to be kept."""
        return f"{quote(self.entry)}#{self.id}"

    @property
    def text(self) -> str:
        return "\n".join(text for _, text in self.fields)

    def field(self, name: str) -> str:
        """The first datum of that name, or nothing."""
        return next((text for found, text in self.fields if found == name), "")


def channel_of(head: bytes) -> str:
    """The channel inside the first readable record of ``head``, or nothing."""
    return next((record.channel for record in records(head, "")), "")


def records(content: bytes, entry: str) -> Iterator[EventRecord]:
    """The records that can be read, in the file's order. Damaged ones are left out, whatever the damage."""
    content = _in_whole_blocks(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        for found in _rendered(content):
            record = _record(found, entry)
            if record:
                yield record


def _in_whole_blocks(content: bytes) -> bytes:
    """A file that was cut off inside a block still gives the records before the cut, once the block has its length."""
    return content + bytes(-(len(content) - FILE_HEADER) % CHUNK)


def _rendered(content: bytes) -> Iterator[str]:
    try:
        parser = PyEvtxParser(io.BytesIO(content), number_of_threads=1, skip_errors=True)
        for found in parser.records_json():
            if found:
                yield str(found["data"])
    except (OSError, RuntimeError):
        # what cannot even be opened has no records; structure() tells how many are missing
        return


def _record(rendered: str, entry: str) -> EventRecord | None:
    try:
        event = json.loads(rendered)["Event"]
        system = event["System"]
        return EventRecord(
            entry, int(system["EventRecordID"]), _event_id(system["EventID"]), _time(system["TimeCreated"]),
            str(system["Channel"] or ""), str(system["Computer"] or ""),
            tuple(_flat("Data", event.get("EventData") or event.get("UserData"))))
    except (KeyError, TypeError, ValueError):
        # a record without an id, a time or a channel can be neither placed nor cited
        return None


def _event_id(value: Any) -> int:
    """A number; a classic event wraps it with its qualifiers, a forwarded one writes it as text."""
    return int(value["#text"] if isinstance(value, Mapping) else value)


def _time(value: Any) -> datetime:
    at = datetime.fromisoformat(value["#attributes"]["SystemTime"])
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Every text or number in the event's data, however it is nested."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key != "#attributes":
                yield from _flat(name if key == "#text" else key, part)
    elif isinstance(value, list):
        for part in value:
            yield from _flat(name, part)
    elif value is not None:
        yield name, str(value)


@dataclass(frozen=True, slots=True)
class Structure:
    """What a log's headers say about it.

    ``stated`` counts the records of the blocks whose header is whole, and of those missing between two such blocks.
    ``lost_blocks`` are blocks of which nobody can say how many records they held; ``altered_blocks`` those whose
    records do not have their checksum, without the block that Windows was still writing when the log was copied.
    """

    stated: int = 0
    lost_blocks: int = 0
    altered_blocks: int = 0


@dataclass(frozen=True, slots=True)
class _Block:
    """The record numbers of one block, ``last`` smaller than ``first`` when it has none."""

    first: int
    last: int
    unaltered: bool


def structure(content: bytes) -> Structure:
    """What the headers say. The file header's own count is believed only when its checksum holds and it is clean."""
    counted, dirty = _file_header(content)
    content = _in_whole_blocks(content)
    blocks = [_block(content, offset) for offset in range(FILE_HEADER, len(content), CHUNK)]
    used = [_is_used(content, number) for number in range(len(blocks))]
    present = [block for number, block in enumerate(blocks) if block or used[number] or number < counted]
    lost, between = _missing(present)
    whole = [block for block in present if block]
    open_block = max(whole, key=lambda block: block.last, default=None) if dirty else None
    return Structure(sum(block.last - block.first + 1 for block in whole) + between,
                     lost + max(0, counted - len(blocks)),
                     sum(not block.unaltered and block is not open_block for block in whole))


def is_empty(content: bytes) -> bool:
    """Is this a whole log without records?"""
    return _has_whole_header(content) and structure(content) == Structure()


def _file_header(content: bytes) -> tuple[int, bool]:
    """How many blocks the file says it has (0 when it cannot be believed), and whether it was copied while open."""
    if not _has_whole_header(content):
        return 0, False
    header = FileHeader(content, 0)
    dirty = bool(header.is_dirty())
    return (0 if dirty else int(header.chunk_count())), dirty


def _has_whole_header(content: bytes) -> bool:
    if len(content) < FILE_HEADER:
        return False
    header = FileHeader(content, 0)
    return bool(header.check_magic() and header.calculate_checksum() == header.checksum())


def _is_used(content: bytes, number: int) -> bool:
    """Windows makes a log longer than it needs; what it has not yet used is zeros."""
    begin = FILE_HEADER + number * CHUNK
    return any(content[begin:begin + CHUNK_HEADER])


def _block(content: bytes, offset: int) -> _Block | None:
    """The block at an offset; None when its header is not whole."""
    chunk = ChunkHeader(content, offset)
    if not chunk.check_magic() or chunk.calculate_header_checksum() != chunk.header_checksum():
        return None
    first, last = int(chunk.file_first_record_number()), int(chunk.file_last_record_number())
    if last == _NO_NUMBER:
        return _Block(first, first - 1, unaltered=True)
    if not 0 <= last - first < _RECORDS_IN_A_CHUNK:
        return None
    in_bounds = CHUNK_HEADER <= chunk.next_record_offset() <= CHUNK
    return _Block(first, last, in_bounds and chunk.calculate_data_checksum() == chunk.data_checksum())


def _missing(blocks: list[_Block | None]) -> tuple[int, int]:
    """Lost blocks whose records nobody can count, and how many records the others held: the numbers run on."""
    unknown, between, gone = 0, 0, 0
    before: _Block | None = None
    for block in blocks:
        if block is None:
            gone += 1
            continue
        missing = block.first - before.last - 1 if before else -1
        if gone and 0 < missing <= gone * _RECORDS_IN_A_CHUNK:
            between += missing
        else:
            unknown += gone
        before, gone = block, 0
    return unknown + gone, between
