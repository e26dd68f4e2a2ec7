"""The watch over the whole fleet, put together: stores, sweeps and their schedule, alerts on their way."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.cards import GLOBAL, Links
from bot.outbox import Outbox
from bot.ports import Clock, EvidenceStore, Messenger, Reports
from bot.progress import Pace
from bot.schedule import Schedule
from bot.store.fleet import SqlFleet
from bot.store.outbox import SqlOutbox
from bot.store.runs import JobQueue
from bot.store.subscriptions import SqlPeople, SqlSubscriptions
from bot.store.sweeps import SqlSweeps
from bot.sweep_card import SweepCard
from bot.sweeps import Judges, SweepService

SEND_EVERY, TICK_EVERY = timedelta(seconds=2), timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class FleetStores:
    """What is kept of the fleet."""

    sweeps: SqlSweeps
    rooms: SqlFleet
    subscriptions: SqlSubscriptions
    people: SqlPeople
    outbox: SqlOutbox


def fleet_stores(engine: AsyncEngine, jobs: JobQueue) -> FleetStores:
    return FleetStores(SqlSweeps(engine, jobs), SqlFleet(engine), SqlSubscriptions(engine), SqlPeople(engine),
                       SqlOutbox(engine))


@dataclass(frozen=True, slots=True)
class Watch:
    """``schedule`` is None where sweeps are made on request alone."""

    stores: FleetStores
    sweeps: SweepService
    outbox: Outbox
    schedule: Schedule | None = None
    send_every: timedelta = SEND_EVERY
    tick_every: timedelta = TICK_EVERY

    async def tick(self) -> None:
        """Begin a sweep that has come due. To be called every few seconds."""
        if self.schedule:
            await self.schedule.tick()


@dataclass(frozen=True, slots=True)
class Around:
    """What the watch stands among."""

    reports: Reports
    evidence: EvidenceStore
    messenger: Messenger
    clock: Clock
    links: Links = GLOBAL
    pace: Pace | None = None


def watch_over(stores: FleetStores, judges: Judges, around: Around, *, schedule: str = "", group_from: int = 5,
               send_every: timedelta = SEND_EVERY) -> Watch:
    """The watch; ``schedule`` is a cron expression in UTC, or empty."""
    card = SweepCard(stores.sweeps, stores.rooms, around.messenger, around.clock, around.pace)
    sweeps = SweepService(sweeps=stores.sweeps, evidence=around.evidence, judges=judges, card=card, clock=around.clock)
    outbox = Outbox(outbox=stores.outbox, subscriptions=stores.subscriptions, people=stores.people,
                    reports=around.reports, messenger=around.messenger, clock=around.clock, group_from=group_from,
                    links=around.links)
    timed = Schedule(schedule, sweeps.start, around.clock) if schedule else None
    return Watch(stores, sweeps, outbox, timed, send_every)
