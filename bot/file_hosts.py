"""Where Teams keeps files sent to and from a bot. Addresses come from outside and are not trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from socket import AddressFamily, SocketKind, socket

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.setting_values import is_loopback

SHAREPOINT = ("sharepoint.com", "sharepoint.us", "sharepoint-mil.us", "sharepoint.cn")
"""The domains under which Teams keeps files sent to a bot, in all of Microsoft's clouds."""

_CONNECT = 10.0
_SILENCE = 30.0
_OF_THE_PLATFORM = (IPv4Network("168.63.129.16/32"), IPv4Network("192.0.0.0/24"))
"""Public by their numbers, yet a cloud's own services to its machines: Azure's platform, and Oracle's metadata among
what is reserved for protocols.
"""
_GLOBAL_UNICAST, _6TO4, _NAT64 = IPv6Network("2000::/3"), IPv6Network("2002::/16"), IPv6Network("64:ff9b::/96")


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
        connector = aiohttp.TCPConnector() if self.allow_loopback else aiohttp.TCPConnector(
            resolver=_PublicAddresses(self.resolver), socket_factory=_public_socket)
        return aiohttp.ClientSession(
            connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False,
            auto_decompress=False, headers={"Accept-Encoding": "identity"},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT, sock_read=_SILENCE))


def is_public(address: str) -> bool:
    """Whether an IP address is another's machine in the internet. Raises ``ValueError`` for what is no address."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv4Address):
        return found.is_global and not found.is_multicast and not any(found in each for each in _OF_THE_PLATFORM)
    carried = _carried(found)
    if carried is not None:
        return is_public(str(carried))
    return found in _GLOBAL_UNICAST and found.is_global and found not in _6TO4


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that this one really leads to, mapped or through a translator."""
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address.ipv4_mapped


_Found = tuple[AddressFamily | int, SocketKind | int, int, str, tuple[object, ...]]


def _public_socket(found: _Found) -> socket:
    """A socket for the very address that is connected to, whatever was looked up before."""
    family, kind, protocol, _, (address, *_) = found
    _must_be_public(str(address))
    return socket(family, kind, protocol)


def _must_be_public(address: str) -> None:
    if not is_public(address):
        raise OSError("The name does not stand for a public address.")


class _PublicAddresses(AbstractResolver):
    """Resolves names to public addresses only."""

    def __init__(self, resolver: AbstractResolver | None) -> None:
        self._resolver = resolver or aiohttp.ThreadedResolver()

    async def resolve(self, host: str, port: int = 0,
                      family: AddressFamily = AddressFamily.AF_INET) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if not found:
            raise OSError("The name stands for no address.")
        for address in found:
            _must_be_public(address["host"])
        return found

    async def close(self) -> None:
        await self._resolver.close()
