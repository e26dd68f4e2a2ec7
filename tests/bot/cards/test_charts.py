"""The charts of weeks: each pixel from its moment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.availability import availability
from bot.cards.availability import availability_card, history_card, percent
from bot.cards.canvas import COLOURS, WIDTH
from bot.cards.charts import Weeks, fleet_chart, room_chart
from bot.cards.parts import Element, walk
from bot.fleet import FleetCounts, Outage, Watched
from checks.model import Cause
from tests.bot.cards.conftest import pixels, png_of
from tests.bot.cards.fleet_samples import HISTORY, PAST, fleet_cards
from tests.bot.cards.samples import NOW, ROOM, ZONE
from tests.bot.fakes import texts

START = datetime(2026, 10, 23, 12, 0, tzinfo=UTC)
END = START + timedelta(days=30)
WEEKS = Weeks(START, END, ZONE)
TOP, MIDDLE, GROUND = 2, 46, 53


def drawn(elements: Sequence[Element]) -> list[list[str]]:
    """The rows of the picture, each pixel by the name of its colour."""
    (picture,) = [each for each in walk(list(elements)) if each.get("type") == "Image"]
    width, height, seen = pixels(png_of(picture["url"]))
    names = {bytes((*colour, 255)): name for name, colour in COLOURS.items()}
    flat = [names.get(seen[place:place + 4], "") for place in range(0, len(seen), 4)]
    assert width == WIDTH
    return [flat[y * width:(y + 1) * width] for y in range(height)]


def column(day: float) -> int:
    return int(WIDTH * day / 30)


def test_a_room_is_broken_where_it_was_and_dashed_where_nobody_knew() -> None:
    span = (START + timedelta(days=15), START + timedelta(days=18))
    rows = drawn(room_chart([span], START + timedelta(days=6), WEEKS, "told"))
    assert [rows[TOP][column(day)] for day in (14.9, 15, 17.9, 18.1)] == ["", "unwell", "unwell", ""]
    assert rows[MIDDLE][column(10)] == "well"
    assert {rows[y][x] for y in range(MIDDLE) for x in range(column(6) - 1)} == {""}
    assert "line" in {rows[y][x] for y in range(MIDDLE, GROUND) for x in range(column(6) - 1)}


def test_an_outage_of_a_minute_is_seen() -> None:
    span = (START + timedelta(days=15), START + timedelta(days=15, minutes=1))
    assert "unwell" in drawn(room_chart([span], START, WEEKS, "told"))[TOP]


def test_weeks_begin_where_the_readers_do() -> None:
    rows = drawn(room_chart([], START, WEEKS, "told"))
    ticks = [x for x, name in enumerate(rows[-1]) if name == "line" and rows[-1][x - 1] != "line"]
    mondays = [datetime(2026, 10, 25, 23, tzinfo=UTC) + timedelta(weeks=number) for number in range(4)]
    assert len(ticks) == 4
    for tick, monday in zip(ticks, mondays, strict=True):
        assert abs(tick + 1 - WIDTH * ((monday - START) / (END - START))) <= 1


def test_a_fleets_bars_are_as_high_as_its_rooms_were_broken() -> None:
    rows = drawn(fleet_chart([None, 0.0, 1.0, 4.0, *[0.0] * 26], WEEKS, "told"))
    high = [sum(rows[y][column(day) + 2] in {"unwell", "well"} for y in range(GROUND + 1)) for day in range(4)]
    assert high[:1] == [0]
    assert high[3] == 54
    assert high[2] == pytest.approx(54 / 4, abs=1)
    assert 0 < high[1] < high[2]
    assert rows[GROUND][column(1) + 2] == "well"


def test_without_any_outage_there_is_no_chart_of_the_fleet() -> None:
    assert not fleet_chart([0.0, None, 0.0], WEEKS, "told")


@pytest.mark.parametrize("name", ["availability", "history", "history_quiet"])
def test_a_chart_says_in_words_what_it_shows(name: str) -> None:
    (picture,) = [each for each in walk(fleet_cards()[name]) if each.get("type") == "Image"]
    assert any(char.isdigit() for char in picture["altText"])


@pytest.mark.parametrize(("part", "shown"), [(1, "100.00 %"), (0, "0.00 %"), (0.99999, "99.99 %"), (0.000001, "0.01 %"),
                                             (0.97534, "97.53 %")])
def test_only_all_is_all_and_only_nothing_is_nothing(part: float, shown: str) -> None:
    assert percent(part) == shown


def test_rooms_without_an_outage_are_not_among_the_least_available() -> None:
    shown = texts(availability_card(PAST, fleet_counts()))
    assert "Zurich 40" not in shown


def test_a_fleet_that_is_watched_for_a_moment_is_not_said_to_be_known_for_weeks() -> None:
    since = NOW - timedelta(seconds=14)
    broken = Outage("outage-1", ROOM, "", (Cause.MFA_REQUIRED,), NOW - timedelta(hours=9))
    found = availability([broken], [Watched(ROOM, "", since)], NOW - timedelta(days=30), NOW, 30)
    made = availability_card(found, fleet_counts())
    assert "0.00 % available over the last 14 seconds, 1 outage" in texts(made)
    assert "less than an hour of 1 room together" in texts(made)
    assert "at most 1.0" in texts(made)


def fleet_counts() -> FleetCounts:
    return FleetCounts(40, (), (), ())


def test_an_outage_that_goes_on_says_so_and_one_that_is_over_says_when() -> None:
    shown = texts(history_card(HISTORY, time_zone=ZONE))
    assert "and still is, for 2 days" in shown
    assert "until Tue 10 Nov 2026, 04:14 CET, for 4 days" in shown


def test_a_room_watched_for_less_than_the_window_says_how_long() -> None:
    shown = texts(history_card(replace(HISTORY, outages=())))
    assert "100.00 % available over the last 26 days, without any outage" in shown
