"""Teams refuses, dawdles or never answers; every run is answered in the end, and shown once."""

from pathlib import Path

import pytest

from bot.runs import FORGOTTEN_AFTER
from tests.bot.faults.cluster import cluster
from tests.bot.faults.conftest import DatabaseOf

TROUBLE = ("429x2-", "503x2-", "500x2-", "413x99-", "slowx2-", "mutex1-",
           "put429x3-", "put500x2-", "put413x99-", "put404x1-", "putslowx2-", "")


@pytest.mark.parametrize("database", ["embedded", "postgresql"])
async def test_every_run_is_answered_once(tmp_path: Path, database_of: DatabaseOf, database: str) -> None:
    async with cluster(tmp_path, database_of(database)) as made:
        await made.started(runs=len(TROUBLE), trouble=TROUBLE, at_once=True, old=FORGOTTEN_AFTER)
        await made.accepted(len(TROUBLE))
        rows = await made.all_ended(within=90)
        anew = {row.id: 1 for row in rows if row.id.startswith("put404")}
        assert await made.judged(rows, anew) == {"answered": len(TROUBLE), "twice": 0}


async def test_a_conversation_that_wants_no_bot_is_left_alone(tmp_path: Path) -> None:
    async with cluster(tmp_path) as made:
        await made.started(runs=2, trouble=("403x9-", "404x9-"), at_once=True)
        await made.accepted(2)
        rows = await made.all_ended()
        assert {row.state for row in rows} == {"failed"}
        assert await made.seen() == {}
