"""Zips that are cut off, altered, or whose headers lie."""

import bz2
import lzma
import random
import struct
from collections.abc import Iterator
from functools import partial

from tests.checks.sources.bundle.bundles import AAD_PATH, BEAT_PATH
from tests.checks.sources.bundle.hostile.case import (
    ANY_CARD,
    RECOVERED,
    WHOLE,
    Case,
    Expectation,
    loses,
    refused,
    table,
    tells,
)
from tests.checks.sources.bundle.hostile.good import AAD_LOG, FACT_OF, FULL, GOOD, HEARTBEAT_LOG, LOGS, SHORT
from tests.checks.sources.bundle.hostile.raw_zip import (
    DEFLATED,
    ENCRYPTED,
    STORED,
    UNIX,
    Entry,
    Fields,
    Zip64,
    assembled,
    bundle,
    deflated,
    good,
)

ZIP = assembled(good())
DIRECTORY = ZIP.index(b"PK\1\2")
END = ZIP.index(b"PK\5\6")


def _cuts() -> Iterator[Case]:
    structural = {"in the first header": 10, "before the directory": DIRECTORY,
                  "within the directory": (DIRECTORY + END) // 2, "before the end": END, "within the end": END + 11,
                  "one byte short": len(ZIP) - 1}
    shares = {f"at {part}/12": len(ZIP) * part // 12 for part in range(1, 12)}
    for name, at in (structural | shares).items():
        yield from table("cut", {name: (partial(_cut, at), _before(at))})


def _cut(at: int) -> bytes:
    return ZIP[:at]


def _before(cut: int) -> Expectation:
    """What of the zip lies wholly before the cut."""
    ends = {entry.name.decode(): ZIP.index(entry.stream) + len(entry.stream) for entry in good()}
    found = {FACT_OF[log]: FULL[FACT_OF[log]] for log in LOGS if ends[log] <= cut}
    return Expectation(found, doubted=True) if found else ANY_CARD


def flipped(content: bytes, seed: int, *, begin: int = 0, end: int | None = None) -> bytes:
    """The content with some bits turned between two places; the same seed turns the same bits."""
    chance, altered = random.Random(seed), bytearray(content)  # noqa: S311 - repeatable damage, no secret
    for _ in range(chance.choice([1, 1, 3, 10, 40])):
        altered[chance.randrange(begin, end or len(content))] ^= 1 << chance.randrange(8)
    return bytes(altered)


def _flips() -> Iterator[Case]:
    for seed in range(8):
        yield from table("bits", {
            f"anywhere {seed}": (partial(flipped, ZIP, seed), ANY_CARD),
            f"in the directory {seed}": (partial(flipped, ZIP, seed, begin=DIRECTORY), ANY_CARD)})


def _stream_damage(stream: bytes) -> dict[str, bytes]:
    third = len(stream) // 3
    return {"altered at its beginning": b"\xff" * 9 + stream[9:],
            "altered in its middle": stream[:third] + b"\xff" * 40 + stream[third + 40:],
            "altered at its end": stream[:-400] + b"\xff" * 400,
            "ends early": stream[:third]}


def _members() -> Iterator[Case]:
    """Damage to one entry."""
    for log in LOGS:
        fact, content = FACT_OF[log], GOOD[log]
        for method, stream in ((STORED, content), (DEFLATED, deflated(content))):
            changes = {f"{name}, method {method}": {"packed": damaged, "method": method}
                       for name, damaged in _stream_damage(stream).items()}
            for name, change in changes.items():
                yield from table(f"member {SHORT[log]}", {name: (partial(bundle, {log: change}), loses(fact))})
        lies: dict[str, dict[str, object]] = {
            "wrong checksum": {"both": {"crc": 1}}, "encrypted": {"both": {"flags": ENCRYPTED}},
            "strongly encrypted": {"both": {"flags": ENCRYPTED | 0x40}},
            "bzip2": {"method": 12, "packed": bz2.compress(content)},
            "LZMA": {"method": 14, "packed": b"\x09\x04\x05\x00" + lzma.compress(content, lzma.FORMAT_RAW, filters=[
                {"id": lzma.FILTER_LZMA1}])},
            "deflate64": {"method": 9}, "method 99": {"method": 99}, "method 65535": {"method": 0xFFFF},
            "its place is past the end": {"central": {"offset": 0x7FFFFFFF}},
            "its place is in another": {"central": {"offset": 100}}}
        for name, change in lies.items():
            yield from table(f"member {SHORT[log]}", {name: (partial(bundle, {log: change}), loses(fact))})


def _ends() -> Iterator[Case]:
    told = {"entries": len(GOOD), "here": len(GOOD)}
    lies: dict[str, Fields] = {
        "no entries": {"entries": 0, "here": 0}, "too many entries": {"entries": 9, "here": 9},
        "65,535 entries": {"entries": 0xFFFF, "here": 0xFFFF}, "one entry": {**told, "entries": 1, "here": 1},
        "directory of no bytes": {"size": 0}, "directory of 4 GiB": {"size": 0xFFFFFFFF},
        "directory is too short": {"size": 50}, "directory begins at 0": {"offset": 0},
        "directory begins past the end": {"offset": 0x7FFFFFFF}, "directory begins late": {"offset": DIRECTORY + 7},
        "a comment that is not there": {"comment": 500}, "on disk 7": {"disk": 7, "directory_disk": 7}}
    yield from table("end", {
        name: (partial(assembled, good(), end=fields), RECOVERED) for name, fields in lies.items()})
    second_end = assembled(good(), comment=b"PK\5\6" + bytes(18))
    yield from table("end", {
        "none, and no directory": (lambda: ZIP[:DIRECTORY], RECOVERED), "twice": (lambda: ZIP + ZIP[END:], RECOVERED),
        "in its own comment": (lambda: second_end, RECOVERED),
        "64 KiB of comment": (lambda: assembled(good(), comment=b"x" * 65535), WHOLE),
        "rubbish behind": (lambda: ZIP + b"rubbish" * 9, RECOVERED),
        "100 kB of zeros behind": (lambda: ZIP + bytes(100_000), RECOVERED),
        "a program before": (lambda: b"MZ" + bytes(100_000) + ZIP, RECOVERED),
        "two zips in one": (lambda: ZIP + ZIP, RECOVERED),
        "only an end": (lambda: ZIP[END:], refused("")), "only a directory": (lambda: ZIP[DIRECTORY:], refused("")),
        "only zeros": (lambda: bytes(100_000), refused("not a zip")), "nothing": (lambda: b"", refused("empty"))})


def _zip64() -> Iterator[Case]:
    most = 2**64 - 1
    yield from table("zip64", {
        "honest": (lambda: assembled(good(), zip64=Zip64()), WHOLE),
        **{f"{field} is {value:#x}": (partial(assembled, good(), zip64=Zip64({field: value})), RECOVERED)
           for field in ("entries", "here", "size", "offset", "record") for value in (0, most)},
        "its record is nowhere": (lambda: assembled(good(), zip64=Zip64(locator={"offset": most})), RECOVERED),
        "on many disks": (lambda: assembled(good(), zip64=Zip64(locator={"disks": 99, "disk": 98})), RECOVERED)})
    extras = {"cut short": struct.pack("<HHI", 1, 16, 7), "empty": struct.pack("<HH", 1, 0),
              "longer than it is": struct.pack("<HH", 1, 0xFFFF),
              "sizes of 2**64-1": struct.pack("<HHQQ", 1, 16, most, most), "one byte": b"\1"}
    unknown: Fields = {"size": 0xFFFFFFFF, "packed": 0xFFFFFFFF}
    for name, extra in extras.items():
        changed = {AAD_PATH: {"extra": extra, "both": unknown}}
        yield from table("zip64 extra field", {
            name: (partial(bundle, changed), tells(FACT_OF[AAD_PATH])),
            f"{name}, of no need": (partial(bundle, {AAD_PATH: {"extra": extra}}), WHOLE)})


def _duplicates() -> Iterator[Case]:
    def twice(log: str, other: bytes, *, first: bool) -> bytes:
        double = Entry(log.encode(), other)
        return assembled([double, *good()] if first else [*good(), double])

    for log, own in ((AAD_PATH, AAD_LOG), (BEAT_PATH, HEARTBEAT_LOG)):
        for place in (True, False):
            where = f"{SHORT[log]}, {'first' if place else 'last'}"
            yield from table("same name", {
                f"{where}, the same": (partial(twice, log, own, first=place), WHOLE),
                f"{where}, rubbish": (
                    partial(twice, log, b"rubbish" * 99, first=place),
                    Expectation(WHOLE.found, lost=frozenset({FACT_OF[log]})))})


def _kinds_of_file() -> Iterator[Case]:
    links = {"symlinks": 0o120777, "devices": 0o020666, "pipes": 0o010666, "unreadable files": 0, "set-uid": 0o104755}
    yield from table("attributes", {
        name: (partial(bundle, central={"external": mode << 16, "made": UNIX | 20}), WHOLE)
        for name, mode in links.items()})
    yield from table("attributes", {
        "folders that hold logs": (partial(bundle, central={"external": 0x10}), WHOLE),
        "a symlink to the password file": (lambda: assembled([
            Entry(b"AAD_Operational.evtx", b"/etc/passwd", STORED, central={"external": 0o120777 << 16}), *good()]),
            Expectation(WHOLE.found, lost=frozenset({FACT_OF[AAD_PATH]}))),
        "all encrypted": (partial(bundle, both={"flags": ENCRYPTED}), refused("password"))})


CASES = [*_cuts(), *_flips(), *_members(), *_ends(), *_zip64(), *_duplicates(), *_kinds_of_file()]
