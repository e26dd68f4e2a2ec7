"""Sweeps by themselves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.fleet import SweepState
from bot.schedule import LATE, Schedule, in_words
from bot.settings import ConfigurationError, load_settings
from tests.bot.fakes import START, FakeClock
from tests.bot.fleet_fakes import FakeSweeps
from tests.settings import named_settings


async def test_every_tick_begins_one_sweep_however_many_processes_there_are() -> None:
    clock, sweeps = FakeClock(START.replace(minute=30, second=2)), FakeSweeps()
    processes = [Schedule("*/30 * * * *", sweeps.start, clock) for _ in range(3)]
    for process in processes * 2:
        await process.tick()
    assert len(sweeps.kept) == 1


async def test_between_the_ticks_nothing_begins() -> None:
    clock, sweeps = FakeClock(START.replace(minute=29)), FakeSweeps()
    await Schedule("*/30 * * * *", sweeps.start, clock).tick()
    assert sweeps.kept == {}


async def test_a_tick_that_passed_while_nothing_ran_is_not_made_up_for() -> None:
    clock, sweeps = FakeClock(START.replace(minute=30) + LATE + timedelta(seconds=1)), FakeSweeps()
    await Schedule("*/30 * * * *", sweeps.start, clock).tick()
    assert sweeps.kept == {}


async def test_a_tick_while_the_last_sweep_goes_on_begins_none(caplog: pytest.LogCaptureFixture) -> None:
    clock, sweeps = FakeClock(START.replace(minute=0, second=1)), FakeSweeps()
    schedule = Schedule("*/30 * * * *", sweeps.start, clock)
    await schedule.tick()
    clock.pass_by(timedelta(minutes=30))
    for _ in range(3):
        await schedule.tick()
    assert len(sweeps.kept) == 1
    assert caplog.text.count("still under way") == 1


async def test_a_clock_that_is_set_back_begins_no_sweep_twice() -> None:
    clock, sweeps = FakeClock(START.replace(minute=30, second=31)), FakeSweeps()
    await Schedule("*/30 * * * *", sweeps.start, clock).tick()
    (first,) = sweeps.kept
    sweeps.kept[first] = replace(sweeps.kept[first], state=SweepState.DONE)
    clock.pass_by(timedelta(seconds=-30))
    await Schedule("*/30 * * * *", sweeps.start, clock).tick()
    assert list(sweeps.kept) == [first]


@pytest.mark.parametrize(("expression", "words"), [
    ("*/30 * * * *", "every 30 minutes"), ("0 * * * *", "every hour"), ("5 */6 * * *", "every 6 hours"),
    ("0 6 * * 1-5", "by the schedule 0 6 * * 1-5 (UTC)"), ("", ""),
])
def test_a_schedule_in_words(expression: str, words: str) -> None:
    assert in_words(expression) == words


@pytest.mark.parametrize("value", ["*/30 * * *", "every day", "61 * * * *", "* * * * * *"])
def test_what_is_no_schedule_is_refused_in_a_sentence(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMCHECK_SWEEP_SCHEDULE", value)
    with pytest.raises(ConfigurationError, match=r"ROOMCHECK_SWEEP_SCHEDULE is wrong: .*is no cron expression"):
        load_settings()


def test_off_is_no_schedule() -> None:
    assert named_settings(ROOMCHECK_SWEEP_SCHEDULE="off").schedule == ""
    assert named_settings().schedule == "*/30 * * * *"
