"""The runs: what was promised, and how far it has come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Select, and_, func, insert, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.admission import Admit, Unended, unended_of
from bot.ports import Fault, Presence, Run, RunState
from bot.store.database import let_go
from bot.store.rows import fault_row, room_row, run_of, run_row
from bot.store.tables import runs
from checks.model import Room

_ONE_AT_A_TIME = 7_411_902
"""A name, among the advisory locks of the database, for the accepting of runs that need a place."""
_NOWHERE = {"download_url": "", "shared_in": ""}
_UNENDED = (RunState.ACCEPTED.value, RunState.QUEUED.value)
_ENDED = (RunState.DONE.value, RunState.FAILED.value)


@dataclass(frozen=True, slots=True)
class Job:
    """One job for a run: ids, when it may start, and whether it reads an upload."""

    id: str
    run_id: str
    start_at: datetime | None
    reads_upload: bool


class JobQueue(Protocol):
    """The engine as the store sees it."""

    async def submit(self, connection: AsyncConnection, job: Job) -> None:
        """Submit the job within the connection's transaction."""

    async def submit_sweep(self, connection: AsyncConnection, job_id: str, sweep_id: str) -> None:
        """Submit the job of a sweep within the connection's transaction."""

    async def lost(self, job_ids: Collection[str]) -> Collection[str]:
        """Those that are over or unknown: nothing will come of them any more."""


class Alone:
    """The only process there is: that of an embedded database, which is locked."""

    name = "slot-0"

    def is_gone(self, name: str) -> bool:
        return name != self.name


ALONE = Alone()


def job_of(run: Run) -> Job:
    """The job of the run's latest attempt."""
    return Job(f"{run.id}.{run.attempts}", run.id, run.start_at, bool(run.upload and run.upload.can_be_fetched))


class SqlRuns:
    """The port ``Runs`` over SQL."""

    def __init__(self, engine: AsyncEngine, jobs: JobQueue, presence: Presence = ALONE) -> None:
        self._engine, self._jobs, self._presence = engine, jobs, presence

    async def accept(self, run: Run, admit: Admit | None = None) -> bool:
        """As the port says, and as :class:`bot.admission.Door`."""
        try:
            async with self._engine.begin() as connection:
                if admit and connection.dialect.name == "postgresql":
                    await connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
                # Kept first: a repeat is no wish of its own, and an embedded database is this one's from here on.
                await connection.execute(insert(runs).values(**run_row(run), held_by=self._presence.name))
                if admit:
                    admit(await _unended(connection, runs.c.id != run.id))
        except IntegrityError:
            return False
        return True

    async def unended(self) -> Sequence[Unended]:
        """As :class:`bot.admission.Door`."""
        async with self._engine.connect() as connection:
            return await _unended(connection, true())

    async def queue(self, run_id: str, card_id: str) -> bool:
        accepted = and_(runs.c.id == run_id, runs.c.state == RunState.ACCEPTED.value)
        return await self._submit(run_id, accepted, card_id=card_id)

    async def resume(self, run_id: str, room: Room) -> bool:
        waiting = and_(runs.c.id == run_id, runs.c.state == RunState.WAITING.value)
        return await self._submit(run_id, waiting, rooms=[room_row(room)])

    async def resubmit(self, run_id: str, attempts: int) -> bool:
        unchanged = and_(runs.c.id == run_id, runs.c.state == RunState.QUEUED.value, runs.c.attempts == attempts)
        return await self._submit(run_id, unchanged)

    async def _submit(self, run_id: str, where: ColumnElement[bool], **values: Any) -> bool:
        """Set QUEUED and submit the next job in one transaction, if the run still stands as ``where`` says."""
        async with self._engine.begin() as connection:
            changed = await connection.execute(
                update(runs).where(where).values(state=RunState.QUEUED.value, attempts=runs.c.attempts + 1, **values))
            if not changed.rowcount:
                return False
            row = (await connection.execute(select(runs).where(runs.c.id == run_id))).mappings().one()
            await self._jobs.submit(connection, job_of(run_of(row)))
        return True

    async def move_card(self, run_id: str, card_id: str) -> None:
        await self._change(runs.c.id == run_id, card_id=card_id)

    async def name_rooms(self, run_id: str, rooms: Sequence[Room], read_before: datetime | None) -> None:
        named = [room_row(room) for room in rooms]
        await self._change(runs.c.id == run_id, rooms=named, read_before=read_before)

    async def note_fault(self, run_id: str, fault: Fault) -> None:
        await self._change(runs.c.id == run_id, fault=fault_row(fault))

    async def forget_url(self, run_id: str) -> None:
        await self._change(and_(runs.c.id == run_id, runs.c.file_name.is_not(None)), **_NOWHERE)
        await let_go(self._engine)

    async def wait(self, run_id: str) -> None:
        queued = and_(runs.c.id == run_id, runs.c.state == RunState.QUEUED.value)
        await self._change(queued, state=RunState.WAITING.value)

    async def finish(self, run_id: str, state: RunState, reports: Sequence[str] = ()) -> None:
        unfinished = and_(runs.c.id == run_id, runs.c.state.not_in(_ENDED))
        await self._change(unfinished, state=state.value, reports=list(reports))
        # Nobody fetches it any more, also where it was never fetched.
        somewhere = (runs.c.download_url != "") | (runs.c.shared_in != "")
        if await self._change(and_(runs.c.id == run_id, somewhere), **_NOWHERE):
            await let_go(self._engine)

    async def _change(self, where: ColumnElement[bool], **values: Any) -> bool:
        async with self._engine.begin() as connection:
            return bool((await connection.execute(update(runs).where(where).values(**values))).rowcount)

    async def get(self, run_id: str) -> Run | None:
        return await self._first(select(runs).where(runs.c.id == run_id))

    async def showing_on(self, conversation_id: str, card_id: str) -> Run | None:
        shown = select(runs).where(runs.c.conversation_id == conversation_id, runs.c.card_id == card_id)
        return await self._first(shown.order_by(runs.c.created_at.desc()).limit(1))

    async def _first(self, query: Select[Any]) -> Run | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return run_of(row) if row else None

    async def unanswered(self, accepted_before: datetime) -> Sequence[Run]:
        """As the port says; the oldest first."""
        stuck = and_(runs.c.state == RunState.ACCEPTED.value, runs.c.created_at < accepted_before)
        query = select(runs).where(stuck | (runs.c.state == RunState.QUEUED.value)).order_by(runs.c.created_at)
        async with self._engine.connect() as connection:
            found = [(run_of(row), row["held_by"]) for row in (await connection.execute(query)).mappings()]
        ours = [(run, holder) for run, holder in found if self._may_take(holder)]
        lost = await self._jobs.lost({job_of(run).id for run, _holder in ours if run.state is RunState.QUEUED})
        in_need = [(run, holder) for run, holder in ours if run.state is RunState.ACCEPTED or job_of(run).id in lost]
        return [run for run, holder in in_need if await self._taken(run.id, holder)]

    def _may_take(self, holder: str) -> bool:
        return holder == self._presence.name or self._presence.is_gone(holder)

    async def _taken(self, run_id: str, holder: str) -> bool:
        """Whether the run is this process's own, or has just become so: of several that want it, one gets it."""
        if holder == self._presence.name:
            return True
        async with self._engine.begin() as connection:
            left = and_(runs.c.id == run_id, runs.c.held_by == holder)
            return bool((await connection.execute(
                update(runs).where(left).values(held_by=self._presence.name))).rowcount)


async def _unended(connection: AsyncConnection, where: ColumnElement[bool]) -> Sequence[Unended]:
    rows = await connection.execute(select(runs).where(runs.c.state.in_(_UNENDED), where))
    return [unended_of(run_of(row)) for row in rows.mappings()]
