"""One process of the cluster demo, in the simulated tenant: ``python -m demo.cluster_member replica`` or ``worker``.

It reads its settings as the bot does, among them ``DATABASE_URL`` and ``ROOMCHECK_GRAPH_URL``.
"""

import asyncio
import logging
import sys

import app
from bot.server import listening, stop_signal
from bot.service import bot_at_work, worker_at_work
from bot.settings import load_settings
from checks.sources.graph.connect import connect_simulated

AT_WORK = "at work"


async def main(role: str) -> None:
    """Be a replica that answers and queues, or a worker, until told to stop."""
    settings = load_settings()
    async with connect_simulated(settings.graph_url) as client:
        world = app.world(client)
        if role == "worker":
            async with worker_at_work(settings, world, development=True):
                await _told_and_stopped()
        else:
            async with bot_at_work(settings, world, development=True, performs=False) as application, \
                    listening(application, settings.host, settings.port):
                await _told_and_stopped()


async def _told_and_stopped() -> None:
    sys.stderr.write(f"{AT_WORK}\n")
    sys.stderr.flush()
    await stop_signal()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("alembic").setLevel(logging.ERROR)
    asyncio.run(main(sys.argv[1]))
