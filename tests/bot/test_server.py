"""The HTTP side."""

import asyncio
import contextlib
import gc
import gzip
import logging
from collections.abc import AsyncIterator, Mapping

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer

from bot.server import LARGEST_ACTIVITY, Patience, Ready, body_of, create_app, listening, settle


async def echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


def client(ready: Ready) -> TestClient[web.Request, web.Application]:
    return TestClient(TestServer(create_app(echo, ready), host="127.0.0.1"))


def standing(state: Mapping[str, bool]) -> Ready:
    async def ready() -> Mapping[str, bool]:
        return state

    return ready


async def test_alive_whatever_is_missing() -> None:
    async with client(standing({"store": False})) as http:
        assert (await http.get("/healthz")).status == 200


@pytest.mark.parametrize(("state", "status", "missing"), [
    ({"store": True, "configuration": True}, 200, []),
    ({"store": False, "configuration": True}, 503, ["store"]),
    ({"store": False, "configuration": False}, 503, ["configuration", "store"]),
])
async def test_ready_says_what_is_missing(state: Mapping[str, bool], status: int, missing: list[str]) -> None:
    async with client(standing(state)) as http:
        answer = await http.get("/readyz")
        assert (answer.status, await answer.json()) == (status, {"ready": not missing, "missing": missing})


async def test_check_that_fails_is_not_ready_and_tells_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    async def ready() -> Mapping[str, bool]:
        raise OSError("postgres://bot:secret@db")

    async with client(ready) as http:
        answer = await http.get("/readyz")
        assert answer.status == 503
        assert "secret" not in await answer.text()
    assert "readiness check failed" in caplog.text


async def test_only_messages_of_a_sane_size_are_taken() -> None:
    async with client(standing({})) as http:
        assert (await http.post("/api/messages", data=b"x" * LARGEST_ACTIVITY)).status == 200
        assert (await http.post("/api/messages", data=b"x" * (LARGEST_ACTIVITY + 1))).status == 413
        assert (await http.get("/api/messages")).status == 405
        assert (await http.get("/")).status == 404


def test_what_start_up_made_is_looked_through_no_more() -> None:
    try:
        settle()
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()


async def patient_echo(request: web.Request) -> web.Response:
    return web.Response(body=await body_of(request))


@contextlib.asynccontextmanager
async def served(patience: Patience, most: int = 10) -> AsyncIterator[int]:
    async with listening(create_app(patient_echo, standing({}), patience), "127.0.0.1", 0, patience, most) as port:
        yield port


async def answer_to(port: int, *dribbled: bytes) -> bytes:
    """What a client is told that sends these pieces and then nothing more, until the bot closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in dribbled:
            writer.write(piece)
            await writer.drain()
        return await asyncio.wait_for(reader.read(), 20)
    finally:
        writer.close()


BEGUN = b"POST /api/messages HTTP/1.1\r\nHost: bot\r\nContent-Length: 100\r\n\r\n"
CLOSING = BEGUN.replace(b"Host", b"Connection: close\r\nHost")


async def test_a_body_that_does_not_end_is_408_and_frees_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    async with served(Patience(body=0.1, left=0.1)) as port:
        assert (await answer_to(port, BEGUN, b"{", b'"')).startswith(b"HTTP/1.1 408 ")
        assert (await answer_to(port, CLOSING + b"x" * 100)).endswith(b"x" * 100)
    assert not caplog.records


@pytest.mark.parametrize("head", [[], [b"POST /api/mess"], [BEGUN[:-2], b"X-More: "],
                                  [b"GET /healthz HTTP/1.1\r\nHost: bot\r\n\r\n", b"GET /heal"]])
async def test_a_head_that_does_not_end_loses_its_connection(
        head: list[bytes], caplog: pytest.LogCaptureFixture) -> None:
    async with served(Patience(head=0.1)) as port:
        told = await answer_to(port, *head)
    assert told.count(b"HTTP/1.1") == (len(head) == 2 and head[0].startswith(b"GET"))
    assert not caplog.records


@pytest.mark.parametrize(("sent", "status"), [
    (b"\x16\x03\x01\x02\x00\x01", b"400"),
    (BEGUN[:-2] + b"Authorization: Bearer " + b"x" * 20_000 + b"\r\n\r\n", b"400"),
    (BEGUN.replace(b"100", b"-1"), b"400"), (b"GET http://[bad/healthz HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
    (BEGUN.replace(b"Content-Length: 100", b"Transfer-Encoding: chunked") + b"zz\r\n", b"400"),
    (BEGUN.replace(b"Host", b"Content-Encoding: gzip\r\nHost") + b"x" * 100, b"400"),
    (BEGUN.replace(b"Host", b"Content-Encoding: zstd\r\nHost") + b"x" * 100, b"400"),
])
async def test_what_is_no_http_is_400_and_one_line_in_the_log(
        sent: bytes, status: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with served(Patience(left=0.1)) as port:
        assert (await answer_to(port, sent)).split()[1] == status
    assert not [each for each in caplog.records if each.exc_info or each.levelno >= logging.ERROR]


async def test_who_hangs_up_in_the_middle_leaves_no_trace_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with served(Patience()) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(BEGUN + b"x")
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    assert not [each for each in caplog.records if each.exc_info or each.levelno >= logging.ERROR]


async def test_a_fault_of_the_bots_own_keeps_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    async def faulty(_: web.Request) -> web.Response:
        raise ValueError("our own")

    async with listening(create_app(faulty, standing({})), "127.0.0.1", 0) as port, ClientSession() as http, \
            http.post(f"http://127.0.0.1:{port}/api/messages") as answer:
        assert answer.status == 500
    assert "our own" in caplog.text


async def test_connections_are_numbered_and_one_that_ends_makes_place() -> None:
    async with served(Patience(), most=1) as port:
        _, first = await asyncio.open_connection("127.0.0.1", port)
        assert await answer_to(port, b"GET /healthz HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n") == b""
        first.close()
        await first.wait_closed()
        answered = b""
        while not answered:
            answered = await answer_to(port, b"GET /healthz HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n\r\n")
        assert answered.startswith(b"HTTP/1.1 200")


async def test_a_small_body_that_unpacks_to_a_large_one_is_413() -> None:
    async with served(Patience()) as port, ClientSession() as http, http.post(
            f"http://127.0.0.1:{port}/api/messages", data=gzip.compress(bytes(50_000_000)),
            headers={"Content-Encoding": "gzip"}) as answer:
        assert answer.status == 413
