"""A run asks anew, once it is performed, whether its rooms are rooms; and a zip shows nothing of who is none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.ports import RunState
from bot.store.access import SqlAudit, SqlKnownRooms
from checks.collector import CannotCollect, Evidence
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.likeness import Likeness
from checks.model import Citation, GapReason, Room, Status
from tests.bot.access_fakes import FakeRecognition
from tests.bot.run_parts import ROOM, Bot, RecordingTeams, a_run, an_upload, bot, enabled, graph, read_unnamed

OTHER = Room("anna.keller@contoso.com")


class Looked:
    """The rooms that Graph was asked about."""

    def __init__(self) -> None:
        self.rooms: list[str] = []

    async def collect(self, room: Room, known: Facts) -> Account:
        self.rooms.append(room.address)
        return await enabled(room, known)


async def test_an_account_that_exists_by_now_and_is_no_rooms_is_not_looked_at(tmp_path: Path) -> None:
    teams, looked, recognition = RecordingTeams(), Looked(), FakeRecognition({ROOM.address: Likeness.OTHER})
    async with bot(tmp_path, teams, collectors_for=graph(looked.collect), recognition=recognition) as running:
        run = a_run()
        assert await running.service.start(run)
        await running.settled(run.id, RunState.FAILED)
        (line,) = await SqlAudit(running.store.engine).about(ROOM.address, 2)
    assert not looked.rooms
    assert "does not look like a room" in str(teams.last().card)
    assert (line.person, line.command, line.place, line.allowed) == (run.asked_by, "Check", run.conversation.id, False)
    assert line.why == "These do not look like rooms."


async def test_what_cannot_be_told_by_then_is_not_looked_at_either(tmp_path: Path) -> None:
    teams, looked, recognition = RecordingTeams(), Looked(), FakeRecognition()
    recognition.broken = CannotCollect(GapReason.THROTTLED, "Graph asks us to wait.")
    async with bot(tmp_path, teams, collectors_for=graph(looked.collect), recognition=recognition) as running:
        run = a_run()
        assert await running.service.start(run)
        await running.settled(run.id, RunState.FAILED)
    assert not looked.rooms
    assert "Check it again in a minute" in str(teams.last().card)


async def test_the_other_rooms_of_the_run_are_looked_at(tmp_path: Path) -> None:
    looked, recognition = Looked(), FakeRecognition({OTHER.address: Likeness.OTHER})
    async with bot(tmp_path, RecordingTeams(), collectors_for=graph(looked.collect),
                   recognition=recognition) as running:
        run = a_run(rooms=(OTHER, ROOM))
        assert await running.service.start(run)
        ended = await running.settled(run.id)
    assert looked.rooms == [ROOM.address]
    assert len(ended.reports) == 1


async def _statuses_of_zip(running: Bot, *, found: bool) -> list[Status]:
    """How the zip is judged when Graph said something of its room before."""
    now = datetime.now(UTC)
    said = Account(now, Citation("graph.account", "users/1"), ROOM.address, found=found, enabled=True)
    await running.store.evidence.keep(ROOM.address, "graph", Evidence(Facts([said])), now + timedelta(hours=1))
    run = an_upload()
    assert await running.service.start(run)
    (report,) = (await running.settled(run.id)).reports
    kept = await running.store.reports.get(report)
    assert kept
    return [finding.status for finding in kept.report.findings]


async def test_a_zip_is_not_judged_with_what_graph_said_of_an_account_that_is_not_looked_at(tmp_path: Path) -> None:
    async with bot(tmp_path, RecordingTeams()) as running:
        assert await _statuses_of_zip(running, found=True) == [Status.SKIPPED, Status.PASS]


async def test_that_there_is_no_account_is_joined_with_a_zip(tmp_path: Path) -> None:
    async with bot(tmp_path, RecordingTeams()) as running:
        assert await _statuses_of_zip(running, found=False) == [Status.PASS, Status.PASS]


async def test_what_graph_said_of_a_known_room_is_joined_with_a_zip(tmp_path: Path) -> None:
    async with bot(tmp_path, RecordingTeams()) as running:
        await SqlKnownRooms(running.store.engine).keep(ROOM.address, Likeness.LICENCE, "ada", datetime.now(UTC))
        assert await _statuses_of_zip(running, found=True) == [Status.PASS, Status.PASS]


async def test_a_zip_makes_nothing_known(tmp_path: Path) -> None:
    recognition = FakeRecognition()
    async with bot(tmp_path, RecordingTeams(), recognition=recognition) as running:
        run = an_upload()
        assert await running.service.start(run)
        await running.settled(run.id)
        assert await SqlKnownRooms(running.store.engine).likeness(ROOM.address) is None
    assert not recognition.asked


async def test_the_room_that_the_logs_name_is_noted_for_whoever_sent_them(tmp_path: Path) -> None:
    async with bot(tmp_path, RecordingTeams()) as running:
        for run in (an_upload(), an_upload(rooms=(ROOM,)), an_upload(rooms=(OTHER,), asked_by="bob")):
            assert await running.service.start(run)
            await running.settled(run.id)
        lines = await SqlAudit(running.store.engine).about(ROOM.address, 5)
    assert {(line.person, line.command, line.rooms, line.allowed) for line in lines} == {
        (who, "Analyze", (ROOM.address,), True) for who in ("anna", "bob")}
    assert len(lines) == 2


async def test_of_logs_that_name_no_room_no_line_is_noted(tmp_path: Path) -> None:
    async with bot(tmp_path, RecordingTeams(), read_bundle=read_unnamed) as running:
        run = an_upload()
        assert await running.service.start(run)
        await running.settled(run.id, RunState.WAITING)
        assert not await SqlAudit(running.store.engine).about("", 5)
