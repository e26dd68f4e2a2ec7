"""A clock that is set hours forward or back while runs and sweeps go on; what the gate and the outbox make of one is in
store/test_gate.py and store/test_outbox_clock.py.
"""

from datetime import timedelta
from pathlib import Path

from tests.bot.run_parts import RecordingTeams, ShiftedClock, a_run, bot, graph
from tests.bot.test_restore import QUICK, SLOW, SlowRoom
from tests.bot.test_sweeps import a_fleet, sent_all, swept, watching


async def test_a_clock_that_jumps_by_hours_loses_and_repeats_no_run(tmp_path: Path) -> None:
    teams, clock, slow = RecordingTeams(), ShiftedClock(), SlowRoom()
    runs = [a_run(rooms=(QUICK, SLOW)) for _ in range(3)]
    async with bot(tmp_path, teams, collectors_for=graph(slow.collect), clock=clock) as running:
        for run, hours in zip(runs, (5, -5, 0), strict=True):
            clock.shift = timedelta(hours=hours)
            await running.service.start(run)
            await running.service.reconcile()
        await slow.reached.wait()
        for hours in (-5, 5, 0):
            clock.shift = timedelta(hours=hours)
            await running.service.reconcile()
        slow.opened.set()
        for run in runs:
            await running.settled(run.id)
    begun = [each for each in teams.posts() if each.message.summary.startswith("Checking")]
    assert len(begun) == 3
    assert slow.seen.count(QUICK.address) == 3


async def test_a_clock_that_jumps_between_sweeps_loses_and_repeats_no_alert(tmp_path: Path) -> None:
    fleet, clock = a_fleet(3), ShiftedClock()

    async def swept_at(*hours: int) -> None:
        for each in hours:
            clock.shift = timedelta(hours=each)
            await swept(running, created_at=clock())

    async with watching(tmp_path, fleet, clock=clock) as (running, teams):
        for broken in ("room-1@contoso.com", "room-2@contoso.com"):
            await swept_at(0, 0)
            fleet.enabled[broken] = False
            await swept_at(5, -5, 7, -7)
            fleet.enabled[broken] = True
            await swept_at(9, -9, 11)
        clock.shift = timedelta(hours=12)
        await sent_all(running)
        outages = await running.watch.stores.rooms.every_outage(clock() - timedelta(days=1))
    cards, lines = (sum((each.message.card is not None) is of for each in teams.posts()) for of in (True, False))
    assert (cards, lines) == (2, 2)
    assert sorted(each.room.address for each in outages) == ["room-1@contoso.com", "room-2@contoso.com"]
    assert all(each.ended for each in outages)
