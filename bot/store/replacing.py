"""Rows in place of those with their keys, also while another process writes the same ones."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

INSERT: Mapping[str, Callable[[Table], sqlite.Insert | postgresql.Insert]] = {
    "sqlite": sqlite.insert, "postgresql": postgresql.insert,
}


async def replace_row(connection: AsyncConnection, table: Table, row: Mapping[str, Any],
                      key: Sequence[str] = ()) -> None:
    """Write the row, in place of the one that has its primary key, or its other unique ``key``."""
    await replace_rows(connection, table, [row], key)


async def replace_rows(connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]],
                       key: Sequence[str] = ()) -> None:
    """As :func:`replace_row`, each. They have the same columns; whoever else writes them writes in the same order."""
    if not rows:
        return
    insert = INSERT[connection.dialect.name](table)
    key = key or [column.name for column in table.primary_key]
    rest = {name: insert.excluded[name] for name in rows[0] if name not in key}
    in_order = sorted(map(dict, rows), key=lambda row: tuple(row[name] for name in key))
    await connection.execute(insert.on_conflict_do_update(index_elements=key, set_=rest), in_order)
