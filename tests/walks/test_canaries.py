"""What must stay nowhere: secrets, other people, tokens. They are planted wherever they may come in, and everything
that the process wrote is looked through for them.
"""

import contextlib
import json
import time
import zipfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from sqlalchemy import URL

import app
from bot.exports import exported
from bot.server import listening
from bot.service import World, bot_at_work
from bot.setting_values import LogFormat
from bot.store.database import embedded_url
from checks.engine import Outcome
from checks.facts.clouds import CLOUDS
from checks.model import Report, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.pacing import Unpaced
from checks.sources.graph.token import Credential
from checks.sources.graph.transport import http_client
from demo.bundles import bundle_for
from demo.connector import FILE_TYPE, Posted, Teams, teams
from demo.employees import EMPLOYEE_MARK
from demo.graph_server import simulated_graph
from tests.bot.kept import holding, whole_log
from tests.bot.watching_parts import collector
from tests.settings import named_settings
from tests.walks.conftest import buttons, judged, room, says, words

SECRETS = {
    "the bot's password": "canary-app-password", "the client secret": "canary-client-secret",
    "the database's password": "canary-database-password", "the token for Graph": "eyJcanary-graph-token.eyJub25l.c2ln",
    "the upload's credential": "canary-tempauth", "the place for a file": "canary-upload-session",
    "a token in a log": "eyJcanary0eXAiOiJKV1Qi.eyJ1cG4iOiJhbGljZSJ9.canary-signature",
}
PEOPLE = {
    "another user": "anna.keller@contoso.com", "their name on a disk": r"C:\Users\anna.keller",
    "their address": "51.107.59.180", "who works there": EMPLOYEE_MARK,
}
PLANTED = (f"for {PEOPLE['another user']} at {PEOPLE['their address']} in {PEOPLE['their name on a disk']}\\AppData, "
           f"Authorization: Bearer {SECRETS['a token in a log']}")
BLOCKED, WELL, CRASHES = room("Lugano Ceresio"), room("Zurich Aare"), room("Zug Rigi")


@dataclass
class Mirror:
    """A Graph that says more than it was asked for: of everything it knows, and of whoever asks."""

    behind: str
    root: str = ""
    fails: int = 0
    crashes: bool = False
    tokens: set[str] = field(default_factory=set)

    async def answer(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "")
        self.tokens.add(token)
        if self.fails:
            told = {"error": {"code": "canary", "message": f"Refused {token} {PLANTED}", "innerError": PLANTED}}
            return web.json_response(told, status=self.fails, headers={"x-canary": PEOPLE["another user"]})
        async with aiohttp.ClientSession() as http, http.request(
                request.method, f"{self.behind}{request.raw_path}", data=await request.read(),
                headers={"Content-Type": request.content_type}) as reply:
            said = (await reply.text()).replace(self.behind, self.root)
            return web.json_response(_more(json.loads(said)), status=reply.status)


def _more(document: Any) -> Any:
    """The reply with a field in every object that nobody has asked for."""
    if isinstance(document, list):
        return [_more(each) for each in document]
    if not isinstance(document, dict):
        return document
    more = {name: _more(value) for name, value in document.items()}
    reason = {"failureReason": f"{more['failureReason']} {PLANTED}"} if "failureReason" in more else {}
    return {**more, **reason, "lastModifiedBy": PLANTED}


class Entra:
    """Gives out the one token."""

    def fetch(self, claims: str | None) -> Mapping[str, Any]:
        del claims
        return {"access_token": SECRETS["the token for Graph"], "expires_in": 86_400}


def graph_client(root: str) -> GraphClient:
    """A client that shows its token, as it does to the real Graph."""
    credential = Credential(Entra(), now=time.time)
    shown = AzureIdentityAuthenticationProvider(credential, scopes=["x/.default"], allowed_hosts=["127.0.0.1"])
    return GraphClient(root, CLOUDS["global"], shown, http_client(proxies=False), Unpaced())


def crashing(world: World, mirror: Mirror) -> World:
    """A world in which judging one room fails, once that is wanted, with an error that tells all."""
    def make_report(about: Room, outcome: Outcome, at: datetime) -> Report:
        if mirror.crashes and about.address == CRASHES.address:
            raise RuntimeError(f"{PLANTED} {SECRETS['the token for Graph']} "
                               f"https://x.example/zip?tempauth={SECRETS[UPLOAD]}")
        return world.make_report(about, outcome, at)
    return replace(world, make_report=make_report)


UPLOAD, PLACE = "the upload's credential", "the place for a file"


@dataclass
class Stage:
    """The bot at work, what it reads, and all that it posts or answers."""

    mirror: Mirror
    person: Teams
    zip: Path
    shown: list[str] = field(default_factory=list)

    async def send_zip(self, name: str) -> None:
        url = f"{self.person.service_url}/files/{name}?tempauth={SECRETS[UPLOAD]}"
        content = {"downloadUrl": url, "uniqueId": name, "fileType": "zip"}
        await self.person.say("", attachments=[{"contentType": FILE_TYPE, "name": "logs.zip", "content": content}])

    async def press(self, posted: Posted, title: str) -> None:
        self.shown.append(json.dumps(await self.person.press(posted, buttons(posted.card)[title])))

    async def take(self, posted: Posted) -> None:
        """Take the file that is offered, at a place whose address is a credential."""
        offer: Mapping[str, Any] = posted.offer or {}
        page = f"{self.person.service_url}/drive/{offer['name']}"
        value = {"type": "fileUpload", "action": "accept", "context": offer["content"]["acceptContext"],
                 "uploadInfo": {"name": offer["name"], "uniqueId": uuid4().hex, "fileType": "csv", "contentUrl": page,
                                "uploadUrl": f"{page}?session={SECRETS[PLACE]}"}}
        await self.person._send({"type": "invoke", "name": "fileConsent/invoke", "replyToId": posted.id,
                                 "value": value})


@contextlib.asynccontextmanager
async def stage(home: Path, database: str) -> AsyncIterator[Stage]:
    now = datetime.now(UTC)
    settings = named_settings(
        ROOMCHECK_HOME=home / "bot", ROOMCHECK_SWEEP_SCHEDULE="off", DATABASE_URL=database, ROOMCHECK_ALERT_AFTER=1,
        MicrosoftAppPassword=SECRETS["the bot's password"], ROOMCHECK_CLIENT_SECRET=SECRETS["the client secret"])
    async with simulated_graph(now=now) as behind:
        mirror = Mirror(behind)
        spoken = web.Application(client_max_size=1 << 24)
        spoken.router.add_route("*", "/{path:.*}", mirror.answer)
        async with contextlib.AsyncExitStack() as stack:
            mirror.root = f"http://127.0.0.1:{await stack.enter_async_context(listening(spoken, '127.0.0.1', 0))}"
            client = await stack.enter_async_context(graph_client(mirror.root))
            world = crashing(app.world(client, whole_tenant=True), mirror)
            application = await stack.enter_async_context(bot_at_work(settings, world, development=True))
            port = await stack.enter_async_context(listening(application, "127.0.0.1", 0))
            person = await stack.enter_async_context(teams(f"http://127.0.0.1:{port}/api/messages"))
            made = Stage(mirror, person, planted_zip(home, now))
            person.on_paint = lambda posted: made.shown.append(json.dumps(posted.activity))
            person._files |= dict.fromkeys(("first", "again"), made.zip)
            yield made


def planted_zip(home: Path, now: datetime) -> Path:
    """The diagnostic zip of a room, whose log has errors that say too much."""
    path, there = home / "planted.zip", f"{now - timedelta(hours=1):%a %b %d %Y %H:%M:%S} GMT+0000 (UTC) <1>"
    path.write_bytes(bundle_for(BLOCKED, now))
    errors = "".join(f"{there} -- error -- errorCode: FailedAuthentication, errorStep: get_skype_license, "
                     f"errorState: licenseError {number}, {PLANTED}\r\n" for number in range(3))
    with zipfile.ZipFile(path, "a") as whole:
        whole.writestr("App/Microsoft/Teams/old_logs.txt", errors)
        whole.writestr(f"Users/{PEOPLE['another user']}/Logs.txt", errors)
    return path


async def live_through(on: Stage) -> None:
    person = on.person
    await person.say("watch all")
    await person.until(says(person, "What is watched here"))
    await person.say(f"check {BLOCKED.address}")
    done = await person.until(judged(person, "Conditional Access"), within=60)
    for title in ("Evidence", "Ticket text"):
        await on.press(done, title)
    await on.send_zip("first")
    await person.until(judged(person, "log of the device"), within=60)
    await on.send_zip("missing")
    await person.until(says(person, "expired"), within=60)
    for _ in range(2):
        await sweep(person)
    await person.until(says(person, "I take it"), within=60)
    await person.say(f"history {BLOCKED.address} csv")
    await on.take(await person.until(lambda: next((each for each in person.posted.values() if each.offer), None)))
    await person.until(says(person, "Saved"))
    on.mirror.crashes = True
    await person.say(f"check {CRASHES.address}")
    await person.until(says(person, "Roomcheck could not look at this room"), within=60)
    for status in (401, 403, 500):
        on.mirror.fails = status
        before = len(person.posted)
        await person.say(f"check {WELL.address}")
        await person.until(partial(_finished, person, before), within=60)
    await sweep(person)


def _finished(person: Teams, before: int) -> Posted | None:
    new = list(person.posted.values())[before:]
    return next((each for each in new if "Check again" in buttons(each.card)), None)


async def sweep(person: Teams) -> None:
    before = len(person.posted)
    await person.say("sweep")

    def ended() -> Posted | None:
        new = list(person.posted.values())[before:]
        return next((each for each in new if "Sweep again" in buttons(each.card)), None)
    await person.until(ended, within=90)


@pytest.fixture(name="database", params=["sqlite", "postgresql"])
def _database(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    if request.param == "sqlite":
        return embedded_url(tmp_path / "bot")
    named: URL = request.getfixturevalue("postgres_url")
    return named.set(password=SECRETS["the database's password"])


async def test_no_canary_is_found_in_anything_that_the_process_wrote(
        tmp_path: Path, database: URL, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    home, canaries = tmp_path / "bot", {**SECRETS, **PEOPLE}
    shared = database.password is not None
    with collector(monkeypatch) as watching, whole_log() as log, whole_log(LogFormat.JSON) as objects, exported():
        async with stage(tmp_path, database.render_as_string(hide_password=False) if shared else "") as on:
            await live_through(on)
            assert on.mirror.tokens == {f"Bearer {SECRETS['the token for Graph']}"}, "the token was shown to Graph"
            kept = holding(database, home, *canaries.values())
    wrote = capfd.readouterr()
    written = {"log": log.getvalue(), "JSON log": objects.getvalue(), "output": wrote.out + wrote.err,
               "messages": "\n".join(on.shown), "telemetry": "\n".join(watching.words)}
    assert all("RuntimeError: for" in written[name] for name in ("log", "JSON log")), "the crash was logged"
    assert all(isinstance(json.loads(line), dict) for line in objects.getvalue().splitlines())
    assert BLOCKED.address in written["messages"]
    assert watching.named("graph /users/{id}")
    assert_no_room_is_named(written["log"], written["JSON log"], written["telemetry"])
    found = {name: {where for where, text in written.items() if canary.casefold() in _plain(text)}
             | kept.get(canary, set()) | holding(database, home, canary).get(canary, set())
             for name, canary in canaries.items()}
    assert {name: where for name, where in found.items() if where} == {}


def assert_no_room_is_named(*written: str) -> None:
    """Neither by address nor by name nor, in what leaves the machine, by anything but Roomcheck's own ids."""
    for each in (BLOCKED, WELL, CRASHES):
        for text in written:
            assert each.address not in text.casefold()
            assert each.display_name.casefold() not in text.casefold()


def _plain(text: str) -> str:
    """As it is read: without the escapes of JSON and of cards."""
    return text.casefold().replace("\\\\", "\\").replace("\u200b", "").replace("\\.", ".").replace("\\@", "@")


def test_the_canaries_would_be_recognised() -> None:
    assert words({"text": PEOPLE["another user"]}) == PEOPLE["another user"]
    for canary in {**SECRETS, **PEOPLE}.values():
        assert canary.casefold() in _plain(json.dumps([canary]))
