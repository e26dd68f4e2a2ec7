"""Removes whatever is kept of one room, but for the audit."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Column, RowMapping, Select, String, Table, cast, delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.access_ports import Forgotten, RoomBusyError
from bot.fleet import Extent, SweepState
from bot.ports import RunState
from bot.store.database import let_go
from bot.store.naming import account_names, account_words, object_id_of, pattern_of, words
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
from bot.words import _, mark

_ENDED = (RunState.DONE.value, RunState.FAILED.value, RunState.WAITING.value)
_SWEEPING = (SweepState.QUEUED.value, SweepState.LOOKING.value)
_BUSY = mark("A check of {room} is under way, or is to begin soon.")
_SWEPT = mark("A sweep is looking at the rooms just now, at this one perhaps too.")
_OF_A_ROOM = (sweep_rooms, room_states, snoozes, known_rooms)
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
        async with self._engine.connect() as connection:
            jobs = await _Room(connection, address.lower()).jobs()
        # The engine's notes go first: if the database goes away meanwhile, all else is there yet, and a repeat is as
        # good as the first time. Those of a run that ends just now are left to the engine, which keeps none for long.
        await self._jobs.forget(jobs)
        async with self._engine.begin() as connection:
            forgotten = await _Room(connection, address.lower()).forget()
        await let_go(self._engine)
        return forgotten


class _Room:
    """One room in one transaction, by every address under which Graph told of its account."""

    def __init__(self, connection: AsyncConnection, address: str) -> None:
        self._connection, self._addresses = connection, [address]
        self._named = pattern_of(self._addresses)

    async def jobs(self) -> Sequence[str]:
        """The engine's jobs for the runs about this room alone. Raises RoomBusyError."""
        await self._unless_swept()
        await self._know_its_addresses()
        return [f"{row['id']}.{attempt}" for row in await self._its_runs() if not self._others_in(row)
                for attempt in range(row["attempts"] + 1)]

    async def forget(self) -> Forgotten:
        """Rows that name others go before those. Raises RoomBusyError, upon which nothing of it must be kept."""
        others = await self._remove_deliveries()
        # Looked for after a first change, since that is when the embedded database is held: nothing begins meanwhile.
        await self._unless_swept()
        await self._know_its_addresses()
        gone, changed = await self._forget_runs()
        others += await self._remove_deliveries() + changed + await self._forget_texts(gone)
        for table in _OF_A_ROOM:
            others += await self._remove(table, self._is_it(table.c.address))
        watched = (subscriptions.c.extent == Extent.ROOM.value) & self._is_it(subscriptions.c.target)
        named = [row["id"] for row in await self._naming(select(reports), reports.c.document)]
        kept_reports = await self._remove(reports, self._is_it(reports.c.address) | reports.c.id.in_(named))
        kept_alerts, kept_outages = [await self._remove(table, self._is_it(table.c.address))
                                     for table in (alerts, outages)]
        return Forgotten(kept_reports, len(gone), kept_alerts, kept_outages,
                         await self._remove(subscriptions, watched), others)

    async def _unless_swept(self) -> None:
        if (await self._connection.execute(select(sweeps.c.id).where(sweeps.c.state.in_(_SWEEPING)))).first():
            raise RoomBusyError(_(_SWEPT))

    async def _know_its_addresses(self) -> None:
        """Learn under which others it was looked at, by what Graph said. That logs name two makes them not one."""
        names, ids = {self._addresses[0]}, set[str]()
        for column in (evidence.c.document, sweep_rooms.c.listed):
            for kept in await self._naming_or_under(column):
                its_names, object_id = await asyncio.to_thread(account_names, kept[column.name])
                if self._addresses[0] in (its_names := its_names | {kept["address"].lower()}):
                    names |= its_names
                    ids.add(object_id)
        for row in await self._naming(select(reports), reports.c.document):
            told = account_words(row["document"])
            if row["address"].lower() in self._addresses or any(self._named.search(each) for each in told):
                names.add(row["address"].lower())
                ids.add(object_id_of(row["document"]))
        self._addresses += sorted((names | await self._addresses_of(ids - {""})) - set(self._addresses))
        self._named = pattern_of(self._addresses)

    async def _naming_or_under(self, column: Column[Any]) -> Sequence[RowMapping]:
        told = _text(column).contains(self._addresses[0], autoescape=True)
        kept = select(column.table).where(self._is_it(column.table.c.address) | told)
        return (await self._connection.execute(kept)).mappings().all()

    async def _addresses_of(self, ids: Collection[str]) -> set[str]:
        """Where the reports and the sweeps have met an account with one of these object ids."""
        found = set[str]()
        for object_id in ids:
            told = select(reports.c.address, reports.c.document).where(_text(reports.c.document).contains(object_id))
            found |= {row.address.lower() for row in (await self._connection.execute(told)).all()
                      if object_id_of(row.document) == object_id}
            swept = select(room_states.c.address).where(func.lower(room_states.c.object_id) == object_id)
            found |= {each.lower() for each in (await self._connection.execute(swept)).scalars()}
        return found

    async def _remove_deliveries(self) -> int:
        mine = select(alerts.c.id).where(self._is_it(alerts.c.address))
        return await self._remove(deliveries, deliveries.c.alert_id.in_(mine))

    async def _its_runs(self) -> Sequence[Mapping[str, Any]]:
        rows = await self._naming(select(runs), runs.c.rooms, runs.c.sent_for, runs.c.file_name, runs.c.fault)
        if any(row["state"] not in _ENDED for row in rows):
            raise RoomBusyError(_(_BUSY, room=self._addresses[0]))
        return rows

    def _others_in(self, row: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        return [room for room in row["rooms"] if room["address"].lower() not in self._addresses]

    async def _forget_runs(self) -> tuple[Sequence[str], int]:
        """The ids of the runs that were about this room alone, which go; and how many others named it."""
        gone: list[str] = []
        changed = 0
        for row in await self._its_runs():
            if left := self._others_in(row):
                await self._keep_without(row, left)
                changed += 1
            else:
                gone.append(row["id"])
        await self._remove(runs, runs.c.id.in_(gone))
        return gone, changed

    async def _keep_without(self, row: Mapping[str, Any], left: Sequence[Mapping[str, Any]]) -> None:
        """A run about several rooms, or about another than it was sent for, that names this one no more."""
        mine = select(reports.c.id).where(reports.c.run_id == row["id"], self._is_it(reports.c.address))
        theirs = set((await self._connection.execute(mine)).scalars())
        values = {"rooms": left, "reports": [each for each in row["reports"] if each not in theirs],
                  "sent_for": self._without(row["sent_for"]), "file_name": self._without(row["file_name"]),
                  "fault": {each: self._without(said) for each, said in row["fault"].items()} if row["fault"] else None}
        await self._connection.execute(update(runs).where(runs.c.id == row["id"]).values(values))

    async def _forget_texts(self, gone: Sequence[str]) -> int:
        """Open questions, zips read and evidence that name the room; and what the runs that go had read."""
        asked = [row["id"] for row in await self._naming(select(dialogs), dialogs.c.state)]
        read = [row["run_id"] for row in await self._naming(select(readings), readings.c.document)]
        told = [(row["address"], row["source"]) for row in await self._naming(select(evidence), evidence.c.document)]
        its_own = self._is_it(evidence.c.address) | tuple_(evidence.c.address, evidence.c.source).in_(told)
        return (await self._remove(dialogs, dialogs.c.id.in_([*asked, *gone])) + await self._remove(evidence, its_own)
                + await self._remove(readings, readings.c.run_id.in_([*read, *gone])))

    async def _naming(self, query: Select[Any], *where: Column[Any]) -> Sequence[Mapping[str, Any]]:
        """The rows in which one of the columns names the room, and not one whose address only ends like it."""
        held = or_(*(_text(column).contains(each, autoescape=True) for column in where for each in self._addresses))
        rows = (await self._connection.execute(query.where(held))).mappings().all()
        # A month of a device's records takes a moment to search; turns go on meanwhile.
        return await asyncio.to_thread(lambda: [row for row in rows if any(
            self._named.search(each) for column in where for each in words(row[column.name]))])

    def _is_it(self, column: Column[Any]) -> ColumnElement[bool]:
        return func.lower(column).in_(self._addresses)

    async def _remove(self, table: Table, where: ColumnElement[bool]) -> int:
        return (await self._connection.execute(delete(table).where(where))).rowcount

    def _without(self, text: str | None) -> str | None:
        return self._named.sub("a room", text) if text else text


def _text(column: Column[Any]) -> ColumnElement[str]:
    lower: Callable[..., ColumnElement[str]] = func.lower
    return lower(cast(column, String))

