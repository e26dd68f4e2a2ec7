"""The wire: one pool of connections, and replies that cannot be larger than we can bear."""

import zlib
from collections.abc import AsyncIterator

import aiohttp
import httpx
from httpx_aiohttp import AiohttpTransport
from kiota_http.middleware.parameters_name_decoding_handler import ParametersNameDecodingHandler
from msgraph_core import GraphClientFactory  # type: ignore[import-untyped]  # it ships no types

LARGEST_REPLY = 32 * 1024 * 1024
"""A thousand sign-ins, each with every policy of a large tenant, come to some twenty megabytes."""

CONNECTIONS = 50
TIMEOUT = httpx.Timeout(20.0, connect=3.0)


class OversizedReplyError(Exception):
    """A reply grew past the limit and was dropped."""


class UnknownEncodingError(Exception):
    """A reply came in an encoding that was not asked for."""


class _Body(httpx.AsyncByteStream):
    """A reply's body, inflated and counted as it comes in."""

    def __init__(self, inner: httpx.AsyncByteStream, encoding: str, largest: int) -> None:
        self._inner, self._largest = inner, largest
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress if encoding == "gzip" else bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for chunk in self._inner:
            plain = self._inflated(chunk)
            seen += len(plain)
            if seen > self._largest:
                raise OversizedReplyError
            yield plain

    def _inflated(self, chunk: bytes) -> bytes:
        try:
            return self._inflate(chunk)
        except zlib.error as broken:
            raise httpx.DecodingError("broken gzip") from broken

    async def aclose(self) -> None:
        await self._inner.aclose()


class BoundedTransport(httpx.AsyncBaseTransport):
    """Another transport whose replies end at ``largest`` bytes of plain text, whatever their encoding.

    Reading a reply may raise :class:`OversizedReplyError`; one that is neither plain nor gzip raises
    :class:`UnknownEncodingError`.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, largest: int = LARGEST_REPLY) -> None:
        self._inner, self._largest = inner, largest

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx."""
        reply = await self._inner.handle_async_request(request)
        encoding = reply.headers.pop("content-encoding", "identity").strip().lower()
        if encoding not in {"gzip", "identity"} or not isinstance(reply.stream, httpx.AsyncByteStream):
            await reply.aclose()
            raise UnknownEncodingError(encoding)
        reply.headers.pop("content-length", None)
        reply.stream = _Body(reply.stream, encoding, self._largest)
        return reply

    async def aclose(self) -> None:
        await self._inner.aclose()


class PooledClient(httpx.AsyncClient):
    """A client that closes its connections: the SDK wraps the transport in one of its own, which does not."""

    def __init__(self, transport: httpx.AsyncBaseTransport, headers: dict[str, str], timeout: httpx.Timeout) -> None:
        super().__init__(transport=transport, timeout=timeout, trust_env=False, headers=headers)
        self._pool = transport
        GraphClientFactory.create_with_custom_middleware([ParametersNameDecodingHandler()], client=self)

    async def aclose(self) -> None:
        """Close the client and every pooled connection."""
        await super().aclose()
        await self._pool.aclose()


def http_client(*, proxies: bool, largest: int = LARGEST_REPLY, timeout: httpx.Timeout = TIMEOUT) -> httpx.AsyncClient:
    """A client for the SDK's adapter: pooled, bounded, without the SDK's own retries and redirects.

    ``proxies`` lets the environment name a proxy. Close it with ``aclose``.
    """
    verify = httpx.create_ssl_context()

    def session() -> aiohttp.ClientSession:
        pool = aiohttp.TCPConnector(limit=CONNECTIONS, ssl=verify)
        return aiohttp.ClientSession(connector=pool, trust_env=proxies, cookie_jar=aiohttp.DummyCookieJar())

    bounded = BoundedTransport(AiohttpTransport(client=session), largest)
    return PooledClient(bounded, {"Accept-Encoding": "gzip", "User-Agent": "Roomcheck"}, timeout)
