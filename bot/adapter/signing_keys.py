"""The keys that Azure Bot Service signs its calls with."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import aiohttp
import jwt

from bot.adapter.bodies import first_bytes

logger = logging.getLogger(__name__)

_KEEP = 24 * 3600.0
_REFRESH_EVERY = 60.0
"""Seconds between two fetches, so that made-up key ids cannot make the bot hammer the key server."""
_RETRY_EVERY = 5.0
_TIMEOUT = aiohttp.ClientTimeout(total=3)
_LARGEST_DOCUMENT = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key and the channels it may speak for, which is None in a cloud whose keys name no channels at all."""

    key: Any
    endorsements: frozenset[str] | None


class SigningKeys:
    """Keys by id. They are fetched when first wanted, when a day old, and when an unknown id turns up."""

    def __init__(self, metadata_url: str, http: Callable[[], aiohttp.ClientSession],
                 clock: Callable[[], float] = monotonic) -> None:
        self._metadata_url = metadata_url
        self._http = http
        self._clock = clock
        self._keys: Mapping[str, SigningKey] = {}
        self._stale_at = self._fetch_allowed_at = float("-inf")
        self._fetching = asyncio.Lock()

    async def find(self, key_id: str) -> SigningKey | None:
        """The key of this id, or None. Never raises: keys that cannot be fetched are keys that are not known."""
        if self._is_wanting(key_id):
            async with self._fetching:
                if self._is_wanting(key_id):
                    await self._refresh()
        return self._keys.get(key_id)

    def _is_wanting(self, key_id: str) -> bool:
        now = self._clock()
        return now >= self._fetch_allowed_at and (key_id not in self._keys or now >= self._stale_at)

    async def _refresh(self) -> None:
        try:
            metadata = await self._document(self._metadata_url)
            self._keys = _readable_keys(await self._document(metadata["jwks_uri"]))
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            logger.warning("The signing keys of Azure Bot Service could not be fetched: %r", error)
            self._fetch_allowed_at = self._clock() + _RETRY_EVERY
            return
        self._stale_at = self._clock() + _KEEP
        self._fetch_allowed_at = self._clock() + _REFRESH_EVERY

    async def _document(self, url: str) -> Any:
        async with self._http().get(url, timeout=_TIMEOUT, allow_redirects=False) as response:
            response.raise_for_status()
            return json.loads(await first_bytes(response, _LARGEST_DOCUMENT))


def _readable_keys(document: Any) -> Mapping[str, SigningKey]:
    """One key of an unknown kind must not hide the others."""
    keys, endorsing = {}, any(isinstance(wire, dict) and wire.get("endorsements") for wire in document["keys"])
    for wire in document["keys"]:
        try:
            channels = frozenset(str(channel) for channel in wire.get("endorsements") or ())
            keys[str(wire["kid"])] = SigningKey(jwt.PyJWK(wire, algorithm="RS256").key, channels if endorsing else None)
        except (jwt.PyJWTError, KeyError, TypeError, AttributeError, ValueError) as error:
            logger.warning("A signing key of Azure Bot Service is of an unknown kind: %r", error)
    return keys
