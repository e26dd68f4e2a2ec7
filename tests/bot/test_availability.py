"""How available rooms were."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.availability import Share, availability, broken_spans, mean_time_to_recover, share_of
from bot.fleet import Outage, Watched
from checks.model import Cause, Room

END = datetime(2026, 11, 30, tzinfo=UTC)
START = END - timedelta(days=10)
ROOM, OTHER = Room("a@contoso.com"), Room("b@contoso.com")


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def outage(began: float, ended: float | None, room: Room = ROOM, *causes: Cause) -> Outage:
    return Outage(f"{room.address} {began}", room, "", causes or (Cause.MFA_REQUIRED,), day(began),
                  None if ended is None else day(ended))


def days(number: float) -> timedelta:
    return timedelta(days=number)


@pytest.mark.parametrize(("outages", "since", "broken", "number", "known"), [
    ([], 0, 0, 0, 10),
    ([outage(2, 3)], 0, 1, 1, 10),
    ([outage(2, 4), outage(3, 5)], 0, 3, 1, 10),
    ([outage(2, 6), outage(3, 5)], 0, 4, 1, 10),
    ([outage(2, 3), outage(3, 4)], 0, 2, 1, 10),
    ([outage(6, 7), outage(2, 3)], 0, 2, 2, 10),
    ([outage(8, None)], 0, 2, 1, 10),
    ([outage(-5, 1)], -20, 1, 1, 10),
    ([outage(-5, 15)], -20, 10, 1, 10),
    ([outage(-5, -1)], -20, 0, 0, 10),
    ([outage(10, None)], 0, 0, 0, 10),
    ([outage(1, 6)], 4, 2, 1, 6),
    ([outage(1, 2)], 4, 0, 0, 6),
    ([outage(1, 2)], 12, 0, 0, 0),
    ([outage(3, 3)], 0, 0, 0, 10),
    ([outage(5, 3)], 0, 0, 0, 10),
], ids=["well", "one", "overlapping", "within", "touching", "in any order", "open", "from before", "all the time",
        "before", "after", "known later", "before it was known", "not known at all", "of no length", "ends first"])
def test_a_rooms_share(outages: list[Outage], since: float, broken: float, number: int, known: float) -> None:
    assert share_of(outages, day(since), START, END) == Share(days(known), days(broken), number)


def test_of_time_that_is_not_known_nothing_is_said() -> None:
    assert share_of([], day(12), START, END).available is None
    assert share_of([outage(0, None)], day(0), START, END).available == 0
    assert share_of([], day(9), START, END).available == 1


def test_the_times_of_being_broken_are_within_what_is_known() -> None:
    assert broken_spans([outage(1, 6), outage(8, None)], day(4), START, END) == [(day(4), day(6)), (day(8), END)]


def test_the_mean_time_to_recover_is_of_what_ended_in_the_window_with_its_whole_length() -> None:
    past = [outage(-2, 2), outage(5, 7), outage(8, None), outage(-3, -1), outage(9, 11)]
    assert mean_time_to_recover(past, START, END) == days(3)
    assert mean_time_to_recover([outage(8, None)], START, END) is None


def test_the_fleet_is_the_sum_of_its_rooms_and_a_new_room_weighs_little() -> None:
    watched = [Watched(ROOM, "North", day(0)), Watched(OTHER, "South", day(9))]
    found = availability([outage(9, 10, OTHER), outage(2, 3)], watched, START, END, 10)
    assert found.whole == Share(days(11), days(2), 2)
    assert [each.room for each in found.rooms] == [OTHER, ROOM]
    assert found.buildings == (("South", Share(days(1), days(1), 1)), ("North", Share(days(10), days(1), 1)))


def test_a_room_that_is_not_watched_any_more_counts_nowhere() -> None:
    found = availability([outage(2, 3, OTHER)], [Watched(ROOM, "", START)], START, END, 10)
    assert (found.whole.broken, found.causes, found.to_recover) == (days(0), (), None)
    assert not any(found.at_once)


def test_the_causes_of_outages_are_counted_once_an_outage() -> None:
    past = [outage(1, 2, ROOM, Cause.LICENCE_MISSING, Cause.MFA_REQUIRED, Cause.LICENCE_MISSING),
            outage(4, 5, ROOM, Cause.MFA_REQUIRED), outage(-3, -1, ROOM, Cause.PASSWORD_EXPIRED)]
    found = availability(past, [Watched(ROOM, "", START)], START, END, 10)
    assert found.causes == ((Cause.MFA_REQUIRED, 2), (Cause.LICENCE_MISSING, 1))


def test_how_many_were_broken_at_once_part_by_part() -> None:
    watched = [Watched(ROOM, "", day(2.5)), Watched(OTHER, "", day(3))]
    found = availability([outage(4, 6), outage(4.5, 5, OTHER), outage(9, None, OTHER)], watched, START, END, 10)
    assert found.at_once == (None, None, 0, 0, 1.5, 1, 0, 0, 0, 1)


def test_of_a_part_that_is_known_in_part_the_rest_does_not_count() -> None:
    watched = [Watched(ROOM, "", day(9.5)), Watched(OTHER, "", day(9.75))]
    found = availability([outage(3, None), outage(3, None, OTHER)], watched, START, END, 10)
    assert found.at_once == (*[None] * 9, 1.5)


def test_no_room_at_all() -> None:
    found = availability([], [], START, END, 3)
    assert (found.whole.available, found.at_once, found.rooms) == (None, (None, None, None), ())
