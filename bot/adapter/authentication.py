"""Who is calling: the token that Azure Bot Service sends with every activity."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticateRequestResult,
    AuthenticationConstants,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from bot.adapter.connector import Connector
from bot.adapter.signing_keys import SigningKeys

_CLOCK_SKEW = 300
"""Seconds by which the two clocks may differ (Microsoft Learn, Bot Connector authentication)."""


@dataclass(frozen=True, slots=True)
class Verified:
    """A token that Azure Bot Service signed for this bot: its claims, and the channels that its key may speak for,
    which is None where the keys name none.
    """

    claims: Mapping[str, Any]
    channels: frozenset[str] | None


ANYBODY = Verified({}, None)
"""Stands for a token where none is asked for."""


class _PooledConnector(ConnectorFactory):  # type: ignore[misc]  # the SDK carries no types
    """Hands every turn the same client, where the SDK's own makes one each time."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, service_url: str, audience: str) -> Connector:  # noqa: ARG002 - the SDK's signature
        return self._connector


class ChannelAuthentication(BotFrameworkAuthentication):  # type: ignore[misc]  # the SDK carries no types
    """Lets in what Azure Bot Service signed for this bot. Whatever is wrong with a token is a PermissionError.

    Without an ``app_id`` everybody is let in: development on this machine only.
    """

    def __init__(self, app_id: str, issuer: str, keys: SigningKeys, connector: Connector) -> None:
        self._app_id = app_id
        self._issuer = issuer
        self._keys = keys
        self._factory = _PooledConnector(connector)

    async def verified(self, auth_header: str) -> Verified:
        """What the call's token proves; it needs nothing of the activity, so it is asked before a body is read.

        Raises PermissionError.
        """
        if not self._app_id:
            return ANYBODY
        return await self._verified(_bearer_token(auth_header))

    def accept(self, verified: Verified, activity: Activity) -> AuthenticateRequestResult:
        """Let the activity in, if the token may speak for it. Raises PermissionError."""
        if verified is not ANYBODY:
            _must_speak_for(activity.channel_id, verified)
            _must_be_for(activity.service_url, verified.claims)
        result = AuthenticateRequestResult()
        result.claims_identity = ClaimsIdentity(
            dict(verified.claims), is_authenticated=True,
            authentication_type=AuthenticationConstants.ANONYMOUS_AUTH_TYPE if verified is ANYBODY else None)
        result.connector_factory = self._factory
        return result

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        return self.accept(await self.verified(auth_header), activity)

    async def authenticate_streaming_request(self, *_: str) -> None:
        """Teams does not stream. Always raises PermissionError."""
        raise PermissionError("streaming is not offered")

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:  # noqa: ARG002 - as above
        return self._factory

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """The bot signs nobody in, so a turn needs no such client."""

    async def _verified(self, token: str) -> Verified:
        try:
            found = await self._keys.find(str(jwt.get_unverified_header(token).get("kid", "")))
            if found is None:
                raise PermissionError("the token is signed with an unknown key")
            claims: Mapping[str, Any] = jwt.decode(
                token, found.key, algorithms=["RS256"], audience=self._app_id, issuer=self._issuer,
                leeway=_CLOCK_SKEW, options={"require": ["exp", "iss", "aud"]})
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise PermissionError(f"the token is not valid ({type(error).__name__})") from error
        return Verified(claims, found.endorsements)


def _bearer_token(auth_header: str) -> str:
    scheme, _, token = auth_header.partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        raise PermissionError("no bearer token came with the call")
    return token.strip()


def _must_speak_for(channel_id: str, verified: Verified) -> None:
    if verified.channels is not None and channel_id not in verified.channels:
        raise PermissionError("the key that signed the token may not speak for this channel")


def _must_be_for(service_url: str, claims: Mapping[str, Any]) -> None:
    """The token names where replies go, so that nobody can point the bot elsewhere."""
    claimed = claims.get(AuthenticationConstants.SERVICE_URL_CLAIM) or claims.get("serviceUrl")
    if not isinstance(claimed, str) or claimed.rstrip("/") != service_url.rstrip("/"):
        raise PermissionError("the token was issued for another service address")
