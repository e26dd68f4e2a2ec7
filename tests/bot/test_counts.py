"""How runs end is counted once, with what was found."""

from datetime import timedelta
from pathlib import Path

from bot.ports import MessageGoneError, RunState
from checks.collector import CannotCollect
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import GapReason, Room
from tests.bot.run_parts import RecordingTeams, a_run, an_upload, bot, graph, read_named, until
from tests.bot.watching_parts import counting


async def refused(_room: Room, _known: Facts) -> Account:
    raise CannotCollect(GapReason.NO_PERMISSION, "It may not be read.")


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


async def test_a_run_that_nobody_can_be_told_of(tmp_path: Path) -> None:
    teams, run = RecordingTeams(), a_run(created_at=a_run().created_at - timedelta(seconds=30))
    teams.faults.append(MessageGoneError())
    with counting() as counted:
        async with bot(tmp_path, teams) as running:
            assert await running.service.start(run)
    assert counted["roomcheck.runs check failed"] == 1
    assert counted["roomcheck.run.duration check"] >= 30
    assert counted["roomcheck.card.delay check"] == 0
