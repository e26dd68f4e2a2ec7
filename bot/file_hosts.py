"""Where Teams keeps files sent to and from a bot. Addresses come from outside and are not trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from socket import AddressFamily

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.settings import is_loopback

SHAREPOINT = ("sharepoint.com", "sharepoint.us", "sharepoint-mil.us", "sharepoint.cn")
"""The domains under which Teams keeps files sent to a bot, in all of Microsoft's clouds."""

_CONNECT = 10.0
_SILENCE = 30.0


@dataclass(frozen=True, slots=True)
class FileHosts:
    """``allowed`` are domains; a host belongs when it is one or ends in one. ``allow_loopback`` adds this machine, also
    over plain http, for development.
    """

    allowed: Sequence[str] = SHAREPOINT
    allow_loopback: bool = False
    resolver: AbstractResolver | None = None

    def allow(self, url: URL) -> bool:
        host = (url.host or "").casefold()
        if url.user is not None or url.password is not None:
            return False
        if self.allow_loopback and is_loopback(host):
            return url.scheme in {"http", "https"}
        known = any(host == each.casefold() or host.endswith(f".{each.casefold()}") for each in self.allowed)
        return url.scheme == "https" and url.port == 443 and known  # noqa: PLR2004 - https's own port

    def session(self) -> aiohttp.ClientSession:
        """A session with no credential of its own, that names cannot point into the bot's own network."""
        resolver = None if self.allow_loopback else _PublicAddresses(self.resolver)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(resolver=resolver), cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False, headers={"Accept-Encoding": "identity"},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT, sock_read=_SILENCE))


class _PublicAddresses(AbstractResolver):
    """Resolves names to public addresses only."""

    def __init__(self, resolver: AbstractResolver | None) -> None:
        self._resolver = resolver or aiohttp.ThreadedResolver()

    async def resolve(self, host: str, port: int = 0,
                      family: AddressFamily = AddressFamily.AF_INET) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if not found or not all(ip_address(address["host"].partition("%")[0]).is_global for address in found):
            raise OSError("The name does not stand for a public address.")
        return found

    async def close(self) -> None:
        await self._resolver.close()
