"""A clock that is set hours forward or back while runs go on; what the gate makes of one is in store/test_gate.py."""

from datetime import timedelta
from pathlib import Path

from tests.bot.run_parts import RecordingTeams, ShiftedClock, a_run, bot, graph
from tests.bot.test_restore import QUICK, SLOW, SlowRoom


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
