"""People with roles and without, and a bot that is started with the roles that a test gives."""

import contextlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from typing import Any

from bot.actions import Pressable, pack, unpack
from demo.connector import Posted, Teams
from demo.graph_faults import Faults
from tests.walks.conftest import bot, words

DENIED = "Not allowed"


class Role(IntEnum):
    NOBODY = 0
    VIEWER = 1
    OPERATOR = 2
    ADMIN = 3


NOBODY, VIEWER, OPERATOR, ADMIN = Role
SETTINGS = {VIEWER: "ROOMCHECK_VIEWERS", OPERATOR: "ROOMCHECK_OPERATORS", ADMIN: "ROOMCHECK_ADMINS"}


def person(role: Role) -> Mapping[str, str]:
    return {"id": f"user-{role.name}", "name": role.name.title(),
            "aadObjectId": f"c0470500-0000-4000-8000-0000000000b{role}"}


NO_LONGER = {SETTINGS[ADMIN]: "c0470500-0000-4000-8000-0000000000bf"}
"""Somebody else alone has a role."""
ROLES = {setting: person(role)["aadObjectId"] for role, setting in SETTINGS.items()}


@dataclass(slots=True)
class Place:
    """Three rooms, a conversation, and a bot that is started with the roles that a test gives, again and again."""

    home: Path
    graph: str
    now: datetime
    faults: Faults
    journal: list[str]
    chat: Teams
    read: list[Path] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def at_work(self, role: Role, roles: Mapping[str, str] = ROLES) -> AsyncIterator[Teams]:
        """The bot with these roles; whoever has ``role`` speaks to it first."""
        async with bot(self.home, self.graph, self.read, given=roles) as self.chat.endpoint:
            self.chat.person = person(role)
            yield self.chat

    def asked(self) -> list[tuple[str, bool]]:
        """The audit: each command, and whether it was allowed."""
        with sqlite3.connect(self.home / "bot" / "roomcheck.sqlite") as connection:
            return [(name, bool(allowed)) for name, allowed in connection.execute("SELECT command, allowed FROM audit")]


async def after(chat: Teams, acting: Awaitable[Any]) -> str:
    """What was posted while something was done: a turn has been answered when its request has."""
    before = set(chat.posted)
    await acting
    new = [each for name, each in chat.posted.items() if name not in before]
    return " ".join(words(each.activity) or str(each.offer) for each in new)


async def card_after(chat: Teams, text: str) -> Posted:
    before = set(chat.posted)
    await chat.say(text)
    return next(each for name, each in chat.posted.items() if name not in before)


async def press(chat: Teams, posted: Posted, command: Pressable) -> str:
    payload = pack(command)
    assert unpack(payload) == command
    return words((await chat.press(posted, {"verb": payload["verb"], "data": payload}))["value"])


def says_whom_to_ask(answer: str, who: Role, wanted: Role) -> bool:
    return all(each in answer for each in (DENIED, "Ask the administrator", SETTINGS[wanted],
                                           person(who)["aadObjectId"]))
