"""What the tests of the store share."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.runs import Job

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


class NoJobs:
    """An engine that takes every job and knows of none."""

    async def submit(self, connection: AsyncConnection, job: Job) -> None:
        assert connection.in_transaction()
        assert job.id.startswith(job.run_id)

    async def submit_sweep(self, connection: AsyncConnection, job_id: str, sweep_id: str) -> None:
        assert connection.in_transaction()
        assert sweep_id in job_id

    async def lost(self, job_ids: Collection[str]) -> Collection[str]:
        return job_ids
