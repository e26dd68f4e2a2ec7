"""A bot in a process of its own, which writes down what Teams was asked to show and stops dead at one place.

Usage: child.py HOME STALL WISH; STALL is where to stop (nowhere, collect, post, last, read), WISH what to start
(nothing, check, upload, later).
"""

import asyncio
import contextlib
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from bot.ports import Run
from bot.turns import Conversation, Message
from checks.collector import BundleReading
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.model import Room
from tests.bot.run_parts import ShiftedClock, a_run, an_upload, bot, enabled, graph, read_named

LATER = timedelta(minutes=15)


class WrittenTeams:
    """Appends a line to ``HOME/shown`` for every message, before Teams is told of it."""

    def __init__(self, home: Path, stall: str) -> None:
        self._file, self._stall = home / "shown", stall

    async def post(self, _conversation: Conversation, message: Message) -> str:
        if self._stall == "post":
            await stalled(self._file.parent)
        return self._write("post", f"card-{os.getpid()}", message)

    async def begin(self, conversation: Conversation, message: Message) -> tuple[Conversation, str]:
        return conversation, await self.post(conversation, message)

    async def update(self, _conversation: Conversation, activity_id: str, message: Message) -> None:
        self._write("update", activity_id, message)
        if self._stall == "last":
            await stalled(self._file.parent)

    async def typing(self, _conversation: Conversation) -> None:
        return

    def _write(self, kind: str, card_id: str, message: Message) -> str:
        with self._file.open("a") as file:
            file.write(json.dumps({"kind": kind, "card": card_id, "summary": message.summary}) + "\n")
        return card_id


async def stalled(home: Path) -> NoReturn:
    """Say so, and wait to be killed."""
    (home / "stalled").touch()
    await asyncio.Event().wait()
    raise AssertionError


async def main(home: Path, stall: str, wish: str) -> None:
    async def collect(room: Room, known: Facts) -> Account:
        if stall == "collect" and room.address.startswith("slow"):
            await stalled(home)
        with (home / "collected").open("a") as file:
            file.write(room.address + "\n")
        return await enabled(room, known)

    async def read(file: Path) -> BundleReading:
        return await (stalled(home) if stall == "read" else read_named(file))

    clock = ShiftedClock(timedelta(minutes=1) if wish == "nothing" else timedelta(0))
    async with bot(home, WrittenTeams(home, stall), clock=clock, collectors_for=graph(collect),
                   read_bundle=read) as running:
        if wish != "nothing":
            await running.service.start(wished(wish))
        (home / "started").touch()
        await asyncio.Event().wait()


def wished(wish: str) -> Run:
    rooms = (Room("quick@contoso.com"), Room("slow@contoso.com"))
    if wish == "upload":
        return an_upload(id="the-run")
    return a_run(id="the-run", rooms=rooms, start_at=datetime.now(UTC) + LATER if wish == "later" else None)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
