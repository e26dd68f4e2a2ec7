"""Which rooms there are: accounts with a licence for rooms, the list of places, and the accounts of those places.

Each list brings what it says of a room, so that no further request is needed for the account or the place. What is
kept while the lists are read is a line for each place and an id for each account.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from kiota_abstractions.request_information import RequestInformation

from checks.collector import CannotCollect, Evidence
from checks.facts.account import Account
from checks.facts.base import Fact, Facts
from checks.facts.place import Place
from checks.facts.room_licences import ROOM_SKUS
from checks.fleet import FleetRoom, Page
from checks.model import Citation, Gap, GapReason, Room
from checks.sources.graph import account, place
from checks.sources.graph.client import GraphClient
from checks.sources.graph.counting import counting
from checks.sources.graph.json_reading import Json, text, texts
from checks.sources.graph.odata import quoted
from checks.sources.graph.pacing import DIRECTORY, EXCHANGE
from checks.sources.graph.refusals import Call

MOST_PLACES = 500_000
"""A list that is longer is taken for one that does not end."""
_PLACES_CALL = Call("the list of rooms", place.PERMISSION, EXCHANGE)
_ACCOUNTS_CALL = Call("the list of accounts with a licence for rooms", account.PERMISSION, DIRECTORY)
_USERS_A_PAGE, _PLACES_A_PAGE = 999, 100
_ALTERNATIVES = 15
"""The most values that the directory takes after ``in``, and the most alternatives in a filter."""
_A_BATCH = 20
_PLACE_FIELDS = "id,displayName,emailAddress,building,teamsEnabledState"
_FIELDS = ",".join(account.FIELDS)


class RoomLists:
    """One walk through the lists."""

    def __init__(self, client: GraphClient, clock: Callable[[], datetime]) -> None:
        self._client, self._clock = client, clock
        self._places: dict[str, Place] = {}
        self._accounts: set[str] = set()
        self._placed: set[str] = set()
        self._unread: dict[str, CannotCollect] = {}
        self._listed_any = False
        self._requests = 0

    async def pages(self) -> AsyncIterator[Page]:
        """Every room once. Raises :class:`~checks.collector.CannotCollect` when there is nothing to list."""
        with self._counted():
            await self._read_places()
        async for users in self._licensed():
            yield self._page(self._of_accounts(users))
        if not self._listed_any:
            raise next(iter(self._unread.values()))
        async for rooms in self._of_places():
            yield self._page(rooms)
        yield self._page((), tuple(_sentence(why) for why in self._unread.values()))

    def _page(self, rooms: Iterable[FleetRoom], unseen: tuple[str, ...] = ()) -> Page:
        """Rooms, with the requests since the page before."""
        requests, self._requests = self._requests, 0
        return Page(tuple(rooms), requests, unseen)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with counting() as sent:
            try:
                yield
            finally:
                self._requests += sent.requests

    async def _read_places(self) -> None:
        request = self._client.request("/places/microsoft.graph.room",
                                       {"$select": _PLACE_FIELDS, "$top": _PLACES_A_PAGE})
        try:
            async for page, _more in self._client.pages(request, _PLACES_CALL):
                self._listed_any = True
                for record in page:
                    if "@" in (address := text(record, "emailAddress").lower()):
                        self._places[address] = self._place(record, address)
                if len(self._places) > MOST_PLACES:
                    self._unread[place.SOURCE] = CannotCollect(GapReason.FAILED, "The list of rooms does not end.")
                    break
        except CannotCollect as refusal:
            self._unread[place.SOURCE] = refusal

    def _place(self, record: Json, address: str) -> Place:
        return place.place_of(record, self._clock(), Citation(place.SOURCE, f"places/{address}"))

    async def _licensed(self) -> AsyncIterator[tuple[Json, ...]]:
        """The pages of the accounts with a licence for rooms."""
        pages = self._client.pages(_licensed_accounts(self._client), _ACCOUNTS_CALL)
        more = True
        while more:
            try:
                with self._counted():
                    page, more = await anext(pages)
            except CannotCollect as refusal:
                self._unread[account.SOURCE] = refusal
                return
            self._listed_any = True
            yield page

    def _of_accounts(self, users: Iterable[Json]) -> Iterable[FleetRoom]:
        for user in users:
            object_id = text(user, "id").lower()
            if account.has_an_id(user) and object_id not in self._accounts and not _is_guest(user):
                self._accounts.add(object_id)
                yield self._of_account(user)

    def _of_account(self, user: Json) -> FleetRoom:
        found = account.found(self._client, self._clock(), user, None)
        addresses = (found.mail, found.address, found.primary_address, *_addresses(user))
        its_place = next((self._places[each] for each in addresses if each in self._places), None)
        self._placed.update(each for each in addresses if each in self._places)
        room = Room(found.address, found.display_name, found.object_id)
        return FleetRoom(room, its_place.building if its_place else "", self._listed(found, its_place))

    def _listed(self, found: Account | None, its_place: Place | None) -> Evidence:
        gaps: list[Gap] = []
        if found is None and self._may_not_read_accounts():
            gaps.append(_gap(Account, account.SOURCE, self._unread[account.SOURCE]))
        if its_place is None and place.SOURCE in self._unread:
            gaps.append(_gap(Place, place.SOURCE, self._unread[place.SOURCE]))
        if found and its_place is None and place.SOURCE not in self._unread:
            mail = found.mail or found.address
            its_place = Place(self._clock(), Citation(place.SOURCE, f"places/{mail}"), found=False)
        return Evidence(Facts(each for each in (found, its_place) if each), tuple(gaps))

    async def _of_places(self) -> AsyncIterator[tuple[FleetRoom, ...]]:
        """The rooms that have a place and no account among those listed so far."""
        left = [address for address in self._places if address not in self._placed]
        for start in range(0, len(left), _ALTERNATIVES * _A_BATCH):
            part = left[start:start + _ALTERNATIVES * _A_BATCH]
            with self._counted():
                users = await self._accounts_of(part)
            rooms = (room for room in self._of_accounts(users) if not _is_an_ordinary_one(room))
            yield (*rooms, *(self._of_place(each) for each in part if each not in self._placed))

    def _of_place(self, address: str) -> FleetRoom:
        """A place whose account is not known by now; a look asks for it."""
        its_place = self._places[address]
        return FleetRoom(Room(address, its_place.name), its_place.building, self._listed(None, its_place))

    async def _accounts_of(self, addresses: Sequence[str]) -> list[Json]:
        if self._may_not_read_accounts():
            return []
        few = [addresses[start:start + _ALTERNATIVES] for start in range(0, len(addresses), _ALTERNATIVES)]
        asked = (self._client.listed(_by_mail(self._client, each), _ACCOUNTS_CALL) for each in few)
        found: list[Json] = []
        for answer in await asyncio.gather(*asked, return_exceptions=True):
            if isinstance(answer, CannotCollect):
                self._unread[account.SOURCE] = answer
            elif isinstance(answer, BaseException):
                raise answer
            else:
                found += answer[0]
        return found

    def _may_not_read_accounts(self) -> bool:
        refusal = self._unread.get(account.SOURCE)
        return refusal is not None and refusal.reason is GapReason.NO_PERMISSION


def _is_an_ordinary_one(room: FleetRoom) -> bool:
    """Whether it is a room that people book and no device signs in for: its account is disabled, as Exchange makes it,
    has no licence, and Exchange does not call the place enabled for Teams.
    """
    facts = room.listed.facts
    disabled = facts[Account].enabled is False and facts[Account].assignments == ()
    return disabled and Place in facts and facts[Place].teams_enabled.casefold() != "enabled"


def _gap(fact: type[Fact], source: str, why: CannotCollect) -> Gap:
    return Gap(fact.title, source, why.reason, why.detail, why.remedy)


def _licensed_accounts(client: GraphClient) -> RequestInformation:
    """A filter with alternatives over a collection is one of the directory's advanced queries (Microsoft Learn,
    "Advanced query capabilities on Microsoft Entra ID objects").
    """
    wanted = " or ".join(f"assignedLicenses/any(l:l/skuId eq {sku})" for sku in ROOM_SKUS)
    request = client.request("/users", {"$count": "true", "$filter": wanted, "$select": _FIELDS, "$top": _USERS_A_PAGE})
    request.headers.add("ConsistencyLevel", "eventual")
    return request


def _by_mail(client: GraphClient, addresses: Iterable[str]) -> RequestInformation:
    named = ",".join(quoted(address) for address in addresses)
    return client.request("/users", {"$filter": f"mail in ({named})", "$select": _FIELDS, "$top": _PLACES_A_PAGE})


def _is_guest(user: Json) -> bool:
    return text(user, "userType").casefold() == "guest"


def _addresses(user: Json) -> tuple[str, ...]:
    return tuple(each.lower().removeprefix("smtp:") for each in texts(user, "proxyAddresses"))


def _sentence(why: CannotCollect) -> str:
    return " ".join(filter(None, (why.detail, why.remedy)))
