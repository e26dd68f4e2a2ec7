"""How much there is to do, and how the rooms stand: numbers for whoever watches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.fleet import SweepState
from bot.ports import RunState
from bot.store.fleet import LISTED
from bot.store.tables import Utc, deliveries, outages, room_states, runs, sweeps

_PROMISED = (RunState.ACCEPTED.value, RunState.QUEUED.value)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and since when the first of them has."""

    count: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """As they were at one moment. ``rooms`` are by how they stand."""

    queue: Waiting
    outbox: Waiting
    outages: int
    rooms: Mapping[str, int]
    swept: datetime | None


async def numbers_of(engine: AsyncEngine, now: datetime) -> Numbers:
    """A few short questions to the database."""
    begins = func.coalesce(runs.c.start_at, runs.c.created_at, type_=Utc())
    async with engine.connect() as connection:
        queue = await _waiting(connection, runs, begins, runs.c.state.in_(_PROMISED) & (begins <= now))
        # Not by when they are due: each claim, and each try that fails, puts that off.
        unsent = (deliveries.c.state == "due") & (deliveries.c.created_at <= now)
        outbox = await _waiting(connection, deliveries, deliveries.c.created_at, unsent)
        broken = (await connection.execute(select(func.count()).select_from(outages).where(outages.c.ended.is_(None))))
        by_standing = select(room_states.c.standing, func.count()).where(LISTED).group_by(room_states.c.standing)
        rooms = dict(map(tuple, await connection.execute(by_standing)))
        swept = await connection.execute(select(func.max(sweeps.c.created_at, type_=Utc())).where(
            sweeps.c.state == SweepState.DONE.value))
        return Numbers(queue, outbox, broken.scalar_one(), rooms, swept.scalar())


async def _waiting(connection: AsyncConnection, table: Table, since: ColumnElement[datetime],
                   where: ColumnElement[bool]) -> Waiting:
    asked = select(func.count(), func.min(since, type_=Utc())).select_from(table).where(where)
    count, oldest = (await connection.execute(asked)).one()
    return Waiting(count, oldest)
