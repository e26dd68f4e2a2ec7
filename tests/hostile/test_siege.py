"""A thousand hostile activities against the whole bot. More of them: ``make soak-hostile``."""

from pathlib import Path

from sqlalchemy import URL

from tests.hostile.siege import Siege, besieged

MOST_GROWTH = 100 * 1024 * 1024
"""Bytes. Far more than a bot needs, and less than it would take if it kept a tenth of what it is sent."""


async def withstood(siege: Siege, count: int, seed: int) -> None:
    """Send them all; whatever went wrong is shown."""
    await siege.attack(count, seed)
    assert siege.failed == []
    assert siege.log.found == []
    assert siege.statuses.total() == count
    assert siege.statuses[200] > count // 2, "most must come as far as the bot itself"
    assert siege.grown < MOST_GROWTH
    await siege.answers()


async def test_hostile_activities_do_no_harm(tmp_path: Path) -> None:
    async with besieged(tmp_path) as siege:
        await withstood(siege, 700, seed=1)


async def test_hostile_activities_do_no_harm_to_a_shared_database(tmp_path: Path, postgres_url: URL) -> None:
    async with besieged(tmp_path, postgres_url) as siege:
        await withstood(siege, 300, seed=2)
