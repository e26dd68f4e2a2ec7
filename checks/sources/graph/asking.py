"""What is told of each question to Microsoft Graph: which route, how often, how long. Never whom it is about."""

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from kiota_abstractions.request_information import RequestInformation

from checks.collector import CannotCollect
from checks.sources.graph.batching import Reply
from checks.sources.graph.refusals import Call
from checks.telemetry import GRAPH_DURATION, GRAPH_PAUSES, GRAPH_REQUESTS, GRAPH_THROTTLES, About, is_heard, span

LONGEST_HOLD = 300.0
"""Seconds for which Graph can close one of its services to us, whatever it asks for."""

Send = Callable[[RequestInformation], Awaitable[Reply]]

_THROTTLED = 429
_ID = "{id}"
_WORDS = frozenset({
    "$batch", "admin", "auditLogs", "authentication", "authenticationMethodsPolicy", "beta", "channels", "chats",
    "checkMemberGroups", "conditionalAccess", "deletedItems", "deviceManagement", "deviceRegistrationPolicy",
    "directory", "domains", "driveItem", "evaluate", "identity", "identityProtection",
    "identitySecurityDefaultsEnforcementPolicy", "issues", "licenseDetails", "mailboxSettings", "managedDevices",
    "memberOf", "messages", "methods", "microsoft.graph.room", "microsoft.graph.user", "ownedDevices", "places",
    "policies", "registeredDevices", "replies", "requirements", "riskyUsers", "roleAssignments", "roleManagement",
    "serviceAnnouncement", "shares", "signIns", "subscribedSkus", "teams", "transitiveMemberOf", "userConfigurations",
    "users",
})
"""The words of the routes that are asked. Whatever else stands in a path may name somebody, and is not told."""


def route_of(url: str) -> str:
    """The address of a request as a pattern: ``/users/{id}/licenseDetails``, or ``/beta/...``."""
    parts = urlsplit(url.replace("%24", "$")).path.removeprefix("/v1.0").strip("/").split("/")
    return "/" + "/".join(part if part in _WORDS else _ID for part in parts)


@contextmanager
def asking(request: RequestInformation, call: Call, send: Send, *, alone: bool) -> Iterator[Send]:
    """What sends the attempts of one question, and tells of them. Of those that are not asked ``alone`` there is no
    span of their own where many rooms are looked at as one.
    """
    if not is_heard():
        yield send
        return
    asked = _Asked(request, call, send)
    about: About = {"http.request.method": asked.method, "http.route": asked.route}
    with span(f"graph {asked.route}", about, one_of_many=not alone, expected=(CannotCollect,)) as note:
        try:
            yield asked.send
        finally:
            note(asked.ended())


class _Asked:
    """One question: its attempts, how the last one ended, and how long it waited beside them."""

    def __init__(self, request: RequestInformation, call: Call, send: Send) -> None:
        # Read before a batch makes the address a part of its own.
        self.route, self.method = route_of(request.url), request.http_method.value if request.http_method else ""
        self._limit, self._send = call.limit.name, send
        self._begun, self._sending = time.perf_counter(), 0.0
        self._attempts, self._status = 0, 0

    async def send(self, request: RequestInformation) -> Reply:
        begun, self._status = time.perf_counter(), 0
        try:
            reply = await self._send(request)
            self._status = reply.status
            if reply.status == _THROTTLED:
                GRAPH_THROTTLES.add(limit=self._limit)
                GRAPH_PAUSES.add(max(0.0, retry_after(reply.headers)), limit=self._limit)
            return reply
        finally:
            took = time.perf_counter() - begun
            self._attempts, self._sending = self._attempts + 1, self._sending + took
            GRAPH_REQUESTS.add(route=self.route, status=str(self._status or "none"))
            GRAPH_DURATION.took(took, route=self.route)

    def ended(self) -> About:
        """What there is to say in the end; a status of 0 means that there was no answer."""
        waited = time.perf_counter() - self._begun - self._sending
        return {"http.response.status_code": self._status, "http.request.resend_count": max(0, self._attempts - 1),
                "roomcheck.waited": round(waited, 3)}


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds, at most :data:`LONGEST_HOLD`; 0 when the header is missing, past or not understood."""
    value = headers.get("retry-after", "").strip()
    try:
        asked = float(value) if value.isdecimal() else parsedate_to_datetime(value).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return min(asked, LONGEST_HOLD)
