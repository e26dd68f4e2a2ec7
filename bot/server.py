"""The bot's HTTP side: messages from Teams, and how the host asks whether it is alive and ready."""

import asyncio
import contextlib
import gc
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

from aiohttp import web

from bot.settings import ConfigurationError

logger = logging.getLogger(__name__)

LARGEST_ACTIVITY = 1024 * 1024
"""Bytes. Teams sends about 100 kB at most; an Action.Execute may carry its card's inputs too."""

Process = Callable[[web.Request], Awaitable[web.StreamResponse]]
Ready = Callable[[], Awaitable[Mapping[str, bool]]]
"""Each thing the bot needs before it can answer, by a name that is fit to be shown, and whether it is there."""


def create_app(process: Process, ready: Ready) -> web.Application:
    """``POST /api/messages`` for Teams, ``GET /healthz`` (alive) and ``GET /readyz`` (503 with what is missing)."""
    app = web.Application(client_max_size=LARGEST_ACTIVITY)
    app.router.add_post("/api/messages", process)
    app.router.add_get("/healthz", _alive)

    async def answer_ready(_: web.Request) -> web.Response:
        return await _readiness(ready)

    app.router.add_get("/readyz", answer_ready)
    return app


async def _alive(_: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def _readiness(ready: Ready) -> web.Response:
    try:
        missing = sorted(name for name, is_there in (await ready()).items() if not is_there)
    except Exception:  # whatever fails here means the same to the host that asks: not ready
        logger.exception("The readiness check failed.")
        missing = ["readiness check"]
    return web.json_response({"ready": not missing, "missing": missing}, status=503 if missing else 200)


@contextlib.asynccontextmanager
async def listening(application: web.Application, host: str, port: int) -> AsyncIterator[int]:
    """Serve the application while the block runs; gives the port, which is a free one for 0.

    Raises ConfigurationError when the address cannot be had.
    """
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await _listen(web.TCPSite(runner, host, port), f"{host}:{port}")
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def _listen(site: web.TCPSite, where: str) -> None:
    try:
        await site.start()
    except OSError as taken:
        raise ConfigurationError(f"{where} cannot be listened on ({taken.strerror}). "
                                 "Set ROOMCHECK_PORT to another port.") from taken


def settle() -> None:
    """What start-up has made stays: the garbage collector need not look through it again, which would now and then stop
    all turns for a tenth of a second. To be called once, when everything is at work.
    """
    gc.collect()
    gc.freeze()


async def stop_signal() -> None:
    """Wait for Ctrl-C or the host's wish to stop."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopped.set)
    await stopped.wait()
