"""Puts a file where Teams said a person wants it. The address came from outside and is not trusted."""

import asyncio
import logging
import re

import aiohttp
from yarl import URL

from bot.file_hosts import FileHosts
from bot.file_ports import NotSavedError
from bot.words import _, mark

logger = logging.getLogger(__name__)

MOST_BYTES = 50 * 1024 * 1024
"""One request of an upload session takes 60 MiB (Microsoft Graph, createUploadSession)."""

_TIMEOUT = 120.0
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_EXPIRED = frozenset({401, 403, 404, 410})
_ASK_AGAIN = mark("Ask for the file again.")


class Uploader:
    """Implements ``bot.ports.FileSaver``: one request, with no credential of ours, and no redirect is followed."""

    def __init__(self, hosts: FileHosts, *, timeout: float = _TIMEOUT) -> None:
        self._hosts = hosts
        self._timeout = timeout

    def trusts(self, url: str) -> bool:
        try:
            return _PRINTABLE.fullmatch(url) is not None and self._hosts.allow(URL(url, encoded=True))
        except ValueError:
            return False

    async def save(self, url: str, content: bytes) -> None:
        if not self.trusts(url):
            raise NotSavedError(_("Teams named a place for the file that is not one where it keeps files."),
                                _(_ASK_AGAIN))
        if len(content) > MOST_BYTES:
            raise NotSavedError(_("The file is larger than {megabytes} MB.", megabytes=MOST_BYTES // 1024 ** 2),
                                _("Ask for one building."))
        try:
            async with asyncio.timeout(self._timeout), self._hosts.session() as session:
                await _put(session, URL(url, encoded=True), content)  # as it came: it is signed
        except TimeoutError:
            raise NotSavedError(_("The file took too long to be saved."), _(_ASK_AGAIN)) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            # The error's own words may hold the address, and the address is a credential.
            logger.warning("A file could not be saved: %s", type(error).__name__)
            raise NotSavedError(_("The file could not be saved to OneDrive."), _(_ASK_AGAIN)) from None


async def _put(session: aiohttp.ClientSession, url: URL, content: bytes) -> None:
    headers = {"Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}", "Content-Type": "text/csv"}
    async with session.put(url, data=content, headers=headers, allow_redirects=False) as response:
        if response.status in _EXPIRED:
            raise NotSavedError(_("The place that Teams gave for the file has expired."), _(_ASK_AGAIN))
        if response.status not in {200, 201}:
            raise NotSavedError(_("OneDrive did not take the file (HTTP {status}).", status=response.status),
                                _(_ASK_AGAIN))
