"""Tells rooms' accounts from people's, by what the directory and Exchange say of an address.

All of it is asked at once, by the address as it was given; what is only known once the account is found, because its
names are others, is asked in a second round. One part that says room is enough. That an account is no room's is said
only when every part was read: what cannot be read is never taken for a yes, nor for a no.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from checks.collector import CannotCollect
from checks.facts.account import Account
from checks.facts.base import Facts
from checks.facts.room_licences import ROOM_SKUS
from checks.likeness import Likeness
from checks.model import Room
from checks.sources.graph.account import account, tried
from checks.sources.graph.client import GraphClient
from checks.sources.graph.licences import licences
from checks.sources.graph.mailbox import mailbox
from checks.sources.graph.membership import GraphMembership
from checks.sources.graph.place import listed_at
from checks.sources.graph.refusals import GraphError

_ROOM, _GUEST = "room", "guest"
_MISSING = 404

_Outcome = bool | CannotCollect
"""Whether a part says that the account is a room's, or why it could not be read."""
_Parts = Mapping[Likeness, _Outcome]
_IN_ORDER = (Likeness.LICENCE, Likeness.MAILBOX, Likeness.PLACE, Likeness.GROUP)


class GraphRecognition:
    """The port ``Recognition``. ``groups`` are the object ids of groups whose members are rooms."""

    def __init__(self, client: GraphClient, groups: Collection[str], *, clock: Callable[[], datetime]) -> None:
        self._client, self._groups, self._clock = client, tuple(groups), clock
        self._membership = GraphMembership(client)

    async def __call__(self, room: Room) -> Likeness:
        """As the port says."""
        found, parts = await self._asked_by_address(room)
        if isinstance(found, CannotCollect):
            return _told(parts, found)
        if not found.found:
            return Likeness.ABSENT
        if found.user_type.casefold() == _GUEST:
            return Likeness.OTHER
        parts = await self._asked_by_names(room, found, parts)
        if not _yes(parts):
            parts = {**parts, Likeness.GROUP: await self._in_a_group(found)}
        return _told(parts)

    async def _asked_by_address(self, room: Room) -> tuple[Account | CannotCollect, _Parts]:
        found, *parts = await asyncio.gather(tried(account(self._client, self._clock, room, Facts())),
                                             self._licensed(room, Facts()), self._has_a_mailbox(room, Facts()),
                                             self._listed(room.address))
        return found, dict(zip(_IN_ORDER, parts, strict=False))

    async def _asked_by_names(self, room: Room, found: Account, parts: _Parts) -> _Parts:
        """The parts as they are under the account's own names, where the address was another one of it."""
        known, mail = Facts([found]), found.mail or found.address
        by_name = {} if found.address == room.address else {
            Likeness.LICENCE: self._licensed(room, known), Likeness.MAILBOX: self._has_a_mailbox(room, known)}
        by_mail = {} if mail == room.address else {Likeness.PLACE: self._listed(mail)}
        asked = {**by_name, **by_mail}
        return {**parts, **dict(zip(asked, await asyncio.gather(*asked.values()), strict=True))}

    async def _licensed(self, room: Room, known: Facts) -> _Outcome:
        held = await tried(licences(self._client, self._clock, room, known))
        if isinstance(held, CannotCollect):
            return held
        return any(each.sku_id in ROOM_SKUS for each in held.items)

    async def _has_a_mailbox(self, room: Room, known: Facts) -> _Outcome:
        has = await tried(mailbox(self._client, self._clock, room, known))
        if isinstance(has, CannotCollect):
            # Exchange knows no such account, which is an answer: it has no mailbox.
            return False if isinstance(has, GraphError) and has.status == _MISSING else has
        return has.purpose.casefold() == _ROOM

    async def _listed(self, address: str) -> _Outcome:
        there = await tried(listed_at(self._client, self._clock, address))
        return there if isinstance(there, CannotCollect) else there.found

    async def _in_a_group(self, found: Account) -> _Outcome:
        if not self._groups:
            return False
        groups = await tried(self._membership.of(found.object_id, self._groups))
        return groups if isinstance(groups, CannotCollect) else bool(groups)


def _told(parts: _Parts, besides: CannotCollect | None = None) -> Likeness:
    """What the parts say, ``besides`` being one more that could not be read. Raises it, or the first of them, where
    none says room.
    """
    if likeness := _yes(parts):
        return likeness
    for outcome in (besides, *parts.values()):
        if isinstance(outcome, CannotCollect):
            raise outcome
    return Likeness.OTHER


def _yes(parts: _Parts) -> Likeness | None:
    """The first part that says room."""
    return next((each for each in _IN_ORDER if parts.get(each) is True), None)
