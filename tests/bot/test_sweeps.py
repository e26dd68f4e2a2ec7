"""Sweeps on the real engine and database: from the list of rooms to alerts in the conversations that want them."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.fleet import Change, Extent, Standing, Subscription, Sweep, SweepState
from bot.progress import Pace
from bot.sweeps import Judges
from bot.turns import Conversation, Scope
from checks.collector import CannotCollect
from checks.engine import Outcome
from checks.fleet import FleetRoom, Looked
from checks.model import GapReason, Report, Room, Severity
from tests.bot.run_parts import (
    CHAT,
    Bot,
    FakeFleet,
    RecordingTeams,
    ShiftedClock,
    bot,
    catalogue,
    make_report,
    until,
)

CHANNEL = Conversation("19:helpdesk@thread.tacv2", Scope.CHANNEL, "tenant", {"serviceUrl": "http://127.0.0.1/"})
WATCH_ALL = Subscription("s1", CHANNEL, Extent.ALL, "", "anna", datetime.now(UTC))


def a_sweep(**changes: Any) -> Sweep:
    return replace(Sweep(uuid4().hex, uuid4().hex, datetime.now(UTC)), **changes)


async def swept(running: Bot, times: int = 1, **changes: Any) -> Sweep:
    """A sweep once it has ended, the last of so many."""
    for _ in range(times):
        sweep = a_sweep(**changes)
        assert await running.watch.sweeps.start(sweep) is not None

        async def ended(sweep_id: str = sweep.id) -> Sweep | None:
            now = await running.watch.stores.sweeps.get(sweep_id)
            return now if now and now.state in (SweepState.DONE, SweepState.FAILED) else None

        last = await until(ended)
    assert isinstance(last, Sweep)
    return last


async def sent_all(running: Bot) -> None:
    """Nothing is left to be sent."""
    await running.watch.outbox.send_due()
    await until(lambda: _none_waits(running))


async def _none_waits(running: Bot) -> bool:
    return await running.watch.stores.outbox.waiting() == 0


@asynccontextmanager
async def watching(home: Path, fleet: FakeFleet, teams: RecordingTeams | None = None,
                   **options: Any) -> AsyncIterator[tuple[Bot, RecordingTeams]]:
    teams = teams or RecordingTeams()
    async with bot(home, teams, fleet=fleet, **options) as running:
        await running.watch.stores.subscriptions.keep(WATCH_ALL)
        yield running, teams


def a_fleet(rooms: int, broken: int = 0) -> FakeFleet:
    return FakeFleet({f"room-{place}@contoso.com": place >= broken for place in range(rooms)})


async def test_a_sweep_looks_at_every_room_once(tmp_path: Path) -> None:
    fleet = a_fleet(205, broken=3)
    async with watching(tmp_path, fleet) as (running, _teams):
        sweep = await swept(running)
        states = await running.watch.stores.rooms.states()
        counts = await running.watch.stores.rooms.counts(2)
    assert (sweep.rooms, sweep.looked_at, sweep.state, sweep.fault) == (205, 205, SweepState.DONE, "")
    assert sorted(each.room.address for each in fleet.looked) == sorted(fleet.enabled)
    assert len(states) == 205
    assert counts.total == 205


async def test_a_room_that_is_broken_twice_in_a_row_is_told_and_its_recovery_too(tmp_path: Path) -> None:
    fleet = a_fleet(3)
    async with watching(tmp_path, fleet) as (running, teams):
        await swept(running, 2)
        fleet.enabled["room-1@contoso.com"] = False
        await swept(running)
        await sent_all(running)
        assert teams.shown == [], "once may be a slip"
        await swept(running)
        await sent_all(running)
        (alert,) = teams.posts()
        assert "Room-1" in alert.message.summary
        fleet.enabled["room-1@contoso.com"] = True
        await swept(running, 2)
        await sent_all(running)
        posted, repainted = teams.posts(), teams.updates()
        (outage,) = await running.watch.stores.rooms.outages("room-1@contoso.com", datetime.now(UTC) - timedelta(1))
    assert [each.card_id for each in repainted] == [alert.card_id]
    assert len(posted) == 2, "one card, and one line below it"
    assert posted[1].message.card is None
    assert outage.ended
    assert outage.began < outage.ended


async def test_many_rooms_that_break_at_once_are_one_alert(tmp_path: Path) -> None:
    fleet = a_fleet(40)
    async with watching(tmp_path, fleet) as (running, teams):
        await swept(running, 2)
        fleet.enabled = dict.fromkeys(fleet.enabled, False)
        await swept(running, 2)
        await sent_all(running)
        (alert,) = teams.posts()
        assert "40" in alert.message.summary
        fleet.enabled = dict.fromkeys(fleet.enabled, True)
        await swept(running, 2)
        await sent_all(running)
        assert len(teams.posts()) == 2
        assert {each.card_id for each in teams.updates()} == {alert.card_id}


async def test_what_could_not_be_seen_changes_nothing(tmp_path: Path) -> None:
    fleet = a_fleet(2, broken=1)
    async with watching(tmp_path, fleet) as (running, teams):
        await swept(running, 2)
        fleet.unseen = set(fleet.enabled)
        await swept(running, 3)
        await sent_all(running)
        states = {each.room.address: each for each in await running.watch.stores.rooms.states()}
    assert states["room-0@contoso.com"].seen.standing is Standing.BROKEN
    assert states["room-1@contoso.com"].seen.standing is Standing.WELL
    assert len(teams.posts()) == 1


async def test_a_room_that_keeps_changing_is_told_once_until_it_stands_still(tmp_path: Path) -> None:
    fleet = a_fleet(1)
    async with watching(tmp_path, fleet) as (running, teams):
        await swept(running, 2)
        for _ in range(6):
            for enabled in (False, True):
                fleet.enabled["room-0@contoso.com"] = enabled
                await swept(running, 2)
                await sent_all(running)
        kept = await running.watch.stores.rooms.state_of("room-0@contoso.com")
    assert kept
    assert kept.muted
    assert len(teams.posts()) == 5, "two breakings with their recoveries, and that it keeps changing"


async def test_a_room_that_no_list_names_any_more_is_looked_at_for_a_week(tmp_path: Path) -> None:
    fleet, clock = a_fleet(2), ShiftedClock()
    async with watching(tmp_path, fleet, clock=clock) as (running, _teams):
        await swept(running)
        del fleet.enabled["room-1@contoso.com"]
        for day, expected in ((1, 2), (4, 2), (6, 2), (8, 1), (9, 1)):
            clock.shift = timedelta(days=day)
            sweep = await swept(running, created_at=clock())
            assert sweep.looked_at == expected, f"after {day} days"


async def test_a_sweep_that_could_look_at_no_room_has_failed(tmp_path: Path) -> None:
    class Unlucky(FakeFleet):
        async def look(self, rooms: Sequence[FleetRoom]) -> Looked:
            raise KeyError(rooms[0].room.address)

    async with watching(tmp_path, Unlucky({"room-1@contoso.com": True})) as (running, _teams):
        sweep = await swept(running)
    assert (sweep.state, sweep.rooms, sweep.looked_at) == (SweepState.FAILED, 1, 0)
    assert "1 of 1 rooms could not be looked at" in sweep.fault


async def test_a_list_that_cannot_be_had_ends_the_sweep_with_its_reason(tmp_path: Path) -> None:
    fleet = FakeFleet(broken=CannotCollect(GapReason.NO_PERMISSION, "It may not.", "Grant it."))
    async with watching(tmp_path, fleet) as (running, _teams):
        sweep = await swept(running)
    assert sweep.state is SweepState.FAILED
    assert "It may not. Grant it." in sweep.fault


async def test_a_sweep_that_is_asked_for_shows_its_progress_on_one_card(tmp_path: Path) -> None:
    async with watching(tmp_path, a_fleet(4, broken=1)) as (running, teams):
        sweep = await swept(running, conversation=CHAT, asked_by="anna")
        await until(lambda: answered(running, sweep.id))
    (posted,) = teams.posts()
    assert {each.card_id for each in teams.updates()} == {posted.card_id}
    assert teams.last().summary == "1 of 4 rooms needs attention"


async def answered(running: Bot, sweep_id: str) -> bool:
    sweep = await running.watch.stores.sweeps.get(sweep_id)
    return sweep is not None and sweep.answered


async def test_only_those_who_want_to_know_are_told(tmp_path: Path) -> None:
    other = replace(CHANNEL, id="19:other@thread.tacv2")
    fleet = a_fleet(2)
    async with bot(tmp_path, teams := RecordingTeams(), fleet=fleet) as running:
        keep = running.watch.stores.subscriptions.keep
        await keep(replace(WATCH_ALL, extent=Extent.ROOM, target="room-1@contoso.com"))
        await keep(replace(WATCH_ALL, id="s2", conversation=other, least=Severity.CRITICAL))
        await swept(running, 2)
        fleet.enabled = dict.fromkeys(fleet.enabled, False)
        await swept(running, 2)
        await sent_all(running)
    (alert,) = teams.posts()
    assert "Room-1" in alert.message.summary


async def test_alerts_belong_to_their_sweep_until_it_has_ended(tmp_path: Path) -> None:
    fleet = a_fleet(1)
    async with watching(tmp_path, fleet) as (running, _teams):
        await swept(running, 2)
        fleet.enabled["room-0@contoso.com"] = False
        sweep = await swept(running, 2)
        counts = await running.watch.stores.rooms.counts(1)
    (changed,) = counts.changed
    assert changed.change is Change.BROKE
    assert changed.sweep == sweep.id


async def test_a_sweep_that_learned_nothing_has_failed_and_moves_no_room(tmp_path: Path) -> None:
    fleet = a_fleet(3, broken=1)
    async with watching(tmp_path, fleet) as (running, _teams):
        await swept(running, 2)
        before = await running.watch.stores.rooms.states()
        fleet.unseen = set(fleet.enabled)
        sweep = await swept(running)
        after = await running.watch.stores.rooms.states()
        fleet.unseen = {"room-2@contoso.com"}
        partly = await swept(running)
    assert sweep.state is SweepState.FAILED
    assert "Too little was seen of 3 of 3 rooms" in sweep.fault
    assert [each.judged_at for each in after] == [each.judged_at for each in before]
    assert partly.state is SweepState.DONE
    assert "Too little was seen of 1 of 3 rooms" in partly.fault


async def test_the_card_of_a_sweep_is_not_painted_faster_than_its_pace(tmp_path: Path) -> None:
    slow = Pace(first=timedelta(hours=1))
    async with watching(tmp_path, a_fleet(400), pace=slow) as (running, teams):
        sweep = await swept(running, conversation=CHAT, asked_by="anna")
        await until(lambda: answered(running, sweep.id))
    on_the_way = [each for each in teams.updates() if each.message.summary.endswith("looked at")]
    assert len(on_the_way) == 1, "once when it began to look, and not again before its end"


async def test_a_room_that_cannot_be_judged_costs_the_others_nothing(tmp_path: Path) -> None:
    def broken_for_one(room: Room, outcome: Outcome, judged_at: datetime) -> Report:
        if room.address == "room-1@contoso.com":
            raise ValueError("no report of this one")
        return make_report(room, outcome, judged_at)
    judges = Judges(a_fleet(3), catalogue(), broken_for_one)
    async with watching(tmp_path, a_fleet(3), judges=judges) as (running, _teams):
        sweep = await swept(running)
        states = await running.watch.stores.rooms.states()
    assert {state.room.address for state in states if state.judged_at} == {"room-0@contoso.com", "room-2@contoso.com"}
    assert "Too little was seen of 1 of 3 rooms" in sweep.fault or "1 of 3 rooms could not" in sweep.fault
