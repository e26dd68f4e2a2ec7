from datetime import timedelta

import pytest

from checks.facts.durations import lasting


@pytest.mark.parametrize(("span", "told"), [
    (timedelta(0), "less than a minute"),
    (timedelta(seconds=20), "less than a minute"),
    (timedelta(seconds=40), "1 minute"),
    (timedelta(minutes=59), "59 minutes"),
    (timedelta(minutes=60), "1 hour"),
    (timedelta(hours=-2, minutes=-5), "2 hours 5 minutes"),
    (timedelta(days=1), "1 day"),
    (timedelta(days=3, minutes=5), "3 days"),
    (timedelta(days=3, hours=1, minutes=5), "3 days 1 hour"),
])
def test_a_span_is_told_in_its_two_largest_units(span: timedelta, told: str) -> None:
    assert lasting(span) == told
