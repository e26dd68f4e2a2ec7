"""A whole fleet through Microsoft Graph: listed in pages, and looked at in portions of about a hundred rooms.

A look asks for the sign-ins of fifteen rooms at a time, for the mailbox and for Teams of every room in batches of
twenty, and for what holds for the tenant once in a while. Of rooms in trouble it asks more, as far as its share of
requests goes. Whatever it leaves out is a gap that says so.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from checks.collector import CannotCollect, Collector, answer
from checks.facts.access_policies import AccessPolicies
from checks.facts.account import Account
from checks.facts.base import NEVER, Fact
from checks.facts.devices import DirectoryDevices, ManagedDevices
from checks.facts.domain import SignInDomain
from checks.facts.licences import Licences
from checks.facts.mailbox import Mailbox
from checks.facts.place import Place
from checks.facts.security import AdminRoles, AuthMethods, Memberships
from checks.facts.teams_provisioning import TeamsProvisioning
from checks.fleet import FleetRoom, Looked, Page
from checks.model import Room
from checks.sources.graph import access_policies
from checks.sources.graph.batching import MOST as MOST_IN_A_BATCH
from checks.sources.graph.client import GraphClient
from checks.sources.graph.collectors import graph_collectors
from checks.sources.graph.counting import counting
from checks.sources.graph.fleet_case import PATIENCE, RoomCase, is_troubled, lacks_a_licence
from checks.sources.graph.fleet_everybody import Everybody, read_everybody, worth_reading
from checks.sources.graph.fleet_kept import LATE, wanted_since, with_kept
from checks.sources.graph.fleet_log import Seen
from checks.sources.graph.fleet_rooms import RoomLists
from checks.sources.graph.fleet_sign_ins import PortionReader, Size, Wanted
from checks.sources.graph.known_account import object_id
from checks.sources.graph.sign_ins import INTERACTIVE, NON_INTERACTIVE

SHARE = 0.18
"""Requests that a look may take for each room, beside those that list the rooms."""
_TENANT_GOOD_FOR, _SIZE_GOOD_FOR = 1_800.0, timedelta(hours=1)
_LOGS = (INTERACTIVE, NON_INTERACTIVE)
_OF_EVERY_ROOM = (Place, Mailbox, TeamsProvisioning, SignInDomain)
"""Of these the place came with the list of rooms, and the domain is asked for once in a while."""
_OF_TROUBLED = ((Licences, 1), (Memberships, 1), (ManagedDevices, 1), (DirectoryDevices, 2), (AuthMethods, 1),
                (AdminRoles, 1))
"""What else is asked about a room in trouble, each with how many requests of a batch that takes."""


class GraphFleet:
    """The port :class:`checks.fleet.Fleet` over Microsoft Graph.

    ``clock`` gives the present, aware and in UTC. With ``whole_tenant`` the sign-ins of everybody may be read, see
    :meth:`everyone`.
    """

    def __init__(self, client: GraphClient, *, clock: Callable[[], datetime], whole_tenant: bool = False) -> None:
        self._client, self._clock, self._whole_tenant = client, clock, whole_tenant
        self._size, self._sized_at = Size(), NEVER
        self._everybody: Everybody | None = None
        self._collectors = tuple(graph_collectors(client, clock=clock)(Room("")))
        self._by_source = {collector.source: collector for collector in self._collectors}
        self._by_fact = {collector.fact: collector for collector in self._collectors}

    def discover(self) -> AsyncIterator[Page]:
        """As the port says."""
        return RoomLists(self._client, self._clock).pages()

    async def everyone(self, rooms: Collection[str], since: datetime) -> int:
        """Where that is allowed, read the sign-ins of the whole tenant since then, so that the looks that follow in
        this process need not ask for those of their rooms; how many requests that took.

        ``rooms`` are the object ids of all rooms: of any other record only the id of its account is looked at, then it
        is dropped. A repeat within the hour asks nothing.
        """
        now, before = self._clock(), self._everybody
        if not self._whole_tenant or not worth_reading(since, now) or (before and before.holds(since, now)):
            return 0
        with counting() as sent:
            self._everybody = await read_everybody(self._client, rooms, since - LATE, now)
        return sent.requests

    async def look(self, rooms: Sequence[FleetRoom]) -> Looked:
        """As the port says."""
        cases = [RoomCase(room) for room in rooms]
        with counting() as sent:
            await self._ask((case, Account) for case in cases)
            there = [case for case in cases if case.account is None or case.account.found]
            await asyncio.gather(self._read_sign_ins(there), self._learn_of_tenant(there),
                                 self._ask((case, fact) for case in there for fact in _OF_EVERY_ROOM))
            await self._learn_policies(there)
            await self._ask(self._more(there, int(SHARE * len(cases)) - sent.requests))
        return Looked(tuple(case.evidence(self._collectors) for case in cases), sent.requests)

    async def _ask(self, questions: Iterable[tuple[RoomCase, type[Fact]]]) -> None:
        """All at once, so that they go in batches."""
        await asyncio.gather(*(case.ask(self._by_fact[fact]) for case, fact in questions
                               if not case.has(self._by_fact[fact])))

    async def _read_sign_ins(self, cases: Iterable[RoomCase]) -> None:
        now = self._clock()
        if now - self._sized_at > _SIZE_GOOD_FOR:
            self._size, self._sized_at = Size(), now
        wanted: list[tuple[RoomCase, Wanted]] = []
        for case in cases:
            try:
                wanted.append((case, Wanted(object_id(case.known), wanted_since(case.kept_sign_ins, now))))
            except CannotCollect as why:
                for source in _LOGS:
                    case.miss(self._by_source[source], why)
        found = self._known_of_everybody([want for _case, want in wanted], now)
        reader = PortionReader(self._client, self._size, now)
        found |= await reader.read(want for _case, want in wanted if want.who.lower() not in found)
        for case, want in wanted:
            self._learn_sign_ins(case, found[want.who.lower()], now)

    def _known_of_everybody(self, wanted: Iterable[Wanted], now: datetime) -> dict[str, Seen]:
        everybody = self._everybody
        if not everybody:
            return {}
        taken = ((want.who.lower(), everybody.take(want, now)) for want in wanted)
        return {who: seen for who, seen in taken if seen}

    def _learn_sign_ins(self, case: RoomCase, seen: Seen, now: datetime) -> None:
        fact = with_kept(case.kept_sign_ins, seen, now)
        if fact:
            case.learn(fact)
        for source, why in seen.missed.items():
            case.miss(self._by_source[source], why)

    async def _learn_of_tenant(self, cases: Sequence[RoomCase]) -> None:
        """What is the same for every room, from one answer that is good for a while."""
        if cases:
            await asyncio.gather(*(self._learn_for_all(collector, cases) for collector in self._collectors
                                   if collector.per_tenant))

    async def _learn_for_all(self, collector: Collector, cases: Sequence[RoomCase]) -> None:
        def ask() -> Awaitable[Fact]:
            return answer(collector, collector.collect(cases[0].room, cases[0].known), PATIENCE)

        try:
            fact = await self._client.kept.get(("fleet", collector.source), ask, good_for=_TENANT_GOOD_FOR)
        except CannotCollect as why:
            for case in cases:
                case.miss(collector, why)
        else:
            for case in cases:
                case.learn(fact)

    async def _learn_policies(self, cases: Iterable[RoomCase]) -> None:
        collector = self._by_fact[AccessPolicies]
        every = replace(collector, collect=partial(access_policies.of_the_tenant, self._client, self._clock))
        await asyncio.gather(*(case.ask(every) for case in cases if collector.when(case.known)))

    def _more(self, cases: Sequence[RoomCase], requests: int) -> Iterator[tuple[RoomCase, type[Fact]]]:
        """What else to ask: licences wherever they may be what is wrong, and of rooms in trouble as much as fits into
        so many requests, or into one.
        """
        now = self._clock()
        unlicensed = [case for case in cases if case.asked_for.closely or lacks_a_licence(case)]
        yield from ((case, Licences) for case in unlicensed)
        left = max(1, requests) * MOST_IN_A_BATCH - len(unlicensed)
        troubled = [case for case in cases if is_troubled(case, now)]
        for fact, cost in _OF_TROUBLED:
            for case in troubled:
                if not case.has(self._by_fact[fact]) and cost <= left:
                    left -= cost
                    yield case, fact
