"""The commands that last until they are told to stop, the bot and workers beside it; and a sweep, until its end."""

import asyncio
import sys
from argparse import Namespace
from uuid import uuid4

from bot.cards.fleet import MOST_WORST
from bot.fleet import Sweep, SweepState
from bot.fleet_printing import print_sweep
from bot.jobs.slot import AlreadyRunningError
from bot.printing import HEALTHY
from bot.server import listening, settle, stop_signal
from bot.service import World, bot_at_work, watching, worker_at_work
from bot.settings import Settings, refuse_unset
from bot.watch import Watch

_LOOK_EVERY = 0.5


def complete(settings: Settings) -> Settings:
    """The settings, which must name the bot and what reads Microsoft Graph. Raises ConfigurationError."""
    refuse_unset((*settings.unset_for_teams(), *settings.unset_for_graph()))
    return settings


async def perform(options: Namespace, settings: Settings, world: World) -> int:
    """Perform ``serve``, ``worker`` or ``sweep``; the exit status."""
    if options.command == "sweep":
        return await sweep(settings, world, as_json=options.json)
    if options.command == "worker":
        await work(settings, world)
    else:
        await serve(settings, world, performs=not options.no_work)
    return HEALTHY


async def serve(settings: Settings, world: World, *, performs: bool) -> None:
    """Answer Teams; with ``performs`` look at the rooms too, else leave that to workers on the same database.

    Raises as :func:`bot.service.bot_at_work` and :func:`bot.server.listening` do.
    """
    if not settings.operators + settings.admins:
        print("ROOMCHECK_OPERATORS and ROOMCHECK_ADMINS are empty: nobody may check rooms yet.", file=sys.stderr)
    async with bot_at_work(settings, world, performs=performs) as application, \
            listening(application, settings.host, settings.port):
        settle()
        # before it is said: whoever reads that may want it to stop at once
        stopped = stop_signal()
        print(f"Roomcheck listens on http://{settings.host}:{settings.port}/api/messages", flush=True)
        await stopped


async def work(settings: Settings, world: World) -> None:
    """Look at the rooms that others queue. Raises as :func:`bot.service.worker_at_work` does."""
    async with worker_at_work(settings, world):
        settle()
        stopped = stop_signal()
        print("This worker of Roomcheck looks at the rooms that are queued.", flush=True)
        await stopped


async def sweep(settings: Settings, world: World, *, as_json: bool, development: bool = False) -> int:
    """Look at every room once, tell whoever is to be told, and print what was found; the exit status.

    Where a sweep is under way already, that one is waited for. Raises as :func:`bot.service.watching` does.
    """
    try:
        async with watching(settings, world, development=development) as watch:
            ended = await _ended(watch, world)
            return print_sweep(ended, await watch.stores.rooms.counts(MOST_WORST), as_json=as_json)
    except AlreadyRunningError as running:
        raise AlreadyRunningError(
            f"A bot works with {settings.home} already. Write sweep to that bot: it looks at every room just so. Or "
            "stop it first. Another ROOMCHECK_HOME would know nothing of its rooms, nor of who is to be told.",
        ) from running


async def _ended(watch: Watch, world: World) -> Sweep:
    new = Sweep(uuid4().hex, f"command line {uuid4().hex}", world.clock(), asked_by="command line")
    going_on = await watch.sweeps.start(new) or new
    while going_on.state in (SweepState.QUEUED, SweepState.LOOKING):
        await asyncio.sleep(_LOOK_EVERY)
        going_on = await watch.stores.sweeps.get(going_on.id) or going_on
    return going_on
