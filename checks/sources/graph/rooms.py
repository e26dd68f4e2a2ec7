"""Finds rooms by a part of their name, in the organisation's own list of rooms."""

import asyncio
import time
import unicodedata
from collections.abc import Callable, Sequence

from checks.model import Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, text
from checks.sources.graph.pacing import EXCHANGE
from checks.sources.graph.refusals import Call

PERMISSION = "Place.Read.All"
MOST = 25
MOST_PAGES = 50
_KEPT_FOR = 300.0
_CALL = Call("the list of rooms", PERMISSION, EXCHANGE)


class GraphRooms:
    """The port ``Rooms`` over the organisation's places. The list, of at most 5,000 rooms, is kept for five minutes."""

    def __init__(self, client: GraphClient, *, now: Callable[[], float] = time.monotonic) -> None:
        self._client, self._now = client, now
        self._rooms: tuple[Room, ...] = ()
        self._good_until = float("-inf")
        self._turn = asyncio.Lock()

    async def named(self, text: str) -> Sequence[Room]:
        """Rooms whose display name contains the text, in any case, at most 25, by name.

        Raises :class:`~checks.collector.CannotCollect`.
        """
        part = _plain(text)
        if not part:
            return ()
        found = [room for room in await self._all() if part in _plain(room.display_name)]
        return sorted(found, key=lambda room: (_plain(room.display_name), room.address))[:MOST]

    async def _all(self) -> tuple[Room, ...]:
        async with self._turn:
            if self._now() >= self._good_until:
                self._rooms = await self._listed()
                self._good_until = self._now() + _KEPT_FOR
            return self._rooms

    async def _listed(self) -> tuple[Room, ...]:
        request = self._client.request("/places/microsoft.graph.room",
                                       {"$select": "id,displayName,emailAddress", "$top": 100})
        rooms: list[Room] = []
        page_count = 0
        async for page, _more in self._client.pages(request, _CALL):
            rooms += [_room(record) for record in page if "@" in text(record, "emailAddress")]
            page_count += 1
            if page_count == MOST_PAGES:
                break
        return tuple(rooms)


def _room(record: Json) -> Room:
    return Room(text(record, "emailAddress").lower(), text(record, "displayName"))


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
