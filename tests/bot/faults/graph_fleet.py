"""A bot that sweeps a small tenant through Microsoft Graph, over real sockets, while rooms and answers change."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from bot.alerts import Rule
from bot.fleet import Standing, Sweep
from bot.store.tables import alerts
from bot.sweeps import Judges
from checks.model import Cause
from checks.registry import discover
from checks.report import make_report
from checks.sources.graph.fleet import GraphFleet
from checks.sources.graph.transport import TIMEOUT
from demo.graph_api import GraphApi
from demo.graph_call import Call
from demo.graph_faults import Faults
from demo.graph_replies import Reply
from demo.graph_server import GraphServer
from demo.identifiers import DOMAIN
from demo.rooms import ROOMS
from demo.scenario import Scenario
from demo.tenant import Tenant
from tests.bot.run_parts import Bot, FakeFleet
from tests.bot.test_sweeps import swept, watching
from tests.checks.sources.graph.fake_graph import Time, client_of

CATALOGUE = discover()
WELL, MFA, NO_MAILBOX = (next(each for each in ROOMS if each.expected.graph is cause) for cause in (
    Cause.HEALTHY, Cause.MFA_REQUIRED, Cause.MAILBOX_MISSING))
DISABLED = replace(WELL, account=replace(WELL.account, enabled=False)) if WELL.account else WELL


class ChangingGraph(GraphApi):
    """The simulated Graph of a tenant whose rooms, by name each like one of Contoso's, become like other ones."""

    def __init__(self, faults: Faults, now: datetime, rooms: Mapping[str, Scenario]) -> None:
        self._switched, self._now, self._rooms = faults, now, dict(rooms)
        self.become()

    def become(self, **like: Scenario) -> None:
        """From now on these rooms are like these scenarios."""
        self._rooms |= like
        rooms = (replace(each, address=_address(name), display_name=name.title())
                 for name, each in self._rooms.items())
        self._inner = GraphApi(Tenant(self._now, tuple(rooms), staffed=False), self._switched, page_size=1_000)

    def refuse(self, call: Call) -> None:
        """See ``GraphApi``."""
        self._inner.refuse(call)

    def answer(self, call: Call) -> Reply:
        """See ``GraphApi``."""
        return self._inner.answer(call)


@dataclass
class Swept:
    """The bot, the tenant it sweeps, and what can be made to go wrong with its answers."""

    bot: Bot
    graph: ChangingGraph
    faults: Faults
    _http: httpx.AsyncClient
    told: set[str] = field(default_factory=set)

    async def sweep(self, patience: float = TIMEOUT.read or 0.0) -> Sweep:
        """A sweep that has ended; no answer of Graph was waited for longer than this."""
        self._http.timeout = httpx.Timeout(patience)
        return await swept(self.bot)

    async def standings(self) -> dict[str, Standing]:
        """How every room stands, by its name."""
        states = await self.bot.watch.stores.rooms.states()
        return {each.room.address.partition("@")[0]: each.seen.standing for each in states}

    async def news(self) -> set[tuple[str, str]]:
        """The alerts that were written since this was asked last: room and change."""
        async with self.bot.store.engine.connect() as connection:
            rows = (await connection.execute(select(alerts.c.id, alerts.c.address, alerts.c.change))).all()
        new = {(row.address.partition("@")[0], row.change) for row in rows if row.id not in self.told}
        self.told |= {row.id for row in rows}
        return new


def object_id(name: str) -> str:
    return replace(WELL, address=_address(name)).object_id


def _address(name: str) -> str:
    return f"{name}@{DOMAIN}"


@contextlib.asynccontextmanager
async def swept_through_graph(home: Path, rooms: Mapping[str, Scenario]) -> AsyncIterator[Swept]:
    """A bot for which one report makes a change; every pause that it makes before Graph is over at once."""
    now, faults = datetime.now(UTC), Faults()
    graph = ChangingGraph(faults, now, rooms)
    async with (TestServer(GraphServer(graph, faults, [], []).application()) as served,
                client_of(str(served.make_url("")).rstrip("/"), Time()) as client):
        fleet = GraphFleet(client.in_background(), clock=lambda: datetime.now(UTC))
        judges = Judges(fleet, CATALOGUE, make_report, rule=Rule(confirm=1, most_flips=1_000))
        async with watching(home, FakeFleet(), judges=judges, reconcile_every=timedelta(seconds=1)) as (bot, _teams):
            yield Swept(bot, graph, faults, client._http)
