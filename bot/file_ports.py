"""Files that people send, and that they are sent."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class DownloadError(Exception):
    """An upload could not be fetched; the message says what happened, ``remedy`` what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file on this machine's disk. ``digest`` is the SHA-256 of its content, in hexadecimal."""

    path: Path
    digest: str


Download = Callable[[str], AbstractAsyncContextManager[Fetched]]
"""Fetches an address into a private file that is removed on leaving. Raises DownloadError."""


class NotSavedError(Exception):
    """A file could not be put where Teams said; the message says what happened, ``remedy`` what to do."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


class FileSaver(Protocol):
    """Puts files where Teams keeps those of a personal chat."""

    def trusts(self, url: str) -> bool:
        """Whether the address is one of those places."""

    async def save(self, url: str, content: bytes) -> None:
        """Put the content at an upload address, which carries its own credential. Raises NotSavedError."""
