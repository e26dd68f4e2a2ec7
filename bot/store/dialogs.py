"""Open dialogs, kept over restarts."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import OpenDialog
from bot.store.replacing import replace_row
from bot.store.rows import dialog_of, dialog_row
from bot.store.tables import dialogs


class SqlDialogs:
    """The port ``Dialogs`` over SQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, dialog: OpenDialog) -> None:
        async with self._engine.begin() as connection:
            await replace_row(connection, dialogs, dialog_row(dialog))

    async def get(self, dialog_id: str, now: datetime) -> OpenDialog | None:
        return await self._first(select(dialogs).where(dialogs.c.id == dialog_id, dialogs.c.expires > now))

    async def waiting(self, conversation_id: str, actor_id: str, name: str, now: datetime) -> OpenDialog | None:
        theirs = select(dialogs).where(dialogs.c.conversation_id == conversation_id, dialogs.c.actor_id == actor_id,
                                       dialogs.c.name == name, dialogs.c.expires > now)
        return await self._first(theirs.order_by(dialogs.c.expires.desc()).limit(1))

    async def close(self, dialog_id: str) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(dialogs).where(dialogs.c.id == dialog_id))

    async def _first(self, query: Select[Any]) -> OpenDialog | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        return dialog_of(row) if row else None
