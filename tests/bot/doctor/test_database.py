"""Whether Roomcheck may work with the database, as far as the other lines build on that."""

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.doctor.visit import Tenant, visit
from bot.settings import Settings
from bot.store.schema import newest
from checks.clock_skew import Skews
from checks.collector import CannotCollect
from checks.doctor import Examination
from checks.model import GapReason
from tests.bot.adapter.bots import FakeEntra, real_settings


def now() -> datetime:
    return datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.mark.parametrize(("version", "usable"), [("0001", False), (newest(), True), (None, False)])
async def test_turns_at_graph_are_taken_in_a_database_of_this_version_alone(
        tmp_path: Path, version: str | None, usable: bool) -> None:
    if version:
        with contextlib.closing(sqlite3.connect(tmp_path / "roomcheck.sqlite")) as database, database:
            database.execute("create table alembic_version (version_num varchar(32) not null)")
            database.execute("insert into alembic_version values (?)", (version,))
    told: list[bool] = []

    async def examine(_settings: Settings, shared: bool) -> Examination:
        told.append(shared)
        raise CannotCollect(GapReason.FAILED, "Nothing is asked here.")

    async def lets_in(_: Settings) -> None:
        """Entra gives a token."""

    tenant = Tenant(now, Skews(now), FakeEntra(), lets_in, lambda _pem: now(), examine)
    await visit(real_settings(home=tmp_path), tenant)
    assert told == [usable]
