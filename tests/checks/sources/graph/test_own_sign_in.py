"""What MSAL asks through for the doctor."""

import asyncio
from datetime import UTC, datetime

import pytest
import requests
from aiohttp import web
from aiohttp.test_utils import TestServer

from checks.clock_skew import Skews
from checks.sources.graph.own_sign_in import LoginSession


async def test_this_machines_own_answers_say_nothing_of_its_clock() -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(text="token")

    skews, application = Skews(lambda: datetime.now(UTC)), web.Application()
    application.router.add_get("/metadata", answer)
    async with TestServer(application, host="127.0.0.1") as server:
        got = await asyncio.to_thread(LoginSession(skews).get, str(server.make_url("/metadata")))
    assert (got.text, "Date" in got.headers, skews.found) == ("token", True, {})


async def test_whoever_keeps_silent_is_not_waited_for() -> None:
    async def listen(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    writers: list[asyncio.StreamWriter] = []
    async with await asyncio.start_server(listen, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        session = LoginSession(Skews(lambda: datetime.now(UTC)), patience=0.2)
        with pytest.raises(requests.Timeout):
            await asyncio.to_thread(session.get, url)
        for writer in writers:
            writer.close()
