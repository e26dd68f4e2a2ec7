"""Zips that cost more than they seem to: in size, in number, in depth."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from zlib import crc32

from tests.checks.sources.bundle.bundles import AAD_PATH, APP_PATH, BEAT_PATH
from tests.checks.sources.bundle.hostile.case import (
    ANY_CARD,
    MIB,
    RECOVERED,
    WHOLE,
    Case,
    Expectation,
    loses,
    refused,
    table,
    tells,
)
from tests.checks.sources.bundle.hostile.good import (
    AAD_LOG,
    APP_TEXT,
    FACT_OF,
    FULL,
    GOOD,
    HEARTBEAT_LOG,
    LOGS,
    NOISE,
    SHORT,
)
from tests.checks.sources.bundle.hostile.raw_zip import (
    DEFLATED,
    STORED,
    Entry,
    assembled,
    bundle,
    deflated,
    good,
    swollen,
)

_READ_AT_MOST = 10
_TOO_LARGE, _TOO_MANY = "larger than Roomcheck reads", "more than"


def _beside(*entries: Entry, first: bool = False) -> bytes:
    """The good bundle with more entries, behind its own or before them."""
    return assembled([*entries, *good()] if first else [*good(), *entries])


def _swollen(name: str, mebibytes: int, claims: int, before: bytes = b"") -> Entry:
    """An entry that claims so many bytes and inflates to as many MiB, almost all of them zeros."""
    return Entry(name.encode(), packed=swollen(mebibytes, before), both={"size": claims, "crc": 0})


def _sizes() -> Iterator[Case]:
    """Entries that are larger or smaller than they say."""
    strangers = {"a stranger's file": ("big.bin", b""), "a stranger's log": ("big.evtx", NOISE)}
    for claims, said in ((10, "10 bytes"), (0xFFFFFFFE, "4 GiB")):
        for whose, (name, before) in strangers.items():
            bomb = _swollen(name, 2048, claims, before)
            yield from table(f"2 GiB that claims {said}", {
                whose: (partial(_beside, bomb, first=True), WHOLE.or_refused(_TOO_LARGE))})
        for log in LOGS:
            bomb = _swollen(f"copy/{log}", 2048, claims, GOOD[log])
            expect = RECOVERED.or_refused(_TOO_LARGE)
            yield from table(f"2 GiB that claims {said}", {
                f"a second {SHORT[log]} log": (partial(_beside, bomb), expect)})
    for log in LOGS:
        small = {log: {"both": {"size": 0xFFFFFFFE}}}
        yield from table("claims 4 GiB", {
            f"the {SHORT[log]} log": (partial(bundle, small), tells(FACT_OF[log]))})
        short = {log: {"both": {"size": 10}}}
        yield from table("claims 10 bytes", {
            f"the {SHORT[log]} log": (partial(bundle, short), tells(FACT_OF[log]))})


def _ratios() -> Iterator[Case]:
    """A thousand to one."""
    yield from table("ratio", {
        "100 MiB of unused log": (
            lambda: _beside(_swollen("AAD_Operational.evtx", 100, len(AAD_LOG) + 100 * MIB, AAD_LOG)), ANY_CARD),
        "60 MiB of nothing": (lambda: _beside(_swollen("x.bin", 60, 60 * MIB)), WHOLE),
        "40 files of 60 MiB": (
            lambda: _beside(*(_swollen(f"{number}.evtx", 60, 60 * MIB) for number in range(40))),
            WHOLE.or_refused(_TOO_LARGE)),
        "100 unknown logs of 20 MiB": (
            lambda: _beside(*(_swollen(f"{number}.evtx", 20, 20 * MIB, b"ElfFile\0") for number in range(100))),
            WHOLE.or_refused(_TOO_LARGE)),
        "Logs.txt of 500 MiB": (lambda: _beside(_swollen(f"x/{APP_PATH}", 500, 500 * MIB, APP_TEXT)),
                                RECOVERED.or_refused(_TOO_LARGE)),
        "a swollen zip within": (lambda: _beside(_swollen("in.zip", 500, 500 * MIB, b"PK\3\4")),
                                 WHOLE.or_refused(_TOO_LARGE)),
        "1 GiB two zips deep": (lambda: _beside(Entry(b"in.zip", _nest({"b.zip": _inflating(1024)}))),
                                WHOLE.or_refused(_TOO_LARGE)),
        "ten zips of 60 MiB within": (
            lambda: _beside(*(Entry(f"{number}.zip".encode(), _inflating(60)) for number in range(10))),
            WHOLE.or_refused(_TOO_LARGE))})


def _inflating(mebibytes: int) -> bytes:
    return assembled([_swollen(AAD_PATH, mebibytes, mebibytes * MIB, b"ElfFile\0")])


def _shared() -> Iterator[Case]:
    """Many entries of the directory that all stand for one stream."""
    def overlapping(count: int, entry: Entry) -> bytes:
        begun = len(assembled(good())) - 22 - sum(46 + len(each.name) for each in good())
        told = {"offset": begun, "packed": len(entry.stream), "size": len(entry.content), "crc": crc32(entry.content)}
        ghosts = [Entry(entry.name, packed=b"", method=entry.method, central=told)] * count
        return assembled([*good(), entry, *ghosts])

    log = Entry(b"AAD_Operational.evtx", AAD_LOG)
    zeros = Entry(b"x.evtx", b"ElfFile\0" + bytes(50 * MIB))
    yield from table("one stream shared by", {
        "1,000 copies of a log": (lambda: overlapping(1000, log), RECOVERED.or_refused(_TOO_LARGE)),
        "1,000 times 50 MiB": (lambda: overlapping(1000, zeros), WHOLE.or_refused(_TOO_LARGE)),
        "19,000 times 50 MiB": (lambda: overlapping(19_000, zeros), WHOLE.or_refused(_TOO_LARGE))})


def _numbers() -> Iterator[Case]:
    def many(count: int, name: str, content: bytes = b"") -> bytes:
        return _beside(*(Entry(name.format(number).encode(), content, STORED) for number in range(count)))

    tiny = _nest({"x": b""})
    yield from table("number", {
        "100,000 logs": (lambda: many(100_000, "{}/AAD_Operational.evtx"), ANY_CARD),
        "19,000 zips": (lambda: many(19_000, "{}.zip", tiny), WHOLE.or_refused(_TOO_MANY)),
        "5,000 damaged logs": (lambda: many(5_000, "{}/AAD_Operational.evtx", b"ElfFile\0"),
                                Expectation(FULL, lost=frozenset({FACT_OF[AAD_PATH]}))),
        "3,000 names of 1 kB": (lambda: many(3_000, "{}" + "x" * 1_000), WHOLE),
        "19,000 folders": (lambda: many(19_000, "{}/"), WHOLE),
        "65,536 entries": (lambda: many(65_536, ""), WHOLE.or_refused(_TOO_MANY))},
        memory=200 * MIB)


def _nest(files: Mapping[str, bytes], depth: int = 1) -> bytes:
    """These files, so many zips deep."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue() if depth <= 1 else _nest({"in.zip": made.getvalue()}, depth - 1)


def _deep(depth: int, inner: bytes) -> bytes:
    """``inner``, as many zips deep, each stored in the next; only the outermost have the right checksum."""
    for level in range(depth):
        # no reader comes as far as the others
        crc = crc32(inner) if depth - level < _READ_AT_MOST else 0
        inner = assembled([Entry(b"in.zip", method=STORED, packed=inner, both={"size": len(inner), "crc": crc})])
    return inner


def _depths() -> Iterator[Case]:
    yield from table("depth", {
        "the bundle in a zip": (lambda: _nest({"a.zip": assembled(good())}), WHOLE),
        "the bundle two zips down": (lambda: _nest({"a.zip": assembled(good())}, 2), WHOLE),
        "5,000 zips within one another": (lambda: _deep(5_000, b"the end"), refused("")),
        "5,000 zips beside the logs": (lambda: _beside(Entry(b"in.zip", _deep(5_000, b"the end"))), WHOLE),
        "each log in a zip of its own": (
            lambda: _nest({f"{number}.zip": _nest({name: content})
                           for number, (name, content) in enumerate(GOOD.items())}), WHOLE),
        "a zip that is cut off within": (
            lambda: _beside(Entry(b"in.zip", _nest({AAD_PATH: AAD_LOG})[:-100])), WHOLE),
        "a zip that says it is a log": (lambda: _beside(Entry(b"AAD_Operational.evtx", _nest({"x": b"x"}))), WHOLE),
        "a log behind the beginning of a zip": (
            lambda: _beside(Entry(b"AAD_Operational.evtx", b"PK\3\4" + AAD_LOG)), ANY_CARD)})


def _halves() -> Iterator[Case]:
    """A log whose stream goes on for ever behind what it should be."""
    for log, content in ((AAD_PATH, AAD_LOG), (BEAT_PATH, HEARTBEAT_LOG)):
        changed = {log: {"packed": deflated(content)[:-1] + swollen(64), "method": DEFLATED}}
        yield from table("stream", {
            f"the {SHORT[log]} log's goes on": (partial(bundle, changed), tells(FACT_OF[log])),
            f"the {SHORT[log]} log's is none": (partial(bundle, {log: {"packed": b""}}), loses(FACT_OF[log]))})


CASES = [*_sizes(), *_ratios(), *_shared(), *_numbers(), *_depths(), *_halves()]
