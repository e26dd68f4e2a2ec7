"""Zips: a good bundle's entries and headers with lies in them, nested, doubled, cut and spliced."""

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st

from tests.checks.sources.bundle.bundles import AAD_PATH, APP_PATH, BEAT_PATH, UNWELL, beats, log_of, refused
from tests.checks.sources.bundle.hostile.case import ANY_CARD
from tests.checks.sources.bundle.hostile.good import APP_TEXT, NOISE
from tests.checks.sources.bundle.hostile.mutants import NASTY
from tests.checks.sources.bundle.hostile.names import NAMES, SAID_TO_BE_UTF8
from tests.checks.sources.bundle.hostile.raw_zip import DEFLATED, STORED, Entry, Zip64, assembled, swollen
from tests.checks.sources.bundle.hostile.verdict import complaints, read_here

Draw = st.DrawFn
_WIDE = ("crc", "packed", "size", "offset", "external")
_NARROW = ("version", "flags", "method", "time", "date", "name", "extra", "comment", "disk", "internal")
_ENDS = ("disk", "directory_disk", "here", "entries", "comment")
_MOST_CHANGES = 4
SMALL = (Entry(b"readme.txt", b"collected by a person"), Entry(b"Other.evtx", NOISE),
         Entry(AAD_PATH.encode(), log_of(refused(), refused())), Entry(BEAT_PATH.encode(), log_of(*beats(4, UNWELL))),
         Entry(APP_PATH.encode(), APP_TEXT))
"""A bundle that is read in no time."""
_numbers = st.sampled_from(NASTY) | st.integers(0, 0xFFFFFFFF)
_names = st.sampled_from([*NAMES.values(), *SAID_TO_BE_UTF8.values()]) | st.binary(max_size=300)
_fields = st.dictionaries(st.sampled_from(_WIDE), _numbers, max_size=2).flatmap(
    lambda wide: st.dictionaries(st.sampled_from(_NARROW), _numbers.map(lambda number: number & 0xFFFF), max_size=2)
    .map(lambda narrow: wide | narrow))


def attempt(content: bytes) -> None:
    """Whatever the file, there is a proper card: of a reading, or of a refusal that says what to do."""
    with TemporaryDirectory(prefix="fuzz-") as folder:
        path = Path(folder) / "upload.zip"
        path.write_bytes(content)
        wrong = complaints(read_here(path), ANY_CARD)
    assert not wrong, wrong


@st.composite
def entries(draw: Draw, depth: int = 2) -> list[Entry]:
    """The small bundle's entries, some of them altered, doubled, swollen, taken away, or put into zips within."""
    made = list(SMALL)
    for change in draw(st.lists(st.sampled_from(_changes(depth)), max_size=_MOST_CHANGES)):
        at = draw(st.integers(0, len(made) - 1))
        made[at:at + 1] = change(draw, made[at])
        made = made or list(SMALL)
    return made


def _changes(depth: int) -> list[Callable[[Draw, Entry], list[Entry]]]:
    return [_named, _lying, _packed, _swollen, _doubled, *([_within] if depth else []), lambda _draw, _entry: []]


def _named(draw: Draw, entry: Entry) -> list[Entry]:
    return [replace(entry, name=draw(_names)[:0xFFFF], local_name=draw(st.none() | _names))]


def _lying(draw: Draw, entry: Entry) -> list[Entry]:
    where = draw(st.sampled_from(("both", "local", "central")))
    lies = {name: value for name, value in draw(_fields).items() if where == "central" or name in _OF_BOTH}
    lying = replace(entry, extra=draw(st.binary(max_size=40)))
    if where == "both":
        return [replace(lying, both=lies)]
    return [replace(lying, local=lies) if where == "local" else replace(lying, central=lies)]


_OF_BOTH = frozenset({"version", "flags", "method", "time", "date", "crc", "packed", "size", "name", "extra"})


def _packed(draw: Draw, entry: Entry) -> list[Entry]:
    stream = draw(spliced(entry.stream))
    return [replace(entry, packed=stream, method=draw(st.sampled_from((STORED, DEFLATED))))]


def _swollen(draw: Draw, entry: Entry) -> list[Entry]:
    return [replace(entry, packed=swollen(draw(st.integers(1, 8)), entry.content[:70_000]), method=DEFLATED)]


def _doubled(draw: Draw, entry: Entry) -> list[Entry]:
    """Twice, the second perhaps without bytes of its own: its place is the first one's, or anywhere."""
    ghost = replace(entry, packed=b"", central={"offset": draw(_numbers), "packed": len(entry.stream)})
    return [entry, draw(st.sampled_from((entry, ghost)))]


def _within(draw: Draw, entry: Entry) -> list[Entry]:
    inner = assembled(draw(entries(depth=1)) if draw(st.booleans()) else [entry])
    name = draw(st.sampled_from((b"in.zip", entry.name)))
    return [Entry(name, draw(spliced(inner)), draw(st.sampled_from((STORED, DEFLATED))))]


@st.composite
def spliced(draw: Draw, content: bytes) -> bytes:
    """The bytes, with up to three places altered, taken out, doubled or cut off."""
    altered = bytearray(content)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(altered)))
        end = min(len(altered), at + draw(st.sampled_from((0, 1, 4, 30, 1_000, len(altered)))))
        other = draw(st.integers(0, len(altered)))
        moved = bytes(altered[other:other + 500])
        altered[at:end] = draw(st.sampled_from((b"", b"PK\3\4", b"PK\1\2", b"PK\5\6", moved)) | st.binary(max_size=8)
                               | _numbers.map(lambda number: struct.pack("<I", number)))
    return bytes(altered)


@st.composite
def _ends(draw: Draw) -> dict[str, int]:
    narrow = draw(st.dictionaries(st.sampled_from(_ENDS), _numbers.map(lambda number: number & 0xFFFF), max_size=2))
    return narrow | draw(st.dictionaries(st.sampled_from(("size", "offset")), _numbers, max_size=1))


_zip64 = st.dictionaries(st.sampled_from(("entries", "size", "offset", "record")), _numbers, max_size=2).map(Zip64)


@st.composite
def zips(draw: Draw) -> bytes:
    """A hostile zip."""
    whole = assembled(draw(entries()), end=draw(_ends()) if draw(st.booleans()) else None,
                      comment=draw(st.binary(max_size=60)), zip64=draw(st.none() | _zip64))
    return draw(spliced(whole)) if draw(st.booleans()) else whole
