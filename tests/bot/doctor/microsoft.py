"""Microsoft's servers, and the bot's own host, on this machine: real TLS behind a real proxy, so that a command finds
them under their own names and nothing of it is replaced.
"""

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, cast

import pytest
from aiohttp import web

from demo.graph_api import GraphApi
from demo.graph_faults import Faults
from demo.graph_server import GraphServer
from demo.tenant import Tenant
from tests.bot.doctor.authority import Issued, authority, issued, serving

LOGIN, GRAPH, PUBLIC = "login.microsoftonline.com", "graph.microsoft.com", "roomcheck.contoso.com"
SECRET = "canary-s3cret~of.the-app"
TOKEN = "canary-token"


@dataclass
class Microsoft:
    """``refusals`` are what Entra says by client id in place of a token; ``no_tenant`` is whether it knows no tenant.

    ``behind`` is by how much the clocks of its servers are behind ours. ``endpoint`` is what the bot's host answers.
    """

    faults: Faults = field(default_factory=Faults)
    refusals: dict[str, str] = field(default_factory=dict)
    no_tenant: bool = False
    behind: timedelta = timedelta()
    endpoint: int = 401
    scopes: list[str] = field(default_factory=list)
    shown: Issued | None = None

    def application(self) -> web.Application:
        graph = GraphServer(GraphApi(Tenant(datetime.now(UTC)), self.faults, 10), self.faults, [], [])
        application = graph.application()
        application.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._tenant)
        application.router.add_post("/{tenant}/oauth2/v2.0/token", self._token)
        application.router.add_get("/common/discovery/instance", self._instance)
        application.router.add_post("/api/messages", self._bot)
        application.router.add_get("/healthz", self._alive)
        application.on_response_prepare.append(self._dated)
        return application

    @contextlib.asynccontextmanager
    async def host(self) -> AsyncIterator[str]:
        """A machine of Azure that does not have the identity that is asked for: its endpoint for identities."""
        async def refuse(_: web.Request) -> web.Response:
            return web.json_response({"statusCode": 400, "message": f"No identity. {SECRET}"}, status=400)

        application = web.Application()
        application.router.add_get("/msi/token", refuse)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/msi/token"
        finally:
            await runner.cleanup()

    async def _tenant(self, request: web.Request) -> web.Response:
        if self.no_tenant:
            return web.json_response({"error": "invalid_tenant", "error_description":
                                      "AADSTS90002: Tenant not found."}, status=400)
        root = f"https://{LOGIN}/{request.match_info['tenant']}"
        return web.json_response({"issuer": f"{root}/v2.0", "token_endpoint": f"{root}/oauth2/v2.0/token",
                                  "authorization_endpoint": f"{root}/oauth2/v2.0/authorize"})

    async def _instance(self, _: web.Request) -> web.Response:
        return web.json_response({"metadata": []})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.scopes.append(str(form["scope"]))
        if refusal := self.refusals.get(str(form["client_id"])):
            told = f"AADSTS{refusal}: The secret {form.get('client_secret')!r}."
            return web.json_response({"error": "invalid_client", "error_description": told}, status=401)
        return web.json_response({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600})

    async def _bot(self, _: web.Request) -> web.Response:
        return web.Response(status=self.endpoint)

    async def _alive(self, _: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def _dated(self, _: web.Request, answer: web.StreamResponse) -> None:
        answer.headers["Date"] = format_datetime(datetime.now(UTC) - self.behind, usegmt=True)


@contextlib.contextmanager
def on_this_machine(microsoft: Microsoft, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever asks for Microsoft's hosts, or for the bot's, is answered here while the block runs."""
    trusted = folder / "authority.pem"
    trusted.write_text(authority().certificate_pem)
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(trusted))
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "IDENTITY_ENDPOINT", "IMDS_ENDPOINT", "MSI_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    with beside(_serving(microsoft, folder)) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        yield


@contextlib.contextmanager
def beside(served: contextlib.AbstractAsyncContextManager[Any]) -> Iterator[Any]:
    """At work in a thread of its own, since each command runs its own event loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    stack = contextlib.AsyncExitStack()
    try:
        yield asyncio.run_coroutine_threadsafe(stack.enter_async_context(served), loop).result(timeout=30)
    finally:
        asyncio.run_coroutine_threadsafe(stack.aclose(), loop).result(timeout=30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextlib.asynccontextmanager
async def _serving(microsoft: Microsoft, folder: Path) -> AsyncIterator[int]:
    """Gives the port of the proxy."""
    shown = microsoft.shown or issued(LOGIN, GRAPH, PUBLIC, by=authority())
    runner = web.AppRunner(microsoft.application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=serving(shown, folder)).start()
    port = runner.addresses[0][1]

    passing = set[asyncio.Task[Any]]()

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passing.add(cast("asyncio.Task[Any]", asyncio.current_task()))
        await reader.readuntil(b"\r\n\r\n")
        inner, outer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pump(reader, outer), _pump(inner, writer))

    proxy = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    try:
        yield proxy.sockets[0].getsockname()[1]
    finally:
        proxy.close()
        for each in passing:
            each.cancel()
        await asyncio.gather(*passing, return_exceptions=True)
        await runner.cleanup()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    """Pass on what comes, and the end of it, whichever side hangs up."""
    with contextlib.suppress(ConnectionError):
        while piece := await source.read(65_536):
            sink.write(piece)
            await sink.drain()
    sink.close()
