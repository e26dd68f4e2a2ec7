"""Redacted facts of rooms, and what uploads held, until they expire."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Select, and_, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.store.tables import evidence as kept
from bot.store.tables import readings
from checks.codec import UnknownVersionError, evidence_from, evidence_json, reading_from, reading_json
from checks.collector import BundleReading, Evidence

log = logging.getLogger(__name__)
T = TypeVar("T")


class SqlEvidence:
    """The port ``EvidenceStore`` over SQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(self, address: str, source: str, evidence: Evidence, until: datetime) -> None:
        same = and_(kept.c.address == address.lower(), kept.c.source == source)
        row = {"address": address.lower(), "source": source, "document": evidence_json(evidence), "expires": until}
        async with self._engine.begin() as connection:
            await connection.execute(delete(kept).where(same))
            await connection.execute(insert(kept).values(row))

    async def of(self, address: str, source: str, now: datetime) -> Evidence | None:
        same = and_(kept.c.address == address.lower(), kept.c.source == source, kept.c.expires > now)
        return await self._read(select(kept.c.document).where(same), evidence_from)

    async def park(self, run_id: str, reading: BundleReading, until: datetime) -> None:
        row = {"run_id": run_id, "document": reading_json(reading), "expires": until}
        async with self._engine.begin() as connection:
            await connection.execute(delete(readings).where(readings.c.run_id == run_id))
            await connection.execute(insert(readings).values(row))

    async def parked(self, run_id: str, now: datetime) -> BundleReading | None:
        unexpired = and_(readings.c.run_id == run_id, readings.c.expires > now)
        return await self._read(select(readings.c.document).where(unexpired), reading_from)

    async def _read(self, query: Select[Any], decode: Callable[[str], T]) -> T | None:
        """What another version of Roomcheck wrote counts as not kept: it is collected again."""
        async with self._engine.connect() as connection:
            document = (await connection.execute(query)).scalar()
        try:
            return decode(document) if document is not None else None
        except (UnknownVersionError, ValidationError) as unreadable:
            log.warning("kept evidence is not readable any more: %s", type(unreadable).__name__)
            return None
