"""The bot in the simulated tenant, open to this machine alone."""

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bot.server import listening
from bot.service import World, bot_at_work
from bot.settings import Settings
from checks.sources.graph.client import GraphClient
from checks.sources.graph.connect import connect_simulated
from demo.graph_server import LOOPBACK, simulated_graph
from demo.stage import Zips, zips
from demo.tenant import Tenant


@contextlib.asynccontextmanager
async def demo_bot(settings: Settings, world: Callable[[GraphClient], World], *, home: Path,
                   port: int) -> AsyncIterator[tuple[str, Zips]]:
    """The bot at work as of now; gives its messaging endpoint, and the rooms' zips.

    Raises as :func:`bot.service.bot_at_work` and :func:`bot.server.listening` do, before anything of another demo's is
    touched.
    """
    contoso = Tenant(datetime.now(UTC))
    async with simulated_graph(tenant=contoso) as graph, connect_simulated(graph) as client:
        settings = simulated(settings, home, graph)
        async with bot_at_work(settings, world(client), development=True) as application, \
                listening(application, LOOPBACK, port) as taken, zips(home / "demo", contoso) as bundles:
            yield f"http://{LOOPBACK}:{taken}/api/messages", bundles


def simulated(settings: Settings, home: Path, graph: str) -> Settings:
    """The settings as the simulated tenant has them: everybody may ask, and nothing of it leaves this machine."""
    return settings.model_copy(update={
        "app_id": "", "host": LOOPBACK, "home": home, "graph_url": graph,
        "viewers": (), "operators": (), "admins": (),
        "database": SecretStr(""),  # what is found in the simulated tenant belongs in nobody's database
    })
