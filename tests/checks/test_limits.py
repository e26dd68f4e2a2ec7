"""Turns under a limit: never too many in any window, and none kept back for nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.limits import Limit, Taken, free_at, spaced, with_turn

TIGHT, WIDE = Limit("tight", 5, 10.0), Limit("wide", 100, 10.0, block=20)
_ASKED = st.lists(st.tuples(st.floats(0, 4), st.integers(1, 5)), min_size=1, max_size=60)


@pytest.mark.parametrize("limit", [TIGHT, WIDE])
@given(asked=_ASKED)
def test_no_window_holds_more_than_the_limit(limit: Limit, asked: list[tuple[float, int]]) -> None:
    now, taken, sent = 0.0, list[Taken](), list[Taken]()
    for later, units in asked:
        now += later
        at = free_at(taken, limit, units, now)
        assert at >= now
        taken = with_turn(taken, limit, (at, units), now)
        sent.append((at, units))
    for start, _units in sent:
        within = sum(units for at, units in sent if start <= at < start + limit.seconds)
        assert within <= limit.requests


def test_a_turn_may_be_had_as_soon_as_the_window_lets_it_through() -> None:
    taken = [(0.0, 2), (1.0, 3)]
    assert [free_at(taken, TIGHT, units, 4.0) for units in (1, 2, 3, 5)] == [10.0, 10.0, 11.0, 11.0]
    assert free_at(taken, TIGHT, 9, 4.0) == 11.0, "more than the limit is let through alone"
    assert free_at([(0.0, 4)], TIGHT, 1, 4.0) == 4.0


def test_what_no_longer_counts_is_forgotten_and_a_wide_limit_keeps_few_rows() -> None:
    taken = list[Taken]()
    for step in range(1_000):
        taken = with_turn(taken, WIDE, (step / 10, 1), step / 10)
    assert len(taken) <= 12


def test_even_spaces_leave_room_for_whoever_comes() -> None:
    assert spaced([(0.0, 1), (3.0, 1)], TIGHT, 3.5) == 5.0
    assert spaced([(0.0, 1)], TIGHT, 3.5) == 3.5
    assert spaced([(3.0, 1)], WIDE, 3.0) == 3.0
    assert spaced([], TIGHT, 3.5) == 3.5
