"""Event logs: real ones whose fields lie under checksums that hold, whose records are moved about, and rubbish."""

import struct
from contextlib import suppress
from functools import partial

from hypothesis import strategies as st

from checks.sources.bundle import evtx
from tests.checks.sources.bundle.bundles import AAD_PATH, MFA, UNWELL, beats, log_of, refused
from tests.checks.sources.bundle.hostile.log_damage import CHANGES, nested
from tests.checks.sources.bundle.hostile.mutants import NASTY
from tests.checks.sources.bundle.hostile.raw_evtx import (
    CHUNK,
    FILE,
    HEADER,
    Change,
    chunks,
    data,
    definition,
    put16,
    put32,
    put64,
    records,
    repaired,
    with_record,
)
from tests.checks.sources.bundle.hostile.raw_zip import STORED, Entry, assembled
from tests.fuzz import zips

Draw = st.DrawFn
LOGS = (log_of(*(refused() for _ in range(9))), log_of(*beats(9, UNWELL)),
        log_of(*(refused(text=f"{MFA} {number}") for number in range(60))),
        log_of(refused(), *beats(2, UNWELL), dirty=True),
        log_of(refused(), *beats(2), minor=1), log_of(refused(), *beats(2), inline=True))
_KINDS = (*range(0x23), 0x81, 0x82, 0x95, 0x99, 0xFF)
_AREAS = ((0, 128), (FILE, FILE + HEADER), (FILE + HEADER, FILE + 3_000), (FILE, FILE + CHUNK))
_numbers = st.sampled_from(NASTY) | st.integers(0, 0xFFFFFFFF)
_tokens = st.sampled_from([bytes([token]) for token in (*range(0x10), *range(0x41, 0x50))])
_bodies = st.lists(st.one_of(_tokens, st.binary(max_size=12), _numbers.map(partial(struct.pack, "<I"))),
                   max_size=40).map(b"".join)


def attempt(log: bytes) -> None:
    """A reading and its card whatever the log, and no chunk that the reader of records cannot survive."""
    for at in range(FILE, min(len(log), FILE + 3 * CHUNK), CHUNK):
        for glimpse in evtx.glimpses(log[at:at + CHUNK].ljust(CHUNK, b"\0")):
            evtx.read(glimpse, "fuzz.evtx")
    zips.attempt(assembled([Entry(AAD_PATH.encode(), log, STORED), zips.SMALL[3]]))


@st.composite
def event_logs(draw: Draw) -> bytes:
    """A hostile event log."""
    log = bytearray(draw(st.sampled_from(LOGS)))
    for change in draw(st.lists(_changes(), max_size=4)):
        # an earlier change may have destroyed what this one is about
        with suppress(ValueError, LookupError, StopIteration, struct.error):
            change(log)
    whole = repaired(log) if draw(st.booleans()) else bytes(log)
    return draw(zips.spliced(whole)) if draw(st.integers(0, 3)) == 0 else whole


def _changes() -> st.SearchStrategy[Change]:
    return st.one_of(st.sampled_from(list(CHANGES.values())), _anywhere(), _of_a_value(), _of_a_template(), _moved(),
                     _bodies.map(lambda body: lambda log: with_record(log, body)),
                     st.integers(1, 300).map(nested))


@st.composite
def _anywhere(draw: Draw) -> Change:
    """A number at any place of the file's header, a chunk's header or a record."""
    begin, end = draw(st.sampled_from(_AREAS))
    at, value = draw(st.integers(begin, end - 4)), draw(_numbers)
    return lambda log: put32(log, at, value)


@st.composite
def _of_a_value(draw: Draw) -> Change:
    """One value of one record has another size, kind or content."""
    record, index = draw(st.integers(0, 3)), draw(st.integers(0, 20))
    what, value = draw(st.sampled_from(("size", "kind", "content"))), draw(_numbers)
    kind = draw(st.sampled_from(_KINDS))

    def change(log: bytearray) -> None:
        found = data(log, records(log)[record])[index]
        if what == "size":
            put16(log, found.descriptor, value & 0xFFFF)
        elif what == "kind":
            log[found.descriptor + 2] = kind
        else:
            put64(log, found.at, value << (value & 31) & 2**64 - 1)
    return change


@st.composite
def _of_a_template(draw: Draw) -> Change:
    """A token or an offset within a template, or the head of one."""
    record, at, value = draw(st.integers(0, 3)), draw(st.integers(0, 400)), draw(_numbers)
    token = draw(st.none() | _tokens)

    def change(log: bytearray) -> None:
        begin = definition(log, records(log)[record]) + at
        if token:
            log[begin] = token[0]
        else:
            put32(log, begin, value)
    return change


@st.composite
def _moved(draw: Draw) -> Change:
    """A record is written over another, or a chunk behind the last."""
    one, other, whole = draw(st.integers(0, 5)), draw(st.integers(0, 5)), draw(st.booleans())

    def change(log: bytearray) -> None:
        if whole:
            begin = next(chunks(log))
            log += log[begin:begin + CHUNK]
            return
        first, second = records(log)[one], records(log)[other]
        log[second:second + 200] = log[first:first + 200]
    return change
