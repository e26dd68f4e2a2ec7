"""The fleet as the sweeps left it: rooms, alerts and outages."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.alerts import SEVERITIES
from bot.fleet import Alert, FleetCounts, Outage, RoomState, Standing, SweepState, Watched
from bot.store.fleet_rows import alert_of, outage_of, room_of, state_of
from bot.store.sweeps import LAST_WHOLE
from bot.store.tables import alerts, outages, room_states, sweeps
from bot.turns import Actor
from checks.model import Cause

_MOST_CHANGES = 50
_WORST_FIRST = case({each.value: place for place, each in enumerate(SEVERITIES)}, value=room_states.c.severity)
_LAST_BEGAN = (select(func.max(sweeps.c.created_at)).where(sweeps.c.state == SweepState.DONE.value)
               .scalar_subquery())
_SINCE = select(sweeps.c.id).where(or_(
    sweeps.c.state == SweepState.LOOKING.value,
    and_(sweeps.c.state == SweepState.FAILED.value, sweeps.c.created_at > _LAST_BEGAN)))
LISTED = or_(room_states.c.sweep_id == LAST_WHOLE.scalar_subquery(), room_states.c.sweep_id.in_(_SINCE))
"""Rooms that the last whole sweep knew, or that one since has seen, the one under way or one that came to no end."""


class SqlFleet:
    """The port ``FleetStore`` over SQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def state_of(self, address: str) -> RoomState | None:
        rows = await self._rows(select(room_states).where(room_states.c.address == address.lower()))
        return state_of(rows[0]) if rows else None

    async def states(self) -> Sequence[RoomState]:
        by_name = select(room_states).where(LISTED).order_by(room_states.c.display_name, room_states.c.address)
        return [state_of(row) for row in await self._rows(by_name)]

    async def counts(self, worst: int) -> FleetCounts:
        async with self._engine.connect() as connection:
            return await _counts(connection, worst)

    async def buildings(self) -> Sequence[str]:
        query = select(room_states.c.building).where(LISTED, room_states.c.building != "").distinct()
        return [row["building"] for row in await self._rows(query.order_by(room_states.c.building))]

    async def outages(self, address: str, since: datetime) -> Sequence[Outage]:
        return await self._outages(_outages_since(since).where(outages.c.address == address.lower()))

    async def every_outage(self, since: datetime) -> Sequence[Outage]:
        return await self._outages(_outages_since(since))

    async def watched(self) -> Sequence[Watched]:
        rows = await self._rows(select(room_states).where(LISTED, room_states.c.since.is_not(None)))
        return [Watched(room_of(row), row["building"], row["known_since"]) for row in rows]

    async def alert(self, alert_id: str) -> Alert | None:
        rows = await self._rows(select(alerts).where(alerts.c.id == alert_id))
        return alert_of(rows[0]) if rows else None

    async def acknowledge(self, alert_ids: Collection[str], by: Actor, at: datetime) -> Sequence[Alert]:
        named = alerts.c.id.in_(alert_ids)
        untaken = update(alerts).where(named, alerts.c.acknowledged_at.is_(None))
        async with self._engine.begin() as connection:
            await connection.execute(untaken.values(
                acknowledged_by=by.name, acknowledged_id=by.id, acknowledged_at=at))
        return [alert_of(row) for row in await self._rows(select(alerts).where(named).order_by(alerts.c.address))]

    async def _outages(self, query: Select[Any]) -> Sequence[Outage]:
        return [outage_of(row) for row in await self._rows(query)]

    async def _rows(self, query: Select[Any]) -> Sequence[RowMapping]:
        async with self._engine.connect() as connection:
            rows: Sequence[RowMapping] = (await connection.execute(query)).mappings().all()
        return rows


async def _counts(connection: AsyncConnection, worst: int) -> FleetCounts:
    """The rooms by cause, the most frequent first; of the worst, those broken for the longest first."""
    by_cause = select(room_states.c.cause, func.count()).where(LISTED).group_by(room_states.c.cause)
    causes = [(Cause(cause), count) for cause, count in await connection.execute(by_cause)]
    broken = select(room_states).where(LISTED, room_states.c.standing == Standing.BROKEN.value)
    ordered = broken.order_by(_WORST_FIRST.desc(), room_states.c.since, room_states.c.address).limit(worst)
    rows = (await connection.execute(ordered)).mappings().all()
    changes = (select(alerts).where(alerts.c.sweep_id == LAST_WHOLE.scalar_subquery())
               .order_by(alerts.c.at, alerts.c.address).limit(_MOST_CHANGES))
    changed = (await connection.execute(changes)).mappings().all()
    causes.sort(key=lambda each: (-each[1], each[0]))
    return FleetCounts(sum(count for _cause, count in causes), tuple(causes), tuple(map(state_of, rows)),
                       tuple(map(alert_of, changed)))


def _outages_since(since: datetime) -> Select[Any]:
    open_or_later = or_(outages.c.ended.is_(None), outages.c.ended > since)
    return select(outages).where(open_or_later).order_by(outages.c.began.desc(), outages.c.id)
