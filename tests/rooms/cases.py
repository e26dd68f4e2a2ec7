"""Judges a simulated room as its helpdesk would: through Microsoft Graph, by its device's zip, and by both together."""

import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checks.collector import NOTHING, BundleReading, Collector, Evidence
from checks.engine import Outcome, judge, run
from checks.model import Report, Room
from checks.registry import discover
from checks.report import make_report
from checks.sources.graph.collectors import graph_collectors
from checks.sources.graph.connect import connect_simulated
from demo.bundles import bundle_for, file_name
from demo.graph_faults import Faults
from demo.graph_server import simulated_graph
from demo.scenario import Scenario
from demo.tenant import Tenant

NOW = datetime(2026, 3, 2, 9, 14, 27, tzinfo=UTC)
CATALOGUE = discover()

CollectorsFor = Callable[[Room], Sequence[Collector]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One room's three reports."""

    graph: Report
    bundle: Report
    both: Report


@asynccontextmanager
async def graph_of(tenant: Tenant, faults: Faults | None = None) -> AsyncIterator[CollectorsFor]:
    """The collectors of a simulated tenant, which speak to it over HTTP."""
    async with simulated_graph(tenant=tenant, faults=faults) as root, connect_simulated(root) as client:
        yield graph_collectors(client, clock=lambda: tenant.now)


async def through_graph(scenario: Scenario, collectors_for: CollectorsFor, known: Evidence = NOTHING) -> Outcome:
    """What a check of the room finds, with what an upload has brought before."""
    room = Room(scenario.address)
    return await run(room, collectors_for(room), CATALOGUE, known=known)


@asynccontextmanager
async def zip_of(scenario: Scenario, now: datetime = NOW) -> AsyncIterator[Path]:
    """The room's diagnostic zip, as a file while the block runs."""
    with tempfile.TemporaryDirectory(prefix="roomcheck-") as folder:
        path = Path(folder) / file_name(scenario)
        path.write_bytes(bundle_for(scenario, now))
        yield path


def by_zip(reading: BundleReading, known: Evidence = NOTHING) -> Outcome:
    """What an upload shows, with what a check has found before."""
    case = known.joined(reading.evidence)
    return Outcome(judge(CATALOGUE, case), reading.evidence, case)


def report_of(scenario: Scenario, outcome: Outcome) -> Report:
    """The report on a room that is known by its address alone."""
    return make_report(Room(scenario.address), outcome, NOW)


def report_of_zip(reading: BundleReading, outcome: Outcome) -> Report:
    """The report on the room that the zip's own logs name."""
    return make_report(Room(reading.alias, reading.display_name), outcome, NOW)
