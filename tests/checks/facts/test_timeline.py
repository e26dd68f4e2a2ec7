"""One history of many records: when the trouble began, whether it is over, and no more of anything than fits."""

import json
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from checks.codec import evidence_from, evidence_json
from checks.collector import Evidence
from checks.facts.base import Facts
from checks.facts.timeline import MOST_CODES, MOST_MARKS, MOST_RESTARTS, MOST_STRETCHES, Timeline, history_of
from checks.history import Condition, History, Mark, MarkKind, Stretch
from checks.model import Window
from tests.checks.builders import ago

WELL, UNWELL, PARTLY, SILENT = Condition


def past(*parts: tuple[Condition, float, float], marks: tuple[Mark, ...] = (),
         restarts: tuple[datetime, ...] = ()) -> History:
    """Conditions, each from and until so many hours ago, with a heartbeat every five minutes."""
    stretches = tuple(Stretch(condition, ago(start), ago(end), (condition is not SILENT) * beats(start - end))
                      for condition, start, end in parts)
    return history_of(ago(99), ago(0), stretches, marks, restarts, has_heartbeats=True)


def beats(hours: float) -> int:
    return round(12 * hours) + 1


def mark(hours: float, code: str = "AADSTS50076", number: int = 1) -> Mark:
    return Mark(MarkKind.SIGN_IN, code, ago(hours), ago(hours), number)


TROUBLES = {
    "never unwell": (((WELL, 9, 1),), None, None, 1, False),
    "unwell now": (((WELL, 9, 5), (UNWELL, 4.9, 1)), 4.9, 1, 5, False),
    "unwell all along": (((UNWELL, 9, 1),), 9, 1, None, False),
    "well again": (((UNWELL, 9, 5), (WELL, 4.9, 1)), 9, 5, 1, True),
    "well again at two heartbeats": (((UNWELL, 9, 1.2), (WELL, 1.1, 1.0167)), 9, 1.2, 1.0167, False),
    "the last of two": (((UNWELL, 9, 8), (WELL, 7, 6), (UNWELL, 5, 4), (WELL, 3, 1)), 5, 4, 1, True),
    "a silence within it": (((WELL, 9, 8), (UNWELL, 7, 6), (SILENT, 6, 3), (UNWELL, 3, 1)), 7, 1, 8, False),
    "a silence before it": (((WELL, 9, 8), (SILENT, 8, 6), (UNWELL, 6, 1)), 6, 1, 8, False),
    "a silence after it": (((WELL, 9, 8), (UNWELL, 7, 6), (SILENT, 6, 1)), 7, 6, 8, False),
    "by turns": (((WELL, 9, 8), (PARTLY, 7, 6), (UNWELL, 5, 1)), 7, 1, 8, False),
    "no heartbeat": (((SILENT, 9, 1),), None, None, None, False),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_the_last_trouble_is_placed(name: str) -> None:
    parts, *moments, recovered = TROUBLES[name]
    found = past(*parts)
    wanted = [None if hours is None else ago(hours) for hours in moments]
    assert [found.first_bad, found.last_bad, found.last_good] == wanted
    assert found.recovered is recovered


def test_a_log_that_changes_its_mind_all_the_time_gives_no_more_stretches() -> None:
    parts = [(WELL if turn % 2 else UNWELL, 5000 - turn, 4999.1 - turn) for turn in range(4000)]
    found, whole = past(*parts), past(*parts[-20:])
    assert len(found.stretches) == MOST_STRETCHES
    assert found.merged == 4000 - MOST_STRETCHES
    assert found.stretches[-20:] == whole.stretches
    assert sum(each.beats for each in found.stretches) == 4000 * 12
    assert {each.condition for each in found.stretches[:-20]} >= {PARTLY}
    assert all(before.end < after.start for before, after in pairwise(found.stretches))


def test_the_shortest_are_joined() -> None:
    long = [(WELL if turn % 2 else UNWELL, 90_000 - 100 * turn, 89_901 - 100 * turn) for turn in range(150)]
    short = [(WELL if turn % 2 else UNWELL, 5000 - turn, 4999.1 - turn) for turn in range(400)]
    assert past(*long, *short).stretches[:149] == past(*long).stretches[:149]


def test_marks_of_one_code_are_one_while_they_go_on() -> None:
    found = past(marks=(mark(9), mark(8.2, number=3), mark(7.5), mark(5), mark(8, "AADSTS53003")))
    assert [(each.code, each.start, each.end, each.count) for each in found.marks] == [
        ("AADSTS50076", ago(9), ago(7.5), 5), ("AADSTS53003", ago(8), ago(8), 1), ("AADSTS50076", ago(5), ago(5), 1)]
    assert found.merged == 0


def test_marks_without_end_are_joined_where_they_are_closest_and_counted() -> None:
    close, far = [mark(3000 - 2 * place) for place in range(900)], [mark(1000 - 5 * place) for place in range(150)]
    found = past(marks=(*close, *far))
    assert len(found.marks) == MOST_MARKS
    assert found.merged == 1050 - MOST_MARKS
    assert sum(each.count for each in found.marks) == 1050
    assert list(found.marks[-150:]) == far


def test_of_codes_without_end_the_most_frequent_stay() -> None:
    noise = tuple(mark(place, f"AADSTS{90_000 + place}") for place in range(5000))
    found = past(marks=(*noise, mark(40, number=2)))
    assert len({each.code for each in found.marks}) == MOST_CODES
    assert "AADSTS50076" in {each.code for each in found.marks}
    assert found.merged == 5001 - MOST_CODES


def test_the_newest_restarts_stay() -> None:
    found = past(restarts=tuple(ago(hours) for hours in range(1000)))
    assert found.restarts == tuple(ago(hours) for hours in reversed(range(MOST_RESTARTS)))
    assert found.merged == 1000 - MOST_RESTARTS


def timeline(history: History, source: str = "bundle.heartbeats") -> Timeline:
    return Timeline((Window(history.begins, history.ends, source),), history)


MONDAY = timeline(history_of(
    ago(60), ago(30), (Stretch(WELL, ago(60), ago(40), 240), Stretch(UNWELL, ago(39), ago(30), 108)),
    (mark(39), mark(31)), (ago(50), ago(33)), has_heartbeats=True))
TUESDAY = timeline(history_of(
    ago(34), ago(1), (Stretch(UNWELL, ago(34), ago(20), 168), Stretch(WELL, ago(19), ago(1), 216)),
    (mark(31), mark(21)), (ago(33), ago(9)), has_heartbeats=True))


@pytest.mark.parametrize("both", [MONDAY.merged(TUESDAY), TUESDAY.merged(MONDAY)])
def test_two_zips_are_one_history(both: Timeline) -> None:
    assert [(each.condition, each.start, each.end) for each in both.history.stretches] == [
        (WELL, ago(60), ago(40)), (UNWELL, ago(39), ago(34)), (UNWELL, ago(34), ago(20)), (WELL, ago(19), ago(1))]
    assert [(each.start, each.count) for each in both.history.marks] == [(ago(39), 1), (ago(31), 1), (ago(21), 1)]
    assert both.history.restarts == (ago(50), ago(33), ago(9))
    assert (both.history.begins, both.history.ends, both.history.first_bad) == (ago(60), ago(1), ago(39))
    assert both.history.recovered
    assert set(both.covers) == {*MONDAY.covers, *TUESDAY.covers}


def test_the_same_zip_twice_is_the_same() -> None:
    assert MONDAY.merged(MONDAY) == MONDAY


def test_a_newer_zip_without_heartbeats_takes_none_away() -> None:
    errors = timeline(history_of(ago(20), ago(1), (), (mark(5),), (), has_heartbeats=False), "bundle.aad_log")
    both = MONDAY.merged(errors).history
    assert both.has_heartbeats
    assert both.stretches == MONDAY.history.stretches
    assert (both.first_bad, both.ends) == (ago(39), ago(1))


def test_it_is_kept_like_any_evidence() -> None:
    evidence = Evidence(Facts([MONDAY]))
    text = evidence_json(evidence)
    assert dict(evidence_from(text).facts) == dict(evidence.facts)
    assert json.loads(text)["facts"]["Timeline"]["history"]["stretches"][0]["condition"] == "well"


def test_it_speaks_until_its_logs_end() -> None:
    assert MONDAY.seen_until == ago(30)
    assert MONDAY.merged(TUESDAY).seen_until - MONDAY.seen_until == timedelta(hours=29)
