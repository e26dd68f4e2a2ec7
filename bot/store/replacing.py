"""One row in place of the one with its key, also while another process writes the same one."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

_INSERT: Mapping[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert, "postgresql": postgresql.insert,
}


async def replace_row(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> None:
    """Write the row, in place of the one that has its primary key."""
    insert = _INSERT[connection.dialect.name](table).values(dict(row))
    key = [column.name for column in table.primary_key]
    rest = {name: insert.excluded[name] for name in row if name not in key}
    await connection.execute(insert.on_conflict_do_update(index_elements=key, set_=rest))
