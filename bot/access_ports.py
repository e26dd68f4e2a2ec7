"""What is needed to tell who may ask what, and about which accounts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.turns import Conversation, Detail
from checks.likeness import Likeness
from checks.model import Room


class Membership(Protocol):
    """Who is in which group."""

    async def of(self, person: str, groups: Collection[str]) -> frozenset[str]:
        """Those of the groups that the person is in, directly or through other groups; all by object id, in lower case.

        Raises ``checks.collector.CannotCollect``.
        """


class Recognition(Protocol):
    """Tells rooms' accounts from people's, by what the directory says."""

    async def __call__(self, room: Room) -> Likeness:
        """``LICENCE``, ``MAILBOX``, ``PLACE``, ``GROUP``, ``ABSENT`` when there is no such account, else ``OTHER``.

        Raises ``checks.collector.CannotCollect`` when too little of it could be read to tell.
        """


class KnownRooms(Protocol):
    """Accounts that were taken for rooms before, or that an admin allowed."""

    async def likeness(self, address: str) -> Likeness | None:
        """Why the account is known as a room's; None when it is not."""

    async def keep(self, address: str, likeness: Likeness, by: str, at: datetime) -> None:
        """Know the account from now on, as ``by`` (a person's object id, or empty) has it."""

    async def see(self, address: str, at: datetime) -> None:
        """The account, known already, was asked for: what was recognised is forgotten when nobody asks for long."""

    async def forget(self, address: str) -> bool:
        """Know the account no more. False when it was not known."""


class Details(Protocol):
    """How much each conversation of several people sees."""

    async def of(self, conversation: Conversation) -> Detail:
        """All of it in a personal chat, and what an admin set in others: the cause alone unless they did."""

    async def set(self, conversation: Conversation, detail: Detail, by: str, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of the audit: who asked what, about which rooms, from where, when, and whether it was allowed.

    ``rooms`` are addresses or, where the person's words named no one room, those words. ``why`` says why it was denied.
    ``name`` is what the person was called then, ``id`` the line's own, given when it is kept.
    """

    at: datetime
    person: str
    tenant: str
    place: str
    scope: str
    command: str
    rooms: tuple[str, ...]
    allowed: bool
    why: str = ""
    name: str = ""
    id: str = ""


COMMAND_LINE = "command line"
"""The person, the place and the scope of whoever used the command line: who that was, only the machine knows."""


def on_command_line(at: datetime, command: str, *rooms: str) -> Asked:
    """The line of the audit for a command of the command line, which asks nobody whether it may."""
    return Asked(at, COMMAND_LINE, "", COMMAND_LINE, COMMAND_LINE, command, rooms, allowed=True)


class Audit(Protocol):
    """What was asked, kept for longer than a year: lines are added, never changed."""

    async def keep(self, asked: Asked) -> None: ...

    async def about(self, room: str, most: int) -> Sequence[Asked]:
        """The newest lines about a room, or about all when it is empty."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was removed of a room, in numbers."""

    reports: int = 0
    runs: int = 0
    alerts: int = 0
    outages: int = 0
    subscriptions: int = 0
    others: int = 0

    @property
    def anything(self) -> bool:
        return any((self.reports, self.runs, self.alerts, self.outages, self.subscriptions, self.others))


class RoomBusyError(Exception):
    """The room is being looked at, so that it cannot be forgotten now; the message says by what."""


class Memory(Protocol):
    """All that is kept of rooms, but for the audit."""

    async def forget(self, address: str) -> Forgotten:
        """Remove whatever names the room. Raises :class:`RoomBusyError`."""
