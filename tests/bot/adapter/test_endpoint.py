"""The messaging endpoint is asked over real TLS on this machine; only the name and the port lead elsewhere."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.adapter import create_adapter
from bot.adapter.endpoint import Met, Probe, probe
from bot.doctor.endpoint import endpoint_line
from bot.doctor.lines import State
from bot.server import create_app
from tests.bot.adapter.bots import Echo, ours, real_settings
from tests.bot.doctor.authority import DAY, Issued, authority, issued, serving, trusting

HOST = "roomcheck.contoso.com"
NOW = datetime.now(UTC)


class Leading(AbstractResolver):
    """Every name leads to this port of this machine; without one, to the error that the system gives."""

    def __init__(self, port: int = 0, fault: int = socket.EAI_NONAME) -> None:
        self._port, self._fault = port, fault

    async def resolve(self, host: str, port: int = 0,  # noqa: ARG002 - the resolver's own
                      family: socket.AddressFamily = socket.AF_INET) -> list[ResolveResult]:
        if not self._port:
            raise socket.gaierror(self._fault, "as asked")
        return [ResolveResult(hostname=host, host="127.0.0.1", port=self._port, family=family, proto=0,
                              flags=socket.AI_NUMERICHOST)]

    async def close(self) -> None:
        """Nothing is held."""


def leading(port: int = 0, fault: int = socket.EAI_NONAME) -> Callable[[], aiohttp.BaseConnector]:
    return lambda: aiohttp.TCPConnector(resolver=Leading(port, fault), ssl=trusting())


@asynccontextmanager
async def at_work(application: web.Application, context: ssl.SSLContext | None) -> AsyncIterator[int]:
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def answering(status: int, alive: Any = None) -> web.Application:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Location": "https://elsewhere.contoso.com/"})

    async def health(_: web.Request) -> web.Response:
        return web.Response(text=alive) if isinstance(alive, str) else web.json_response(alive)

    application = web.Application()
    application.router.add_post("/api/messages", answer)
    application.router.add_get("/healthz", health)
    return application


def good() -> Issued:
    return issued(HOST, by=authority())


async def asked(context: ssl.SSLContext | None, status: int = 401, alive: Any = None) -> Probe:
    async with at_work(answering(status, alive), context) as port:
        return await probe(HOST, leading(port))


@pytest.mark.parametrize(("status", "alive", "is_alive"), [
    (401, {"alive": True}, True), (401, {"alive": "yes"}, False), (401, [1], False),
    (401, "[" * 2_000, False), (401, "{", False), (200, None, False),
    (404, None, False), (503, None, False), (302, {"alive": True}, True)])
async def test_what_answers_is_told(tmp_path: Path, status: int, alive: Any, is_alive: bool) -> None:
    found = await asked(serving(good(), tmp_path), status, alive)
    assert found == Probe(Met.ANSWER, status, is_alive)


async def test_roomcheck_itself_asks_the_stranger_for_a_token(tmp_path: Path) -> None:
    async with ours(create_adapter(real_settings()), Echo()) as caller:
        async def pass_on(request: web.Request) -> web.Response:
            async with caller.http.post(caller.url, data=await request.read(), headers=request.headers) as answer:
                return web.Response(status=answer.status)

        async def ready() -> dict[str, bool]:
            return {}

        async with at_work(create_app(pass_on, ready), serving(good(), tmp_path)) as port:
            assert await probe(HOST, leading(port)) == Probe(Met.ANSWER, 401, alive=True)


@pytest.mark.parametrize(("shown", "met"), [
    (lambda: issued(HOST, by=authority(), begins=NOW - 9 * DAY, lasts=8 * DAY), Met.EXPIRED),
    (lambda: issued(HOST, by=authority(), begins=NOW + DAY), Met.NOT_YET_GOOD),
    (lambda: issued(HOST), Met.SELF_SIGNED),
    (lambda: issued("other.contoso.com", by=authority()), Met.OTHER_NAME),
    (lambda: issued(HOST, by=issued("unknown", authority=True)), Met.UNTRUSTED),
], ids=lambda each: each.value if isinstance(each, Met) else "")
async def test_a_certificate_that_teams_refuses_is_told(tmp_path: Path, shown: Callable[[], Issued], met: Met) -> None:
    assert await asked(serving(shown(), tmp_path)) == Probe(met)


async def test_what_speaks_no_tls_is_told() -> None:
    assert await asked(None) == Probe(Met.NO_TLS)


async def test_a_name_that_is_none_and_a_name_server_that_is_silent_differ() -> None:
    assert await probe(HOST, leading()) == Probe(Met.NO_NAME)
    assert await probe(HOST, leading(fault=socket.EAI_AGAIN)) == Probe(Met.NO_NAME_SERVER)


async def test_a_port_where_nothing_listens_refuses() -> None:
    with socket.socket() as taken:  # bound, so that nobody else takes it, and not listening
        taken.bind(("127.0.0.1", 0))
        assert await probe(HOST, leading(taken.getsockname()[1])) == Probe(Met.REFUSED)


async def test_a_host_that_keeps_silent_is_not_waited_for() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        assert await probe(HOST, leading(silent.getsockname()[1]), patience=0.2) == Probe(Met.SILENT)


async def test_a_connection_that_breaks_off_is_told(tmp_path: Path) -> None:
    def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0, ssl=serving(good(), tmp_path))
    async with server:
        assert await probe(HOST, leading(server.sockets[0].getsockname()[1])) == Probe(Met.BROKEN)


async def test_a_proxy_that_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert await probe(HOST) == Probe(Met.PROXY)


@pytest.mark.parametrize("met", [met for met in Met if met is not Met.ANSWER])
async def test_whatever_is_met_has_its_sentence_and_what_to_do(met: Met) -> None:
    async def ask(_: str) -> Probe:
        return Probe(met)

    line = await endpoint_line(real_settings(public_host=HOST), ask)
    assert line.state in (State.WRONG, State.UNKNOWN)
    assert line.told.startswith(f"{HOST} cannot be asked: ")
    assert line.remedy.endswith(".")


@pytest.mark.parametrize(("status", "state", "word"), [
    (401, State.OK, "wants a token, as it should"), (200, State.WRONG, "no bot at all"),
    (302, State.WRONG, "sends callers elsewhere"), (403, State.UNKNOWN, "lets only some in"),
    (404, State.WRONG, "not passed on to the bot"), (405, State.WRONG, "another program"),
    (500, State.WRONG, "has a fault"), (502, State.WRONG, "the bot behind it is not"),
    (503, State.WRONG, "the bot behind it is not")])
async def test_whatever_is_answered_has_its_sentence(status: int, state: State, word: str) -> None:
    async def ask(_: str) -> Probe:
        return Probe(Met.ANSWER, status)

    line = await endpoint_line(real_settings(public_host=HOST), ask)
    assert (line.state, word in line.told) == (state, True)
    assert bool(line.remedy) == (state is not State.OK)
