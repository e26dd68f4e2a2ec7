"""The reports that were made, for the buttons of their cards and for ``report ROOM``."""

import logging
from typing import Any

from pydantic import ValidationError
from sqlalchemy import RowMapping, Select, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import KeptReport
from bot.store.replacing import replace_row
from bot.store.rows import topics_of
from bot.store.tables import reports, runs
from checks.codec import report_from, report_json
from checks.model import Report

log = logging.getLogger(__name__)


_WITH_RUN = select(reports, runs.c.asked, runs.c.read_before).outerjoin(runs, runs.c.id == reports.c.run_id)


class SqlReports:
    """The port ``Reports`` over SQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, report_id: str, run_id: str, report: Report) -> None:
        row = {"id": report_id, "run_id": run_id, "address": report.room.address.lower(),
               "judged_at": report.judged_at, "document": report_json(report)}
        async with self._engine.begin() as connection:
            await replace_row(connection, reports, row)

    async def get(self, report_id: str) -> KeptReport | None:
        return await self._first(_WITH_RUN.where(reports.c.id == report_id))

    async def latest(self, address: str) -> KeptReport | None:
        of_room = _WITH_RUN.where(reports.c.address == address.lower())
        return await self._first(of_room.order_by(reports.c.judged_at.desc()).limit(1))

    async def _first(self, query: Select[Any]) -> KeptReport | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).mappings().first()
        try:
            return _kept(row) if row else None
        except ValidationError:
            log.warning("report %s is of another version and cannot be shown", row["id"] if row else "")
            return None


def _kept(row: RowMapping) -> KeptReport:
    """The report of a row. Raises ``ValidationError``."""
    return KeptReport(row["id"], row["run_id"], report_from(row["document"]), topics_of(row["asked"]),
                      row["read_before"])
