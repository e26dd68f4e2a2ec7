"""Files that people share in a message of a channel or a group chat, in words that need no Microsoft Graph."""

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Post:
    """Which message of Teams, by ids alone.

    ``conversation`` is the channel or the group chat. ``team`` is the Microsoft 365 group of the channel's team, or the
    team's own id in Teams (``19:...``) until its group is known, and empty in a group chat; ``thread`` the message that
    begins the channel's thread, which may be this one. ``sender`` is the Entra object id of whoever is said to have
    sent it.
    """

    conversation: str
    message: str
    sender: str
    team: str = ""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as a message names it: where its page is in SharePoint or OneDrive, which is no credential."""

    name: str
    page: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PostedFiles:
    """The files of a message, and the Entra object id of who sent it, empty when that is nobody of this directory."""

    sender: str
    files: tuple[Attached, ...]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it is kept. ``changed_by`` is the object id, in lower case, of who put this content there: whoever
    changed the file last. It is empty where Graph names no person.

    ``url`` carries its own short-lived credential: never log it. It is empty for what is no file.
    """

    name: str
    size: int
    changed_by: str
    url: str = field(repr=False)


class Withheld(StrEnum):
    """Why a shared file cannot be had: ``CONSENT`` to read the conversation is missing, or a ``RIGHT`` to the file, or
    the message is ``GONE``.
    """

    CONSENT = "consent"
    RIGHT = "right"
    GONE = "gone"


class WithheldError(Exception):
    """A shared file cannot be had, and asking again changes nothing."""

    def __init__(self, why: Withheld) -> None:
        super().__init__(why.value)
        self.why = why
