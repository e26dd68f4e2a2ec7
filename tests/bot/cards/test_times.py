"""Times are said in the reader's zone, with the day and the zone named."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.times import exact, later, moment, period, span

AT = datetime(2026, 11, 22, 23, 14, 4, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "shown"), [
    ("", "Sun 22 Nov 2026, 23:14 UTC"),
    ("UTC", "Sun 22 Nov 2026, 23:14 UTC"),
    ("Europe/Berlin", "Mon 23 Nov 2026, 00:14 CET"),
    ("America/Sao_Paulo", "Sun 22 Nov 2026, 20:14 UTC-03"),
    ("W. Europe Standard Time", "Sun 22 Nov 2026, 23:14 UTC"),
    ("../../etc/passwd", "Sun 22 Nov 2026, 23:14 UTC"),
    ("/etc/localtime", "Sun 22 Nov 2026, 23:14 UTC"),
    ("Europe", "Sun 22 Nov 2026, 23:14 UTC"),
    ("Europe/\x00", "Sun 22 Nov 2026, 23:14 UTC"),
    ("x" * 5_000, "Sun 22 Nov 2026, 23:14 UTC"),
])
def test_moment_names_day_and_zone(zone: str, shown: str) -> None:
    assert moment(AT, zone) == shown


def test_summer_and_winter_differ() -> None:
    assert moment(AT - timedelta(days=120), "Europe/Berlin") == "Sun 26 Jul 2026, 01:14 CEST"


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(["", "Asia/Tokyo", "America/Los_Angeles"]) | st.text())
def test_no_moment_raises(at: datetime, zone: str) -> None:
    assert moment(at, zone)
    assert exact(at).endswith("Z")


@pytest.mark.parametrize(("length", "shown"), [
    (timedelta(0), "0 seconds"), (timedelta(seconds=1), "1 second"), (timedelta(seconds=90), "90 seconds"),
    (timedelta(minutes=1), "1 minute"), (timedelta(minutes=15), "15 minutes"), (timedelta(minutes=90), "90 minutes"),
    (timedelta(hours=1), "1 hour"), (timedelta(hours=26), "26 hours"), (timedelta(days=1), "1 day"),
    (timedelta(days=2, hours=6), "2 days"), (timedelta(seconds=-5), "0 seconds"),
])
def test_span_has_one_unit(length: timedelta, shown: str) -> None:
    assert span(length) == shown


@pytest.mark.parametrize(("passed", "zone", "shown"), [
    (timedelta(minutes=45), "", "23:59"), (timedelta(hours=23, minutes=59), "", "Mon 23 Nov, 23:13"),
    (timedelta(hours=24), "", "Mon 23 Nov, 23:14"), (timedelta(days=60), "", "Thu 21 Jan 2027, 23:14"),
    (timedelta(hours=23), "Europe/Berlin", "23:14"), (timedelta(hours=-1), "", "22:14"),
    (timedelta(hours=-24), "", "Sat 21 Nov, 23:14"),
])
def test_a_later_moment_says_only_what_differs(passed: timedelta, zone: str, shown: str) -> None:
    assert later(AT + passed, AT, zone) == shown


def test_a_later_moment_in_another_time_of_the_year_names_its_zone() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert later(before + timedelta(minutes=40), before, "Europe/Berlin") == "02:10 CET"


def test_period_names_the_day_once_when_it_is_one_day() -> None:
    assert period(AT - timedelta(hours=2), AT) == "Sun 22 Nov 2026, 21:14 to 23:14 UTC"
    assert period(AT - timedelta(days=7), AT) == "Sun 15 Nov 2026, 23:14 to Sun 22 Nov 2026, 23:14 UTC"
