"""Alerts on their way: one delivery for each alert and place, claimed for a while by whoever sends it."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import RowMapping, Select, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.alerts import bundle_of, concerns
from bot.fleet import Alert, Change, Subscription
from bot.store.fleet_rows import alert_of
from bot.store.replacing import replace_row
from bot.store.rows import conversation_of, conversation_row
from bot.store.tables import alerts, deliveries, pauses
from bot.telemetry import ALERTS
from bot.turns import Conversation, place_of

_DUE, _SENT, _DROPPED, _FAILED = "due", "sent", "dropped", "failed"
_AT_ONCE = 500
_TEAMS = "teams"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert on its way to a place, or there. ``card_id`` is the message that shows it, once it was sent.

    ``created_at`` is when it was made or, where it had to wait for its time, when that came.
    """

    id: str
    alert: Alert
    conversation: Conversation
    place: str
    bundle: str
    due: datetime
    created_at: datetime
    attempts: int
    card_id: str = ""
    waits: bool = False


class SqlOutbox:
    """Deliveries over SQL. Several processes may send at once."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def hand_out(self, subscriptions: Sequence[Subscription], group_from: int, now: datetime) -> None:
        """Make the deliveries of every alert whose sweep has ended; ``group_from`` alike go out as one message."""
        released = alerts.c.state == "released"
        async with self._engine.begin() as connection:
            if (await connection.execute(select(alerts.c.id).where(released).limit(1))).first() is None:
                return
            taken = update(alerts).where(released).values(state="handed_out").returning(alerts)
            found = await _in_turns(alert_of, (await connection.execute(taken)).mappings().all())
            found.sort(key=lambda alert: (alert.at, alert.room.address))
            for place, theirs in _by_place(subscriptions).items():
                wanted = [alert for alert in found if any(concerns(each, alert) for each in theirs)]
                made = await _rows_of(connection, _Place(place, theirs[0].conversation, now), wanted, group_from)
                for some in _portions(made):
                    await connection.execute(insert(deliveries), list(some))

    async def claim(self, now: datetime, until: datetime) -> Sequence[Delivery]:
        """The deliveries of the message that is due for the longest, this process's own until then; none if none is.

        Whoever dies with a claim leaves it to the next once it has run out. While Teams wants no message there is none.
        """
        due = and_(deliveries.c.state == _DUE, deliveries.c.due <= now)
        oldest = select(deliveries.c.conversation_id, deliveries.c.bundle).where(due).order_by(
            deliveries.c.due, deliveries.c.id).limit(1)
        mine = {"claimed_by": uuid4().hex, "due": until, "attempts": deliveries.c.attempts + 1}
        while True:
            async with self._engine.begin() as connection:
                held = (await connection.execute(select(pauses.c.until).where(pauses.c.name == _TEAMS))).scalar()
                first = (await connection.execute(oldest)).first()
                if first is None or (held and held > now):
                    return ()
                together = and_(due, deliveries.c.conversation_id == first[0], deliveries.c.bundle == first[1])
                # None where somebody else has claimed the same since; there may be other messages.
                if (await connection.execute(update(deliveries).where(together).values(mine))).rowcount:
                    return await _read(connection, deliveries.c.claimed_by == mine["claimed_by"])

    async def sent(self, ids: Collection[str], conversation: Conversation, card_id: str) -> None:
        """They are shown on this message of this conversation."""
        await self._change(ids, state=_SENT, card_id=card_id, conversation=conversation_row(conversation),
                           claimed_by="")
        ALERTS.add(len(ids), outcome="sent")

    async def put_off(self, ids: Collection[str], until: datetime, *, tried: bool = True) -> None:
        """Not before then. ``tried`` is False where nothing was sent, so that it does not count as an attempt."""
        waits = {} if tried else {"attempts": deliveries.c.attempts - 1, "created_at": until}
        await self._change(ids, due=until, claimed_by="", **waits)
        if tried:
            ALERTS.add(len(ids), outcome="put_off")

    async def drop(self, ids: Collection[str], *, failed: bool = False) -> None:
        """Send them no more."""
        await self._change(ids, state=_FAILED if failed else _DROPPED, claimed_by="")
        ALERTS.add(len(ids), outcome="given_up" if failed else "not_wanted")

    async def drop_place(self, place: str) -> None:
        """Send nothing more to this place."""
        open_ = and_(deliveries.c.conversation_id == place, deliveries.c.state == _DUE)
        async with self._engine.begin() as connection:
            stopped = await connection.execute(update(deliveries).where(open_).values(state=_DROPPED, claimed_by=""))
        ALERTS.add(stopped.rowcount, outcome="stopped")

    async def keep_claimed(self, ids: Collection[str], until: datetime) -> None:
        """A message that takes long stays with whoever sends it."""
        await self._change(ids, due=until)

    async def hold(self, until: datetime) -> None:
        """Teams wants no message before then: that goes for every process, every place, and what is yet to come."""
        async with self._engine.begin() as connection:
            await replace_row(connection, pauses, {"name": _TEAMS, "until": until})

    async def told(self, place: str, episodes: Collection[str]) -> Sequence[Delivery]:
        """What a place was sent of these episodes, or still has to be; no recoveries."""
        async with self._engine.connect() as connection:
            return await _told(connection, place, list(episodes))

    async def on_card(self, place: str, card_id: str) -> Sequence[Delivery]:
        """Everything that one message shows."""
        async with self._engine.connect() as connection:
            return await _read(connection, and_(deliveries.c.conversation_id == place, deliveries.c.card_id == card_id,
                                                alerts.c.change != Change.RECOVERED.value))

    async def of_alert(self, alert_id: str) -> Sequence[Delivery]:
        """Where an alert was sent."""
        async with self._engine.connect() as connection:
            return await _read(connection, and_(deliveries.c.alert_id == alert_id, deliveries.c.state == _SENT))

    async def recoveries(self, episodes: Collection[str]) -> Sequence[Alert]:
        """The ends of these episodes that have been handed out, the oldest first."""
        over = select(alerts).where(alerts.c.change == Change.RECOVERED.value, alerts.c.state == "handed_out")
        found: list[Alert] = []
        async with self._engine.connect() as connection:
            for some in _portions(list(episodes)):
                ended = over.where(alerts.c.episode.in_(some))
                found += await _in_turns(alert_of, (await connection.execute(ended)).mappings().all())
        return sorted(found, key=lambda alert: alert.at)

    async def waiting(self) -> int:
        """How many deliveries have not been made."""
        query = select(func.count()).where(deliveries.c.state == _DUE)
        async with self._engine.connect() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def _change(self, ids: Collection[str], **values: Any) -> None:
        async with self._engine.begin() as connection:
            for some in _portions(list(ids)):
                await connection.execute(update(deliveries).where(deliveries.c.id.in_(some)).values(**values))


def _by_place(subscriptions: Sequence[Subscription]) -> dict[str, list[Subscription]]:
    places: dict[str, list[Subscription]] = {}
    for subscription in subscriptions:
        places.setdefault(place_of(subscription.conversation.id), []).append(subscription)
    return places


@dataclass(frozen=True, slots=True)
class _Place:
    id: str
    conversation: Conversation
    now: datetime


async def _rows_of(connection: AsyncConnection, place: _Place, wanted: Sequence[Alert],
                   group_from: int) -> list[dict[str, Any]]:
    """The deliveries of the alerts that a place wants. Of a recovery it hears where it heard of the breaking."""
    alike = Counter((alert.sweep, alert.change, alert.after.cause) for alert in wanted)
    cards = await _cards_of(connection, place.id, [each.episode for each in wanted if each.change is Change.RECOVERED])
    rows = []
    for alert in wanted:
        bundle = bundle_of(alert, alike[alert.sweep, alert.change, alert.after.cause], group_from)
        if alert.change is Change.RECOVERED:
            if alert.episode not in cards:
                continue
            bundle = f"{alert.sweep}|recovered|{cards[alert.episode]}"
        rows.append(_row(alert, place, bundle))
    return rows


async def _cards_of(connection: AsyncConnection, place: str, episodes: Sequence[str]) -> dict[str, str]:
    """By episode, the bundle of the newest message that told of it, or is to tell."""
    return {each.alert.episode: each.bundle for each in await _told(connection, place, episodes)}


async def _told(connection: AsyncConnection, place: str, episodes: Sequence[str]) -> list[Delivery]:
    """What was sent of the episodes, or is to be; so many of them in a question as every database takes."""
    found: list[Delivery] = []
    for some in _portions(episodes):
        found += await _read(connection, and_(
            deliveries.c.conversation_id == place, alerts.c.episode.in_(some),
            alerts.c.change != Change.RECOVERED.value, deliveries.c.state.in_((_DUE, _SENT))))
    return sorted(found, key=lambda each: (each.alert.at, each.alert.room.address))


def _row(alert: Alert, place: _Place, bundle: str) -> dict[str, Any]:
    return {"id": uuid4().hex, "alert_id": alert.id, "conversation_id": place.id,
            "conversation": conversation_row(place.conversation), "bundle": bundle, "state": _DUE, "claimed_by": "",
            "attempts": 0, "card_id": "", "due": place.now, "created_at": place.now}


_COLUMNS = [column.label(f"delivery_{column.name}") for column in deliveries.c]


async def _read(connection: AsyncConnection, where: ColumnElement[bool]) -> list[Delivery]:
    query: Select[Any] = select(alerts, *_COLUMNS).where(alerts.c.id == deliveries.c.alert_id, where)
    rows = (await connection.execute(query.order_by(alerts.c.at, alerts.c.address))).mappings().all()
    return await _in_turns(_delivery, rows)


async def _in_turns(read: Callable[[RowMapping], T], rows: Sequence[RowMapping]) -> list[T]:
    """What the rows mean. Of ten thousand, others on this loop get their turns between."""
    found: list[T] = []
    for some in _portions(rows):
        found += map(read, some)
        await asyncio.sleep(0)
    return found


def _portions(every: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at a time as every database takes in a statement, and a turn can wait for."""
    return (every[start:start + _AT_ONCE] for start in range(0, len(every), _AT_ONCE))


def _delivery(row: RowMapping) -> Delivery:
    return Delivery(
        id=row["delivery_id"], alert=alert_of(row), conversation=conversation_of(row["delivery_conversation"]),
        place=row["delivery_conversation_id"], bundle=row["delivery_bundle"], due=row["delivery_due"],
        created_at=row["delivery_created_at"], attempts=row["delivery_attempts"], card_id=row["delivery_card_id"],
        waits=row["delivery_state"] == _DUE)
