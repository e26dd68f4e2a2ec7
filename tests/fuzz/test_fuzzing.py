"""The fuzzing itself: what is wrong is found, smallest example first, and found again from its seed."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import strategies as st

from tests.fuzz.fuzzing import Target, fuzz, nothing_to_open


def numbers(attempt: Callable[[int], Any]) -> Target:
    return partial(nothing_to_open, st.integers(0, 10**9), attempt)


def _below_a_thousand(number: int) -> None:
    assert number < 1_000, f"{number} is too large"


def test_what_is_wrong_is_found_made_small_and_can_be_seen_again() -> None:
    with pytest.raises(AssertionError, match="1000 is too large") as found:
        fuzz("numbers", numbers(_below_a_thousand), seconds=30)
    [again] = [note for note in found.value.__notes__ if note.startswith("Again: ")]
    seed = int(again.split("SEED=")[1].split()[0])
    with pytest.raises(AssertionError, match="1000 is too large"):
        fuzz("numbers", numbers(_below_a_thousand), seconds=30, first=seed)


def test_a_seed_is_the_same_examples_every_time() -> None:
    first, second = list[int](), list[int]()
    for tried in (first, second):
        fuzz("numbers", numbers(tried.append), seconds=0.2, first=7)
    shared = min(len(first), len(second))
    assert shared
    assert first[:shared] == second[:shared]


def test_no_seed_begins_when_the_time_is_up() -> None:
    assert fuzz("numbers", numbers(_below_a_thousand), seconds=0).seeds == 0
