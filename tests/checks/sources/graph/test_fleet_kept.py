"""What the last sweep knew of a room's sign-ins, and what is new."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from checks.collector import CannotCollect
from checks.facts.sign_ins import Kind, Origin, SignIn, SignIns
from checks.model import Citation, GapReason, Window
from checks.sources.graph.fleet_kept import LATE, wanted_since, with_kept
from checks.sources.graph.fleet_log import MOST_RECORDS, Seen
from checks.sources.graph.sign_ins import INTERACTIVE, LOOK_BACK, NON_INTERACTIVE
from tests.checks.sources.graph.fake_graph import NOW

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BEFORE = NOW - HOUR


def attempt(ago: timedelta, code: int = 0, source: str = INTERACTIVE, app: str = "teams",
            name: str = "") -> SignIn:
    kind = Kind.INTERACTIVE if source == INTERACTIVE else Kind.NON_INTERACTIVE
    name = name or f"{source}{ago}{code}{app}"
    return SignIn(NOW - ago, code, kind, Origin.DEVICE, Citation(source, name), app_id=app, correlation_id=name)


def window(start: datetime, end: datetime, source: str = INTERACTIVE) -> Window:
    return Window(start, end, source)


def known(*items: SignIn, start: datetime = BEFORE - LOOK_BACK, end: datetime = BEFORE,
          sources: Sequence[str] = (INTERACTIVE, NON_INTERACTIVE)) -> SignIns:
    return SignIns(items, tuple(window(start, end, source) for source in sources))


def seen(*items: SignIn, since: datetime = BEFORE - LATE,
         sources: Sequence[str] = (INTERACTIVE, NON_INTERACTIVE)) -> Seen:
    return Seen(list(items), {source: window(since, NOW, source) for source in sources})


def merged(kept: SignIns | None, new: Seen) -> SignIns:
    fact = with_kept(kept, new, NOW)
    assert fact
    return fact


def test_nothing_kept_is_a_week() -> None:
    assert wanted_since(None, NOW) == NOW - LOOK_BACK


def test_what_is_kept_is_read_on_from_a_little_before_its_end() -> None:
    assert wanted_since(known(), NOW) == BEFORE - LATE


def test_of_two_logs_the_one_that_ends_first_decides() -> None:
    earlier = BEFORE - 5 * HOUR
    kept = SignIns((), (window(NOW - LOOK_BACK, BEFORE), window(NOW - LOOK_BACK, earlier, NON_INTERACTIVE)))
    assert wanted_since(kept, NOW) == earlier - LATE


@pytest.mark.parametrize("kept", [
    known(sources=[INTERACTIVE]), known(sources=[]), known(end=NOW + HOUR), known(end=NOW - 30 * timedelta(days=1))])
def test_a_log_that_was_not_read_or_not_lately_or_in_the_future_is_read_for_a_week(kept: SignIns) -> None:
    assert wanted_since(kept, NOW) == NOW - LOOK_BACK


def test_old_and_new_are_one_window_and_each_attempt_stands_once() -> None:
    twice = attempt(2 * HOUR)
    fact = merged(known(twice, attempt(50 * HOUR)), seen(attempt(MINUTE), twice))
    assert [NOW - each.at for each in fact.items] == [MINUTE, 2 * HOUR, 50 * HOUR]
    assert {(each.start, each.end) for each in fact.covers} == {(NOW - LOOK_BACK, NOW)}


def test_what_is_older_than_a_week_is_forgotten() -> None:
    fact = merged(known(attempt(LOOK_BACK + HOUR)), seen())
    assert fact.items == ()


def test_a_hole_ends_what_was_known() -> None:
    fact = merged(known(attempt(3 * HOUR)), seen(attempt(MINUTE), since=NOW - 10 * MINUTE))
    assert [NOW - each.at for each in fact.items] == [MINUTE]
    assert {each.start for each in fact.covers} == {NOW - 10 * MINUTE}


def test_a_log_that_is_not_read_now_counts_for_nothing_even_if_it_was_before() -> None:
    kept = known(attempt(5 * HOUR), attempt(4 * HOUR, source=NON_INTERACTIVE))
    new = seen(sources=[INTERACTIVE])
    new.missed[NON_INTERACTIVE] = CannotCollect(GapReason.NO_PERMISSION, "")
    fact = merged(kept, new)
    assert {each.cite.source for each in fact.items} == {INTERACTIVE}
    assert {each.source for each in fact.covers} == {INTERACTIVE}


def test_without_any_log_there_is_no_fact() -> None:
    assert with_kept(known(attempt(HOUR)), Seen(), NOW) is None


def test_records_of_a_log_that_could_not_be_read_whole_are_left_out() -> None:
    new = seen(attempt(MINUTE, source=NON_INTERACTIVE), attempt(HOUR), sources=[INTERACTIVE])
    assert [each.cite.source for each in merged(None, new).items] == [INTERACTIVE]


def test_the_newest_are_kept_and_the_window_begins_at_the_oldest_of_them() -> None:
    many = [attempt(each * MINUTE) for each in range(1, MOST_RECORDS + 50)]
    fact = merged(None, seen(*many, since=NOW - LOOK_BACK))
    assert len(fact.items) == MOST_RECORDS
    assert {each.start for each in fact.covers} == {NOW - MOST_RECORDS * MINUTE}


def test_a_refusal_that_nothing_has_healed_is_not_cut_away_nor_what_healed_another() -> None:
    many = [attempt(each * MINUTE, app="exchange") for each in range(1, MOST_RECORDS + 50)]
    older = [attempt(10 * HOUR, 50126, app="teams"), attempt(11 * HOUR, 50126, app="teams"),
             attempt(20 * HOUR, app="broker"), attempt(21 * HOUR, 53003, app="broker")]
    fact = merged(None, seen(*many, *older, since=NOW - LOOK_BACK))
    assert [NOW - each.at for each in fact.items[MOST_RECORDS:]] == [10 * HOUR, 20 * HOUR, 21 * HOUR]


def test_what_was_saved_from_the_cut_stays_for_the_next_sweep() -> None:
    saved = attempt(10 * HOUR, 50126)
    kept = SignIns((saved,), (window(NOW - 5 * HOUR, BEFORE), window(NOW - 5 * HOUR, BEFORE, NON_INTERACTIVE)))
    assert saved in merged(kept, seen()).items
