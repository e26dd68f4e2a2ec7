"""Tries examples on one target for a while. A run is a row of seeds, and each seed is the same examples every time.

A target makes examples from real ones, and raises at one that it finds something wrong with.
"""

import faulthandler
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

EXAMPLES_OF_A_SEED = 10
LONGEST = 10.0
"""Seconds of processor time that one example may take: more is a finding."""
_HUNG = 240.0
"""Seconds after which one seed ends the process, with a traceback of where it hangs: pytest's own limit is longer."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A target at work."""

    examples: SearchStrategy[Any]
    attempt: Callable[[Any], None]


Target = Callable[[], AbstractContextManager[Opened]]


@dataclass(frozen=True, slots=True)
class Tried:
    """How far a run came."""

    seeds: int
    examples: int


@contextmanager
def nothing_to_open(examples: SearchStrategy[Any], attempt: Callable[[Any], None]) -> Iterator[Opened]:
    """A target that needs nothing around it."""
    yield Opened(examples, attempt)


def fuzz(name: str, target: Target, seconds: float, first: int = 0) -> Tried:
    """Try one seed after another until the time is up. A finding is raised, smallest example first, with a note that
    says how to see it again.
    """
    end, tried = time.monotonic() + seconds, 0
    with target() as opened:
        for number in count(first):
            if time.monotonic() >= end:
                return Tried(number - first, tried)
            try:
                tried += _one_seed(opened, number)
            except BaseException as finding:
                finding.add_note(f"Again: make soak-fuzz TARGET={name} SEED={number} MINUTES=0.01")
                raise
    raise AssertionError("seeds never end")


def _one_seed(opened: Opened, number: int) -> int:
    tried = 0

    @seed(number)
    @settings(max_examples=EXAMPLES_OF_A_SEED, database=None, deadline=None, print_blob=True,
              phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck))
    @given(opened.examples)
    def attempt(example: Any) -> None:
        nonlocal tried
        tried += 1
        begun = time.process_time()
        opened.attempt(example)
        took = time.process_time() - begun
        assert took < LONGEST, f"it took {took:.1f} s of processor time"

    faulthandler.dump_traceback_later(_HUNG, exit=True)
    try:
        attempt()
    finally:
        faulthandler.cancel_dump_traceback_later()
    return tried
