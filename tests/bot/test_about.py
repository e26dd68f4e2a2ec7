"""Whatever a run or a sweep logs says which it is, without a name."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from bot.fleet import Sweep, SweepState
from bot.ports import MessageGoneError, NotDeliveredError, RunState
from bot.setting_values import LogFormat
from bot.sweeps import Judges
from checks.engine import Outcome
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.fleet import FleetRoom, Page
from checks.model import Report, Room
from tests.bot.kept import whole_log
from tests.bot.run_parts import Bot, FakeFleet, RecordingTeams, ShiftedClock, a_run, bot, catalogue, graph, until

OBJECT = "1b2c3d4e-0000-4000-8000-123456789abc"


async def fails(room: Room, _known: Facts) -> Account:
    raise RuntimeError(f"no word of {room.address}")


def lines(written: str, beginning: str) -> list[dict[str, str]]:
    told = [json.loads(line) for line in written.splitlines()]
    return [each for each in told if each["message"].startswith(beginning)]


async def test_what_a_collector_logs_names_its_run_and_its_room(tmp_path: Path) -> None:
    run = a_run(rooms=(Room("room-1@contoso.com"), Room("room-2@contoso.com")))
    with whole_log(LogFormat.JSON) as log:
        async with bot(tmp_path, RecordingTeams(), collectors_for=graph(fails)) as running:
            assert await running.service.start(run)
            await running.settled(run.id, RunState.DONE)
    told = lines(log.getvalue(), "collector graph.account failed")
    assert {each["run"] for each in told} == {run.id}
    assert {each["room"] for each in told} == {f"{run.id}-0", f"{run.id}-1"}
    assert "contoso" not in log.getvalue()


async def test_what_a_turn_logs_as_it_starts_a_run_names_it(tmp_path: Path) -> None:
    run = a_run()
    with whole_log(LogFormat.JSON) as log:
        async with bot(tmp_path, RecordingTeams(faults=[MessageGoneError()])) as running:
            assert await running.service.start(run)
    (told,) = lines(log.getvalue(), "the conversation of run")
    assert told.get("run") == run.id


async def test_what_the_reconciler_logs_of_a_run_names_it(tmp_path: Path) -> None:
    run, teams, clock = a_run(), RecordingTeams(faults=[NotDeliveredError("503")] * 10_000), ShiftedClock()
    with whole_log(LogFormat.JSON) as log:
        async with bot(tmp_path, teams, clock=clock) as running:
            assert await running.service.start(run)
            clock.shift = timedelta(hours=25)
            await running.settled(run.id, RunState.FAILED)
    (told,) = lines(log.getvalue(), f"run {run.id} could not be answered within a day")
    assert told.get("run") == run.id


def breaks(_room: Room, _outcome: Outcome, _at: object) -> Report:
    raise RuntimeError("it cannot be judged")


class Known(FakeFleet):
    """Lists rooms that have accounts."""

    async def discover(self) -> AsyncIterator[Page]:
        yield Page((FleetRoom(Room("room-1@contoso.com", "One", OBJECT), "Zurich"),), 1)


async def ended(running: Bot, sweep_id: str) -> Sweep | None:
    found = await running.watch.stores.sweeps.get(sweep_id)
    return found if found and found.state in (SweepState.DONE, SweepState.FAILED) else None


async def test_what_a_sweep_logs_names_it_and_the_account(tmp_path: Path) -> None:
    sweep = Sweep(uuid4().hex, uuid4().hex, ShiftedClock()(), asked_by="anna")
    judges = Judges(Known({"room-1@contoso.com": True}), catalogue(), breaks)
    with whole_log(LogFormat.JSON) as log:
        async with bot(tmp_path, RecordingTeams(), judges=judges) as running:
            await running.watch.sweeps.start(sweep)
            await until(lambda: ended(running, sweep.id))
    (told,) = lines(log.getvalue(), "a room of sweep")
    assert (told["sweep"], told["room"]) == (sweep.id, OBJECT)
    assert "contoso" not in log.getvalue()
