"""What answers say of the time."""

from datetime import UTC, datetime, timedelta

import pytest

from checks.clock_skew import Skews

NOW = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)


def test_a_date_that_is_behind_makes_this_machine_ahead() -> None:
    skews = Skews(lambda: NOW)
    skews.note("login", "Thu, 26 Nov 2026 11:50:00 GMT")
    skews.note("graph", "Thu, 26 Nov 2026 12:01:00 GMT")
    assert skews.found == {"login": timedelta(minutes=10), "graph": timedelta(minutes=-1)}


def test_of_several_answers_the_nearest_counts() -> None:
    skews = Skews(lambda: NOW)
    for date in ("Thu, 26 Nov 2026 11:00:00 GMT", "Thu, 26 Nov 2026 12:00:02 GMT", "Thu, 26 Nov 2026 11:30:00 GMT"):
        skews.note("graph", date)
    assert skews.found == {"graph": timedelta(seconds=-2)}


@pytest.mark.parametrize("date", [None, "", "soon", "Thu, 99 Nov 2026 12:00:00 GMT", "12:00"])
def test_what_is_no_date_says_nothing(date: str | None) -> None:
    skews = Skews(lambda: NOW)
    skews.note("graph", date)
    assert skews.found == {}
