"""The way out: one pooled client through which every reply and every proactive message goes."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Self
from urllib.parse import quote

import aiohttp
from yarl import URL

from bot.adapter.bodies import first_bytes
from bot.adapter.clouds import BotCloud, on_this_machine
from bot.adapter.tokens import BotTokens, TokenRefusedError

_TRANSIENT = frozenset({412, 429, 502, 503, 504})
"""Teams asks for another try after these (Microsoft Learn, rate limiting for bots)."""
_TIMEOUT, _CONNECT_WITHIN = 15.0, 5.0
_LARGEST_ANSWER = 64 * 1024
_CODE = re.compile(r"[A-Za-z]{1,60}")


class Refusal(Exception):
    """Teams did not take a message. ``status`` is 0 when it never answered; ``transient`` invites another try."""

    def __init__(self, why: str, status: int = 0, *, transient: bool = False,
                 retry_after: timedelta | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.status = status
        self.transient = transient
        self.retry_after = retry_after


class Connector:
    """Speaks to the Bot Connector. The bot's token goes to the hosts of its cloud, and nowhere else.

    Open it (``async with``) before the first message. ``tokens`` is None in development, where replies go to this
    machine only. No answer is waited for longer than ``timeout`` seconds.
    """

    def __init__(self, cloud: BotCloud, tokens: BotTokens | None, *, development: bool = False,
                 timeout: float = _TIMEOUT) -> None:
        self._cloud = cloud
        self._tokens = tokens
        self._development = development
        self._timeout = aiohttp.ClientTimeout(total=timeout, sock_connect=min(timeout, _CONNECT_WITHIN))
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._tokens:
            await self._tokens.close()
        await self.http.close()

    @property
    def http(self) -> aiohttp.ClientSession:
        """The pool of connections."""
        if self._http is None:
            raise RuntimeError("The connector is not open.")
        return self._http

    def trusts(self, service_url: str) -> bool:
        """Whether replies may go to this address."""
        if on_this_machine(service_url):
            return self._development
        return self._tokens is not None and self._cloud.serves(service_url)

    async def warm(self) -> None:
        """Get the token now rather than in the first turn. Raises TokenRefusedError."""
        if self._tokens:
            await self._tokens.current()

    async def post(self, service_url: str, conversation_id: str, activity: Mapping[str, Any]) -> str:
        """Post an activity; the id that Teams gave it, empty if it gave none. Raises Refusal."""
        path = f"/conversations/{_named(conversation_id)}/activities"
        answer = await self._send("POST", service_url, path, activity)
        made = answer.get("id")
        return made if isinstance(made, str) else ""

    async def begin(self, service_url: str, channel_id: str, tenant_id: str,
                    activity: Mapping[str, Any]) -> tuple[str, str]:
        """Post an activity into a channel as the beginning of a thread; the thread's conversation id and the
        activity's, empty where Teams gave none. Raises Refusal.
        """
        thread = {"isGroup": True, "bot": activity["from"], "tenantId": tenant_id, "activity": activity,
                  "channelData": {"channel": {"id": channel_id}, "tenant": {"id": tenant_id}}}
        answer = await self._send("POST", service_url, "/conversations", thread)
        made = [answer.get(name) for name in ("id", "activityId")]
        thread_id, activity_id = (each if isinstance(each, str) else "" for each in made)
        return thread_id, activity_id

    async def update(self, service_url: str, conversation_id: str, activity_id: str,
                     activity: Mapping[str, Any]) -> None:
        """Replace an activity that was posted before. Raises Refusal."""
        path = f"/conversations/{_named(conversation_id)}/activities/{_named(activity_id)}"
        await self._send("PUT", service_url, path, activity)

    async def group_of(self, service_url: str, team_id: str) -> str:
        """The Microsoft 365 group of the team that Teams knows by this id, empty where Teams does not tell it. Raises
        Refusal.
        """
        answer = await self._send("GET", service_url, f"/teams/{_named(team_id)}")
        group = answer.get("aadGroupId")
        return group if isinstance(group, str) else ""

    async def _send(self, method: str, service_url: str, path: str,
                    activity: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        if not self.trusts(service_url):
            raise Refusal("The conversation's service address is not one that Teams uses.")
        url = URL(f"{service_url.rstrip('/')}/v3{path}", encoded=True)
        headers = await self._authorisation()
        try:
            async with self.http.request(method, url, json=activity, headers=headers,
                                         allow_redirects=False) as response:
                return await self._answer(response)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _unreached(error, method) from error

    async def _authorisation(self) -> dict[str, str]:
        if self._tokens is None:
            return {}
        try:
            return {"Authorization": f"Bearer {await self._tokens.current()}"}
        except TokenRefusedError as error:
            raise Refusal(f"The bot could not sign in to Teams: {error}") from error

    async def _answer(self, response: aiohttp.ClientResponse) -> Mapping[str, Any]:
        body = _json(await first_bytes(response, _LARGEST_ANSWER))
        if response.status < 300:  # noqa: PLR2004 - the end of HTTP's successes; redirects are never followed
            return body
        if response.status == 401 and self._tokens:  # noqa: PLR2004 - HTTP's own number
            self._tokens.forget()
        raise Refusal(_reason(response, body), response.status, transient=response.status in _TRANSIENT,
                      retry_after=_retry_after(response.headers.get("Retry-After", "")))


def _named(id_: str) -> str:
    """An id as one step of a path. Raises Refusal for none, and for dots alone, which would lead elsewhere."""
    if not id_.strip("."):
        raise Refusal("The conversation or the message has no id that Teams gave it.")
    return quote(id_, safe="")


def _unreached(error: Exception, method: str) -> Refusal:
    """A POST that was cut off may have been delivered: sent again it would show twice, an update would not."""
    unsent = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ServerDisconnectedError)
    return Refusal(f"Teams could not be reached ({type(error).__name__}).", transient=unsent or method == "PUT")


def _json(body: bytes) -> Mapping[str, Any]:
    """An answer that is no JSON object, such as a proxy's HTML page, says nothing."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _reason(response: aiohttp.ClientResponse, body: Mapping[str, Any]) -> str:
    if response.status == 413:  # noqa: PLR2004 - HTTP's own number
        return "The message is too large for Teams."
    error = body.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    named = f", {code}" if isinstance(code, str) and _CODE.fullmatch(code) else ""
    refused = "answer the question" if response.method == "GET" else "take the message"
    return f"Teams did not {refused} (HTTP {response.status}{named})."


def _retry_after(value: str) -> timedelta | None:
    try:
        if value.strip().isdigit():
            return timedelta(seconds=int(value))
        return max(parsedate_to_datetime(value) - datetime.now(UTC), timedelta(0)) if value else None
    except (ValueError, TypeError, OverflowError):
        return None
