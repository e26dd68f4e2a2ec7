"""A thousand hostile activities against the whole bot. More of them: ``make soak-hostile``."""

from pathlib import Path

from sqlalchemy import URL

from bot.actions import pack
from bot.commands.model import ShowHelp
from bot.limits import Limit, Limits
from tests.bot.teams_wire import a_press, an_activity
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


async def test_a_flood_of_one_person_is_answered_by_a_trickle(tmp_path: Path) -> None:
    async with besieged(tmp_path, limits=Limits(Limit(3, 600.0), Limit(100, 600.0))) as siege:
        said = an_activity(siege.service_url, text="help")
        pressed = a_press(siege.service_url, value={"action": {"verb": "show_help", "data": pack(ShowHelp())}})
        for number in range(30):
            async with siege.http.post(siege.endpoint, json={**said, "id": f"{number}"}) as answer:
                assert answer.status == 200
        assert siege.said == 4
        async with siege.http.post(siege.endpoint, json=pressed) as answer:
            assert "faster than I can answer" in await answer.text()
        assert siege.said == 4
        await siege.answers()
