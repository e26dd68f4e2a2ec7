"""The timeline in full: well-formed whatever the logs say, in rows of days, and told in words too."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET  # our own drawing is parsed, nothing from outside

import pytest

from bot.timeline_svg import MOST_DAYS, timeline_svg
from checks.facts.timeline import history_of
from checks.history import Condition, History, MarkKind, Stretch
from checks.model import Room
from tests.bot.cards.samples import A_WEEK, ERRORS_ONLY, HOSTILE, IN_TROUBLE, NOW, QUIET, ROOM, before, mark, past

WELL, UNWELL, PARTLY, SILENT = Condition
SVG = "{http://www.w3.org/2000/svg}"
ODD = f"{HOSTILE} ]]> \x00\x1b[31m \ud800 \ufffe \" ' <script>alert(1)</script> <!-- &amp; ]]"


def drawn(history: History, room: Room = ROOM, computer: str = "MTR-KILI-01") -> ET.Element:
    return ET.fromstring(timeline_svg(history, room, computer).encode())  # noqa: S314 - as above


def texts(drawing: ET.Element) -> list[str]:
    return [each.text or "" for each in drawing.iter(f"{SVG}text")]


def shapes(drawing: ET.Element, css: str) -> list[ET.Element]:
    return [each for each in drawing.iter() if each.get("class") == css]


def tips(drawing: ET.Element, css: str) -> Iterator[str]:
    """What a pointer over the shapes of one class is told."""
    return (each.findtext(f"{SVG}title") or "" for each in shapes(drawing, css))


def test_it_names_the_room_the_computer_the_days_and_the_zone() -> None:
    said = texts(drawn(IN_TROUBLE))
    assert said[:2] == ["When Kilimanjaro (4th floor) was well", "room-42@contoso.com, computer MTR-KILI-01"]
    assert said[2].startswith("Unwell since Fri 20 Nov 2026, 09:02 UTC")
    assert "Times are in UTC." in said[3]
    days = [each for each in said if each.endswith(" Nov 2026")]
    assert days == ["Thu 19 Nov 2026", "Fri 20 Nov 2026", "Sat 21 Nov 2026", "Sun 22 Nov 2026"]


def test_a_screen_reader_is_told_all_of_it() -> None:
    drawing = drawn(IN_TROUBLE)
    assert (drawing.get("role"), drawing.get("aria-labelledby")) == ("img", "title desc")
    named = {each.get("id"): each.text or "" for each in drawing if each.get("id")}
    assert named["title"] == "When Kilimanjaro (4th floor) was well"
    assert "AADSTS50076 (multifactor authentication demanded): 14 times" in named["desc"]


def test_every_stretch_is_drawn_in_each_of_its_days() -> None:
    drawing = drawn(IN_TROUBLE)
    assert list(tips(drawing, "well")) == ["well, Thu 19 Nov 2026, 12:14 to Fri 20 Nov 2026, 09:02 UTC"] * 2
    assert len(shapes(drawing, "unwell")) == 3
    well, partly, unwell = (float(shapes(drawn(A_WEEK), each)[0].get("height", 0)) for each in (WELL, PARTLY, UNWELL))
    assert well < partly < unwell
    assert any("silent, no heartbeat" in tip for tip in tips(drawn(A_WEEK), "silent"))


def test_places_and_widths_are_the_times() -> None:
    noon = NOW.replace(hour=12, minute=0, second=0)
    history = history_of(noon, noon + timedelta(hours=6), (
        Stretch(UNWELL, noon, noon + timedelta(hours=2, minutes=55), 36),
        Stretch(WELL, noon + timedelta(hours=3), noon + timedelta(hours=6), 37)), (), (), has_heartbeats=True)
    bar, = shapes(drawn(history), "unwell")
    assert (float(bar.get("x", 0)), float(bar.get("width", 0))) == (170 + 12 * 36, 3 * 36)


def test_what_lasts_from_midnight_to_midnight_stands_in_one_day() -> None:
    midnight = NOW.replace(hour=0, minute=0, second=0)
    day = (midnight - timedelta(days=1), midnight)
    history = history_of(before(70), NOW, (Stretch(SILENT, *day),), (), (midnight,), has_heartbeats=True)
    assert len(shapes(drawn(history), "silent")) == 1
    assert len(shapes(drawn(history), "restart")) == 1


def test_codes_stand_beside_their_marks_and_in_the_legend_with_their_meaning() -> None:
    drawing = drawn(IN_TROUBLE)
    said = texts(drawing)
    assert said.count("AADSTS50076") == 3
    assert said.count("0xCAA82EE7") == 1
    network = next(each for each in said if each.startswith("● 0xCAA82EE7: "))
    assert network.endswith("could not be resolved; 3 times, from Fri 20 Nov, 12:14 to Fri 20 Nov, 12:44.")
    assert any("AADSTS50076: multifactor authentication demanded; 14 times" in tip for tip in tips(drawing, "mark"))
    assert len(list(drawing.iter(f"{SVG}circle"))) == 2


def test_restarts_are_drawn_and_counted() -> None:
    drawing = drawn(QUIET)
    assert list(tips(drawing, "restart")) == ["the app restarted, Sat 21 Nov 2026, 07:14 UTC",
                                              "the app restarted, Sun 22 Nov 2026, 07:14 UTC"]
    assert "▼ 2 restarts of the room's app." in texts(drawing)


def test_a_restart_stands_on_its_own_days_bar() -> None:
    drawing = drawn(QUIET)
    tops = {float(each.get("y") or 0) for each in shapes(drawing, "well")}
    marks = [float((each.get("d") or "").split()[1].partition("h")[0]) for each in shapes(drawing, "restart")]
    assert len(set(marks)) == 2
    assert {mark + 12 for mark in marks} <= tops


def test_without_heartbeats_no_bar_is_explained() -> None:
    said = texts(drawn(ERRORS_ONLY))
    assert not any("green" in line for line in said)
    assert any("no heartbeat, so" in line for line in said)


@pytest.mark.parametrize("text", [ODD, "x" * 5000, "", "会議室 😀"])
def test_text_from_outside_is_only_text(text: str) -> None:
    history = past((WELL, 9), (UNWELL, 5), marks=(mark(MarkKind.APP, text, 5, 3),))
    whole = timeline_svg(history, Room(text or "a@b.example", text), text)
    drawing = ET.fromstring(whole.encode())  # noqa: S314 - as above
    assert {each.tag.removeprefix(SVG) for each in drawing.iter()} <= {
        "svg", "title", "desc", "style", "rect", "line", "text", "path", "circle"}
    assert "<script" not in whole
    assert whole.count("<!--") == 0
    assert max(map(len, texts(drawing))) <= 2000


def test_light_and_dark_are_both_provided_for() -> None:
    whole = timeline_svg(IN_TROUBLE, ROOM)
    assert "prefers-color-scheme:dark" in whole
    ground = shapes(drawn(IN_TROUBLE), "ground")[0]
    assert (ground.get("width"), ground.get("height")) == tuple(drawn(IN_TROUBLE).get("viewBox", "").split()[2:])


def test_a_log_of_years_gives_the_newest_days_and_says_so() -> None:
    history = past((WELL, 24 * 4000), (UNWELL, 24 * 3000), (WELL, 400))
    said = texts(drawn(history))
    days = [each for each in said if each.endswith(" 2026") and len(each.split()) == 4]
    assert (len(days), days[-1]) == (MOST_DAYS, "Sun 22 Nov 2026")
    assert f"Only the newest {MOST_DAYS} days are drawn." in said


def test_a_log_from_the_first_day_of_the_calendar_on_is_drawn_too() -> None:
    first = datetime.min.replace(tzinfo=UTC)
    for last in (first, NOW):
        history = history_of(first, last, (Stretch(WELL, first, last, 1),), (), (first,), has_heartbeats=True)
        assert shapes(drawn(history), "well")


def test_what_was_joined_is_said() -> None:
    stretches = [Stretch(WELL if turn % 2 else UNWELL, before(700 - turn), before(699.5 - turn), 2)
                 for turn in range(690)]
    history = history_of(before(700), before(3), stretches, (), (), has_heartbeats=True)
    assert any(line.startswith("There was too much to draw singly: 490") for line in texts(drawn(history)))
    assert not any(line.startswith("There was too much") for line in texts(drawn(QUIET)))
