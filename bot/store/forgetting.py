"""Removes whatever is kept of one room, but for the audit."""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Column, Select, String, Table, cast, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.access_ports import Forgotten, RoomBusyError
from bot.fleet import Extent, SweepState
from bot.ports import RunState
from bot.store.database import let_go
from bot.store.tables import (
    alerts,
    deliveries,
    dialogs,
    evidence,
    known_rooms,
    outages,
    readings,
    reports,
    room_states,
    runs,
    snoozes,
    subscriptions,
    sweep_rooms,
    sweeps,
)

_ENDED = (RunState.DONE.value, RunState.FAILED.value, RunState.WAITING.value)
_SWEEPING = (SweepState.QUEUED.value, SweepState.LOOKING.value)
_BUSY = "A check of {} is under way, or is to begin soon."
_SWEPT = "A sweep is looking at the rooms just now, at this one perhaps too."
_OF_A_ROOM = (evidence, sweep_rooms, room_states, snoozes, known_rooms)
"""Tables whose rows belong to one room, and are not counted by what they are."""


class JobRecords(Protocol):
    """The job engine's own notes."""

    async def forget(self, job_ids: Collection[str]) -> None:
        """Remove what it has noted of these jobs."""


class SqlMemory:
    """The port ``Memory`` over SQL. The engine's notes hold only ids; those of the runs that go are removed too."""

    def __init__(self, engine: AsyncEngine, jobs: JobRecords) -> None:
        self._engine, self._jobs = engine, jobs

    async def forget(self, address: str) -> Forgotten:
        async with self._engine.begin() as connection:
            room = _Room(connection, address.lower())
            forgotten = await room.forget()
        await self._jobs.forget(room.jobs)
        await let_go(self._engine)
        return forgotten


class _Room:
    """One room in one transaction."""

    def __init__(self, connection: AsyncConnection, address: str) -> None:
        self._connection, self._address = connection, address
        self._named = re.compile(rf"(?<![\w.'!#^~-]){re.escape(address)}(?![\w-])", re.IGNORECASE)
        self.jobs: list[str] = []

    async def forget(self) -> Forgotten:
        """Rows that name others go before those. Raises RoomBusyError, upon which nothing of it must be kept."""
        mine = select(alerts.c.id).where(alerts.c.address == self._address)
        others = await self._remove(deliveries, deliveries.c.alert_id.in_(mine))
        # Looked for after a first change, since that is when the embedded database is held: nothing begins meanwhile.
        if (await self._connection.execute(select(sweeps.c.id).where(sweeps.c.state.in_(_SWEEPING)))).first():
            raise RoomBusyError(_SWEPT)
        gone, changed = await self._forget_runs()
        others += changed + await self._forget_texts(gone)
        for table in _OF_A_ROOM:
            others += await self._remove(table, func.lower(table.c.address) == self._address)
        watched = (subscriptions.c.extent == Extent.ROOM.value) & (func.lower(subscriptions.c.target) == self._address)
        counted = [await self._remove(table, func.lower(table.c.address) == self._address)
                   for table in (reports, alerts, outages)]
        kept_reports, kept_alerts, kept_outages = counted
        return Forgotten(kept_reports, len(gone), kept_alerts, kept_outages,
                         await self._remove(subscriptions, watched), others)

    async def _forget_runs(self) -> tuple[Sequence[str], int]:
        """The ids of the runs that were about this room alone, which go; and how many others named it."""
        gone: list[str] = []
        changed = 0
        for row in await self._naming(select(runs), runs.c.rooms, runs.c.sent_for, runs.c.file_name, runs.c.fault):
            if row["state"] not in _ENDED:
                raise RoomBusyError(_BUSY.format(self._address))
            left = [room for room in row["rooms"] if room["address"].lower() != self._address]
            if not left:
                gone.append(row["id"])
                self.jobs += [f"{row['id']}.{attempt}" for attempt in range(row["attempts"] + 1)]
            else:
                await self._keep_without(row, left)
                changed += 1
        await self._remove(runs, runs.c.id.in_(gone))
        return gone, changed

    async def _keep_without(self, row: Mapping[str, Any], left: Sequence[Mapping[str, Any]]) -> None:
        """A run about several rooms, or about another than it was sent for, that names this one no more."""
        mine = select(reports.c.id).where(reports.c.run_id == row["id"], func.lower(reports.c.address) == self._address)
        theirs = set((await self._connection.execute(mine)).scalars())
        values = {"rooms": left, "reports": [each for each in row["reports"] if each not in theirs],
                  "sent_for": self._without(row["sent_for"]), "file_name": self._without(row["file_name"]),
                  "fault": {each: self._without(said) for each, said in row["fault"].items()} if row["fault"] else None}
        await self._connection.execute(update(runs).where(runs.c.id == row["id"]).values(values))

    async def _forget_texts(self, gone: Sequence[str]) -> int:
        """Open questions and zips read that name the room; and what the runs that go had read."""
        asked = [row["id"] for row in await self._naming(select(dialogs), dialogs.c.state)]
        read = [row["run_id"] for row in await self._naming(select(readings), readings.c.document)]
        return (await self._remove(dialogs, dialogs.c.id.in_([*asked, *gone]))
                + await self._remove(readings, readings.c.run_id.in_([*read, *gone])))

    async def _naming(self, query: Select[Any], *where: Column[Any]) -> Sequence[Mapping[str, Any]]:
        """The rows in which one of the columns names the room, and not one whose address only ends like it."""
        held = or_(*(_text(column).contains(self._address, autoescape=True) for column in where))
        rows = (await self._connection.execute(query.where(held))).mappings().all()
        return [row for row in rows if any(self._named.search(_words(row[column.name])) for column in where)]

    async def _remove(self, table: Table, where: ColumnElement[bool]) -> int:
        return (await self._connection.execute(delete(table).where(where))).rowcount

    def _without(self, text: str | None) -> str | None:
        return self._named.sub("a room", text) if text else text


def _text(column: Column[Any]) -> ColumnElement[str]:
    lower: Callable[..., ColumnElement[str]] = func.lower
    return lower(cast(column, String))


def _words(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
