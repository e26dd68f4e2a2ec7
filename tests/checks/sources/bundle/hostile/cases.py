"""All hostile bundles, by name."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from tests.checks.sources.bundle.hostile import bombs, log_damage, names, payloads, texts, zip_damage
from tests.checks.sources.bundle.hostile.case import Case
from tests.checks.sources.bundle.hostile.mutants import mutant

_FOLDER = "an entry that is called as folders are is left out, and what it holds is said not to be in the zip"
_LONG = "one name that is no UTF-8 costs the directory, and without it an entry with a name over 4 KiB is not found"
_SILENT = "a record whose own time is impossible, or no time, is left out unsaid when the time in its head is possible"

KNOWN: Mapping[str, tuple[str, ...]] = MappingProxyType({
    _FOLDER: ("name: slash", "name: a folder", "name: a folder and a NUL", "name: 64 KiB of folders"),
    _LONG: ("name: one that is no UTF-8, one of 5,000 letters",),
    _SILENT: ("log aad: kind of value 6 is 0x21", "log aad: time 0", "log heartbeats: time 1"),
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
