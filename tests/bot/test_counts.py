"""How runs end is counted once, with what was found."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from bot.file_ports import Download, Fetched
from bot.fleet import Sweep
from bot.ports import MessageGoneError, RunState
from bot.sweeps import Judges
from checks.collector import CannotCollect, UnreadableBundleError
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import GapReason, Room
from tests.bot.run_parts import (
    FakeFleet,
    RecordingTeams,
    ShiftedClock,
    a_run,
    an_upload,
    bot,
    catalogue,
    graph,
    make_report,
    read_named,
    until,
)
from tests.bot.watching_parts import counting


async def refused(_room: Room, _known: Facts) -> Account:
    raise CannotCollect(GapReason.NO_PERMISSION, "It may not be read.")


async def not_asked(_room: Room, _known: Facts) -> Account:
    raise CannotCollect(GapReason.NOT_REQUESTED, "Nobody asked.")


async def test_a_check_and_an_upload_that_are_answered(tmp_path: Path) -> None:
    with counting() as counted:
        async with bot(tmp_path, RecordingTeams(), read_bundle=read_named) as running:
            for run in (a_run(), an_upload()):
                assert await running.service.start(run)
                await running.settled(run.id, RunState.DONE)
            await until(lambda: sum(count for name, count in counted.items() if "runs" in name) == 2)
    assert counted["roomcheck.runs check done"] == counted["roomcheck.runs upload done"] == 1
    assert counted["roomcheck.reports healthy"] == 2
    assert counted["roomcheck.verdicts account.enabled pass"] == 2
    assert not [name for name in counted if name.startswith("roomcheck.gaps")]


async def test_what_a_report_lacks(tmp_path: Path) -> None:
    run = a_run()
    with counting() as counted:
        async with bot(tmp_path, RecordingTeams(), collectors_for=graph(refused)) as running:
            assert await running.service.start(run)
            await running.settled(run.id, RunState.DONE)
    assert counted[f"roomcheck.gaps {Account.title} no_permission"] == 1
    assert counted["roomcheck.verdicts account.enabled skipped"] == 1


async def test_what_nobody_asked_for_is_not_lacking(tmp_path: Path) -> None:
    run = a_run()
    with counting() as counted:
        async with bot(tmp_path, RecordingTeams(), collectors_for=graph(not_asked)) as running:
            assert await running.service.start(run)
            await running.settled(run.id, RunState.DONE)
    assert counted["roomcheck.verdicts account.enabled skipped"] == 1
    assert not [name for name in counted if name.startswith("roomcheck.gaps")]


async def test_each_room_of_a_sweep_is_counted(tmp_path: Path) -> None:
    sweep = Sweep(uuid4().hex, uuid4().hex, ShiftedClock()(), asked_by="anna")
    judges = Judges(FakeFleet({"room-1@contoso.com": True, "room-2@contoso.com": False}), catalogue(), make_report)
    with counting() as counted:
        async with bot(tmp_path, RecordingTeams(), judges=judges) as running:
            await running.watch.sweeps.start(sweep)
            await until(lambda: counted["roomcheck.runs sweep done"])
    assert counted["roomcheck.verdicts account.enabled pass"] == counted["roomcheck.verdicts account.enabled fail"] == 1
    assert sum(count for name, count in counted.items() if name.startswith("roomcheck.reports")) == 2


@asynccontextmanager
async def not_a_zip(_url: str) -> AsyncIterator[Fetched]:
    raise UnreadableBundleError("This is no zip.", "Send the diagnostic zip.")
    yield


@asynccontextmanager
async def broken(_url: str) -> AsyncIterator[Fetched]:
    raise RuntimeError
    yield


@pytest.mark.parametrize(("download", "outcome"), [(not_a_zip, "refused"), (broken, "failed")])
async def test_a_wrong_zip_is_no_failure_of_roomchecks(tmp_path: Path, download: Download, outcome: str) -> None:
    run = an_upload()
    with counting() as counted:
        async with bot(tmp_path, RecordingTeams(), download=download) as running:
            assert await running.service.start(run)
            await running.settled(run.id, RunState.FAILED)
            await until(lambda: any("roomcheck.runs" in name for name in counted))
    assert [name for name in counted if name.startswith("roomcheck.runs")] == [f"roomcheck.runs upload {outcome}"]


async def test_a_run_that_nobody_can_be_told_of(tmp_path: Path) -> None:
    teams, run = RecordingTeams(), a_run(created_at=a_run().created_at - timedelta(seconds=30))
    teams.faults.append(MessageGoneError())
    with counting() as counted:
        async with bot(tmp_path, teams) as running:
            assert await running.service.start(run)
    assert counted["roomcheck.runs check failed"] == 1
    assert counted["roomcheck.run.duration check"] >= 30
    assert counted["roomcheck.card.delay check"] == 0
