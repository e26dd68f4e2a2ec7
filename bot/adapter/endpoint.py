"""Asks the bot's public address what Teams would meet there. No token is sent, and nothing of a bot's is changed."""

import errno
import json
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import aiohttp

from bot.adapter.bodies import first_bytes

PATH = "/api/messages"
_PATIENCE = 10.0
_LARGEST = 1_024


class Met(StrEnum):
    """What the question met: an answer, or what kept it from having one."""

    ANSWER = "answer"
    NO_NAME = "no name"
    NO_NAME_SERVER = "no name server"
    REFUSED = "refused"
    SILENT = "silent"
    EXPIRED = "expired"
    NOT_YET_GOOD = "not yet good"
    SELF_SIGNED = "self-signed"
    OTHER_NAME = "other name"
    UNTRUSTED = "untrusted"
    NO_TLS = "no tls"
    PROXY = "proxy"
    BROKEN = "broken"


_OF_CERTIFICATES: Mapping[int, Met] = MappingProxyType({
    9: Met.NOT_YET_GOOD, 10: Met.EXPIRED, 18: Met.SELF_SIGNED, 62: Met.OTHER_NAME, 64: Met.OTHER_NAME,
})
"""By OpenSSL's numbers (its ``x509_vfy.h``)."""


@dataclass(frozen=True, slots=True)
class Probe:
    """``status`` is that of the message endpoint, 0 without an answer; ``alive`` whether Roomcheck's own page beside it
    says so.
    """

    met: Met
    status: int = 0
    alive: bool = False


def _way_out() -> aiohttp.BaseConnector:
    return aiohttp.TCPConnector(ssl=ssl.create_default_context())


async def probe(host: str, way_out: Callable[[], aiohttp.BaseConnector] = _way_out, *,
                patience: float = _PATIENCE) -> Probe:
    """Post to the message endpoint of this host as a stranger would. Never raises for what is met there.

    The environment may name a proxy, and authorities to trust. ``patience`` is in seconds, for each question.
    """
    timeout = aiohttp.ClientTimeout(total=patience)
    async with aiohttp.ClientSession(connector=way_out(), timeout=timeout, trust_env=True,
                                     cookie_jar=aiohttp.DummyCookieJar()) as http:
        try:
            async with http.post(f"https://{host}{PATH}", json={}, allow_redirects=False) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as fault:
            return Probe(_met(fault))
        return Probe(Met.ANSWER, status, await _is_alive(http, host))


async def _is_alive(http: aiohttp.ClientSession, host: str) -> bool:
    """Whether ``/healthz`` answers as Roomcheck's does."""
    try:
        async with http.get(f"https://{host}/healthz", allow_redirects=False) as answer:
            told = json.loads(await first_bytes(answer, _LARGEST))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("alive") is True


def _met(fault: Exception) -> Met:
    match fault:
        case aiohttp.ClientConnectorDNSError():
            return Met.NO_NAME_SERVER if fault.os_error.errno == socket.EAI_AGAIN else Met.NO_NAME
        case aiohttp.ClientConnectorCertificateError():
            return _of_certificate(fault.certificate_error)
        case aiohttp.ClientHttpProxyError() | aiohttp.ClientProxyConnectionError():
            return Met.PROXY
        case aiohttp.ClientConnectorError() if not isinstance(fault, aiohttp.ClientSSLError):
            return _of_connecting(fault.os_error.errno)
    return Met.NO_TLS if isinstance(fault, aiohttp.ClientSSLError | ssl.SSLError) else _of_silence(fault)


def _of_silence(fault: Exception) -> Met:
    return Met.SILENT if isinstance(fault, TimeoutError) else Met.BROKEN


def _of_connecting(number: int | None) -> Met:
    if number == errno.ECONNREFUSED:
        return Met.REFUSED
    return Met.SILENT if number in (errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH) else Met.BROKEN


def _of_certificate(fault: Exception) -> Met:
    number = fault.verify_code if isinstance(fault, ssl.SSLCertVerificationError) else 0
    return _OF_CERTIFICATES.get(number, Met.UNTRUSTED)
