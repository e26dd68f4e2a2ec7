"""Redacted facts of rooms, and what uploads held, until they expire."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import Select, and_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.ports import KeptReading
from bot.store.replacing import replace_row, replace_rows
from bot.store.tables import evidence as facts
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
        await self.keep_each(source, {address: evidence}, until)

    async def of(self, address: str, source: str, now: datetime) -> Evidence | None:
        same = and_(facts.c.address == address.lower(), facts.c.source == source, facts.c.expires > now)
        return await self._read(select(facts.c.document).where(same), evidence_from)

    async def keep_each(self, source: str, said: Mapping[str, Evidence], until: datetime) -> None:
        if not said:
            return
        documents = await asyncio.to_thread(lambda: {each.lower(): evidence_json(told) for each, told in said.items()})
        rows = [{"address": address, "source": source, "document": document, "expires": until}
                for address, document in documents.items()]
        async with self._engine.begin() as connection:
            await replace_rows(connection, facts, rows)

    async def of_each(self, addresses: Collection[str], source: str, now: datetime) -> Mapping[str, Evidence]:
        given = {address.lower(): address for address in addresses}
        same = and_(facts.c.address.in_(given), facts.c.source == source, facts.c.expires > now)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(facts.c.address, facts.c.document).where(same))).all()
        found = {given[row.address]: await asyncio.to_thread(_decoded, row.document, evidence_from) for row in rows}
        return {address: evidence for address, evidence in found.items() if evidence}

    async def known(self, addresses: Collection[str], source: str, now: datetime) -> Collection[str]:
        given = {address.lower() for address in addresses}
        same = and_(facts.c.address.in_(given), facts.c.source == source, facts.c.expires > now)
        async with self._engine.connect() as connection:
            return frozenset((await connection.execute(select(facts.c.address).where(same))).scalars())

    async def park(self, run_id: str, kept: KeptReading, until: datetime) -> None:
        document = await asyncio.to_thread(reading_json, kept.reading)
        row = {"run_id": run_id, "document": document, "expires": until,
               "zip_key": kept.zip_key or None, "read_at": kept.read_at}
        async with self._engine.begin() as connection:
            await replace_row(connection, readings, row)

    async def parked(self, run_id: str, now: datetime) -> BundleReading | None:
        unexpired = and_(readings.c.run_id == run_id, readings.c.expires > now)
        return await self._read(select(readings.c.document).where(unexpired), reading_from)

    async def read_before(self, zip_key: str, now: datetime) -> KeptReading | None:
        unexpired = and_(readings.c.zip_key == zip_key, readings.c.expires > now)
        newest = select(readings).where(unexpired).order_by(readings.c.expires.desc()).limit(1)
        async with self._engine.connect() as connection:
            row = (await connection.execute(newest)).mappings().first()
        reading = await asyncio.to_thread(_decoded, row["document"], reading_from) if row else None
        return KeptReading(reading, row["read_at"], zip_key) if row and reading else None

    async def _read(self, query: Select[Any], decode: Callable[[str], T]) -> T | None:
        async with self._engine.connect() as connection:
            document = (await connection.execute(query)).scalar()
        # a month of records takes a moment to load; other turns go on meanwhile
        return await asyncio.to_thread(_decoded, document, decode) if document is not None else None


def _decoded(document: str, decode: Callable[[str], T]) -> T | None:
    """What another version of Roomcheck wrote counts as not kept: it is collected again."""
    try:
        return decode(document)
    except (UnknownVersionError, ValidationError) as unreadable:
        log.warning("kept evidence is not readable any more: %s", type(unreadable).__name__)
        return None
