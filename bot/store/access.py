"""Who asked what, which accounts are known as rooms', and how much each conversation sees."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import RowMapping, and_, delete, insert, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.sql.elements import ColumnElement

from bot.access_ports import Asked
from bot.store.replacing import replace_row
from bot.store.rows import storable
from bot.store.tables import audit, audit_rooms, details, known_rooms, room_states
from bot.turns import Conversation, Detail, Scope, place_of
from checks.likeness import Likeness

_LONGEST_ROOM = 320
_MOST_ROOMS = 50
"""More than a message may name: no line grows without bounds."""
_SEEN_LATELY = timedelta(days=1)
"""A room that is checked again and again is noted as seen once a day."""


class SqlAudit:
    """The port ``Audit`` over SQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, asked: Asked) -> None:
        key = uuid4().hex
        rooms = list(dict.fromkeys(storable(room)[:_LONGEST_ROOM] for room in asked.rooms))[:_MOST_ROOMS]
        async with self._engine.begin() as connection:
            await connection.execute(insert(audit).values(_row(key, asked, rooms)))
            if rooms:
                await connection.execute(insert(audit_rooms), [{"audit_id": key, "room": room}
                                                                for room in {each.lower() for each in rooms}])

    async def about(self, room: str, most: int) -> Sequence[Asked]:
        query = select(audit).where(_about(room)).order_by(audit.c.at.desc(), audit.c.id.desc()).limit(most)
        async with self._engine.connect() as connection:
            return [_asked(row) for row in (await connection.execute(query)).mappings()]

    async def between(self, room: str, since: datetime, until: datetime, portion: int = 500) -> AsyncIterator[Asked]:
        """The lines about a room, or about all when it is empty, from ``since`` on and before ``until``; the oldest
        first, read so many at a time.
        """
        after = audit.c.at >= since
        in_order = select(audit).order_by(audit.c.at, audit.c.id).limit(portion)
        while True:
            some = in_order.where(_about(room), after, audit.c.at < until)
            async with self._engine.connect() as connection:
                rows = (await connection.execute(some)).mappings().all()
            for row in rows:
                yield _asked(row)
            if len(rows) < portion:
                return
            last = rows[-1]
            after = or_(audit.c.at > last["at"], and_(audit.c.at == last["at"], audit.c.id > last["id"]))


class SqlKnownRooms:
    """The port ``KnownRooms`` over SQL. What sweeps have found is known too."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def likeness(self, address: str) -> Likeness | None:
        kept = select(known_rooms.c.likeness).where(known_rooms.c.address == address.lower())
        swept = select(room_states.c.address).where(room_states.c.address == address.lower())
        async with self._engine.connect() as connection:
            if found := (await connection.execute(kept)).scalar():
                return Likeness(found)
            return Likeness.SWEPT if (await connection.execute(swept)).first() else None

    async def keep(self, address: str, likeness: Likeness, by: str, at: datetime) -> None:
        row = {"address": address.lower(), "likeness": likeness.value, "known_by": by, "at": at}
        async with self._engine.begin() as connection:
            await replace_row(connection, known_rooms, row)

    async def see(self, address: str, at: datetime) -> None:
        seen = update(known_rooms).where(known_rooms.c.address == address.lower(), known_rooms.c.at < at - _SEEN_LATELY,
                                         known_rooms.c.likeness != Likeness.ALLOWED.value).values(at=at)
        async with self._engine.begin() as connection:
            await connection.execute(seen)

    async def forget(self, address: str) -> bool:
        async with self._engine.begin() as connection:
            gone = await connection.execute(delete(known_rooms).where(known_rooms.c.address == address.lower()))
        return bool(gone.rowcount)


class SqlDetails:
    """The port ``Details`` over SQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def of(self, conversation: Conversation) -> Detail:
        if conversation.scope is Scope.PERSONAL:
            return Detail.EVIDENCE
        query = select(details.c.detail).where(details.c.place == place_of(conversation.id))
        async with self._engine.connect() as connection:
            found = (await connection.execute(query)).scalar()
        return Detail(found) if found else Detail.CAUSE

    async def set(self, conversation: Conversation, detail: Detail, by: str, at: datetime) -> None:
        row = {"place": place_of(conversation.id), "detail": detail.value, "set_by": by, "at": at}
        async with self._engine.begin() as connection:
            await replace_row(connection, details, row)


def _row(key: str, asked: Asked, rooms: Sequence[str]) -> dict[str, Any]:
    return {"id": key, "at": asked.at, "person": storable(asked.person)[:128], "name": storable(asked.name)[:256],
            "tenant": storable(asked.tenant)[:64], "place": storable(asked.place)[:512], "scope": asked.scope,
            "command": asked.command, "rooms": list(rooms), "allowed": asked.allowed, "why": asked.why}


def _asked(row: RowMapping) -> Asked:
    return Asked(row["at"], row["person"], row["tenant"], row["place"], row["scope"], row["command"],
                 tuple(row["rooms"]), row["allowed"], row["why"], row["name"], row["id"])


def _about(room: str) -> ColumnElement[bool]:
    """Of a line: whether it names the room, or any line where that is empty."""
    if not room:
        return true()
    return audit.c.id.in_(select(audit_rooms.c.audit_id).where(audit_rooms.c.room == room.lower()))
