"""Who may ask what, kept in memory."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.access_ports import Asked, Forgotten
from bot.turns import Conversation, Detail, Scope, place_of
from checks.likeness import Likeness
from checks.model import Room


@dataclass
class FakeMembership:
    """People and their groups. ``broken`` is raised instead."""

    groups: dict[str, frozenset[str]] = field(default_factory=dict)
    broken: Exception | None = None
    asked: list[str] = field(default_factory=list)

    async def of(self, person: str, groups: Collection[str]) -> frozenset[str]:
        self.asked.append(person)
        if self.broken:
            raise self.broken
        return self.groups.get(person, frozenset()) & frozenset(groups)


@dataclass
class FakeAudit:
    lines: list[Asked] = field(default_factory=list)

    async def keep(self, asked: Asked) -> None:
        self.lines.append(asked)

    async def about(self, room: str, most: int) -> Sequence[Asked]:
        return [line for line in reversed(self.lines) if not room or room in line.rooms][:most]


@dataclass
class FakeRecognition:
    """Takes every account for a licensed room but those ``of``, whose likeness it knows. ``broken`` is raised instead,
    and with ``late`` no answer comes.
    """

    of: dict[str, Likeness] = field(default_factory=dict)
    broken: Exception | None = None
    late: bool = False
    asked: list[str] = field(default_factory=list)

    async def __call__(self, room: Room) -> Likeness:
        self.asked.append(room.address)
        if self.late:
            await asyncio.Event().wait()
        if self.broken:
            raise self.broken
        return self.of.get(room.address, Likeness.LICENCE)


@dataclass
class FakeKnownRooms:
    kept: dict[str, Likeness] = field(default_factory=dict)
    seen: dict[str, datetime] = field(default_factory=dict)

    async def likeness(self, address: str) -> Likeness | None:
        return self.kept.get(address)

    async def keep(self, address: str, likeness: Likeness, by: str, at: datetime) -> None:
        del by, at
        self.kept[address] = likeness

    async def see(self, address: str, at: datetime) -> None:
        self.seen[address] = at

    async def forget(self, address: str) -> bool:
        return self.kept.pop(address, None) is not None


@dataclass
class FakeDetails:
    kept: dict[str, Detail] = field(default_factory=dict)

    async def of(self, conversation: Conversation) -> Detail:
        usual = Detail.EVIDENCE if conversation.scope is Scope.PERSONAL else Detail.CAUSE
        return self.kept.get(place_of(conversation.id), usual)

    async def set(self, conversation: Conversation, detail: Detail, by: str, at: datetime) -> None:
        del by, at
        self.kept[place_of(conversation.id)] = detail


@dataclass
class FakeMemory:
    """What is kept of rooms, in numbers. ``busy`` is raised instead of forgetting."""

    kept: dict[str, Forgotten] = field(default_factory=dict)
    busy: Exception | None = None

    async def forget(self, address: str) -> Forgotten:
        if self.busy:
            raise self.busy
        return self.kept.pop(address, Forgotten())
