"""Event logs whose checksums vouch for what is wrong in them."""

import struct
from collections.abc import Callable, Iterator
from functools import partial

from tests.checks.sources.bundle.bundles import AAD_PATH, BEAT_PATH
from tests.checks.sources.bundle.hostile.case import WHOLE, Case, Expectation, loses, spares, table, tells
from tests.checks.sources.bundle.hostile.good import FACT_OF, GOOD, SHORT
from tests.checks.sources.bundle.hostile.raw_evtx import (
    CHUNK,
    FILE,
    HEADER,
    NAMES,
    RECORD,
    TEMPLATES,
    Change,
    changed,
    chunks,
    data,
    definition,
    put16,
    put32,
    put64,
    records,
    repaired,
    template,
    u32,
    with_record,
)
from tests.checks.sources.bundle.hostile.raw_zip import bundle
from tests.checks.sources.bundle.hostile.zip_damage import flipped

_VICTIM = 5
"""The record of the first chunk that most changes are about."""
_NOW_AND_THEN = {"0": 0, "1": 1, "2**63": 2**63, "2**64-1": 2**64 - 1, "the year 30000": 8_961_700_000_000_000_000}
_SIZES = (0, 1, 23, 28, 0xFFFF, 0x10000, 0x7FFFFFFF, 0xFFFFFFFF)
_COUNTS = (0, 1, 19, 0xFFFF, 0xFFFFFFFF)
_OFFSETS = (0, 1, 0x80, 0x1FF, CHUNK - 1, CHUNK, 0xFFFFFFFF)


def victim(log: bytearray) -> int:
    return records(log)[_VICTIM]


def _at_victim(offset: int, value: int, put: Callable[[bytearray, int, int], None] = put32) -> Change:
    return lambda log: put(log, victim(log) + offset, value)


def _in_file(offset: int, value: int, put: Callable[[bytearray, int, int], None]) -> Change:
    return lambda log: put(log, offset, value)


def _in_chunk(offset: int, value: int, put: Callable[[bytearray, int, int], None] = put32) -> Change:
    return lambda log: put(log, FILE + offset, value)


def _datum(index: int, *, size: int | None = None, kind: int | None = None) -> Change:
    """One value of the victim has another size or kind than it says."""
    def change(log: bytearray) -> None:
        found = data(log, victim(log))[index]
        put16(log, found.descriptor, found.size if size is None else size)
        log[found.descriptor + 2] = found.kind if kind is None else kind
    return change


def _number(index: int, value: int) -> Change:
    """One value of eight bytes of the victim: 6 its time, 10 its number."""
    return lambda log: put64(log, data(log, victim(log))[index].at, value)


def _numbers_everywhere(number: Callable[[int], int]) -> Change:
    """The numbers of all records, in their heads and in their values."""
    def change(log: bytearray) -> None:
        for chunk in chunks(log):
            for place, record in enumerate(records(log, chunk)):
                put64(log, record + 8, number(place))
                put64(log, data(log, record, chunk)[10].at, number(place))
    return change


def _count(value: int) -> Change:
    return lambda log: put32(log, data(log, victim(log))[0].descriptor - 4, value)


def _template_at(value: int) -> Change:
    return lambda log: put32(log, template(log, victim(log)), value)


def _template_is_the_record(log: bytearray) -> None:
    put32(log, template(log, victim(log)), victim(log) - FILE)


def _definition(offset: int, value: int) -> Change:
    """A field of the template of all records: 0 the next one in its list, 20 its length."""
    return lambda log: put32(log, definition(log, records(log)[0]) + offset, value)


def _linked_to_itself(heads: int, count: int) -> Change:
    """Every list of names, or of templates, ends in its own beginning."""
    def change(log: bytearray) -> None:
        for chunk in chunks(log):
            for head in range(chunk + heads, chunk + heads + 4 * count, 4):
                first = u32(log, head)
                if first:
                    put32(log, chunk + first, first)
    return change


def _heads(heads: int, count: int, value: int) -> Change:
    def change(log: bytearray) -> None:
        for place in range(count):
            put32(log, FILE + heads + 4 * place, value)
    return change


def _first_name(offset: int, value: int) -> Change:
    """A field of the first name of a chunk: 0 the next one, 6 its length."""
    def change(log: bytearray) -> None:
        first = next(filter(None, (u32(log, FILE + NAMES + 4 * place) for place in range(64))))
        put16(log, FILE + first + offset, value)
    return change


def nested(depth: int) -> Change:
    """A record more, of as many elements within one another. More than 5,000 do not fit into a chunk."""
    def change(log: bytearray) -> None:
        chunk = list(chunks(log))[-1]
        name = next(filter(None, (u32(log, chunk + NAMES + 4 * place) for place in range(64))))
        opened = b"".join(struct.pack("<BIIB", 1, 11 * (depth - level) - 5, name, 2) for level in range(depth))
        with_record(log, b"\x0f\1\1\0" + opened + b"\x04" * depth + b"\0")
    return change


def _template_in_template(log: bytearray) -> None:
    """The victim's event data are the record itself, over and over."""
    found = data(log, victim(log))[17]
    put32(log, found.at + 10, victim(log) + RECORD - FILE)
    put32(log, template(log, victim(log)), victim(log) + RECORD + 4 - FILE)


def _swapped(log: bytearray) -> None:
    first, second = FILE, FILE + CHUNK
    log[first:second], log[second:second + CHUNK] = log[second:second + CHUNK], log[first:second]


CHANGES: dict[str, Change] = {
    **{f"record size {value:#x}": _at_victim(4, value) for value in _SIZES},
    "record without its mark": _at_victim(0, 0), "size at the end differs": lambda log: put32(log, victim(log) - 4, 7),
    **{f"count of values {value:#x}": _count(value) for value in _COUNTS},
    **{f"size of value {index} is {size:#x}": _datum(index, size=size)
       for index in (0, 3, 6, 16, 17) for size in (0, 7, 0xFFFF)},
    **{f"kind of value {index} is {kind:#x}": _datum(index, kind=kind)
       for index, kind in ((3, 0x21), (3, 0xFF), (6, 0x21), (6, 0x99), (17, 0x99), (17, 0xFF))},
    **{f"template at {value:#x}": _template_at(value) for value in _OFFSETS},
    "template is the record itself": _template_is_the_record, "templates within one another": _template_in_template,
    **{f"template's length {value:#x}": _definition(20, value) for value in (0, 1, 0xFFFFFFFF)},
    **{f"template's root of kind {value:#x}": _definition(24, value) for value in (0, 0x0C, 0xFFFFFFFF)},
    "next template is itself": _linked_to_itself(TEMPLATES, 32), "next name is itself": _linked_to_itself(NAMES, 64),
    **{f"all lists of names begin at {value:#x}": _heads(NAMES, 64, value) for value in _OFFSETS},
    **{f"all lists of templates begin at {value:#x}": _heads(TEMPLATES, 32, value) for value in _OFFSETS},
    **{f"length of a name {value:#x}": _first_name(6, value) for value in (0, 1, 0xFFFF)},
    **{f"time {name}": _number(6, value) for name, value in _NOW_AND_THEN.items()},
    **{f"number in the record {value:#x}": _number(10, value) for value in (0, 1, 2**63, 2**64 - 1)},
    **{f"number in its head {value:#x}": _at_victim(8, value, put64) for value in (0, 1, 2**63, 2**64 - 1)},
    "numbers run backwards": _numbers_everywhere(lambda place: 1000 - place),
    "numbers all the same": _numbers_everywhere(lambda _place: 7),
    "numbers near 2**64": _numbers_everywhere(lambda place: 2**64 - 1 - place),
    **{f"chunk's first number {value:#x}": _in_chunk(24, value, put64) for value in (0, 2**63, 2**64 - 1)},
    **{f"chunk's last number {value:#x}": _in_chunk(32, value, put64) for value in (0, 2**63, 2**64 - 1)},
    **{f"chunk's header size {value:#x}": _in_chunk(40, value) for value in (0, 0xFFFFFFFF)},
    **{f"chunk's last record at {value:#x}": _in_chunk(44, value) for value in _OFFSETS},
    **{f"chunk's free space at {value:#x}": _in_chunk(48, value) for value in _OFFSETS},
    "chunk without its mark": _in_chunk(0, 0), "chunks in another order": _swapped,
    **{f"count of chunks {value:#x}": _in_file(42, value, put16) for value in (0, 1, 0xFFFF)},
    **{f"next number {value:#x}": _in_file(24, value, put64) for value in (0, 2**64 - 1)},
    **{f"last chunk {value:#x}": _in_file(16, value, put64) for value in (0, 2**64 - 1)},
    **{f"header size {value:#x}": _in_file(32, value, put32) for value in (0, 0xFFFFFFFF)},
    **{f"header block {value:#x}": _in_file(40, value, put16) for value in (0, 0x80, 0xFFFF)},
    **{f"version {value:#x}": _in_file(36, value, put32) for value in (0, 0x90009, 0xFFFFFFFF)},
    **{f"flags {value:#x}": _in_file(120, value, put32) for value in (1, 2, 4, 0xFFFFFFFF)},
}
"""One thing that is wrong in an otherwise whole log."""


def _whole_files(log: bytes) -> dict[str, tuple[bytes, bool]]:
    """What else can befall the file; whether something of it is lost then."""
    first, second = FILE, FILE + CHUNK
    return {
        "cut in its header": (log[:500], True), "cut behind its header": (log[:FILE], True),
        "cut in a chunk's header": (log[:second + 100], True), "cut in a record": (log[:first + HEADER + 5000], True),
        "a chunk of zeros": (log[:first] + bytes(CHUNK) + log[second:], True),
        "a chunk of rubbish": (log[:first] + b"\xa5" * CHUNK + log[second:], True),
        "rubbish behind": (log + b"\xa5" * 60_000, True), "200 unused chunks": (log + bytes(200 * CHUNK), False),
        "a chunk twice": (log + log[first:second], False), "the file twice": (log + log, True),
        "no mark": (b"\0" * 8 + log[8:], True), "a header alone": (log[:FILE] + bytes(CHUNK), True)}


DEPTHS = {AAD_PATH: (100, 1_000, 5_000), BEAT_PATH: (50, 500)}


def _in_turns(path: str) -> dict[str, Change]:
    """Every other change, so that each befalls one of the two logs."""
    return dict(list(CHANGES.items())[path == BEAT_PATH::2])


def with_log(path: str, log: bytes) -> bytes:
    """The good bundle with this as one of its logs."""
    return bundle({path: {"content": log}})


def changed_log(path: str, change: Change) -> bytes:
    """The good bundle with this change to one of its logs."""
    return with_log(path, changed(GOOD[path], change))


def _flipped(path: str, seed: int, begin: int, end: int) -> bytes:
    return with_log(path, repaired(bytearray(flipped(GOOD[path], seed, begin=begin, end=end))))


def _cases() -> Iterator[Case]:
    for path in (AAD_PATH, BEAT_PATH):
        log, fact = GOOD[path], FACT_OF[path]
        deep = {f"a record of {depth:,} elements": nested(depth) for depth in DEPTHS[path]}
        for name, change in (_in_turns(path) | deep).items():
            yield from table(f"log {SHORT[path]}", {
                name: (partial(changed_log, path, change), tells(fact))})
        for name, (content, is_lost) in _whole_files(log).items():
            expect = loses(fact) if is_lost else Expectation(WHOLE.found, doubted=True)
            yield from table(f"log {SHORT[path]}", {
                name: (partial(with_log, path, content), expect)})
        for area, (begin, end) in {"header": (0, 128), "chunk's header": (FILE, FILE + HEADER),
                                   "records": (FILE + HEADER, len(log))}.items():
            for seed in range(4):
                yield from table(f"log {SHORT[path]}, bits of its {area}", {
                    str(seed): (partial(_flipped, path, seed, begin, end), spares(fact))})


CASES = list(_cases())
