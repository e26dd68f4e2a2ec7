"""All hostile bundles, by name."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from tests.checks.sources.bundle.hostile import bombs, log_damage, names, payloads, texts, zip_damage
from tests.checks.sources.bundle.hostile.case import Case
from tests.checks.sources.bundle.hostile.mutants import mutant

_END = "a zip whose end is missing or lies is refused whole, though its entries stand one after another"
_EXTRA = "one entry's damaged extra field costs the whole bundle"
_NAME = "one entry's name that is no UTF-8 costs the whole bundle"
_NO_NAME = "an entry without a name ends the reader with an IndexError"
_FOLDER = "an entry that is called as folders are is left out, and what it holds is said not to be in the zip"
_TWO_NAMES = "an entry whose two headers differ in its name is not read"
_MEMORY = "an entry is held whole, twice over, up to 128 MiB"

KNOWN: Mapping[str, tuple[str, ...]] = MappingProxyType({
    _END: (
        "cut: before the directory", "cut: within the directory", "cut: before the end", "cut: within the end",
        "cut: one byte short", *(f"cut: at {part}/24" for part in range(11, 24)),
        "end: directory of no bytes", "end: directory of 4 GiB", "end: directory is too short",
        "end: directory begins at 0", "end: directory begins past the end", "end: directory begins late",
        "end: none, and no directory", "end: twice", "end: in its own comment", "end: 100 kB of zeros behind",
        "zip64: size is 0x0", "zip64: size is 0xffffffffffffffff", "zip64: offset is 0x0",
        "zip64: offset is 0xffffffffffffffff", "zip64: on many disks"),
    _EXTRA: (
        "zip64 extra field: cut short", "zip64 extra field: cut short, of no need", "zip64 extra field: empty",
        "zip64 extra field: longer than it is", "zip64 extra field: longer than it is, of no need"),
    _NAME: tuple(f"name in UTF-8: {name}" for name in (
        "invalid", "cut short", "overlong", "half a surrogate pair", "surrogates one by one",
        "past the last character")),
    _NO_NAME: ("name: empty", "name: NUL alone", "name: all empty"),
    _FOLDER: ("name: slash", "name: a folder", "name: a folder and a NUL", "name: 64 KiB of folders"),
    _TWO_NAMES: ("name: two names, one in each header",),
    _MEMORY: tuple(f"2 GiB that claims {size}: a second {log} log" for size in ("4 GiB", "2 GiB")
                   for log in ("aad", "heartbeats")),
})
"""What cannot pass yet, by its reason."""

_REASONS = {name: reason for reason, affected in KNOWN.items() for name in affected}
_ALL = [case for part in (zip_damage, names, bombs, texts, log_damage, payloads) for case in part.CASES]
CASES: Mapping[str, Case] = MappingProxyType(
    {case.name: replace(case, known=_REASONS.get(case.name, "")) for case in _ALL})


def case_named(name: str) -> Case:
    """The case of that name; ``mutant`` and a number is the mutant of that seed."""
    kind, _, seed = name.partition(" ")
    return mutant(int(seed)) if kind == "mutant" else CASES[name]
