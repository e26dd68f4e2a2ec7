"""The bot in a terminal: what is typed goes to its real endpoint, and its cards come back drawn as text."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.text import Text

from bot.cards.text import read_literal
from bot.cards.wording import RUNNING
from bot.terminal import ActionChoice, draw
from bot.words.catalogues import SOURCE
from demo.connector import Posted, Teams, teams

QUIET = 0.6
"""Seconds without a repaint after which what is on the screen is taken as the bot's answer."""

PATIENCE = 60.0
"""Seconds for which a card that says it is still at work is waited for."""

PROMPT = "> "
GREETING = """Write to Roomcheck as you would in Teams, for instance: help
A number presses that button, on earlier cards too; /send FILE sends a diagnostic zip; /take FILE saves a file that is
offered; /quit leaves. Cards come by themselves too. What you are typing then is kept: Ctrl-R shows it again."""


async def chat(endpoint: str, console: Console, lines: AsyncIterator[str], prompt: str = "", *,
               language: str = SOURCE) -> None:
    """Talk to the bot at ``endpoint`` until the lines end or one of them is ``/quit``, with Teams in this ``language``.
    ``prompt`` is what stands before a line that is being typed.
    """
    async with teams(endpoint) as conversation:
        conversation.locale = language
        screen = _Screen(console, conversation, lines, prompt)
        console.print(Text(GREETING))
        while (line := await screen.line()) not in {None, "/quit"}:
            if line:
                await screen.take(line)


class _Screen:
    """What the terminal shows, and which buttons its numbers press."""

    def __init__(self, console: Console, conversation: Teams, lines: AsyncIterator[str], prompt: str) -> None:
        self._console, self._teams, self._lines, self._prompt = console, conversation, lines, prompt
        self._dirty: dict[str, Posted] = {}
        self._choices: list[tuple[Posted, ActionChoice]] = []
        self._came = asyncio.Event()
        conversation.on_paint = self._painted

    def _painted(self, posted: Posted) -> None:
        self._dirty[posted.id] = posted
        self._came.set()

    async def line(self) -> str | None:
        """The next line, None after the last. What comes by itself before it is shown when it comes."""
        typing, showing = asyncio.ensure_future(self._typed()), asyncio.ensure_future(self._show_what_comes())
        try:
            await asyncio.wait({typing, showing}, return_when=asyncio.FIRST_COMPLETED)
            return typing.result() if typing.done() else showing.result()
        finally:
            typing.cancel()
            showing.cancel()

    async def _typed(self) -> str | None:
        return await anext(self._lines, None)

    async def _show_what_comes(self) -> None:
        """Whatever has come to rest, below the line that is being typed, and the prompt anew."""
        while True:
            await self._came.wait()
            await self._teams.quiet(QUIET)
            self._came.clear()
            rested = [each for each in self._dirty.values() if not _is_at_work(each)]
            if rested:
                self._console.print(Text("\n" if self._prompt else ""), end="")
                self._print(rested)
                self._console.print(Text(self._prompt), end="")

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
            there = f"the cards above have 1 to {len(self._choices)}" if self._choices else "no card has one yet"
            self._console.print(Text(f"There is no button {number}: {there}."))
            return
        posted, choice = self._choices[number - 1]
        if choice.action["type"] == "Action.OpenUrl":
            self._console.print(Text(str(choice.action["url"])))
            return
        answer = await self._teams.press(posted, choice.action, await self._fields(choice))
        self._answered(posted, answer)

    async def _fields(self, choice: ActionChoice) -> Mapping[str, str]:
        """What is filled in, one line each; an empty one leaves a field as it is."""
        fields = {}
        for each in choice.inputs:
            enter = f"keeps {each.filled}" if each.filled else "leaves it empty"
            self._console.print(Text(f"{each.label} (Enter alone {enter}):"))
            fields[each.id] = await self.line() or each.filled
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
        self._print([*self._dirty.values()])

    def _print(self, messages: Sequence[Posted]) -> None:
        for posted in messages:
            self._dirty.pop(posted.id, None)
            if posted.offer:
                self._console.print(Text(f"A file is offered: {posted.offer['name']}. /take FILE saves it."))
            if posted.text:
                self._console.print(Text(read_literal(posted.text)))
            if posted.card:
                self._draw(posted, posted.card)

    async def _settled(self) -> None:
        """Until nothing is repainted any more, and no card says that the bot is still at work."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        await self._teams.quiet(QUIET)
        while loop.time() < until and any(map(_is_at_work, self._dirty.values())):
            await self._teams.quiet(QUIET)

    def _draw(self, posted: Posted, card: dict[str, Any]) -> None:
        """Its buttons are numbered on from those of earlier cards, so that every number on the screen is of one."""
        drawn, choices = draw(card, first=len(self._choices) + 1)
        self._console.print(drawn)
        self._choices += [(posted, choice) for choice in choices]


def _is_at_work(posted: Posted) -> bool:
    """Whether the card carries the symbol of something that goes on."""
    return RUNNING.symbol in str(posted.card)


async def typed(prompt: str = PROMPT) -> AsyncIterator[str]:
    """Lines from standard input. The prompt is shown to a person only."""
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
        yield line.strip()
