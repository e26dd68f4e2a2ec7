"""All hostile bundles, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.checks.sources.bundle.hostile import bombs, log_damage, names, payloads, texts, zip_damage
from tests.checks.sources.bundle.hostile.case import Case
from tests.checks.sources.bundle.hostile.mutants import mutant

_ALL = [case for part in (zip_damage, names, bombs, texts, log_damage, payloads) for case in part.CASES]
CASES: Mapping[str, Case] = MappingProxyType({case.name: case for case in _ALL})


def case_named(name: str) -> Case:
    """The case of that name; ``mutant`` and a number is the mutant of that seed."""
    kind, _, seed = name.partition(" ")
    return mutant(int(seed)) if kind == "mutant" else CASES[name]
