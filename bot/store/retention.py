"""What is removed, and when."""

from datetime import datetime, timedelta

from sqlalchemy import and_, delete
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import RunState
from bot.store.database import let_go
from bot.store.tables import dialogs, evidence, readings, reports, runs

KEEP_REPORTS = timedelta(days=90)
"""How long a report and its run can be looked up."""


async def remove_expired(engine: AsyncEngine, now: datetime) -> None:
    """Remove expired evidence, readings and dialogs, and old reports and ended runs."""
    old = now - KEEP_REPORTS
    over = runs.c.state.in_([state.value for state in (RunState.DONE, RunState.FAILED, RunState.WAITING)])
    async with engine.begin() as connection:
        for table in (evidence, readings, dialogs):
            await connection.execute(delete(table).where(table.c.expires <= now))
        await connection.execute(delete(reports).where(reports.c.judged_at < old))
        await connection.execute(delete(runs).where(and_(runs.c.created_at < old, over)))
    await let_go(engine)
