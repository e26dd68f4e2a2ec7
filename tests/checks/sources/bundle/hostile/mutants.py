"""Hostile bundles without end: what the tables attack one by one, joined at random. A seed is the whole of a mutant."""

import json
import random
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from checks.facts.app_log import AppLog
from checks.facts.heartbeats import Heartbeats
from tests.checks.sources.bundle.bundles import AAD_PATH, BEAT_PATH, NOW, UNWELL, beats, log_of, room_system
from tests.checks.sources.bundle.hostile.case import ANY_CARD, RECOVERED, Case, Expectation, more, spares
from tests.checks.sources.bundle.hostile.good import BEATS, FACT_OF, GOOD, LOGS
from tests.checks.sources.bundle.hostile.log_damage import CHANGES, with_log
from tests.checks.sources.bundle.hostile.names import NAMES, SAID_TO_BE_UTF8
from tests.checks.sources.bundle.hostile.payloads import PAYLOADS, RUNS
from tests.checks.sources.bundle.hostile.raw_evtx import CHUNK, FILE, put32, repaired
from tests.checks.sources.bundle.hostile.raw_zip import UTF8, Zip64, assembled, bundle, good, swollen
from tests.checks.sources.bundle.hostile.texts import ONE_MORE, TEXT, with_text
from tests.checks.sources.bundle.hostile.zip_damage import flipped

NASTY = (0, 1, 2, 0x7F, 0x80, 0xFF, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
"""Numbers at which readers go wrong."""
_LONGEST_NAME = 65_000
Chance = random.Random
Changes = dict[str, object]
Mutant = tuple[Callable[[], bytes], Expectation]
_PIECES = (*RUNS.values(), *'{}[]",:\\', "\\u0000", "\\ud800",
           "null", "1e999", '"Description":', '"Alias":', "\u202e", "\ufeff")
_FIELDS = ("version", "flags", "method", "crc", "packed", "size", "name", "extra", "offset",
           "comment", "disk", "external")


def mutant(seed: int) -> Case:
    """The mutant of that seed, the same every time."""
    chance = random.Random(seed)  # noqa: S311 - repeatable damage, no secret
    make, expect = chance.choice((_log, _log, _payload, _text, _name, _headers, _zip))(chance)
    return Case(f"mutant {seed}", make, expect)


def _log(chance: Chance) -> Mutant:
    """Lies and turned bits in an event log, under checksums that hold."""
    path = chance.choice((AAD_PATH, BEAT_PATH))
    changes = chance.sample(list(CHANGES.values()), chance.randrange(4))
    seed = chance.randrange(2**32)

    def make() -> bytes:
        log, later = bytearray(GOOD[path]), random.Random(seed)  # noqa: S311 - repeatable damage, no secret
        for change in changes:
            _applied(change, log)
        for _ in range(later.choice((0, 1, 4, 30, 300))):
            area = later.choice((128, 0x200, CHUNK))
            put32(log, later.choice((FILE, 0)) + later.randrange(area), later.choice(NASTY))
        whole = repaired(log)
        return with_log(path, flipped(whole, seed, begin=FILE) if later.random() < 0.3 else whole)
    return make, spares(FACT_OF[path])


def _applied(change: Callable[[bytearray], None], log: bytearray) -> None:
    try:
        change(log)
    except (ValueError, LookupError, StopIteration, struct.error):
        # an earlier change has destroyed what this one is about
        return


def _payload(chance: Chance) -> Mutant:
    """A heartbeat whose text is made of pieces, or of a hostile text spoiled."""
    text = _pieces(chance, 9_000) if chance.random() < 0.6 else _spoiled(chance, chance.choice([*PAYLOADS.values()]))
    if chance.random() < 0.5:
        text = json.dumps(
            {"Description": text[:2_000], "Alias": _pieces(chance, 100), "DisplayName": _pieces(chance, 100)})
    text = text[:25_000].replace("\0", "").encode("utf-8", "replace").decode()[:25_000]
    write = room_system(chance.choice((2000, 2001)), [text], NOW + timedelta(minutes=1))
    expect = more(Heartbeats)
    found = {fact: count for fact, count in expect.found.items() if fact is Heartbeats or "AADSTS" not in text}
    return lambda: with_log(BEAT_PATH, log_of(*beats(BEATS, UNWELL), write)), replace(expect, found=found)


def _pieces(chance: Chance, most: int) -> str:
    made = ""
    while len(made) < most:
        made += chance.choice(_PIECES) * chance.choice((1, 1, 2, 30, 1_000))
    return made[:most]


def _spoiled(chance: Chance, text: str) -> str:
    at, length = chance.randrange(len(text) + 1), chance.choice((0, 1, 1, 100))
    return f"{text[:at]}{chance.choice(_PIECES)}{text[at + length:]}"


def _text(chance: Chance) -> Mutant:
    """Logs.txt of lines that were spoiled, in some encoding, turned somewhere."""
    whole = [*TEXT.splitlines(), *ONE_MORE.values()]
    lines = [_spoiled(chance, chance.choice(whole)) for _ in range(chance.randrange(40))]
    text = chance.choice(("\n", "\r\n", "\r", "\u2028")).join(lines)
    raw = text.encode(chance.choice(("utf-8", "utf-16", "utf-16-be", "utf-32", "utf-7")), "replace")
    if raw and chance.random() < 0.5:
        raw = flipped(raw, chance.getrandbits(32))
    return lambda: with_text(raw), spares(AppLog)


def _name(chance: Chance) -> Mutant:
    """All logs called something hostile."""
    known = [*NAMES.values(), *SAID_TO_BE_UTF8.values()]
    names: dict[str, Changes] = {name: {"name": b"x" + _joined(chance, known) + b".evtx"} for name in GOOD}
    flags: Changes = {"both": {"flags": chance.choice((0, UTF8))}}
    # what has a log's name and is none is said to be damaged
    return lambda: bundle({name: change | flags for name, change in names.items()}), RECOVERED


def _joined(chance: Chance, names: list[bytes]) -> bytes:
    joined = chance.choice((b"", b"/", b"\\", b"\0")).join(chance.sample(names, chance.randrange(1, 4)))
    return joined[:_LONGEST_NAME]


def _headers(chance: Chance) -> Mutant:
    """Headers that lie about one log, or swell it; the others may be lost with it."""
    log = chance.choice(LOGS)
    lies: Changes = {chance.choice(("both", "local", "central")): {
        chance.choice(_FIELDS): chance.choice(NASTY) & 0xFFFF for _ in range(chance.randrange(1, 4))}}
    swell: Changes = {"packed": swollen(chance.choice((1, 70, 300)), GOOD[log])} if chance.random() < 0.2 else {}
    return lambda: bundle({log: lies | swell}), ANY_CARD


def _zip(chance: Chance) -> Mutant:
    """Bits turned anywhere, ends that lie, cuts, and zips behind zips."""
    end = {chance.choice(("here", "entries", "size", "offset", "comment", "disk")): chance.choice(NASTY) & 0xFFFF}
    zip64 = Zip64({chance.choice(("entries", "size", "offset", "record")): chance.choice(NASTY)})
    made = assembled(good(), end=end if chance.random() < 0.4 else None, zip64=zip64 if chance.random() < 0.3 else None)
    if chance.random() < 0.7:
        made = flipped(made, chance.getrandbits(32), begin=chance.choice((0, len(made) * 9 // 10)))
    if chance.random() < 0.3:
        made = made[:chance.randrange(len(made))] + made[chance.randrange(len(made)):]
    return lambda: made, ANY_CARD
