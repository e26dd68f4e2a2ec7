"""The bot's own access token for Teams: one for the whole process, renewed before it runs out."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any

import msal

from bot.adapter.clouds import BotCloud

logger = logging.getLogger(__name__)

_RENEW_BEFORE = 300.0
"""Seconds. MSAL hands out a token from its own cache until five minutes before the end."""
_UNUSABLE_BEFORE = 30.0
_RETRY_AFTER = 30.0
_TIMEOUT = 10.0

Acquire = Callable[[], Mapping[str, Any]]
"""Asks for a token. It blocks, so it is called in a thread, by one thread at a time."""


class TokenRefusedError(Exception):
    """The bot could not sign in to Teams; the message says what the directory answered."""


class BotTokens:
    """Hands out the bot's token without ever blocking the event loop."""

    def __init__(self, acquire: Acquire, clock: Callable[[], float] = monotonic) -> None:
        self._acquire = acquire
        self._clock = clock
        self._token = ""
        self._renew_at = self._unusable_at = 0.0
        self._renewal: asyncio.Task[None] | None = None

    async def current(self) -> str:
        """A token that is good for at least half a minute. Raises TokenRefusedError."""
        now = self._clock()
        if now >= self._unusable_at:
            await asyncio.shield(self._renewing())
        elif now >= self._renew_at:
            self._renewing()
        return self._token

    def forget(self) -> None:
        """The token was refused: ask for another one next time."""
        self._unusable_at = 0.0

    async def close(self) -> None:
        """Wait for a renewal that is under way."""
        if self._renewal:
            await asyncio.wait([self._renewal])

    def _renewing(self) -> asyncio.Task[None]:
        if self._renewal is None or self._renewal.done():
            self._renewal = asyncio.create_task(self._renew())
            self._renewal.add_done_callback(self._after_renewal)
        return self._renewal

    async def _renew(self) -> None:
        try:
            answer = await asyncio.to_thread(self._acquire)
        except Exception as error:  # MSAL lets through whatever its parsing of a proxy's page meets
            raise TokenRefusedError(f"{type(error).__name__}: {error}") from error
        token = answer.get("access_token")
        if not isinstance(token, str):
            raise TokenRefusedError(str(answer.get("error_description") or answer.get("error") or "no token came"))
        ends = self._clock() + float(answer.get("expires_in", 0))
        self._token, self._renew_at, self._unusable_at = token, ends - _RENEW_BEFORE, ends - _UNUSABLE_BEFORE

    def _after_renewal(self, renewal: asyncio.Task[None]) -> None:
        if renewal.cancelled() or (fault := renewal.exception()) is None:
            return
        self._renew_at = self._clock() + _RETRY_AFTER
        logger.error("The bot's token for Teams could not be renewed: %s", fault)


def with_secret(app_id: str, secret: str, tenant_id: str, cloud: BotCloud, http_client: Any = None) -> Acquire:
    """Sign in with a client secret. One MSAL application serves every call; ``http_client`` is MSAL's own seam."""
    made: list[msal.ConfidentialClientApplication] = []

    def acquire() -> Mapping[str, Any]:
        if not made:  # making one asks the network, so it happens here, in the thread
            made.append(msal.ConfidentialClientApplication(
                app_id, client_credential=secret, authority=cloud.login + tenant_id, http_client=http_client,
                timeout=None if http_client else _TIMEOUT))
        answer: Mapping[str, Any] = made[0].acquire_token_for_client([cloud.scope + "/.default"])
        return answer

    return acquire


def with_managed_identity(client_id: str, cloud: BotCloud, http_client: Any) -> Acquire:
    """Sign in as the host's user-assigned managed identity."""
    client = msal.ManagedIdentityClient(msal.UserAssignedManagedIdentity(client_id=client_id),
                                        http_client=http_client)

    def acquire() -> Mapping[str, Any]:
        answer: Mapping[str, Any] = client.acquire_token_for_client(resource=cloud.scope)
        return answer

    return acquire
