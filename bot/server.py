"""The bot's HTTP side: messages from Teams, and how the host asks whether it is alive and ready."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import cast

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.settings import ConfigurationError

logger = logging.getLogger(__name__)

LARGEST_ACTIVITY = 1024 * 1024
"""Bytes. Teams sends about 100 kB at most; an Action.Execute may carry its card's inputs too."""

MOST_CONNECTIONS = 500
"""At a time. A process may hold 1,024 files open in most places, and the database and Graph want some of them."""

_CLOSING = {"Connection": "close"}
_BODY = web.AppKey("body", float)

Process = Callable[[web.Request], Awaitable[web.StreamResponse]]
Ready = Callable[[], Awaitable[Mapping[str, bool]]]
"""Each thing the bot needs before it can answer, by a name that is fit to be shown, and whether it is there."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a client may take: over a ``body``, over what is ``left`` of one that is answered already, and over
    anything before it, which is the ``head`` of a request or the silence between two. Reverse proxies keep their
    connections open for about a minute.
    """

    body: float = 10.0
    left: float = 2.0
    head: float = 120.0


def create_app(process: Process, ready: Ready, patience: Patience | None = None) -> web.Application:
    """``POST /api/messages`` for Teams, ``GET /healthz`` (alive) and ``GET /readyz`` (503 with what is missing)."""
    app = web.Application(client_max_size=LARGEST_ACTIVITY)
    app[_BODY] = (patience or Patience()).body
    app.router.add_post("/api/messages", process)
    app.router.add_get("/healthz", _alive)

    async def answer_ready(_: web.Request) -> web.Response:
        return await _readiness(ready)

    app.router.add_get("/readyz", answer_ready)
    return app


async def body_of(request: web.Request) -> bytes:
    """The whole body. Answers 413 when it is too large, 408 when it does not come to its end in time, and 400 when it
    cannot be unpacked, or whoever sent it is gone.
    """
    try:
        async with asyncio.timeout(request.app[_BODY]):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout(text="The rest of the request did not come.", headers=_CLOSING) from None
    except (web.RequestPayloadError, ConnectionError):
        raise web.HTTPBadRequest(text="The request could not be read.", headers=_CLOSING) from None


async def _alive(_: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def _readiness(ready: Ready) -> web.Response:
    try:
        missing = sorted(name for name, is_there in (await ready()).items() if not is_there)
    except Exception:  # whatever fails here means the same to the host that asks: not ready
        logger.exception("The readiness check failed.")
        missing = ["readiness check"]
    return web.json_response({"ready": not missing, "missing": missing}, status=503 if missing else 200)


class _OneLine(logging.Filter):
    """A trace for every caller who speaks no HTTP, or hangs up, would let anybody fill the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        fault = record.exc_info[1] if record.exc_info else None
        if isinstance(fault, HttpProcessingError | web.RequestPayloadError | ConnectionError):
            record.exc_info, record.levelno, record.levelname = None, logging.WARNING, "WARNING"
            record.msg, record.args = "A caller sent what is no HTTP (%s).", (type(fault).__name__,)
        return True


_http_logger = logging.getLogger(f"{__name__}.http")
_http_logger.addFilter(_OneLine())


class _TurnedAway(asyncio.Protocol):
    """A connection too many."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.close()


@contextlib.asynccontextmanager
async def listening(application: web.Application, host: str, port: int, patience: Patience | None = None,
                    most: int = MOST_CONNECTIONS) -> AsyncIterator[int]:
    """Serve the application while the block runs, over ``most`` connections; gives the port, a free one for 0.

    Raises ConfigurationError when the address cannot be had.
    """
    patience = patience or Patience()
    runner = web.AppRunner(application, access_log=None, keepalive_timeout=patience.head, lingering_time=patience.left,
                           logger=_http_logger)
    await runner.setup()
    try:
        taken = await _listen(runner, host, port, most)
        try:
            yield taken.sockets[0].getsockname()[1]
        finally:
            taken.close()
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int, most: int) -> asyncio.Server:
    served = cast("web.Server", runner.server)  # the runner is set up

    def connected() -> asyncio.Protocol:
        return served() if len(served.connections) < most else _TurnedAway()

    try:
        return await asyncio.get_running_loop().create_server(connected, host, port)
    except OSError as taken:
        raise ConfigurationError(f"{host}:{port} cannot be listened on ({taken.strerror}). "
                                 "Set ROOMCHECK_PORT to another port.") from taken


def settle() -> None:
    """What start-up has made stays: the garbage collector need not look through it again, which would now and then stop
    all turns for a tenth of a second. To be called once, when everything is at work.
    """
    gc.collect()
    gc.freeze()


def stop_signal() -> Awaitable[object]:
    """To be awaited: comes with Ctrl-C or the host's wish to stop, which are heeded from this call on."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopped.set)
    return stopped.wait()
