"""From an HTTP request to a turn of the bot, and back."""

import json
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self

from aiohttp import web
from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount, ResourceResponse
from msrest.serialization import Model

from bot.adapter.authentication import ChannelAuthentication
from bot.adapter.connector import Connector, Refusal
from bot.adapter.tokens import TokenRefusedError
from bot.incoming import tenant_ids
from bot.ports import MessageGoneError, NotDeliveredError
from bot.server import body_of
from bot.setting_values import is_loopback
from bot.telemetry import TURNED_AWAY
from bot.words import _, language_of, speaking

logger = logging.getLogger(__name__)

WIRE = "roomcheck.activity"
"""Where a turn's state keeps the activity as Teams sent it."""

TEXT_ANSWER = "application/vnd.microsoft.activity.message"
"""The type of an invoke answer that is a sentence rather than a card."""

_TEAMS = "msteams"


class Bot(Protocol):
    """What the SDK asks of a bot."""

    async def on_turn(self, turn_context: TurnContext) -> None: ...


@dataclass(frozen=True, slots=True)
class Admission:
    """Who may speak to the bot. An empty ``tenants`` lets in every tenant.

    Other channels than Teams let their users write the tenant themselves, so they are kept out in production.
    """

    tenants: frozenset[str]
    development: bool

    def refusal(self, activity: Mapping[str, Any], *, trusted_address: bool) -> str:
        """Why the activity is turned away, without a word of what it says; empty when it is let in."""
        if not trusted_address:
            return "its service address is not one that Teams uses"
        if not self.development and activity.get("channelId") != _TEAMS:
            return "it does not come from Teams"
        named = tenant_ids(activity)
        if self.tenants and not (named and named <= self.tenants):
            return "it comes from a tenant that is not allowed (ROOMCHECK_ALLOWED_TENANTS)"
        return ""


class TeamsAdapter(CloudAdapterBase):  # type: ignore[misc]  # the SDK carries no types
    """The SDK's adapter, mended where it stops a bot from working in Teams.

    Open it (``async with``) before the first request.
    """

    def __init__(self, authentication: ChannelAuthentication, connector: Connector, admission: Admission, *,
                 anonymous: bool) -> None:
        super().__init__(authentication)
        self.connector = connector
        self.on_turn_error = self._apologise
        self._authentication = authentication
        self._admission = admission
        self._anonymous = anonymous

    async def __aenter__(self) -> Self:
        await self.connector.__aenter__()
        try:
            await self.connector.warm()
        except TokenRefusedError:
            logger.warning("The bot cannot sign in to Teams yet; it tries again with the next message.")
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.connector.__aexit__(*exc)

    async def process(self, request: web.Request, bot: Bot) -> web.Response:
        """Answer one call of Teams: 401 for a bad token, 403 for a stranger, 400 for what is no activity, 408 for one
        that does not come to its end.

        Nothing of a body is read before the token is verified, and no turn begins before it fits the activity.
        """
        if self._anonymous and not is_loopback(request.url.host or ""):
            return web.Response(status=403)  # a page that rebinds its name to this machine is a stranger too
        try:
            verified = await self._authentication.verified(request.headers.get("Authorization", ""))
            wire = await _activity_of(request)
            activity = _outline(wire)
            caller = self._authentication.accept(verified, activity)
        except PermissionError as refused:
            logger.warning("A call was refused: %s.", refused)
            TURNED_AWAY.add(status="401")
            return web.Response(status=401)
        trusted = self.connector.trusts(activity.service_url)
        if refusal := self._admission.refusal(wire, trusted_address=trusted):
            logger.warning("An activity was turned away: %s.", refusal)
            TURNED_AWAY.add(status="403")
            return web.Response(status=403)

        async def turn(context: TurnContext) -> None:
            context.turn_state[WIRE] = wire
            await bot.on_turn(context)

        return _response(await self.process_activity(caller, activity, turn))

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        return [await self._send(context, activity) for activity in activities]

    async def _send(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        if activity.type == ActivityTypes.invoke_response:
            context.turn_state[self._INVOKE_RESPONSE_KEY] = activity
            return ResourceResponse()
        made = await self.connector.post(activity.service_url, activity.conversation.id, activity.serialize())
        return ResourceResponse(id=made)

    async def _apologise(self, context: TurnContext, error: Exception) -> None:
        """The user gets a sentence, the log the trace, and both the same reference."""
        if isinstance(error, MessageGoneError | NotDeliveredError):
            logger.warning("An answer did not reach its conversation: %s", error)
            return
        reference = secrets.token_hex(4)
        logger.error("A turn failed (reference %s).", reference, exc_info=error)
        with speaking(language_of(context.turn_state.get(WIRE, {}).get("locale"))):
            sentence = _("Something went wrong here, and it is not your doing (reference {reference}). Please try "
                         "again; if it happens again, give the reference to whoever runs this bot.",
                         reference=reference)
        if context.activity.type == ActivityTypes.invoke:
            await context.send_activity(invoke_answer({"statusCode": 200, "type": TEXT_ANSWER, "value": sentence}))
        elif context.activity.type == ActivityTypes.message:
            await self._say(context, sentence)

    async def _say(self, context: TurnContext, sentence: str) -> None:
        try:
            await context.send_activity(sentence)
        except Refusal as refusal:
            logger.warning("The user could not be told: %s", refusal.why)


def invoke_answer(body: Mapping[str, Any]) -> Activity:
    """The activity by which a turn hands back the answer to an invoke."""
    return Activity(type=ActivityTypes.invoke_response, value=InvokeResponse(status=200, body=dict(body)))


async def _activity_of(request: web.Request) -> Mapping[str, Any]:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="An activity is application/json.")
    try:
        wire = json.loads(await body_of(request))
    except (ValueError, RecursionError):
        wire = None
    if not isinstance(wire, dict) or not isinstance(wire.get("type"), str):
        raise web.HTTPBadRequest(text="This is no activity.")
    return wire


def _outline(wire: Mapping[str, Any]) -> Activity:
    """What the SDK itself reads of an activity. The rest stays as it came, under ``WIRE``."""
    def text(value: object) -> str:
        return value if isinstance(value, str) else ""

    def part(name: str) -> str:
        value = wire.get(name)
        return text(value.get("id")) if isinstance(value, dict) else ""

    return Activity(
        type=wire["type"], id=text(wire.get("id")), name=text(wire.get("name")), action=text(wire.get("action")),
        channel_id=text(wire.get("channelId")), service_url=text(wire.get("serviceUrl")),
        conversation=ConversationAccount(id=part("conversation")), recipient=ChannelAccount(id=part("recipient")),
        from_property=ChannelAccount(id=part("from")), delivery_mode=text(wire.get("deliveryMode")) or None)


def _response(answer: InvokeResponse | None) -> web.Response:
    """A body is serialised once, here, be it a plain dict or one of the SDK's models."""
    if answer is None:
        return web.Response(status=200)
    status, body = int(answer.status), answer.body
    if body is None:
        return web.Response(status=status)
    return web.json_response(_wire_form(body) if isinstance(body, Model) else body, status=status)


def _wire_form(model: Any) -> Mapping[str, Any]:
    wire: Mapping[str, Any] = model.serialize()
    return wire
