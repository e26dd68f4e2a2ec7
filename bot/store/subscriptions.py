"""Who wants to be told of which rooms, what they have put off, and where a person can be told something alone.

A subscription belongs to a place: a chat, or a channel whichever of its threads it was asked for in.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.fleet import Extent, Snooze, Subscription
from bot.store.fleet_rows import snooze_of, subscription_of, subscription_row
from bot.store.replacing import replace_row
from bot.store.rows import conversation_of, conversation_row
from bot.store.tables import people, snoozes, subscriptions
from bot.turns import Conversation, place_of


class SqlSubscriptions:
    """The port ``Subscriptions`` over SQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, subscription: Subscription) -> bool:
        row = subscription_row(subscription, place_of(subscription.conversation.id))
        same = _same(row["place"], subscription.extent, subscription.target)
        async with self._engine.begin() as connection:
            known = (await connection.execute(select(subscriptions).where(same))).mappings().first()
            await replace_row(connection, subscriptions, row, ("place", "extent", "target"))
        return known is None or _wish(subscription_of(known)) != _wish(subscription)

    async def of(self, conversation_id: str) -> Sequence[Subscription]:
        return await self._every(subscriptions.c.place == place_of(conversation_id))

    async def drop(self, conversation_id: str, extent: Extent, target: str) -> bool:
        async with self._engine.begin() as connection:
            gone = await connection.execute(
                delete(subscriptions).where(_same(place_of(conversation_id), extent, target)))
        return bool(gone.rowcount)

    async def every(self) -> Sequence[Subscription]:
        return await self._every(subscriptions.c.disabled == "")

    async def disable(self, conversation_id: str, why: str) -> Sequence[Subscription]:
        there = and_(subscriptions.c.place == place_of(conversation_id), subscriptions.c.disabled == "")
        ended = update(subscriptions).where(there).values(disabled=why).returning(subscriptions)
        async with self._engine.begin() as connection:
            return [subscription_of(row) for row in (await connection.execute(ended)).mappings()]

    async def enable(self, conversation_id: str) -> None:
        there = subscriptions.c.place == place_of(conversation_id)
        async with self._engine.begin() as connection:
            await connection.execute(update(subscriptions).where(there).values(disabled=""))

    async def snooze(self, snooze: Snooze) -> None:
        place = place_of(snooze.conversation_id)
        row = {"place": place, "address": snooze.address, "until": snooze.until, "asked_by": snooze.asked_by}
        async with self._engine.begin() as connection:
            await replace_row(connection, snoozes, row)

    async def unsnooze(self, conversation_id: str, address: str) -> bool:
        async with self._engine.begin() as connection:
            gone = await connection.execute(delete(snoozes).where(_put_off(place_of(conversation_id), address)))
        return bool(gone.rowcount)

    async def snoozes(self, conversation_id: str, now: datetime) -> Sequence[Snooze]:
        query = select(snoozes).where(snoozes.c.place == place_of(conversation_id), snoozes.c.until > now)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query.order_by(snoozes.c.until))).mappings().all()
        return [snooze_of(row) for row in rows]

    async def _every(self, where: ColumnElement[bool]) -> Sequence[Subscription]:
        query = select(subscriptions).where(where).order_by(subscriptions.c.created_at, subscriptions.c.id)
        async with self._engine.connect() as connection:
            return [subscription_of(row) for row in (await connection.execute(query)).mappings()]


class SqlPeople:
    """The port ``People`` over SQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def remember(self, person_id: str, conversation: Conversation) -> None:
        row: dict[str, Any] = {"id": person_id, "conversation": conversation_row(conversation)}
        async with self._engine.begin() as connection:
            await replace_row(connection, people, row)

    async def chat_of(self, person_id: str) -> Conversation | None:
        async with self._engine.connect() as connection:
            kept = (await connection.execute(select(people.c.conversation).where(people.c.id == person_id))).scalar()
        return conversation_of(kept) if kept else None


def _wish(subscription: Subscription) -> tuple[object, ...]:
    """What a subscription asks for, whoever asked and when."""
    return (subscription.least, subscription.quiet, subscription.language, subscription.time_zone,
            subscription.disabled)


def _same(place: str, extent: Extent, target: str) -> ColumnElement[bool]:
    return and_(subscriptions.c.place == place, subscriptions.c.extent == extent.value,
                subscriptions.c.target == target)


def _put_off(place: str, address: str) -> ColumnElement[bool]:
    return and_(snoozes.c.place == place, snoozes.c.address == address)
