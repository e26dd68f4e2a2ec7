"""Teams as the bot's connector, in a process of its own: it survives what is done to the bots, and counts their posts.

How it answers follows from the conversation's id: ``429x3-...`` refuses three calls with 429 and takes the next,
``413x3-...`` refuses cards alone, ``slowx1-...`` takes a second for one call, ``mutex1-...`` never answers one; with
``put`` before it, updates are meant and posts are taken. Anything else is taken at once.
"""

import asyncio
import re
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from aiohttp import web

_ORDER = re.compile(r"(put)?(429|500|413|403|404|503|slow|mute)x(\d+)-")
_TOO_LARGE = "413"


@dataclass
class Conversation:
    """``posts`` are the cards that were taken, or the words in the place of one, as (their id, the process that posted
    it), ``lines`` the processes that posted words beside them.
    """

    posts: list[tuple[str, int]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    updates: int = 0
    last: str = ""


class LoopbackTeams:
    """``latency`` is how many seconds every answer takes."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._conversations: defaultdict[str, Conversation] = defaultdict(Conversation)
        self._calls: Counter[str] = Counter()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 20)
        app.router.add_post("/v3/conversations/{conversation}/activities", self._post)
        app.router.add_put("/v3/conversations/{conversation}/activities/{activity}", self._update)
        app.router.add_get("/seen", self._seen)
        return app

    async def _post(self, request: web.Request) -> web.Response:
        name, activity = request.match_info["conversation"], await request.json()
        if refusal := await self._trouble(request.method, name, activity):
            return refusal
        conversation, sender = self._conversations[name], int(request.headers["X-Member"])
        posted = f"{name}-{len(conversation.posts)}"
        if activity.get("attachments") or not conversation.posts:
            conversation.posts.append((posted, sender))
            conversation.last = activity["summary"]
        else:
            conversation.lines.append(sender)
        await asyncio.sleep(self._latency)
        return web.json_response({"id": posted}, status=201)

    async def _update(self, request: web.Request) -> web.Response:
        name, activity = request.match_info["conversation"], await request.json()
        if refusal := await self._trouble(request.method, name, activity):
            return refusal
        conversation = self._conversations[name]
        conversation.updates, conversation.last = conversation.updates + 1, activity["summary"]
        await asyncio.sleep(self._latency)
        return web.json_response({"id": request.match_info["activity"]})

    async def _trouble(self, method: str, name: str, activity: Mapping[str, Any]) -> web.Response | None:
        order = _ORDER.match(name)
        if not order or (order[1] and method != "PUT"):
            return None
        if order[2] == _TOO_LARGE and not activity.get("attachments"):
            return None
        self._calls[name] += 1
        if self._calls[name] > int(order[3]):
            return None
        return await self._refused(order[2])

    async def _refused(self, how: str) -> web.Response | None:
        if how == "slow":
            await asyncio.sleep(1)
            return None
        if how == "mute":
            await asyncio.Event().wait()
        retry = {"Retry-After": "1"} if how in {"429", "503"} else {}
        return web.json_response({"error": {"code": "Refused"}}, status=int(how), headers=retry)

    async def _seen(self, _request: web.Request) -> web.Response:
        seen: dict[str, Any] = {name: [each.posts, each.lines, each.updates, each.last]
                                for name, each in self._conversations.items()}
        return web.json_response({"seen": seen, "at": time.time()})


def run(told: Connection, latency: float) -> None:
    """Serve until killed, and tell the port."""
    asyncio.run(_serve(told, latency))


async def _serve(told: Connection, latency: float) -> None:
    runner = web.AppRunner(LoopbackTeams(latency).app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    told.send(runner.addresses[0][1])
    await asyncio.Event().wait()
