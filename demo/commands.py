"""The demo from the command line: the bot in the simulated tenant, to be spoken to in a browser or in a terminal."""

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from bot.server import stop_signal
from bot.service import World
from bot.settings import Settings
from checks.sources.graph.client import GraphClient
from demo.at_work import demo_bot
from demo.chat import PROMPT, chat, typed
from demo.mending import MEND
from demo.playground import PlaygroundError, playground
from demo.rooms import ROOMS

MakeWorld = Callable[[GraphClient], World]


async def demo(settings: Settings, world: MakeWorld, playground_port: int) -> None:
    """Serve until a signal to stop, with Microsoft's client simulator beside where it is installed."""
    async with demo_bot(settings, world, home=settings.home, port=settings.port) as (endpoint, bundles), \
            contextlib.AsyncExitStack() as beside:
        print(f"Bot:        {endpoint}")
        print(f"Rooms:      {', '.join(room.address for room in ROOMS[:3])} and {len(ROOMS) - 3} more")
        print(f"            {on_lists()}")
        print(f"Zips:       {bundles.address} (in {bundles.folder})")
        print(f"Mend rooms: {bundles.address}{MEND}")
        print(f"Playground: {await _client(beside, endpoint, playground_port, bundles.folder)}")
        print("Write: help. Stop with Ctrl-C.", flush=True)
        await stop_signal()


def on_lists() -> str:
    """How many rooms a sweep finds, and why not all."""
    found = sum(room.has_account for room in ROOMS)
    return (f"(a sweep finds {found} of the {len(ROOMS)}: no list names the {len(ROOMS) - found} without an account, "
            "but check knows them)")


async def _client(stack: contextlib.AsyncExitStack, endpoint: str, port: int, folder: Path) -> str:
    try:
        return await stack.enter_async_context(playground(endpoint, port, folder))
    except PlaygroundError as missing:
        return f"{missing} Speak to the bot in a terminal instead: make chat"


async def chat_in_terminal(settings: Settings, world: MakeWorld, language: str) -> None:
    """Speak to the bot here until its person leaves; nothing of it is kept."""
    with TemporaryDirectory() as folder:
        async with demo_bot(settings, world, home=Path(folder), port=0) as (endpoint, bundles):
            print(f"The rooms' diagnostic zips are in {bundles.folder}. Rooms are mended at {bundles.address}{MEND}.")
            await chat(endpoint, Console(), typed(), PROMPT if sys.stdin.isatty() else "", language=language)
