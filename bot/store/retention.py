"""What is removed, and when."""

import asyncio
from datetime import datetime, timedelta

from sqlalchemy import Select, Table, and_, delete, exists, func, or_, select, tuple_, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.fleet import SweepState
from bot.ports import RunState
from bot.store.database import let_go
from bot.store.sweeps import LAST_WHOLE, seen_since
from bot.store.tables import (
    Utc,
    alerts,
    audit,
    audit_rooms,
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
    sweep_rooms,
    sweeps,
)
from checks.likeness import Likeness

KEEP_REPORTS = timedelta(days=90)
"""How long a report and its run, a sweep and its alerts can be looked up, unless it is set otherwise; and a room that
no sweep finds any more.
"""
KEEP_OUTAGES = timedelta(days=400)
"""How long an outage that has ended counts: a year, and the month before it to compare with."""
KEEP_RECOGNISED = timedelta(days=400)
"""How long an account that was recognised as a room's is known, though nobody asks for it. One that an admin allowed
stays until that is taken back.
"""
KEEP_AUDIT = timedelta(days=401)
"""A day longer than the database itself guards the lines of the audit."""
AT_ONCE = 500
"""Rows removed in one transaction: others write in between."""

_RUN_OVER = tuple(state.value for state in (RunState.DONE, RunState.FAILED, RunState.WAITING))
_SWEEP_OVER = tuple(state.value for state in (SweepState.DONE, SweepState.FAILED, SweepState.MISSED))


async def remove_expired(engine: AsyncEngine, now: datetime, *, keep_reports: timedelta = KEEP_REPORTS,
                         at_once: int = AT_ONCE) -> None:
    """Remove expired evidence, readings, dialogs and snoozes, and whatever is too old to be looked up.

    What belongs to an outage that lasts is kept for as long as it does, whatever its age.
    """
    old = now - keep_reports
    await _end_outages_of_the_gone(engine, old)
    for table, where in (*_rules(now, old), *_of_the_audit(min(now, await _its_time(engine)))):
        await _remove(engine, table, where, at_once)
    await let_go(engine)


async def _its_time(engine: AsyncEngine) -> datetime:
    """What the database's clock shows, by which it guards the audit."""
    async with engine.connect() as connection:
        return (await connection.execute(select(type_coerce(func.now(), Utc)))).scalar_one()


def _of_the_audit(now: datetime) -> list[tuple[Table, ColumnElement[bool]]]:
    no_line = ~exists().where(audit.c.id == audit_rooms.c.audit_id)
    return [(audit, audit.c.at < now - KEEP_AUDIT), (audit_rooms, no_line)]


def _rules(now: datetime, old: datetime) -> list[tuple[Table, ColumnElement[bool]]]:
    """What goes, in an order in which nothing is left that names what is gone."""
    return [
        *((table, table.c.expires <= now) for table in (evidence, readings, dialogs)),
        (snoozes, snoozes.c.until <= now),
        (outages, outages.c.ended < now - KEEP_OUTAGES),
        (room_states, _unseen_since(old)),
        (known_rooms, and_(known_rooms.c.at < now - KEEP_RECOGNISED,
                           known_rooms.c.likeness != Likeness.ALLOWED.value)),
        (alerts, and_(alerts.c.at < old, ~_outage_lasts())),
        (deliveries, and_(deliveries.c.created_at < old, ~exists().where(alerts.c.id == deliveries.c.alert_id))),
        (reports, and_(reports.c.judged_at < old, ~_named(old))),
        (runs, and_(runs.c.created_at < old, runs.c.state.in_(_RUN_OVER))),
        (sweep_rooms, sweep_rooms.c.sweep_id.in_(_lists_done_with())),
        (sweeps, and_(sweeps.c.created_at < old, sweeps.c.state.in_(_SWEEP_OVER), sweeps.c.id.not_in(LAST_WHOLE))),
    ]


def _unseen_since(old: datetime) -> ColumnElement[bool]:
    judged_before = func.coalesce(room_states.c.judged_at, room_states.c.known_since) < old
    return and_(judged_before, ~seen_since(old))


def _outage_lasts() -> ColumnElement[bool]:
    """Of an alert: whether it belongs to an outage that has not ended. Its recovery is told on the alert's own card."""
    return exists().where(outages.c.address == alerts.c.address, outages.c.ended.is_(None),
                          outages.c.began <= alerts.c.at)


def _named(old: datetime) -> ColumnElement[bool]:
    """Of an old report: whether an open outage, or an old alert that is left, shows it."""
    of_room = exists().where(room_states.c.report_id == reports.c.id, room_states.c.outage_id != "")
    return or_(of_room, exists().where(alerts.c.report_id == reports.c.id, alerts.c.at < old))


def _lists_done_with() -> Select[str]:
    """The sweeps that have ended and after which another has: nobody goes on with their work lists."""
    later = sweeps.alias("later")
    newer = exists().where(later.c.created_at > sweeps.c.created_at, later.c.state.in_(_SWEEP_OVER),
                           later.c.state != SweepState.MISSED.value)
    return select(sweeps.c.id).where(sweeps.c.state.in_(_SWEEP_OVER), newer)


async def _end_outages_of_the_gone(engine: AsyncEngine, old: datetime) -> None:
    """An outage of a room that nobody finds any more ended when the room was last seen: it is not broken for ever."""
    seen = select(func.coalesce(room_states.c.judged_at, room_states.c.known_since)).where(
        room_states.c.address == outages.c.address, _unseen_since(old))
    gone = and_(outages.c.ended.is_(None), exists(seen))
    async with engine.begin() as connection:
        await connection.execute(update(outages).where(gone).values(ended=seen.scalar_subquery()))


async def _remove(engine: AsyncEngine, table: Table, where: ColumnElement[bool], at_once: int) -> None:
    """Remove rows so many at a time. Another process that removes the same ones takes none of these."""
    key = tuple_(*table.primary_key.columns)
    some = select(*table.primary_key.columns).where(where).limit(at_once).with_for_update(skip_locked=True, of=table)
    while True:
        async with engine.begin() as connection:
            removed = (await connection.execute(delete(table).where(key.in_(some)))).rowcount
        if removed < at_once:
            return
        await asyncio.sleep(0)
