"""Looks, now and then, at how much there is to do, where somebody watches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.fleet import Standing
from bot.jobs.running import repeated
from bot.ports import Clock
from bot.store.standing import Numbers, numbers_of
from bot.telemetry import OUTAGES, OUTBOX_AGE, OUTBOX_LENGTH, QUEUE_AGE, QUEUE_LENGTH, ROOMS, SWEEP_AGE
from checks.telemetry import is_counted

MEASURE_EVERY = timedelta(seconds=10)


@asynccontextmanager
async def measured(engine: AsyncEngine, clock: Clock, every: timedelta = MEASURE_EVERY) -> AsyncIterator[None]:
    """The levels are measured while inside, if anybody wants metrics; a database that is away leaves them out."""
    async def measure() -> None:
        show(await numbers_of(engine, clock()), clock())

    if not is_counted():
        yield
        return
    async with repeated(measure, every):
        yield


def show(numbers: Numbers, now: datetime) -> None:
    """Show the numbers to whoever watches. What does not wait is of no age."""
    QUEUE_LENGTH.show({"": numbers.queue.count})
    QUEUE_AGE.show({"": _age(numbers.queue.since, now)})
    OUTBOX_LENGTH.show({"": numbers.outbox.count})
    OUTBOX_AGE.show({"": _age(numbers.outbox.since, now)})
    OUTAGES.show({"": numbers.outages})
    ROOMS.show({each.value: numbers.rooms.get(each.value, 0) for each in Standing})
    SWEEP_AGE.show({"": _age(numbers.swept, now)} if numbers.swept else {})


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
