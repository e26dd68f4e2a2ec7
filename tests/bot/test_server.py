"""The HTTP side."""

import gc
from collections.abc import Mapping

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.server import LARGEST_ACTIVITY, Ready, create_app, settle


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
