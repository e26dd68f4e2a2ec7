"""Fetches an upload into a private file. The address came from outside and is not trusted."""

import asyncio
import hashlib
import logging
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.file_hosts import SHAREPOINT, FileHosts
from bot.file_ports import DownloadError, Fetched
from bot.words import mark
from bot.words.kept import NOT_HANDED_OUT, TOO_LARGE

logger = logging.getLogger(__name__)

_MEBIBYTE = 1024 * 1024
LARGEST_ZIP = 512 * _MEBIBYTE
"""Bytes of a file that are fetched at most."""
_PREFIX = "upload-"
_MOST_HOPS = 4
_CHUNK = 256 * 1024
_LEFT_FOR_GOOD = 3600.0
_EXPIRED = frozenset({401, 403, 404, 410})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_SEND_AGAIN = mark("Please send it again.")


class Downloader:
    """Fetches files sent to the bot, with no credential of its own.

    ``folder`` is made private, and what an earlier process left there goes. Beside it may be those of other processes:
    of them goes what is older than any download, for nobody may ever start again under their name.
    """

    def __init__(self, folder: Path, *, allowed_hosts: Sequence[str] = SHAREPOINT, allow_loopback: bool = False,
                 max_bytes: int = LARGEST_ZIP, timeout: float = 300.0,
                 resolver: AbstractResolver | None = None) -> None:
        self._folder = folder
        self._hosts = FileHosts(allowed_hosts, allow_loopback, resolver)
        self._max_bytes = max_bytes
        self._timeout = timeout
        _make_private(folder)

    @asynccontextmanager
    async def fetch(self, url: str) -> AsyncIterator[Fetched]:
        """The file behind the address, which is removed on leaving. Raises ``bot.ports.DownloadError``."""
        with _private_file(self._folder) as (file, path):
            hashed = _HashedFile(file)
            await self._fill(hashed, url)
            yield Fetched(path, hashed.digest)

    async def _fill(self, file: "_HashedFile", url: str) -> None:
        try:
            async with asyncio.timeout(self._timeout), self._hosts.session() as session:
                await self._follow(session, url, file)
                await asyncio.to_thread(file.close)
        except TimeoutError:
            raise DownloadError(mark("The file took too long to arrive."), _SEND_AGAIN) from None
        except aiohttp.ClientPayloadError:
            raise DownloadError(mark("The file arrived only in part: the connection ended too early."),
                                _SEND_AGAIN) from None
        except (aiohttp.ClientError, ValueError) as error:
            # The error's own words may hold the address, and the address is a credential.
            logger.warning("A file could not be fetched: %s", type(error).__name__)
            raise DownloadError(mark("The file could not be fetched from SharePoint."), _SEND_AGAIN) from None
        except OSError as error:
            logger.error("A file could not be kept: %s", error.strerror)  # noqa: TRY400 - as above
            raise DownloadError(mark("The bot has no room to keep the file."),
                                mark("Please tell whoever runs this bot.")) from None

    async def _follow(self, session: aiohttp.ClientSession, url: str, file: "_HashedFile") -> None:
        target = URL(url)
        for _ in range(_MOST_HOPS):
            if not self._hosts.allow(target):
                raise DownloadError(mark("The file is not where Teams keeps files, so it was not fetched."),
                                    mark("Drop the zip into this chat from the Teams client."))
            async with session.get(target, allow_redirects=False) as response:
                if response.status not in _REDIRECTS:
                    return await self._save(response, file)
                target = target.join(URL(response.headers.get("Location", "")))
        raise DownloadError(mark("The file's address led in circles."), _SEND_AGAIN)

    async def _save(self, response: aiohttp.ClientResponse, file: "_HashedFile") -> None:
        _must_be_a_file(response)
        if (response.content_length or 0) > self._max_bytes:
            raise too_large(self._max_bytes)
        size = 0
        async for chunk in response.content.iter_chunked(_CHUNK):
            if not size and _looks_like_a_page(chunk):
                raise _a_page()
            size += len(chunk)
            if size > self._max_bytes:
                raise too_large(self._max_bytes)
            await asyncio.to_thread(file.write, chunk)


def too_large(most_bytes: int) -> DownloadError:
    return DownloadError(TOO_LARGE.format(megabytes=most_bytes // _MEBIBYTE),
                         mark("Collect the logs of a shorter time, or read the zip with the command line: "
                              "app.py analyze ZIP."))


class _HashedFile:
    """A file that is hashed as it is written. Its methods block."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._hash = file, hashlib.sha256()

    def write(self, block: bytes) -> None:
        self._file.write(block)
        self._hash.update(block)

    def close(self) -> None:
        self._file.close()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def _private_file(folder: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A new file that only this account can read, and that is gone afterwards."""
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=".zip", dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file, path
    finally:
        path.unlink(missing_ok=True)


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    for leftover in folder.parent.glob(f"*/{_PREFIX}*.zip"):
        if leftover.parent == folder or _age(leftover) > _LEFT_FOR_GOOD:
            leftover.unlink(missing_ok=True)


def _age(file: Path) -> float:
    """How many seconds ago it was last written to; nothing where it has just gone."""
    try:
        return time.time() - file.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _must_be_a_file(response: aiohttp.ClientResponse) -> None:
    if response.status in _EXPIRED:
        raise DownloadError(mark("The link to the file has expired."), _SEND_AGAIN)
    if response.status != 200:  # noqa: PLR2004 - HTTP's own number
        raise DownloadError(NOT_HANDED_OUT.format(status=response.status),
                            mark("Please send it again in a few minutes."))
    if response.content_type == "text/html":
        raise _a_page()


def _looks_like_a_page(start: bytes) -> bool:
    return start.lstrip()[:9].lower().startswith((b"<!doctype", b"<html"))


def _a_page() -> DownloadError:
    return DownloadError(mark("A web page came instead of the file: Teams on iOS sometimes sends one."),
                         mark("Please send the zip from the desktop or web client."))
