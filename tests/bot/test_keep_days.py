"""How long reports are kept, as it is set."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import app
from bot.service import bot_at_work
from bot.store.database import embedded_url, opened
from bot.store.reports import SqlReports
from checks.model import Cause, Room
from checks.sources.graph.connect import connect_simulated
from demo.graph_server import simulated_graph
from tests.bot.fakes import report_of
from tests.bot.run_parts import until
from tests.settings import named_settings


async def test_reports_are_removed_after_the_days_that_are_set(tmp_path: Path) -> None:
    now, url = datetime.now(UTC), embedded_url(tmp_path)
    async with opened(url) as engine:
        for days in (1, 4, 80):
            report = report_of(Room(f"{days}@contoso.com"), Cause.HEALTHY, now - timedelta(days=days))
            await SqlReports(engine).keep(str(days), "run", report)
    async with simulated_graph() as graph, connect_simulated(graph) as client:
        settings = named_settings(ROOMCHECK_HOME=tmp_path, ROOMCHECK_GRAPH_URL=graph, ROOMCHECK_KEEP_DAYS=3,
                                  ROOMCHECK_SWEEP_SCHEDULE="off")
        async with bot_at_work(settings, app.world(client), development=True), opened(url) as engine:
            kept = SqlReports(engine)

            async def gone() -> bool:
                return await kept.get("4") is None and await kept.get("80") is None
            await until(gone)
            assert await kept.get("1")
