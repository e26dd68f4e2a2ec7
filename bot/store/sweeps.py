"""Sweeps and their work lists: which rooms are to be looked at in which portion, and which have been."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.fleet import Outage, RoomState, Seen, Sweep, SweepState
from bot.store.fleet_rows import alert_row, state_of, state_row, sweep_of, sweep_row
from bot.store.replacing import replace_rows
from bot.store.runs import JobQueue
from bot.store.tables import alerts, outages, reports, room_states, sweep_rooms, sweeps
from checks.codec import report_json
from checks.model import Report, Room

_UNDER_WAY = (SweepState.QUEUED.value, SweepState.LOOKING.value)
_ONE_AT_A_TIME = 7_336_402
"""The advisory lock under which a sweep is begun. An embedded database has one writer at a time anyway."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A room on a sweep's work list; ``listed`` is what the lists said of it, as the codec writes evidence."""

    room: Room
    building: str
    listed: str
    state: RoomState | None = None


LAST_WHOLE = (select(sweeps.c.id).where(sweeps.c.state == SweepState.DONE.value)
              .order_by(sweeps.c.created_at.desc()).limit(1))
"""The newest sweep that came to its end, from which the next one goes on."""


def seen_since(at: datetime) -> ColumnElement[bool]:
    """Of a room's state: whether a sweep that began after then has found the room, whatever it could see of it."""
    return room_states.c.sweep_id.in_(select(sweeps.c.id).where(sweeps.c.created_at > at))


def job_of(sweep: Sweep) -> str:
    """The id of the job of the sweep's latest attempt."""
    return f"sweep-{sweep.id}.{sweep.attempts}"


class SqlSweeps:
    """The port ``Sweeps`` over SQL, and what the steps of a sweep keep."""

    def __init__(self, engine: AsyncEngine, jobs: JobQueue) -> None:
        self._engine, self._jobs = engine, jobs

    async def begin(self, sweep: Sweep) -> Sweep | None:
        try:
            async with self._engine.begin() as connection:
                return await self._begun(connection, sweep)
        except IntegrityError:
            return None

    async def _begun(self, connection: AsyncConnection, sweep: Sweep) -> Sweep:
        """The sweep, or the one that is under way; a scheduled one is then noted as missed."""
        if connection.dialect.name == "postgresql":
            await connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        await connection.execute(insert(sweeps).values(sweep_row(sweep)))
        other = (await connection.execute(_newest(and_(sweeps.c.state.in_(_UNDER_WAY), sweeps.c.id != sweep.id)))
                 ).mappings().first()
        if other is None:
            return await self._queued(connection, sweep.id)
        if not sweep.asked_by:
            await connection.execute(update(sweeps).where(sweeps.c.id == sweep.id).values(
                state=SweepState.MISSED.value, ended_at=sweep.created_at))
        else:
            await connection.execute(delete(sweeps).where(sweeps.c.id == sweep.id))
        return sweep_of(other)

    async def _queued(self, connection: AsyncConnection, sweep_id: str) -> Sweep:
        await connection.execute(update(sweeps).where(sweeps.c.id == sweep_id).values(attempts=sweeps.c.attempts + 1))
        row = (await connection.execute(select(sweeps).where(sweeps.c.id == sweep_id))).mappings().one()
        sweep = sweep_of(row)
        await self._jobs.submit_sweep(connection, job_of(sweep), sweep.id)
        return sweep

    async def resubmit(self, sweep: Sweep) -> None:
        """Submit a new job for a sweep whose job is gone, unless somebody else just has."""
        unchanged = and_(sweeps.c.id == sweep.id, sweeps.c.attempts == sweep.attempts, sweeps.c.state.in_(_UNDER_WAY))
        async with self._engine.begin() as connection:
            if (await connection.execute(update(sweeps).where(unchanged).values(attempts=sweeps.c.attempts))).rowcount:
                await self._queued(connection, sweep.id)

    async def forgotten(self) -> Sequence[Sweep]:
        """Those under way whose job is gone."""
        query = select(sweeps).where(sweeps.c.state.in_(_UNDER_WAY))
        async with self._engine.connect() as connection:
            found = [sweep_of(row) for row in (await connection.execute(query)).mappings()]
        lost = await self._jobs.lost({job_of(sweep) for sweep in found}) if found else ()
        return [sweep for sweep in found if job_of(sweep) in lost]

    async def get(self, sweep_id: str) -> Sweep | None:
        return await self._first(select(sweeps).where(sweeps.c.id == sweep_id))

    async def last(self) -> Sweep | None:
        return await self._first(_newest(sweeps.c.state == SweepState.DONE.value))

    async def under_way(self) -> Sweep | None:
        return await self._first(_newest(sweeps.c.state.in_(_UNDER_WAY)))

    async def show_on(self, sweep_id: str, card_id: str) -> None:
        await self._change(sweep_id, card_id=card_id)

    async def answered(self, sweep_id: str) -> None:
        """Its card shows how it ended."""
        await self._change(sweep_id, answered=True)

    async def unanswered(self, ended_after: datetime) -> Sequence[Sweep]:
        """Those that ended since then, and whose card does not show it."""
        query = select(sweeps).where(sweeps.c.ended_at > ended_after, sweeps.c.answered.is_(False),
                                     sweeps.c.state.in_((SweepState.DONE.value, SweepState.FAILED.value)),
                                     sweeps.c.asked_by != "")
        async with self._engine.connect() as connection:
            return [sweep_of(row) for row in (await connection.execute(query)).mappings()]

    async def list_rooms(self, sweep_id: str, rooms: Sequence[Listed], portion_size: int) -> None:
        """Add rooms to the work list; one that is on it already keeps its place."""
        async with self._engine.begin() as connection:
            there = set((await connection.execute(
                select(sweep_rooms.c.address).where(sweep_rooms.c.sweep_id == sweep_id))).scalars())
            new = {each.room.address: each for each in rooms if each.room.address not in there}
            rows = [_listed_row(sweep_id, each, (len(there) + place) // portion_size)
                    for place, each in enumerate(new.values())]
            if rows:
                await connection.execute(insert(sweep_rooms), rows)

    async def object_ids(self, sweep_id: str) -> Sequence[str]:
        """Of the rooms on the work list, as far as they are known."""
        query = select(sweep_rooms.c.object_id).where(sweep_rooms.c.sweep_id == sweep_id, sweep_rooms.c.object_id != "")
        async with self._engine.connect() as connection:
            return (await connection.execute(query)).scalars().all()

    async def missing_from(self, sweep_id: str, known_after: datetime) -> Sequence[RoomState]:
        """Rooms that earlier sweeps listed after that time and that are not on this list."""
        listed = select(sweep_rooms.c.address).where(sweep_rooms.c.sweep_id == sweep_id)
        query = select(room_states).where(seen_since(known_after), room_states.c.address.not_in(listed))
        async with self._engine.connect() as connection:
            known = [state_of(row) for row in (await connection.execute(query)).mappings()]
        return [state for state in known if state.listed_at is None or state.listed_at > known_after]

    async def start_looking(self, sweep_id: str, requests: int, fault: str) -> int:
        """The work list is whole: how many portions it has."""
        of_sweep = sweep_rooms.c.sweep_id == sweep_id
        async with self._engine.begin() as connection:
            total = (await connection.execute(select(func.count()).where(of_sweep))).scalar_one()
            last = (await connection.execute(select(func.max(sweep_rooms.c.portion)).where(of_sweep))).scalar()
            await connection.execute(update(sweeps).where(sweeps.c.id == sweep_id).values(
                state=SweepState.LOOKING.value, rooms=total, requests=requests, fault=fault))
        return 0 if last is None else last + 1

    async def portion(self, sweep_id: str, portion: int) -> Sequence[Listed]:
        """The rooms of a portion that have not been looked at yet, each as the fleet knows it."""
        query = select(sweep_rooms).where(sweep_rooms.c.sweep_id == sweep_id, sweep_rooms.c.portion == portion,
                                          sweep_rooms.c.looked_at.is_(False)).order_by(sweep_rooms.c.address)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).mappings().all()
            known = select(room_states).where(room_states.c.address.in_([row["address"] for row in rows]))
            states = {row["address"]: state_of(row) for row in (await connection.execute(known)).mappings()}
        return [Listed(Room(row["address"], row["display_name"], row["object_id"]), row["building"], row["listed"],
                       states.get(row["address"])) for row in rows]

    async def keep(self, sweep_id: str, seen: Sequence[Seen], requests: int) -> None:
        """What a portion showed: reports, states, outages and alerts, all or nothing. A room is kept once a sweep, and
        none when the sweep has been ended meanwhile.
        """
        judged = {each.state.room.address: each for each in seen if each.judged}
        documents = [_report_row(each) for each in judged.values() if each.report]
        left = and_(sweep_rooms.c.sweep_id == sweep_id, sweep_rooms.c.looked_at.is_(False),
                    sweep_rooms.c.address.in_([each.state.room.address for each in seen]))
        going_on = and_(sweeps.c.id == sweep_id, sweeps.c.state.in_(_UNDER_WAY))
        counting = update(sweeps).where(going_on).values(requests=sweeps.c.requests + requests)
        async with self._engine.begin() as connection:
            if not (await connection.execute(counting)).rowcount:
                return
            taking = update(sweep_rooms).where(left).values(looked_at=True).returning(sweep_rooms.c.address)
            found = list((await connection.execute(taking)).scalars())
            taken = [judged[each] for each in found if each in judged]
            await _keep(connection, sweep_id, taken, documents)
            # Those that could not be looked at are still of the fleet, and stand as they stood.
            unseen = room_states.c.address.in_([each for each in found if each not in judged])
            await connection.execute(update(room_states).where(unseen).values(sweep_id=sweep_id))
            await connection.execute(
                update(sweeps).where(going_on).values(looked_at=sweeps.c.looked_at + len(taken)))

    async def unjudged(self, sweep: Sweep) -> int:
        """How many rooms it saw too little of to judge them: what is said of those is older."""
        older = and_(room_states.c.sweep_id == sweep.id, room_states.c.judged_at < sweep.created_at)
        async with self._engine.connect() as connection:
            return int((await connection.execute(select(func.count()).where(older))).scalar_one())

    async def finish(self, sweep_id: str, state: SweepState, at: datetime, fault: str) -> None:
        """End the sweep and release its alerts, together. A repeat changes nothing."""
        open_ = and_(sweeps.c.id == sweep_id, sweeps.c.state.in_(_UNDER_WAY))
        held = and_(alerts.c.sweep_id == sweep_id, alerts.c.state == "held")
        async with self._engine.begin() as connection:
            await connection.execute(update(sweeps).where(open_).values(state=state.value, ended_at=at, fault=fault))
            await connection.execute(update(alerts).where(held).values(state="released"))

    async def _change(self, sweep_id: str, **values: Any) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(update(sweeps).where(sweeps.c.id == sweep_id).values(**values))

    async def _first(self, query: Select[Any]) -> Sweep | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return sweep_of(row) if row else None


def _newest(where: ColumnElement[bool]) -> Select[Any]:
    return select(sweeps).where(where).order_by(sweeps.c.created_at.desc()).limit(1)


def _listed_row(sweep_id: str, listed: Listed, portion: int) -> dict[str, Any]:
    room = listed.room
    return {"sweep_id": sweep_id, "address": room.address, "portion": portion, "display_name": room.display_name,
            "object_id": room.object_id, "building": listed.building, "listed": listed.listed, "looked_at": False}


async def _keep(connection: AsyncConnection, sweep_id: str, seen: Sequence[Seen],
                documents: Sequence[Mapping[str, Any]]) -> None:
    await _keep_states(connection, sweep_id, [each.state for each in seen])
    kept = {each.report_id for each in seen if each.report}
    await replace_rows(connection, reports, [row for row in documents if row["id"] in kept])
    await replace_rows(connection, outages, [_outage_row(each.outage) for each in seen if each.outage])
    told = [{**alert_row(each.alert), "state": "held"} for each in seen if each.alert]
    if told:
        await connection.execute(insert(alerts), told)


async def _keep_states(connection: AsyncConnection, sweep_id: str, states: Sequence[RoomState]) -> None:
    here = room_states.c.address.in_([state.room.address for state in states])
    known = set((await connection.execute(select(room_states.c.address).where(here))).scalars())
    rows = [state_row(state, sweep_id) for state in states]
    if changed := [{**row, "whose": row["address"]} for row in rows if row["address"] in known]:
        mine = room_states.c.address == bindparam("whose")
        await connection.execute(update(room_states).where(mine), changed)
    if new := [row for row in rows if row["address"] not in known]:
        await connection.execute(insert(room_states), new)


def _report_row(seen: Seen) -> dict[str, Any]:
    report = cast("Report", seen.report)
    return {"id": seen.report_id, "run_id": seen.report_id, "address": seen.state.room.address,
            "judged_at": report.judged_at, "document": report_json(report)}


def _outage_row(outage: Outage) -> dict[str, Any]:
    return {"id": outage.id, "address": outage.room.address, "display_name": outage.room.display_name,
            "building": outage.building, "causes": [cause.value for cause in outage.causes], "began": outage.began,
            "ended": outage.ended}
