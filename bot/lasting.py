"""The commands that last until they are told to stop: the bot, and workers beside it."""

import sys

from bot.server import listening, stop_signal
from bot.service import World, bot_at_work, worker_at_work
from bot.settings import ConfigurationError, Settings


def complete(settings: Settings) -> Settings:
    """The settings, which must name the bot and what reads Microsoft Graph. Raises ConfigurationError."""
    if missing := (*settings.missing_for_teams(), *settings.missing_for_graph()):
        raise ConfigurationError(" ".join(missing))
    return settings


async def serve(settings: Settings, world: World, *, performs: bool) -> None:
    """Answer Teams; with ``performs`` look at the rooms too, else leave that to workers on the same database.

    Raises as :func:`bot.service.bot_at_work` and :func:`bot.server.listening` do.
    """
    if not settings.operators + settings.admins:
        print("ROOMCHECK_OPERATORS is empty: nobody may check rooms yet.", file=sys.stderr)
    async with bot_at_work(settings, world, performs=performs) as application, \
            listening(application, settings.host, settings.port):
        print(f"Roomcheck listens on http://{settings.host}:{settings.port}/api/messages", flush=True)
        await stop_signal()


async def work(settings: Settings, world: World) -> None:
    """Look at the rooms that others queue. Raises as :func:`bot.service.worker_at_work` does."""
    async with worker_at_work(settings, world):
        print("This worker of Roomcheck looks at the rooms that are queued.", flush=True)
        await stop_signal()
