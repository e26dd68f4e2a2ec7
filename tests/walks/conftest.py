"""The whole bot over HTTP, in the simulated tenant, and a very small Teams that speaks to it."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import app
from bot.limits import no_limits
from bot.server import listening
from bot.service import bot_at_work
from checks.collector import BundleReading
from checks.sources.bundle.launch import read_bundle
from checks.sources.bundle.limits import WorkerLimits
from checks.sources.graph.connect import connect_simulated
from demo.bundles import bundle_for, file_name
from demo.connector import Posted, Teams, teams
from demo.graph_faults import Faults
from demo.graph_server import simulated_graph
from demo.rooms import ROOMS
from demo.scenario import Scenario
from demo.tenant import Tenant
from tests.settings import named_settings


@dataclass(slots=True)
class Walk:
    """A bot at work: where to reach it, what its home folder holds, what can be made to go wrong with Graph, the
    files that a worker was started for, the tenant, and what Graph was asked, on its own and in batches.
    """

    endpoint: str
    home: Path
    faults: Faults
    now: datetime
    read: list[Path]
    tenant: Tenant
    asked: list[str]

    @contextlib.asynccontextmanager
    async def chat(self, conversation: Mapping[str, Any] | None = None) -> AsyncIterator[Teams]:
        async with teams(self.endpoint, conversation=conversation) as person:
            yield person

    def bundle(self, scenario: Scenario, ahead: timedelta = timedelta(0)) -> Path:
        """The room's diagnostic zip, as a file; the room's clock is so far ahead."""
        path = self.home / file_name(scenario)
        path.write_bytes(bundle_for(scenario, self.now + ahead))
        return path


@contextlib.asynccontextmanager
async def bot(home: Path, graph: str, read: list[Path], limits: WorkerLimits = WorkerLimits(),  # noqa: B008 - frozen
              given: Mapping[str, str] | None = None) -> AsyncIterator[str]:
    """The bot with its store in ``home``, reading the simulated tenant at ``graph``; gives its messaging endpoint.

    Every zip that a worker is started for, under these limits, is noted in ``read``. ``given`` are settings of one
    walk; everybody may do everything where none of them gives a role.
    """
    settings = named_settings(ROOMCHECK_HOME=home / "bot", ROOMCHECK_GRAPH_URL=graph,
                              ROOMCHECK_SWEEP_SCHEDULE="off", **(given or {}))

    async def noted(file: Path) -> BundleReading:
        read.append(file)
        return await read_bundle(file, limits=limits)

    async with connect_simulated(graph) as client, \
            bot_at_work(settings, replace(app.world(client), read_bundle=noted), development=True,
                        limits=no_limits()) as application, \
            listening(application, "127.0.0.1", 0) as port:
        yield f"http://127.0.0.1:{port}/api/messages"


@contextlib.asynccontextmanager
async def walking(home: Path, tenant: Tenant | None = None, **given: str) -> AsyncIterator[Walk]:
    """A bot at work in this tenant, in Contoso unless another is given."""
    now, faults, read, asked = datetime.now(UTC), Faults(), list[Path](), list[str]()
    tenant = tenant or Tenant(now)
    async with simulated_graph(tenant=tenant, faults=faults, journal=asked, inside=asked) as graph, \
            bot(home, graph, read, given=given) as endpoint:
        yield Walk(endpoint, home, faults, now, read, tenant, asked)


@pytest.fixture
async def walk(tmp_path: Path) -> AsyncIterator[Walk]:
    async with walking(tmp_path) as made:
        yield made


def room(name: str) -> Scenario:
    """The simulated room with this display name."""
    return next(scenario for scenario in ROOMS if scenario.display_name == name)


def words(card: Any) -> str:
    """Everything a card says, in order."""
    return " ".join(_words(card))


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key in ("text", "title", "value", "altText", "inlines", "fallbackText") and isinstance(value, str):
                yield value.replace("\\", "")
            else:
                yield from _words(value)
    elif isinstance(part, list):
        for each in part:
            yield from ([each] if isinstance(each, str) else _words(each))


def buttons(card: Any) -> Mapping[str, Mapping[str, Any]]:
    """Every button of a card by its tooltip or title, wherever it stands."""
    found: dict[str, Mapping[str, Any]] = {}
    if isinstance(card, dict):
        if str(card.get("type", "")).startswith("Action.") and "title" in card:
            found[card.get("tooltip") or card["title"]] = card
        for key, value in card.items():
            if key != "fallback":
                found |= buttons(value)
    elif isinstance(card, list):
        for each in card:
            found |= buttons(each)
    return found


def says(person: Teams, text: str) -> Callable[[], Posted | None]:
    """The newest message that says this, as something to wait for."""
    def newest() -> Posted | None:
        return next((each for each in reversed(person.posted.values()) if text in words(each.activity)), None)
    return newest


def judged(person: Teams, text: str) -> Callable[[], Posted | None]:
    """The newest message that is a finished report and says this, as something to wait for."""
    def newest() -> Posted | None:
        reports = (each for each in reversed(person.posted.values()) if "Check again" in buttons(each.card))
        return next((each for each in reports if text in words(each.card)), None)
    return newest
