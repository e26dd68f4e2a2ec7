"""A very small Teams: it keeps what the bot posts, and lets one person write, press buttons and send files."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import aiohttp
from aiohttp import web

from demo.posts import Post, Posts, Stored

TENANT = "c0470500-0000-4000-8000-000000000000"
PERSON = {"id": "user-alex", "name": "Alex Wilber", "aadObjectId": "c0470500-0000-4000-8000-0000000000a1"}
BOT = {"id": "roomcheck", "name": "Roomcheck"}
TEAM = {"id": "19:helpdesk@thread.tacv2", "name": "Helpdesk", "aadGroupId": "c0470500-0000-4000-8000-0000000000c1"}
CARD_TYPE = "application/vnd.microsoft.card.adaptive"
FILE_TYPE = "application/vnd.microsoft.teams.file.download.info"
OFFER_TYPE = "application/vnd.microsoft.teams.card.file.consent"
MENTION = f"<at>{BOT['name']}</at>"

T = TypeVar("T")


@dataclass(slots=True)
class Posted:
    """A message as the bot last painted it; ``paints`` counts the post and its updates."""

    id: str
    activity: Mapping[str, Any]
    paints: int = 1

    @property
    def card(self) -> dict[str, Any] | None:
        """The Adaptive Card of the message, if it carries one."""
        cards = (each["content"] for each in self.activity.get("attachments") or () if each["contentType"] == CARD_TYPE)
        return next(cards, None)

    @property
    def offer(self) -> Mapping[str, Any] | None:
        """The file that the message offers, if it offers one."""
        attached = self.activity.get("attachments") or ()
        return next((each for each in attached if each["contentType"] == OFFER_TYPE), None)

    @property
    def text(self) -> str:
        return str(self.activity.get("text") or "")


class Teams:
    """One conversation between a person and the bot at ``endpoint``, over HTTP in both directions.

    ``posted`` holds the bot's messages in the order they were posted, ``taken`` the files that it handed over.
    ``person`` is who writes and presses, in ``conversation``, with Teams in the language of ``locale``; all may be
    changed in between. ``names_group`` is whether messages name the group of the channel's team, ``knows_teams``
    whether it can be asked for. Open one with :func:`teams`.
    """

    def __init__(self, endpoint: str, http: aiohttp.ClientSession, conversation: Mapping[str, Any]) -> None:
        self.endpoint, self.conversation = endpoint, conversation
        self.person: Mapping[str, Any] = PERSON
        self.locale = "en-US"
        self.names_group, self.knows_teams = False, True
        self.posted: dict[str, Posted] = {}
        self.on_paint: Callable[[Posted], None] = lambda _posted: None
        self.service_url = ""
        self._http = http
        self.taken: dict[str, bytes] = {}
        self._files: dict[str, Path] = {}
        self._ids = itertools.count(1)
        self._painted = asyncio.Condition()

    async def say(self, text: str, **more: Any) -> None:
        """Write a message; ``more`` are further fields of the activity."""
        await self._send({"type": "message", "text": text, "textFormat": "plain", **more})

    async def mention(self, text: str, **more: Any) -> None:
        """Write a message that begins by mentioning the bot, as in a channel."""
        mention = {"type": "mention", "mentioned": BOT, "text": MENTION}
        await self.say(f"{MENTION} {text}", entities=[mention], **more)

    async def send_file(self, path: Path, text: str = "") -> None:
        """Send a file as a personal chat does: a short-lived address the bot may fetch it from."""
        name = uuid4().hex
        self._files[name] = path
        content = {"downloadUrl": f"{self.service_url}/files/{name}", "uniqueId": name, "fileType": path.suffix[1:]}
        await self.say(text, attachments=[{"contentType": FILE_TYPE, "name": path.name, "content": content}])

    async def share(self, path: Path, posts: Posts, text: str = "", **more: Any) -> None:
        """Share a file in a channel or a group chat, mentioning the bot: it is put into SharePoint, the message names
        it, and the bot is told that there is an attachment.
        """
        name, sender = uuid4().hex, str(self.person["aadObjectId"])
        self._files[name] = path
        size = len(await asyncio.to_thread(path.read_bytes))
        stored = Stored(path.name, size, sender, f"{self.service_url}/files/{name}")
        posts.stored.append(stored)
        await self.post_about(posts, [(stored.name, stored.page)], text, **more)

    async def post_about(self, posts: Posts, files: Sequence[tuple[str, str]], text: str = "", **more: Any) -> None:
        """Post a message that mentions the bot and names these files and their pages, whosever they are."""
        message = str(1_700_000_000_000 + next(self._ids))
        place, _, thread = str(self.conversation["id"]).partition(";messageid=")
        team = TEAM["aadGroupId"] if self.conversation["conversationType"] == "channel" else ""
        posts.posted.append(Post(message, place, str(self.person["aadObjectId"]), files, team,
                                  team and (thread or message)))
        shown = {"contentType": "text/html", "content": '<attachment id="1"></attachment>'}
        await self.mention(text, **{"id": message, "attachments": [shown], **more})

    async def press(self, posted: Posted, action: Mapping[str, Any], fields: Mapping[str, str] | None = None) -> Any:
        """Press a button and return what the presser alone is shown: the invoke's answer."""
        data = {**(action.get("data") or {}), **(fields or {})}
        pressed = {"type": "Action.Execute", "verb": action.get("verb", ""), "data": data}
        return await self._send({"type": "invoke", "name": "adaptiveCard/action", "replyToId": posted.id,
                                 "value": {"action": pressed}})

    async def answer_offer(self, posted: Posted, *, accepted: bool = True) -> None:
        """Take the file that a message offers, as Teams asks whether to; or decline it."""
        offer = posted.offer or {}
        name, content = str(offer.get("name")), offer.get("content", {})
        value = {"type": "fileUpload", "action": "accept" if accepted else "decline",
                 "context": content.get("acceptContext" if accepted else "declineContext")}
        place = {"name": name, "uniqueId": uuid4().hex, "fileType": name.rpartition(".")[2],
                 "contentUrl": f"{self.service_url}/drive/{name}", "uploadUrl": f"{self.service_url}/drive/{name}"}
        await self._send({"type": "invoke", "name": "fileConsent/invoke", "replyToId": posted.id,
                          "value": value | ({"uploadInfo": place} if accepted else {})})

    async def until(self, seen: Callable[[], T | None], *, within: float = 20.0) -> T:
        """Wait until ``seen`` finds something among what was posted. Raises TimeoutError after ``within`` seconds."""
        async with asyncio.timeout(within), self._painted:
            while not (found := seen()):
                await self._painted.wait()
            return found

    async def quiet(self, seconds: float) -> None:
        """Return when the bot has painted nothing for that long."""
        while True:
            try:
                async with asyncio.timeout(seconds), self._painted:
                    await self._painted.wait()
            except TimeoutError:
                return

    def app(self) -> web.Application:
        """The connector that the bot answers to."""
        app = web.Application(client_max_size=1 << 20)
        app.router.add_post("/v3/conversations/{conversation}/activities", self._post)
        app.router.add_post("/v3/conversations/{conversation}/activities/{activity}", self._post)
        app.router.add_put("/v3/conversations/{conversation}/activities/{activity}", self._update)
        app.router.add_get("/v3/teams/{team}", self._team_details)
        app.router.add_get("/files/{name}", self._file)
        app.router.add_put("/drive/{name}", self._take)
        return app

    async def _send(self, activity: Mapping[str, Any]) -> Any:
        whole = {"id": uuid4().hex, "timestamp": datetime.now(UTC).isoformat(), "channelId": "msteams",
                 "locale": self.locale, "serviceUrl": self.service_url, "from": self.person, "recipient": BOT,
                 "conversation": {"tenantId": TENANT, **self.conversation},
                 "channelData": {"tenant": {"id": TENANT}, **self._team()}, **activity}
        async with self._http.post(self.endpoint, json=whole) as answer:
            answer.raise_for_status()
            return await answer.json() if answer.content_type == "application/json" else None

    def _team(self) -> Mapping[str, Any]:
        """As Teams names it in messages: by its id, and by its group in some activities only."""
        shown = TEAM if self.names_group else {"id": TEAM["id"]}
        return {"team": shown} if self.conversation["conversationType"] == "channel" else {}

    async def _team_details(self, request: web.Request) -> web.Response:
        if not self.knows_teams or request.match_info["team"] != TEAM["id"]:
            return web.json_response({"error": {"code": "NotFound", "message": "Not found"}}, status=404)
        return web.json_response({**TEAM, "channelCount": 1, "memberCount": 2})

    async def _post(self, request: web.Request) -> web.Response:
        activity = await request.json()
        if activity.get("type") == "typing":
            return web.json_response({"id": "typing"}, status=201)
        posted = Posted(f"message-{next(self._ids)}", activity)
        self.posted[posted.id] = posted
        await self._paint(posted)
        return web.json_response({"id": posted.id}, status=201)

    async def _update(self, request: web.Request) -> web.Response:
        posted = self.posted.get(request.match_info["activity"])
        if posted is None:
            return web.json_response({"error": {"code": "MessageNotFound", "message": "Not found"}}, status=404)
        posted.activity, posted.paints = await request.json(), posted.paints + 1
        await self._paint(posted)
        return web.json_response({"id": posted.id})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = self._files.pop(request.match_info["name"], None)
        return web.FileResponse(path) if path else web.Response(status=404)

    async def _take(self, request: web.Request) -> web.Response:
        """A part of a file, as an upload session of OneDrive takes it; only the whole file at once here."""
        content, ranged = await request.read(), request.headers.get("Content-Range", "")
        if ranged != f"bytes 0-{len(content) - 1}/{len(content)}" or "Authorization" in request.headers:
            return web.Response(status=416)
        self.taken[request.match_info["name"]] = content
        return web.json_response({"name": request.match_info["name"]}, status=201)

    async def _paint(self, posted: Posted) -> None:
        self.on_paint(posted)
        async with self._painted:
            self._painted.notify_all()


@asynccontextmanager
async def teams(endpoint: str, *, conversation: Mapping[str, Any] | None = None) -> AsyncIterator[Teams]:
    """A conversation with the bot at ``endpoint``; a personal chat unless another is given."""
    personal = {"id": "personal-chat", "conversationType": "personal"}
    async with aiohttp.ClientSession() as http:
        one = Teams(endpoint, http, conversation or personal)
        runner = web.AppRunner(one.app(), access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        one.service_url = f"http://{host}:{port}"
        try:
            yield one
        finally:
            await runner.cleanup()
