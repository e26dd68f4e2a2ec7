"""The timeline on a report's card: a picture that says nothing by colour alone, and the same in words."""

import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cards import report_card, rooms_card
from bot.cards.canvas import COLOURS, WIDTH
from bot.cards.hours import HOUR, MOST_HOURS, codes_seen, hours_of
from bot.cards.parts import MOST_BYTES, Element, size, walk
from bot.cards.picture import SHAPES, picture
from bot.cards.png import Colour, Pixels, png
from bot.cards.timeline import MOST_PICTURE_BYTES, data_uri, timeline, told
from bot.progress import Progress
from bot.turns import Card
from checks.facts.timeline import MOST_MARKS, MOST_STRETCHES, history_of
from checks.history import Condition, History, Mark, MarkKind, Stretch
from tests.bot.cards.conftest import chunks, pixels, png_of
from tests.bot.cards.samples import (
    A_WEEK,
    ERRORS_ONLY,
    HEALTHY,
    IN_TROUBLE,
    NOW,
    QUIET,
    ZONE,
    before,
    crowded,
    dated,
    failing,
    mark,
    past,
    several,
)
from tests.bot.cards.test_every_card import check
from tests.bot.cards.test_report import folds, shown

WELL, UNWELL, PARTLY, SILENT = Condition
BACKGROUNDS: dict[str, Colour] = {
    "white": (0xFF, 0xFF, 0xFF), "light": (0xF5, 0xF5, 0xF5), "dark": (0x29, 0x29, 0x29), "darker": (0x1F, 0x1F, 0x1F),
    "high contrast": (0, 0, 0),
}


def images(card: Card) -> list[Element]:
    return [element for element in walk(card) if element.get("type") == "Image"]


def texts(history: History | None, zone: str = ZONE) -> list[str]:
    return shown({"body": timeline(history, zone)})


def test_it_stands_between_what_failed_and_what_is_folded() -> None:
    said = shown(report_card(dated(IN_TROUBLE), time_zone=ZONE))
    places = [said.index(each) for each in ("What failed", "When the device was well", "6 checks passed")]
    assert places == sorted(places)


def test_a_report_without_a_zip_has_none() -> None:
    assert not images(report_card(failing()))
    assert timeline(None, ZONE) == []


def test_of_a_zip_whose_logs_hold_nothing_there_is_none() -> None:
    assert timeline(history_of(before(9), before(3), (), (), (), has_heartbeats=False), "") == []


def test_where_nothing_was_wrong_it_is_folded_away() -> None:
    card = report_card(dated(QUIET, HEALTHY), time_zone=ZONE)
    assert folds(card)[0] == "Well at every heartbeat, Thu 19 Nov 2026, 13:14 to Sun 22 Nov 2026, 13:14 CET."
    assert len(images(card)) == 1


def morning(*parts: tuple[Condition, str, str]) -> History:
    """Conditions of one day, each from one time of the clock to another, with some heartbeats."""
    made = [Stretch(condition, clock(start), clock(end), 12) for condition, start, end in parts]
    return history_of(made[0].start, made[-1].end, made, (), (), has_heartbeats=True)


def clock(time: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-22T{time}:00Z")


FOUR_KINDS = morning((WELL, "06:00", "06:55"), (UNWELL, "07:00", "08:25"), (WELL, "08:30", "09:00"),
                     (SILENT, "09:00", "10:55"))
SENTENCES: dict[str, tuple[History, str]] = {
    "unwell now": (
        IN_TROUBLE,
        "Unwell since Fri 20 Nov 2026, 09:02 UTC, up to the newest heartbeat, Sun 22 Nov, 12:14; last well 08:57."),
    "never well": (
        morning((UNWELL, "06:00", "12:30")),
        ("Unwell since Sun 22 Nov 2026, 06:00 UTC, up to the newest heartbeat, 12:30; the log shows it at no time "
         "well.")),
    "well again": (
        morning((WELL, "06:00", "06:55"), (UNWELL, "07:00", "08:55"), (WELL, "09:00", "12:00")),
        "Unwell for 115 minutes, Sun 22 Nov 2026, 07:00 to 08:55 UTC; well again after that."),
    "just well again": (
        history_of(clock("06:00"), clock("09:05"), (Stretch(UNWELL, clock("06:00"), clock("09:00"), 37),
                                                    Stretch(WELL, clock("09:05"), clock("09:05"), 1)),
                   (), (), has_heartbeats=True),
        "Unwell for 3 hours, Sun 22 Nov 2026, 06:00 to 09:00 UTC; well again, but only briefly so far."),
    "once unwell": (
        morning((WELL, "06:00", "06:55"), (UNWELL, "07:00", "07:00"), (WELL, "07:05", "12:00")),
        "Unwell at one heartbeat, Sun 22 Nov 2026, 07:00 UTC; well again after that."),
    "off since": (
        morning((WELL, "06:00", "09:00"), (SILENT, "09:00", "12:00")),
        ("Well at every heartbeat, Sun 22 Nov 2026, 06:00 to 12:00 UTC. It was silent for 3 hours of that time. No "
         "heartbeat since Sun 22 Nov 2026, 09:00 UTC.")),
    "silent": (
        morning((SILENT, "06:00", "12:00")),
        "No heartbeat, Sun 22 Nov 2026, 06:00 to 12:00 UTC."),
    "errors only": (
        ERRORS_ONLY,
        "The zip holds no heartbeat, so when the room was well is not known."),
    "damaged": (
        past((WELL, 9), damaged=True),
        ("Well at every heartbeat, Sun 22 Nov 2026, 06:14 to 12:14 UTC. Records of the heartbeat log are lost, so that "
         "an empty hour shows nothing.")),
    "heartbeats for a part of the time": (
        history_of(before(90), NOW, (Stretch(WELL, clock("06:00"), clock("12:00"), 73),), (), (), has_heartbeats=True),
        "Well at every heartbeat, Sun 22 Nov 2026, 06:00 to 12:00 UTC."),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_it_is_told_in_a_sentence(name: str) -> None:
    history, sentence = SENTENCES[name]
    assert told(history, "") == sentence


def test_the_picture_says_all_of_it_in_words() -> None:
    words = images(report_card(dated(A_WEEK), time_zone=ZONE))[0]["altText"]
    assert words.startswith(told(A_WEEK, ZONE))
    assert "In Sun 15 Nov 2026, 14:00 to Sun 22 Nov 2026, 13:14 CET: 100 hours well, 36 hours unwell, " in words
    assert "16 hours partly well, 16 hours silent." in words
    assert "AADSTS50126 (wrong user name or password): 290 times, the last on Fri 20 Nov, 23:14." in words


def test_each_code_stands_with_its_shape_its_meaning_and_how_often() -> None:
    said = texts(A_WEEK)
    assert [said[said.index(shape) + 1] for shape in SHAPES] == [
        "AADSTS50126: wrong user name or password; 290 times, the last on Fri 20 Nov, 23:14",
        "Hardware: the device reports that some of it does not work; 204 times, the last on Sun 22 Nov, 13:14",
        "licenseError: the Teams app found no licence that lets it in; 31 times, the last on Fri 20 Nov, 20:14",
        "AADSTS999999: a sign-in was refused, with a code that nobody has listed; once on Sat 21 Nov, 07:14"]
    assert "and 2 more codes" in said


def test_the_legend_names_only_the_bars_that_are_there() -> None:
    assert "Each bar is an hour: ▂ well, ▅ partly well, █ unwell." in texts(IN_TROUBLE)
    assert "Each bar is an hour: ▂ well." in texts(QUIET)


def test_a_longer_log_is_said_to_be_longer() -> None:
    assert any("The logs begin on Tue 10 Nov 2026, 04:14 CET." in line for line in texts(A_WEEK))
    assert len(hours_of(A_WEEK).conditions) == MOST_HOURS


@pytest.mark.parametrize(("zone", "names"), [
    ("Europe/Berlin", ["Thu 19", "Fri 20", "Sat 21", "Sun 22"]),
    ("Asia/Kolkata", ["", "Fri 20", "Sat 21", "Sun 22"]),
])
def test_days_are_the_readers_own_and_as_wide_as_in_the_picture(zone: str, names: list[str]) -> None:
    row = next(each for each in walk(timeline(IN_TROUBLE, zone)) if each.get("type") == "ColumnSet")
    widths = [column["width"] for column in row["columns"]]
    assert [shown(column) for column in row["columns"]] == [[name] if name else [] for name in names]
    assert sum(widths) == len(hours_of(IN_TROUBLE).conditions)
    assert widths[1:3] == [24, 24]


def test_an_hour_is_partly_well_when_both_were_in_it() -> None:
    assert hours_of(FOUR_KINDS).conditions == (WELL, UNWELL, PARTLY, SILENT, SILENT)


def test_a_restart_makes_no_hour_silent_and_half_an_hour_does() -> None:
    history = morning((WELL, "06:00", "06:10"), (SILENT, "06:10", "06:40"), (WELL, "06:40", "07:10"),
                      (SILENT, "07:10", "07:50"), (WELL, "07:50", "07:55"))
    assert hours_of(history).conditions == (WELL, SILENT)


def test_an_unwell_heartbeat_counts_in_an_hour_that_was_silent_otherwise() -> None:
    history = morning((SILENT, "06:00", "06:50"), (UNWELL, "06:50", "06:50"), (SILENT, "06:50", "07:30"))
    assert hours_of(history).conditions == (UNWELL, SILENT)


def test_what_no_log_covers_is_empty() -> None:
    assert hours_of(morning((WELL, "06:00", "06:55"), (WELL, "09:00", "09:55"))).conditions == (WELL, None, None, WELL)


def test_bars_differ_in_height_and_not_only_in_colour() -> None:
    hours = hours_of(FOUR_KINDS)
    rows = picture(hours, (), ()).rows
    middles = [place * WIDTH // len(hours.conditions) + 48 for place in range(len(hours.conditions))]
    well, unwell, partly, silent, _ = (sum(1 for row in rows if row[x]) for x in middles)
    assert silent < well < partly < unwell


def test_marks_differ_in_shape_and_not_only_in_place() -> None:
    marks = tuple(mark(MarkKind.SIGN_IN, f"AADSTS{number}", 5, 5, 9 - number % 10) for number in range(50071, 50076))
    history = past((WELL, 9), marks=marks)
    rows = picture(hours_of(history), codes_seen(history), ()).rows
    lanes = [rows[-lane * 19:len(rows) - (lane - 1) * 19] for lane in (4, 3, 2, 1)]
    assert len(lanes) == len(SHAPES)
    assert all(any(map(any, lane)) for lane in lanes)
    assert all(one != other for one, other in combinations(lanes, 2))


def test_without_heartbeats_the_picture_holds_the_marks_alone() -> None:
    errors = hours_of(ERRORS_ONLY)
    assert set(errors.conditions) == {None}
    assert picture(errors, codes_seen(ERRORS_ONLY), ()).height < picture(hours_of(IN_TROUBLE), codes_seen(
        IN_TROUBLE), ()).height


def luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_can_be_seen_on_every_background(colour: str, background: str) -> None:
    dark, light = sorted((luminance(COLOURS[colour]), luminance(BACKGROUNDS[background])))
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_the_file_is_a_png_with_a_transparent_ground() -> None:
    made = png(Pixels((b"\x00\x01\x02", b"\x02\x00\x00"), ((10, 20, 30), (40, 50, 60))))
    assert list(chunks(made)) == ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]
    clear, one, two = bytes(4), b"\x0a\x14\x1e\xff", b"\x28\x32\x3c\xff"
    assert pixels(made) == (3, 2, clear + one + two + two + clear + clear)
    assert struct.unpack(">I", made[29:33]) == (zlib.crc32(made[12:29]),)


def noisy() -> History:
    """As much as a history can hold, as uneven as it can be."""
    newest = NOW - timedelta(minutes=7)
    stretches = []
    for turn in range(MOST_STRETCHES):
        start = newest - (MOST_STRETCHES - turn) * 0.83 * HOUR
        condition = (WELL, UNWELL, SILENT, PARTLY)[turn * turn % 4 if turn % 3 else turn % 4]
        stretches.append(Stretch(condition, start, start + 0.7 * HOUR, 5))
    times = [(turn, newest - turn * HOUR * 0.8) for turn in range(MOST_MARKS)]
    marks = [Mark(MarkKind.APP, f"{'w' * 70}{turn % 20}", at, at, 999_999) for turn, at in times]
    return history_of(stretches[0].start, NOW, stretches, marks, (), has_heartbeats=True)


def test_the_worst_picture_is_small() -> None:
    image = images(report_card(dated(noisy())))[0]
    assert len(image["url"]) < MOST_PICTURE_BYTES / 2


def test_the_picture_gives_way_whole_and_its_words_stay() -> None:
    kept = crowded(20)
    card = report_card(replace(kept, report=replace(kept.report, timeline=IN_TROUBLE)))
    assert size(card) <= MOST_BYTES
    said = shown(card)
    assert not images(card)
    assert not any("Each bar is an hour" in line or line == "Fri 20" for line in said)
    assert "When the device was well" in said


def test_a_card_of_several_rooms_has_no_picture() -> None:
    rooms = tuple(replace(room, report=dated(IN_TROUBLE)) if room.report else room for room in several().rooms)
    assert not images(rooms_card(Progress("run-1", NOW, rooms)))


def test_a_log_of_the_first_day_of_the_calendar_is_drawn_too() -> None:
    first = datetime.min.replace(tzinfo=UTC)
    marks = (Mark(MarkKind.APP, "x", first, first, 1),)
    history = history_of(first, first, (Stretch(WELL, first, first, 1),), marks, (), has_heartbeats=True)
    card = report_card(dated(history), time_zone="America/New_York")
    check(card)
    assert len(images(card)) == 1


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Any that could be read, over more than a year."""
    def some(most: int) -> list[datetime]:
        return sorted(before(hours) for hours in draw(st.lists(st.floats(0, 24 * 400), max_size=most, unique=True)))

    stretches = [Stretch(draw(st.sampled_from(Condition)), start, end, 3) for start, end in pairwise(some(12))]
    marks = [Mark(draw(st.sampled_from(MarkKind)), draw(st.text(max_size=30)), start, end, draw(st.integers(1, 10**9)))
             for start, end in pairwise(some(12))]
    begins, ends = sorted(before(hours) for hours in draw(st.tuples(st.floats(0, 9600), st.floats(0, 9600))))
    return history_of(begins, ends, stretches, marks, (), has_heartbeats=draw(st.booleans()),
                      is_damaged=draw(st.booleans()))


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from(["", ZONE, "Asia/Kolkata", "Pacific/Apia", "no zone"]))
def test_any_history_makes_a_card_that_holds_the_rules(history: History, zone: str) -> None:
    card = report_card(dated(history), time_zone=zone)
    check(card)
    for image in images(card):
        assert pixels(png_of(image["url"]))[0] == WIDTH


@pytest.mark.parametrize(("length", "fits"), [(8_900, True), (9_100, False)])
def test_no_picture_is_larger_than_a_card_can_carry(length: int, fits: bool) -> None:
    assert bool(data_uri(bytes(length))) is fits
    assert len(data_uri(bytes(length))) <= 12_000
