"""The cards of the fleet: whatever rooms and buildings are called, they fit and can be pressed."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.actions import unpack
from bot.availability import availability
from bot.cards.availability import availability_card, history_card
from bot.cards.fleet import fleet_card, fleet_summary, standing
from bot.cards.parts import MOST_BYTES, size
from bot.cards.watch_rooms import watch_rooms_card
from bot.cards.watches import WatchedRow, watches_card
from bot.commands.model import StopWatching, Unclear, Watch
from bot.fleet import Extent, FleetCounts, Outage, Quiet, SweepState, Watched
from checks.model import Cause, Room
from tests.bot.cards.fleet_samples import (
    CHAT,
    COUNTS,
    HISTORY,
    MFA,
    SNOOZE,
    START,
    SWEEP,
    WATCHED_HERE,
    WELL_COUNTS,
    many,
    outage,
    room,
    state,
    subscription,
)
from tests.bot.cards.samples import NOW, ZONE
from tests.bot.fakes import payloads, texts

NAMES = ("東京" * 70, '\\"' * 70, "Zürich " * 30, "a")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("number", [1, 12, 200])
def test_any_subscriptions_fit_and_every_button_can_be_pressed(name: str, number: int) -> None:
    why = "Teams says no. " * 20
    rows = [WatchedRow(subscription(Extent.BUILDING, f"{name}{place}", why)) for place in range(number)]
    made = watches_card(rows, [(name, SNOOZE)] * 9, where="this chat", schedule=name)
    assert size(made) <= MOST_BYTES
    assert f"{number} subscription" in texts(made)
    assert not any(isinstance(unpack(each), Unclear) for each in payloads(made).values())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("number", [0, 1, 60, 3_000])
def test_any_buildings_fit_to_choose_from_and_those_left_out_are_counted(name: str, number: int) -> None:
    buildings = [f"{name}{place}" for place in range(number)]
    made = watch_rooms_card("dialog-1", buildings, {"rooms": name * 9, "building": buildings[0] if number else ""},
                            where="this chat", schedule=name, problem=name)
    assert size(made) <= MOST_BYTES
    assert ("buildings" in texts(made)) == (number > 60 or (number == 60 and len(name) > 100))
    assert ("Watch the building" in payloads(made)) == bool(number)


@pytest.mark.parametrize("name", NAMES)
def test_any_fleet_fits(name: str) -> None:
    rooms = [Room(f"r{place}@contoso.com", f"{name} {place}") for place in range(90)]
    watched = [Watched(each, f"{name} {place % 30}", START) for place, each in enumerate(rooms)]
    outages = [Outage(str(place), each, name, tuple(Cause), START, NOW) for place, each in enumerate(rooms)]
    found = availability(outages, watched, START, NOW, 30)
    worst = tuple(replace(state(1, MFA), room=each, building=name) for each in rooms)
    counts = FleetCounts(90, tuple((cause, 9) for cause in Cause), worst, many(50))
    for made in (availability_card(found, counts, building=name, last=SWEEP, schedule=name),
                 fleet_card(replace(SWEEP, fault=name * 40), counts),
                 history_card(replace(HISTORY, room=rooms[0], outages=tuple(outages)))):
        assert size(made) <= MOST_BYTES


@pytest.mark.parametrize(("lasted", "shown"), [(0.4, "Took less than a second,"), (1.2, "Took 1 second,")])
def test_what_a_sweep_took(lasted: float, shown: str) -> None:
    swift = replace(SWEEP, ended_at=SWEEP.created_at + timedelta(seconds=lasted))
    assert shown in texts(fleet_card(swift, COUNTS))


def test_a_room_that_was_broken_at_first_sight_may_have_been_so_before() -> None:
    first = replace(state(1, MFA, 52), known_since=NOW - timedelta(hours=52))
    one = replace(HISTORY, outages=(outage(1, 52),), watched=first.known_since, state=first)
    shown = texts(history_card(one))
    assert "Multi-factor authentication demanded, at least since Fri 20 Nov 2026, 11:14 UTC" in shown
    assert "At least from Fri 20 Nov 2026, 11:14 UTC and still is, for 2 days or longer" in shown
    earlier = NOW - timedelta(days=3)
    known = texts(history_card(replace(one, watched=earlier, state=replace(first, known_since=earlier))))
    assert "Multi-factor authentication demanded, since Fri 20 Nov 2026" in known
    assert "From Fri 20 Nov 2026, 11:14 UTC and still is, for 2 days\n" in f"{known}\n"


def test_quiet_hours_are_in_the_time_zone_that_they_name() -> None:
    for zone, named in ((ZONE, ZONE), ("Nowhere/Land", "UTC")):
        row = WatchedRow(replace(subscription(Extent.ALL), quiet=Quiet(time(18), time(7), zone)))
        assert f"quiet 18:00 to 07:00 ({named})" in texts(watches_card([row], [], where="here", schedule=""))


def test_what_is_disabled_can_be_watched_again_as_it_was() -> None:
    made = watches_card(WATCHED_HERE, [], where="this chat", schedule="")
    again = unpack(payloads(made)["Watch again: Bern 3"])
    assert isinstance(again, Watch)
    assert again.which.rooms == (room(3).address,)
    assert unpack(payloads(made)["Stop: Building Zurich, Europaallee"]) == StopWatching(
        Extent.BUILDING, "Zurich, Europaallee")


@pytest.mark.parametrize(("counts", "told"), [
    (COUNTS, "218 of 2,914 rooms need attention"), (WELL_COUNTS, "All 312 rooms are well"),
    (FleetCounts(0, (), (), ()), "No room was found"), (FleetCounts(1, ((Cause.HEALTHY, 1),), (), ()), "The only room"),
    (FleetCounts(9, ((Cause.HEALTHY, 7), (Cause.UNDETERMINED, 2)), (), ()), "of 2 it could not be told"),
    (FleetCounts(9, ((Cause.MFA_REQUIRED, 1), (Cause.HEALTHY, 8)), (), ()), "1 of 9 rooms needs attention"),
])
def test_how_the_fleet_stands_in_words(counts: FleetCounts, told: str) -> None:
    assert told in standing(counts)
    assert told in fleet_summary(SWEEP, counts)


@pytest.mark.parametrize(("state_", "told"), [
    (SweepState.QUEUED, "of 2,914 rooms looked at"), (SweepState.LOOKING, "of 2,914 rooms looked at"),
    (SweepState.FAILED, "The sweep failed. Graph is away."), (SweepState.MISSED, "another one was under way"),
])
def test_what_a_notification_says_of_a_sweep(state_: SweepState, told: str) -> None:
    assert told in fleet_summary(replace(SWEEP, state=state_, fault="Graph is away."), COUNTS)


def test_only_a_sweep_that_has_ended_can_be_made_again() -> None:
    assert "Sweep again" not in payloads(fleet_card(replace(SWEEP, state=SweepState.LOOKING), COUNTS))
    assert "Sweep again" in payloads(fleet_card(SWEEP, COUNTS))
    assert SWEEP.conversation == CHAT
