"""The bot in a terminal: what is typed goes to its real endpoint, and its cards come back drawn as text."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.text import Text

from bot.cards.text import read_literal
from bot.cards.wording import RUNNING
from bot.terminal import ActionChoice, draw
from demo.connector import Posted, Teams, teams

QUIET = 0.6
"""Seconds without a repaint after which what is on the screen is taken as the bot's answer."""

PATIENCE = 60.0
"""Seconds for which a card that says it is still at work is waited for."""

GREETING = """Write to Roomcheck as you would in Teams, for instance: help
A number presses that button; /send FILE sends a diagnostic zip; /take FILE saves a file that is offered; /quit
leaves."""


async def chat(endpoint: str, console: Console, lines: AsyncIterator[str]) -> None:
    """Talk to the bot at ``endpoint`` until the lines end or one of them is ``/quit``."""
    async with teams(endpoint) as conversation:
        screen = _Screen(console, conversation, lines)
        console.print(Text(GREETING))
        async for line in lines:
            if line == "/quit":
                return
            await screen.take(line)


class _Screen:
    """What the terminal shows, and which buttons its numbers press."""

    def __init__(self, console: Console, conversation: Teams, lines: AsyncIterator[str]) -> None:
        self._console, self._teams, self._lines = console, conversation, lines
        self._dirty: dict[str, Posted] = {}
        self._choices: list[tuple[Posted, ActionChoice]] = []
        conversation.on_paint = lambda posted: self._dirty.__setitem__(posted.id, posted)

    async def take(self, line: str) -> None:
        """Do what one line asks for, and show what the bot answers."""
        try:
            if line.isdecimal():
                await self._press(int(line))
            elif line.startswith("/send "):
                await self._send(line.removeprefix("/send ").strip())
            elif line.startswith("/take "):
                await self._take(Path(line.removeprefix("/take ").strip()))
            else:
                await self._teams.say(line)
        except aiohttp.ClientError as unreachable:
            self._console.print(Text(f"The bot did not take this: {unreachable}"))
        await self._show()

    async def _press(self, number: int) -> None:
        if not 0 < number <= len(self._choices):
            self._console.print(Text(f"There is no button {number} on the screen."))
            return
        posted, choice = self._choices[number - 1]
        if choice.action["type"] == "Action.OpenUrl":
            self._console.print(Text(str(choice.action["url"])))
            return
        answer = await self._teams.press(posted, choice.action, await self._fields(choice))
        self._answered(posted, answer)

    async def _fields(self, choice: ActionChoice) -> Mapping[str, str]:
        fields = {}
        for name, label in choice.inputs:
            self._console.print(Text(f"{label}:"))
            fields[name] = await anext(self._lines, "")
        return fields

    def _answered(self, posted: Posted, answer: Any) -> None:
        shown = answer.get("value") if isinstance(answer, dict) else None
        if isinstance(shown, dict):
            self._draw(posted, shown)
        elif shown:
            self._console.print(Text(str(shown)))

    async def _send(self, name: str) -> None:
        path = Path(name)
        if not await asyncio.to_thread(path.is_file):
            self._console.print(Text(f"There is no file {name}."))
            return
        await self._teams.send_file(path)

    async def _take(self, path: Path) -> None:
        offered = next((each for each in reversed(self._teams.posted.values()) if each.offer), None)
        if offered is None or offered.offer is None:
            self._console.print(Text("No file is offered."))
            return
        name = str(offered.offer["name"])
        await self._teams.answer_offer(offered)
        await self._teams.until(lambda: name in self._teams.taken)
        await asyncio.to_thread(path.write_bytes, self._teams.taken[name])

    async def _show(self) -> None:
        await self._settled()
        for posted in self._dirty.values():
            if posted.offer:
                self._console.print(Text(f"A file is offered: {posted.offer['name']}. /take FILE saves it."))
            if posted.text:
                self._console.print(Text(read_literal(posted.text)))
            if posted.card:
                self._draw(posted, posted.card)
        self._dirty.clear()

    async def _settled(self) -> None:
        """Until nothing is repainted any more, and no card says that the bot is still at work."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        await self._teams.quiet(QUIET)
        while loop.time() < until and any(map(_is_at_work, self._dirty.values())):
            await self._teams.quiet(QUIET)

    def _draw(self, posted: Posted, card: dict[str, Any]) -> None:
        drawn, choices = draw(card)
        self._console.print(drawn)
        self._choices = [(posted, choice) for choice in choices]


def _is_at_work(posted: Posted) -> bool:
    """Whether the card carries the symbol of something that goes on."""
    return RUNNING.symbol in str(posted.card)


async def typed(prompt: str = "> ") -> AsyncIterator[str]:
    """Lines from standard input, without those that are empty. The prompt is shown to a person only."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str]()
    wanted = threading.Semaphore(0)

    def read() -> None:
        # A thread of its own, since a read of a terminal cannot be cancelled and must not hold up Ctrl-C.
        while wanted.acquire() and (line := sys.stdin.readline()):
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, daemon=True, name="typed").start()
    while True:
        if sys.stdin.isatty():
            sys.stdout.write(prompt)
            sys.stdout.flush()
        wanted.release()
        line = await lines.get()
        if not line:
            return
        if line.strip():
            yield line.strip()
