"""The organisation's own list of rooms, which Exchange calls places."""

import asyncio
import time
from collections.abc import Callable, Sequence

from checks.collector import CannotCollect
from checks.model import GapReason, Room
from checks.sources.graph.client import GraphClient
from checks.sources.graph.json_reading import Json, text
from checks.sources.graph.pacing import EXCHANGE
from checks.sources.graph.refusals import Call

SOURCE = "graph.rooms"
PERMISSION = "Place.Read.All"
MOST_PAGES = 50
_KEPT_FOR = 300.0
_NAMING_ONE = "name a room: app.py doctor room-42@contoso.com"
_CALL = Call("the list of rooms", PERMISSION, EXCHANGE)


class GraphRooms:
    """The port ``Rooms`` over the organisation's places. The list, of at most 5,000 rooms, is kept for five minutes."""

    def __init__(self, client: GraphClient, *, now: Callable[[], float] = time.monotonic) -> None:
        self._client, self._now = client, now
        self._rooms: tuple[Room, ...] = ()
        self._good_until = float("-inf")
        self._turn = asyncio.Lock()

    async def listed(self) -> Sequence[Room]:
        """Every room that has a mailbox. Raises :class:`~checks.collector.CannotCollect`."""
        async with self._turn:
            if self._now() >= self._good_until:
                self._rooms = await self._read()
                self._good_until = self._now() + _KEPT_FOR
            return self._rooms

    async def _read(self) -> tuple[Room, ...]:
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


async def first_room(client: GraphClient) -> Room:
    """The first of the list, for what may be asked through any. Raises :class:`~checks.collector.CannotCollect`."""
    try:
        listed = await GraphRooms(client).listed()
    except CannotCollect as why:
        raise CannotCollect(why.reason, f"The organisation's rooms cannot be listed: {why.detail}",
                            f"{why.remedy} Or {_NAMING_ONE}".strip()) from why
    if not listed:
        raise CannotCollect(GapReason.NOT_OFFERED, "The organisation's list of rooms is empty.",
                            f"Make room mailboxes, or {_NAMING_ONE}")
    return listed[0]
