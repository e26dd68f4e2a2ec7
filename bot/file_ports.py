"""Files that people send, and that they are sent."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from bot.turns import Conversation
from checks.shared_files import Post, PostedFiles, StoredFile


@dataclass(frozen=True, slots=True)
class Upload:
    """A zip to fetch. ``url`` carries its own short-lived credential. Where Teams gave none, ``post`` is the message
    that shares the file. Both are empty once the file has been read.

    ``room`` is the address of whose zip its sender took it for, empty when nothing was said.
    """

    file_name: str
    url: str = field(repr=False)
    room: str = ""
    post: Post | None = None

    @property
    def can_be_fetched(self) -> bool:
        return bool(self.url or self.post)


class DownloadError(Exception):
    """An upload could not be fetched; the message says what happened, ``remedy`` what to do, both in English;
    ``elsewhere`` that it is to be done in a personal chat.
    """

    def __init__(self, what: str, remedy: str, *, elsewhere: bool = False) -> None:
        super().__init__(what)
        self.remedy, self.elsewhere = remedy, elsewhere


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file on this machine's disk. ``digest`` is the SHA-256 of its content, in hexadecimal."""

    path: Path
    digest: str


Download = Callable[[str], AbstractAsyncContextManager[Fetched]]
"""Fetches an address into a private file that is removed on leaving. Raises DownloadError."""

Locate = Callable[[Post, Conversation], Awaitable[str]]
"""The address to fetch the zip from that a message of this conversation shares, which carries its own credential.
Raises DownloadError.
"""

GroupOf = Callable[[Conversation, str], Awaitable[str]]
"""The Microsoft 365 group of a team, asked of Teams by the team's own id; empty where that does not tell."""


class SharedFiles(Protocol):
    """What Microsoft Graph tells of files in channels and group chats.

    Both raise ``checks.shared_files.WithheldError``, and ``checks.collector.CannotCollect`` for what may pass.
    """

    async def posted(self, post: Post) -> PostedFiles:
        """The files of a message, and who sent it; ``post.sender`` is not looked at."""

    async def stored(self, page: str) -> StoredFile:
        """The file behind a page of SharePoint or OneDrive, and where to fetch it."""


class NotSavedError(Exception):
    """A file could not be put where Teams said; the message says what happened, ``remedy`` what to do, both in the
    language that is being spoken.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


class FileSaver(Protocol):
    """Puts files where Teams keeps those of a personal chat."""

    def trusts(self, url: str) -> bool:
        """Whether the address is one of those places."""

    async def save(self, url: str, content: bytes) -> None:
        """Put the content at an upload address, which carries its own credential. Raises NotSavedError."""
