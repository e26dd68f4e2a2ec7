"""Which rooms an id in the log stands for."""

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import reports, room_states, runs, sweep_rooms

_IN_A_RUN = re.compile(r"[0-9a-f]{32}-\d{1,4}")


async def rooms_of(engine: AsyncEngine, named: str) -> Sequence[str]:
    """The addresses behind the id of a run, of a room in a run (``RUN-0`` is its first), or of an account in Entra;
    none when the database knows no such id, or not any more.
    """
    kept = (select(reports.c.address).where(reports.c.id == named),
            select(room_states.c.address).where(room_states.c.object_id == named),
            select(sweep_rooms.c.address).where(sweep_rooms.c.object_id == named).distinct())
    async with engine.connect() as connection:
        for asked in kept:
            if found := (await connection.execute(asked)).scalars().all():
                return found
        run, place = named.rsplit("-", 1) if _IN_A_RUN.fullmatch(named) else (named, "")
        rooms = (await connection.execute(select(runs.c.rooms).where(runs.c.id == run))).scalars().first() or ()
    addresses = [room["address"] for room in rooms]
    return addresses[int(place):int(place) + 1] if place else addresses
