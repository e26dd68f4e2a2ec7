"""Who said what, where, and what is said back; without any type of the bot SDK."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

Card = dict[str, Any]
"""The JSON of an Adaptive Card."""


class Scope(StrEnum):
    """Where a conversation takes place, as Teams names it."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"


class Detail(StrEnum):
    """How much a conversation of several people sees of a room: its cause and what to do, or the evidence too."""

    CAUSE = "cause"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who said or pressed something. ``id`` is the Entra object id, empty when Teams did not send one."""

    id: str
    name: str
    tenant_id: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where to answer. ``reference`` is the conversation reference in its wire form, all that a proactive message
    needs.
    """

    id: str
    scope: Scope
    tenant_id: str
    reference: Mapping[str, Any]

    @property
    def locale(self) -> str:
        """That of whoever spoke here, such as ``de-CH``; empty where Teams did not tell."""
        return str(self.reference.get("locale", ""))


@dataclass(frozen=True, slots=True)
class FileOffer:
    """A file that the person may take: Teams asks them, and sends back ``context`` with the answer."""

    name: str
    description: str
    size: int
    context: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A file that was put into the person's own space. ``page`` opens it."""

    name: str
    page: str
    unique_id: str


@dataclass(frozen=True, slots=True)
class Message:
    """A card with what a notification shows of it, the ``summary``. ``text`` is what is said where there is no card;
    beside a card it is not sent. A ``file`` stands in the card's place.
    """

    card: Card | None
    summary: str
    text: str = ""
    file: FileOffer | SavedFile | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One activity of one person. ``activity_id`` is the message said or the invoke; ``card_id`` the message whose
    button was pressed, empty when something was said. ``locale`` and ``time_zone`` are the reader's, as Teams sends
    them. ``team`` holds the ids of the team whose channel it is: its own and its Microsoft 365 group's.
    """

    actor: Actor
    conversation: Conversation
    activity_id: str
    at: datetime
    card_id: str = ""
    locale: str = ""
    time_zone: str = ""
    team: frozenset[str] = frozenset()

    @property
    def pressed(self) -> bool:
        return bool(self.card_id)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command gives back. A press shows ``message`` to the presser alone where Teams knows such buttons; where
    it does not, the press comes as something said, which gets it as a reply for everybody.

    None means that the command has already posted its answer (a progress card), or that this was a repeat.
    """

    message: Message | None = None


ALREADY_ANSWERED = Answer()


def place_of(conversation_id: str) -> str:
    """The chat or channel: Teams writes a channel's thread behind a semicolon."""
    return conversation_id.partition(";")[0]
